mod accounts;
mod contacts;
mod lists;
