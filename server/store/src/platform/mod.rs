//! People, sessions, company, rates.

pub mod bulk;
pub mod company;
pub mod imports;
pub mod people;
pub mod sample;
pub mod profiles;
pub mod search;
pub mod sessions;
pub mod users;
