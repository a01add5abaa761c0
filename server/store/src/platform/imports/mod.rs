//! What an import reads beforehand (records a file may concern) and the log of runs. Records
//! themselves are written through `platform::bulk`; changes through [`change`].

mod change;
mod known;
mod runs;

pub use change::{Around, belongs, change, forget_keys, link_key, set_parent};
pub use known::{
    account_names, existing, first_administrator, key_entity, keys, people, price_book,
    products_with_price,
};
pub use runs::{RunRow, finish, insert_run, latest, mappings, runs};
