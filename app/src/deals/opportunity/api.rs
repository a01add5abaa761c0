//! How the page asks for quotes and products.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::deals::opportunity::{DealQuote, FindDealProducts, ListDealQuotes, ProductOffer};

/// The quotes of a deal.
#[server(name = ListDealQuotesCall, endpoint = "opportunities.quotes", input = Json, output = Json)]
pub async fn list_quotes(request: ListDealQuotes) -> Result<Vec<DealQuote>, Fault> {
    call::run(request).await
}

/// Products to put on a deal.
#[server(name = FindDealProductsCall, endpoint = "opportunities.find_products", input = Json, output = Json)]
pub async fn find_products(request: FindDealProducts) -> Result<Vec<ProductOffer>, Fault> {
    call::run(request).await
}
