//! People, sessions, company, rates.

pub mod company;
pub mod people;
pub mod sessions;
pub mod users;
