//! The list of opportunities: what stands around `platform::views::RecordList`.

mod page;

pub use page::ListPage;
