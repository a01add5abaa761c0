//! What may be asked of the catalogue.

use super::model::{
    Catalog, PriceBook, PriceBookDraft, PriceBookEntry, PriceBookView, Product, ProductDraft,
};
use crate::kernel::{Currency, PriceBookEntryId, PriceBookId, ProductId};
use crate::operation;
use serde::{Deserialize, Serialize};

/// Products whose code, name or family contains the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListProducts {
    /// Part of the code, name or family; empty for all.
    pub text: String,
    /// Only this family; empty for all.
    pub family: String,
    /// Those switched off, too.
    pub with_inactive: bool,
    /// How many rows to skip.
    pub offset: u32,
    /// How many rows to answer, at most 200.
    pub limit: u32,
}
operation!(ListProducts => ProductList, "products.list", ReadReference);

/// A page of products.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductList {
    /// The rows asked for, by code.
    pub rows: Vec<Product>,
    /// How many there are in all.
    pub total: i64,
    /// Every family there is, for the filter.
    pub families: Vec<String>,
    /// Currency of the costs.
    pub cost_currency: Option<Currency>,
}

/// One product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetProduct {
    /// Which.
    pub id: ProductId,
}
operation!(GetProduct => Product, "products.get", ReadReference);

/// Makes a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateProduct {
    /// Chosen by the client.
    pub id: ProductId,
    /// What is written about it.
    pub draft: ProductDraft,
}
operation!(CreateProduct => Product, "products.create", ManageProducts);

/// Changes a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditProduct {
    /// Which.
    pub id: ProductId,
    /// The version that was read.
    pub version: i64,
    /// What is written about it now.
    pub draft: ProductDraft,
}
operation!(EditProduct => Product, "products.edit", ManageProducts);

/// Switches a product on or off. Quotes that have it keep it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetProductActive {
    /// Which.
    pub id: ProductId,
    /// The version that was read.
    pub version: i64,
    /// On or off.
    pub active: bool,
}
operation!(SetProductActive => Product, "products.set_active", ManageProducts);

/// Every price book.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPriceBooks {
    /// Those switched off, too.
    pub with_inactive: bool,
}
operation!(ListPriceBooks => Vec<PriceBook>, "price_books.list", ReadReference);

/// A price book with all its entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetPriceBook {
    /// Which.
    pub id: PriceBookId,
}
operation!(GetPriceBook => PriceBookView, "price_books.get", ReadReference);

/// What a quote editor needs of a price book: entries of active products. Costs only for those who
/// see margins, in the book's currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetCatalog {
    /// Which price book.
    pub price_book_id: PriceBookId,
}
operation!(GetCatalog => Catalog, "price_books.catalog", ReadReference);

/// Makes a price book, empty or with the entries of another one of the same currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatePriceBook {
    /// Chosen by the client.
    pub id: PriceBookId,
    /// What is written about it.
    pub draft: PriceBookDraft,
    /// Whose entries to copy.
    pub copy_of: Option<PriceBookId>,
}
operation!(CreatePriceBook => PriceBookView, "price_books.create", ManageProducts);

/// Changes a price book. Its currency is fixed once it has entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditPriceBook {
    /// Which.
    pub id: PriceBookId,
    /// The version that was read.
    pub version: i64,
    /// What is written about it now.
    pub draft: PriceBookDraft,
}
operation!(EditPriceBook => PriceBookView, "price_books.edit", ManageProducts);

/// Switches a price book on or off. Quotes that use it keep their prices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetPriceBookActive {
    /// Which.
    pub id: PriceBookId,
    /// The version that was read.
    pub version: i64,
    /// On or off.
    pub active: bool,
}
operation!(SetPriceBookActive => PriceBookView, "price_books.set_active", ManageProducts);

/// Adds or changes an entry of a price book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavePriceBookEntry {
    /// Which price book.
    pub price_book_id: PriceBookId,
    /// The book's version that was read.
    pub version: i64,
    /// The entry; a new id adds one.
    pub entry: PriceBookEntry,
}
operation!(SavePriceBookEntry => PriceBookView, "price_books.save_entry", ManageProducts);

/// Removes an entry. Quotes keep the prices they took from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovePriceBookEntry {
    /// Which price book.
    pub price_book_id: PriceBookId,
    /// The book's version that was read.
    pub version: i64,
    /// Which entry.
    pub id: PriceBookEntryId,
}
operation!(RemovePriceBookEntry => PriceBookView, "price_books.remove_entry", ManageProducts);
