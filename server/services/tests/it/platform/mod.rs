mod auth;
mod demo;
mod people;
