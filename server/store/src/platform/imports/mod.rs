//! What an import reads beforehand (records a file may concern) and the log of runs. Records
//! themselves are written through `platform::bulk`; changes through [`change`].

mod back;
mod change;
mod collect;
mod keys;
mod known;
mod leads;
mod lines;
mod own;
mod runs;
mod trail;
mod uploads;

pub use back::{put_back, remove};
pub use change::{Around, after_others, belongs, change, set_parent};
pub use keys::link_keys;
pub use known::{
    account_names, existing, first_administrator, key_entity, keys, people, price_book,
    products_with_price,
};
pub use lines::{keep_rows, rows_after};
pub use own::{own_values, put_own};
pub use runs::{RunRow, beat, finish, insert_run, latest, mappings, runs};
pub use trail::{
    DealBefore, LineBefore, PriceBefore, Standing, Trail, Written, belongings, forget_trails,
    last_touch, mark_undone, note_undone, sides, standing, used, with_deals, with_prices, written,
};
pub use uploads::{Upload, add_part, drop_upload, forget_uploads, parts, upload, waiting_bytes};
