//! What is sold and at which list price: products, price books and their entries.
//!
//! Terms: *product* (article), *price book* (list prices of one currency and period), *entry* (the
//! price of one product in one price book for one way of charging, with tiers and floor).
//! Entry points: [`Product`], [`PriceBook`], [`PriceBookEntry`], [`validate_product`],
//! [`validate_price_book`], [`validate_entry`], the operations in [`ops`].
//! [`kinds`] has what an entry of another kind of price than per unit must satisfy; [`formula`] is the language
//! of price formulas, [`formulas`] what they mean in a price book.
//! [`choosing`] says which price book is for whom.
//! Invariants: an entry's prices are in its book's currency; tiers ascend and begin above zero; a
//! product that is switched off stays on the quotes that have it.
//! Tests: beside the code; both databases in `server/services/tests/it/cpq/catalog.rs`; pages in `end2end/tests/cpq`.

mod change;
pub mod choosing;
pub mod formula;
pub mod formulas;
pub mod kinds;
pub mod model;
pub mod ops;
pub mod rules;

pub use change::ProductChange;
pub use choosing::{BookChoice, BookFit, Buyer, choose};
pub use model::{
    Catalog, CatalogItem, PriceBook, PriceBookDraft, PriceBookEntry, PriceBookView, Product,
    ProductDraft,
};
pub use rules::{is_valid_on, validate_entry, validate_price_book, validate_product};
