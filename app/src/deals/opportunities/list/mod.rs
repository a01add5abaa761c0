//! The list of opportunities: filters and order in the address, pages by keyset, keys the keys of the frame.

mod page;
mod rows;
mod table;

pub use page::ListPage;
