//! Home, feed and team figures, through their operations, on both databases.

mod feed;
mod home;
mod team;
