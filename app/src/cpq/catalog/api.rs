//! What the pages ask of the server about products and price books.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::cpq::catalog::ops::{
    CreatePriceBook, CreateProduct, EditPriceBook, EditProduct, GetCatalog, GetPriceBook,
    GetProduct, ListPriceBooks, ListProducts, ProductList, RemovePriceBookEntry,
    SavePriceBookEntry, SetPriceBookActive, SetProductActive,
};
use shared::cpq::catalog::{Catalog, PriceBook, PriceBookView, Product};

/// A page of products.
#[server(name = ListProductsCall, endpoint = "products.list", input = Json, output = Json)]
pub async fn list_products(request: ListProducts) -> Result<ProductList, Fault> {
    call::run(request).await
}

/// One product.
#[server(name = GetProductCall, endpoint = "products.get", input = Json, output = Json)]
pub async fn get_product(request: GetProduct) -> Result<Product, Fault> {
    call::run(request).await
}

/// Makes a product.
#[server(name = CreateProductCall, endpoint = "products.create", input = Json, output = Json)]
pub async fn create_product(request: CreateProduct) -> Result<Product, Fault> {
    call::run(request).await
}

/// Changes a product.
#[server(name = EditProductCall, endpoint = "products.edit", input = Json, output = Json)]
pub async fn edit_product(request: EditProduct) -> Result<Product, Fault> {
    call::run(request).await
}

/// Switches a product on or off.
#[server(name = SetProductActiveCall, endpoint = "products.set_active", input = Json, output = Json)]
pub async fn set_product_active(request: SetProductActive) -> Result<Product, Fault> {
    call::run(request).await
}

/// Every price book.
#[server(name = ListPriceBooksCall, endpoint = "price_books.list", input = Json, output = Json)]
pub async fn list_price_books(request: ListPriceBooks) -> Result<Vec<PriceBook>, Fault> {
    call::run(request).await
}

/// A price book with its entries.
#[server(name = GetPriceBookCall, endpoint = "price_books.get", input = Json, output = Json)]
pub async fn get_price_book(request: GetPriceBook) -> Result<PriceBookView, Fault> {
    call::run(request).await
}

/// What a quote editor needs of a price book.
#[server(name = GetCatalogCall, endpoint = "price_books.catalog", input = Json, output = Json)]
pub async fn get_catalog(request: GetCatalog) -> Result<Catalog, Fault> {
    call::run(request).await
}

/// Makes a price book.
#[server(name = CreatePriceBookCall, endpoint = "price_books.create", input = Json, output = Json)]
pub async fn create_price_book(request: CreatePriceBook) -> Result<PriceBookView, Fault> {
    call::run(request).await
}

/// Changes a price book.
#[server(name = EditPriceBookCall, endpoint = "price_books.edit", input = Json, output = Json)]
pub async fn edit_price_book(request: EditPriceBook) -> Result<PriceBookView, Fault> {
    call::run(request).await
}

/// Switches a price book on or off.
#[server(name = SetPriceBookActiveCall, endpoint = "price_books.set_active", input = Json, output = Json)]
pub async fn set_price_book_active(request: SetPriceBookActive) -> Result<PriceBookView, Fault> {
    call::run(request).await
}

/// Adds or changes an entry.
#[server(name = SavePriceBookEntryCall, endpoint = "price_books.save_entry", input = Json, output = Json)]
pub async fn save_entry(request: SavePriceBookEntry) -> Result<PriceBookView, Fault> {
    call::run(request).await
}

/// Removes an entry.
#[server(name = RemovePriceBookEntryCall, endpoint = "price_books.remove_entry", input = Json, output = Json)]
pub async fn remove_entry(request: RemovePriceBookEntry) -> Result<PriceBookView, Fault> {
    call::run(request).await
}
