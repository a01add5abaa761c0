mod catalog;
mod quotes;
mod support;
