mod home;
mod team;
