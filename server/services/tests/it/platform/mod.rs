mod auth;
mod demo;
mod people;
mod profile;
mod search;
