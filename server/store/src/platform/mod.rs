//! People, sessions, company, rates.

pub mod company;
pub mod sessions;
pub mod users;
