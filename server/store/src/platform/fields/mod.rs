//! Fields an administrator adds, and the values of records.

mod definitions;
mod values;

pub use definitions::{
    all, count_values, get, insert, option_use, purge_before, set_deleted, set_position, update,
};
pub use values::{NamedValue, ValueOf, fill_sample, named, put_all};
pub(crate) use values::{filled, load, load_all, of_records, put};
