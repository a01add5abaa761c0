//! Home and team figures, through their operations, on both databases.

mod home;
mod team;
