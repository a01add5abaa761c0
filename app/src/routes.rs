//! Every address of the application. Links are made here only, so that a moved page breaks the
//! build instead of a link.

use shared::kernel::{AccountId, ContactId, OpportunityId, PriceBookId, QuoteId};

/// Addresses without parameters.
pub mod path {
    /// Sign-in.
    pub const SIGN_IN: &str = "/sign-in";
    /// My day, or my team.
    pub const HOME: &str = "/";
    /// The board.
    pub const PIPELINE: &str = "/pipeline";
    /// The list of opportunities.
    pub const OPPORTUNITIES: &str = "/opportunities";
    /// The list of accounts.
    pub const ACCOUNTS: &str = "/accounts";
    /// The list of contacts.
    pub const CONTACTS: &str = "/contacts";
    /// The list of quotes.
    pub const QUOTES: &str = "/quotes";
    /// Tasks.
    pub const TASKS: &str = "/tasks";
    /// Calendar.
    pub const CALENDAR: &str = "/calendar";
    /// Forecast.
    pub const FORECAST: &str = "/forecast";
    /// Team performance.
    pub const TEAM: &str = "/team";
    /// Import.
    pub const IMPORT: &str = "/import";
    /// Products.
    pub const PRODUCTS: &str = "/products";
    /// Price books.
    pub const PRICE_BOOKS: &str = "/price-books";
    /// Administration.
    pub const ADMIN: &str = "/admin";
    /// Users and teams.
    pub const ADMIN_PEOPLE: &str = "/admin/people";
    /// Pipelines and loss reasons.
    pub const ADMIN_PIPELINES: &str = "/admin/pipelines";
    /// The company.
    pub const ADMIN_COMPANY: &str = "/admin/company";
    /// Rates of exchange.
    pub const ADMIN_RATES: &str = "/admin/rates";
    /// One's own settings.
    pub const SETTINGS: &str = "/settings";
    /// The list of opportunities with the form for a new one open.
    pub const NEW_OPPORTUNITY: &str = "/opportunities?new=1";
    /// The list of accounts with the form for a new one open.
    pub const NEW_ACCOUNT: &str = "/accounts?new=1";
    /// The list of contacts with the form for a new one open.
    pub const NEW_CONTACT: &str = "/contacts?new=1";
    /// The list of quotes with the form for a new one open.
    pub const NEW_QUOTE: &str = "/quotes?new=1";
    /// The tasks with the form for a new one open.
    pub const NEW_TASK: &str = "/tasks?new=1";
}

/// The page of an account.
#[must_use]
pub fn account(id: AccountId) -> String {
    format!("/accounts/{id}")
}

/// The page of a contact.
#[must_use]
pub fn contact(id: ContactId) -> String {
    format!("/contacts/{id}")
}

/// The page of an opportunity.
#[must_use]
pub fn opportunity(id: OpportunityId) -> String {
    format!("/opportunities/{id}")
}

/// The editor of a quote.
#[must_use]
pub fn quote(id: QuoteId) -> String {
    format!("/quotes/{id}")
}

/// The PDF of a quote.
#[must_use]
pub fn quote_pdf(id: QuoteId) -> String {
    format!("/quotes/{id}/pdf")
}

/// The prices of a price book.
#[must_use]
pub fn price_book(id: PriceBookId) -> String {
    format!("/price-books/{id}")
}
