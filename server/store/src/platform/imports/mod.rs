//! What an import reads beforehand (records a file may concern) and the log of runs. Records
//! themselves are written through `platform::bulk`; changes through [`change`].

mod back;
mod change;
mod collect;
mod known;
mod leads;
mod runs;
mod trail;

pub use back::{put_back, remove};
pub use change::{Around, belongs, change, forget_keys, link_key, set_parent};
pub use known::{
    account_names, existing, first_administrator, key_entity, keys, people, price_book,
    products_with_price,
};
pub use runs::{RunRow, finish, insert_run, latest, mappings, runs};
pub use trail::{
    DealBefore, LineBefore, PriceBefore, Standing, Trail, Written, belongings, forget_trails,
    last_touch, mark_undone, note_undone, sides, standing, used, with_deals, with_prices, written,
};
