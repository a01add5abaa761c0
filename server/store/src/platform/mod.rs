//! People, sessions, company, rates.

pub mod bulk;
pub mod company;
pub mod imports;
pub mod people;
pub mod profiles;
pub mod sample;
pub mod search;
pub mod sessions;
pub mod users;
