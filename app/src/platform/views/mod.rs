//! Lists of any object: views in tabs, a filter put together from conditions, columns, order and
//! groups in the address, rows with selection and editing in place, changes of many at once.
//!
//! A page gives [`RecordList`] its object and what stands around it; everything else comes from the
//! registry in `shared::platform::views`.

mod api;
mod builder;
mod bulk;
mod bulk_run;
mod cells;
mod chips;
mod edit;
mod keyboard;
mod list;
mod load;
mod names;
mod pick;
mod press;
mod rows;
mod save;
mod select;
mod state;
mod table;
mod tabs;
mod tools;
mod value;

pub use list::RecordList;
pub(crate) use press::Presses;
