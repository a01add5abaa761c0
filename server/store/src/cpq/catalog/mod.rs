//! Products and price books.

pub mod price_books;
pub mod products;
