//! Products and price books: everybody reads, administrators write.

pub mod api;
mod cells;
mod entry;
mod formula;
mod kind;
mod list;
pub(in crate::cpq) mod pick;
mod price_book;
mod price_books;
mod product_form;
mod products;
mod rounding;

pub(crate) use cells::{SUPPORT, product_cell, product_name};
pub use list::ProductListPage;
pub use price_book::PriceBookPage;
pub(in crate::cpq) use price_book::tiers;
pub use price_books::{PriceBooksPage, currencies};
pub use products::ProductsPage;
