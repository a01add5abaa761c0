mod auth;
mod demo;
mod imports;
mod imports_real;
mod people;
mod profile;
mod search;
