//! Products and price books: everybody reads, administrators write.

pub mod api;
mod entry;
mod formula;
mod kind;
mod price_book;
mod price_books;
mod product_form;
mod products;

pub use price_book::PriceBookPage;
pub use price_books::{PriceBooksPage, currencies};
pub use products::ProductsPage;
