mod auth;
mod demo;
mod imports;
mod people;
mod profile;
mod search;
