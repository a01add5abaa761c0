mod auth;
mod people;
