//! What the pages ask of the server about quotes.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::cpq::quotes::ops::{
    CompareQuotes, CreateQuote, DeleteQuote, DuplicateQuote, GetQuote, MoveQuote, NewQuoteVersion,
    RestoreQuote, SaveQuote,
};
use shared::cpq::quotes::{QuoteComparison, QuoteView};

/// One quote.
#[server(name = GetQuoteCall, endpoint = "quotes.get", input = Json, output = Json)]
pub async fn get(request: GetQuote) -> Result<QuoteView, Fault> {
    call::run(request).await
}

/// Makes a quote.
#[server(name = CreateQuoteCall, endpoint = "quotes.create", input = Json, output = Json)]
pub async fn create(request: CreateQuote) -> Result<QuoteView, Fault> {
    call::run(request).await
}

/// Saves a draft as a whole.
#[server(name = SaveQuoteCall, endpoint = "quotes.save", input = Json, output = Json)]
pub async fn save(request: SaveQuote) -> Result<QuoteView, Fault> {
    call::run(request).await
}

/// Moves a quote to another state.
#[server(name = MoveQuoteCall, endpoint = "quotes.move", input = Json, output = Json)]
pub async fn step(request: MoveQuote) -> Result<QuoteView, Fault> {
    call::run(request).await
}

/// Makes the next version.
#[server(name = NewQuoteVersionCall, endpoint = "quotes.new_version", input = Json, output = Json)]
pub async fn new_version(request: NewQuoteVersion) -> Result<QuoteView, Fault> {
    call::run(request).await
}

/// Makes a copy with a number of its own.
#[server(name = DuplicateQuoteCall, endpoint = "quotes.duplicate", input = Json, output = Json)]
pub async fn duplicate(request: DuplicateQuote) -> Result<QuoteView, Fault> {
    call::run(request).await
}

/// Puts a quote into the bin.
#[server(name = DeleteQuoteCall, endpoint = "quotes.delete", input = Json, output = Json)]
pub async fn delete(request: DeleteQuote) -> Result<QuoteView, Fault> {
    call::run(request).await
}

/// Takes a quote out of the bin.
#[server(name = RestoreQuoteCall, endpoint = "quotes.restore", input = Json, output = Json)]
pub async fn restore(request: RestoreQuote) -> Result<QuoteView, Fault> {
    call::run(request).await
}

/// What changed between two versions.
#[server(name = CompareQuotesCall, endpoint = "quotes.compare", input = Json, output = Json)]
pub async fn compare(request: CompareQuotes) -> Result<QuoteComparison, Fault> {
    call::run(request).await
}
