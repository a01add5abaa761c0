//! People, rights, company set-up, imports.

pub mod company;
pub mod session;
//! What surrounds the sale: files brought in, and later exports, webhooks and search.

pub mod imports;
