//! The list of opportunities: filters and order in the address, pages by keyset, keys `j` and `k`.

mod page;
mod rows;

pub use page::ListPage;
