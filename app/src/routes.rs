//! Every address of the application. Links are made here only, so that a moved page breaks the
//! build instead of a link.

use shared::cpq::approvals::ops::ApprovalTab;
use shared::cpq::models::ops::ModelFormat;
use shared::deals::opportunities::DealFilter;
use shared::kernel::event::Entity;
use shared::kernel::{
    AccountId, ContactId, LeadId, OpportunityId, PriceBookId, ProductId, ProductModelId,
    ProviderId, QuoteId, TaskId,
};
use shared::platform::erasure::Subject;
use shared::platform::files::FileOf;
use shared::platform::search::OfRecord;
use shared::platform::views::{Filter, ListAddress, Object, ViewSpec};

/// Addresses without parameters.
pub mod path {
    /// Sign-in.
    pub const SIGN_IN: &str = "/sign-in";
    /// A forgotten password.
    pub const FORGOT: &str = "/forgot";
    /// My day, or my team.
    pub const HOME: &str = "/";
    /// The board.
    pub const PIPELINE: &str = "/pipeline";
    /// The list of opportunities.
    pub const OPPORTUNITIES: &str = "/opportunities";
    /// The list of opportunities of every state.
    pub const ALL_OPPORTUNITIES: &str = "/opportunities?view=all";
    /// The list of accounts.
    pub const ACCOUNTS: &str = "/accounts";
    /// The list of contacts.
    pub const CONTACTS: &str = "/contacts";
    /// The list of leads.
    pub const LEADS: &str = "/leads";
    /// The list of leads with the form for a new one open.
    pub const NEW_LEAD: &str = "/leads?new=1";
    /// Records that may be one.
    pub const DUPLICATES: &str = "/duplicates";
    /// The public form, outside the application.
    pub const LEAD_FORM: &str = "/web/lead-form";
    /// The list of quotes.
    pub const QUOTES: &str = "/quotes";
    /// Quotes made without a network.
    pub const QUOTES_OFFLINE: &str = "/quotes/offline";
    /// What has to be approved.
    pub const APPROVALS: &str = "/approvals";
    /// Who has to agree to which quotes.
    pub const ADMIN_APPROVALS: &str = "/admin/approvals";
    /// Roles and what they may do.
    pub const ADMIN_ROLES: &str = "/admin/roles";
    /// What quotes are given.
    pub const ADMIN_PROMOTIONS: &str = "/admin/promotions";
    /// Discount schedules.
    pub const ADMIN_SCHEDULES: &str = "/admin/discount-schedules";
    /// The texts that stand in quotes.
    pub const ADMIN_CLAUSES: &str = "/admin/clauses";
    /// Fields an administrator added.
    pub const ADMIN_FIELDS: &str = "/admin/fields";
    /// Tasks.
    pub const TASKS: &str = "/tasks";
    /// The list of tasks.
    pub const TASK_LIST: &str = "/tasks/list";
    /// Calendar.
    pub const CALENDAR: &str = "/calendar";
    /// Forecast.
    pub const FORECAST: &str = "/forecast";
    /// Team performance.
    pub const TEAM: &str = "/team";
    /// What happened.
    pub const ACTIVITY: &str = "/activity";
    /// What one was told.
    pub const NOTIFICATIONS: &str = "/notifications";
    /// Import.
    pub const IMPORT: &str = "/import";
    /// The bin.
    pub const BIN: &str = "/bin";
    /// Products.
    pub const PRODUCTS: &str = "/products";
    /// The list of products.
    pub const PRODUCT_LIST: &str = "/products/list";
    /// Finding the right product.
    pub const FIND: &str = "/products/find";
    /// The questions of the finder.
    pub const FIND_EDIT: &str = "/products/find/edit";
    /// Price books.
    pub const PRICE_BOOKS: &str = "/price-books";
    /// Administration.
    pub const ADMIN: &str = "/admin";
    /// Users and teams.
    pub const ADMIN_PEOPLE: &str = "/admin/people";
    /// Pipelines and loss reasons.
    pub const ADMIN_PIPELINES: &str = "/admin/pipelines";
    /// The guided set-up.
    pub const ADMIN_SETUP: &str = "/admin/setup";
    /// The company.
    pub const ADMIN_COMPANY: &str = "/admin/company";
    /// How the company looks.
    pub const ADMIN_BRANDING: &str = "/admin/branding";
    /// Rates of exchange.
    pub const ADMIN_RATES: &str = "/admin/rates";
    /// The log of every change.
    pub const ADMIN_AUDIT: &str = "/admin/audit";
    /// The log as a file.
    pub const AUDIT_FILE: &str = "/admin/audit.csv";
    /// How the server is.
    pub const ADMIN_HEALTH: &str = "/admin/health";
    /// Addresses told of changes.
    pub const ADMIN_WEBHOOKS: &str = "/admin/webhooks";
    /// Providers people sign in with.
    pub const ADMIN_SIGN_IN: &str = "/admin/sign-in";
    /// Everything the company keeps, as a file.
    pub const ADMIN_EXPORT: &str = "/admin/export";
    /// Personal data: erasures, checks.
    pub const ADMIN_PRIVACY: &str = "/admin/privacy";
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

/// The list of these deals. Of itself the list shows open ones: without a state, this means all.
#[must_use]
pub fn deals(filter: &DealFilter) -> String {
    let state = filter.state.is_none().then(|| ("state", "all".to_owned()));
    let words: Vec<String> = state
        .into_iter()
        .chain(filter.to_pairs())
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    format!("{}?{}", path::OPPORTUNITIES, words.join("&"))
}

/// The list of the deals this lets through, whatever its first view shows.
#[must_use]
pub fn deals_where(filter: &Filter) -> String {
    filtered(path::OPPORTUNITIES, Object::Opportunities, filter)
}

/// The list of the tasks this lets through.
#[must_use]
pub fn tasks_where(filter: &Filter) -> String {
    filtered(path::TASK_LIST, Object::Tasks, filter)
}

fn filtered(path: &str, object: Object, filter: &Filter) -> String {
    let address = ListAddress {
        view: "all".to_owned(),
        spec: ViewSpec::filtered(filter.to_string()),
    };
    format!("{path}{}", address.to_query(object))
}

/// The certificate of an erasure.
#[must_use]
pub fn erasure(id: uuid::Uuid) -> String {
    format!("{}/{id}", path::ADMIN_PRIVACY)
}

/// An export in the list of them, where its file is.
#[must_use]
pub fn export_row(id: uuid::Uuid) -> String {
    format!("{}#export-{id}", path::ADMIN_EXPORT)
}

/// The file of an export.
#[must_use]
pub fn export_file(id: uuid::Uuid) -> String {
    format!("{}/{id}/file", path::ADMIN_EXPORT)
}

/// The erasure of what is known of a person.
#[must_use]
pub fn erase(subject: Subject) -> String {
    let kind = subject.kind.code();
    format!("{}/erase/{kind}/{}", path::ADMIN_PRIVACY, subject.id)
}

/// The way to a provider's page, and to `next` afterwards.
#[must_use]
pub fn sign_in_with(id: ProviderId, next: &str) -> String {
    format!("/sign-in/with/{id}?next={}", encoded(next))
}

/// A text as a value in an address.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// The page of a record with its timeline narrowed to what holds `words`, at the entry of an activity.
#[must_use]
pub fn timeline_entry(of: &OfRecord, words: &str, activity: uuid::Uuid) -> Option<String> {
    let page = match of.entity {
        Entity::Opportunity => opportunity(of.id.into()),
        Entity::Account => account(of.id.into()),
        Entity::Contact => contact(of.id.into()),
        _ => return None,
    };
    let words = encoded(words);
    Some(format!("{page}?timeline={words}&entry={activity}"))
}

/// The queue with the form of a task open.
#[must_use]
pub fn task(id: TaskId) -> String {
    format!("{}?task={id}", path::TASKS)
}

/// The products with this code, those that are switched off, too.
#[must_use]
pub fn product(sku: &str) -> String {
    format!("{}?q={}&inactive=1", path::PRODUCTS, encoded(sku))
}

/// The page of an account.
#[must_use]
pub fn account(id: AccountId) -> String {
    format!("/accounts/{id}")
}

/// The map of the people around an account.
#[must_use]
pub fn people_map(id: AccountId) -> String {
    format!("/accounts/{id}/people")
}

/// The page of a contact.
#[must_use]
pub fn contact(id: ContactId) -> String {
    format!("/contacts/{id}")
}

/// The page of a lead.
#[must_use]
pub fn lead(id: LeadId) -> String {
    format!("/leads/{id}")
}

/// The page of an opportunity.
#[must_use]
pub fn opportunity(id: OpportunityId) -> String {
    format!("/opportunities/{id}")
}

/// The page of an opportunity, at the place of what is missing.
#[must_use]
pub fn opportunity_at(id: OpportunityId, missing: &str) -> String {
    format!("{}?find={missing}", opportunity(id))
}

/// The editor of a quote.
#[must_use]
pub fn quote(id: QuoteId) -> String {
    format!("/quotes/{id}")
}

/// A list of requests for approval, with the one of this quote opened.
#[must_use]
pub fn approvals(tab: ApprovalTab, quote: Option<QuoteId>) -> String {
    let mut address = format!("{}?tab={}", path::APPROVALS, tab.code());
    if let Some(quote) = quote {
        address.push_str(&format!("&quote={quote}"));
    }
    address
}

/// The PDF of a quote.
#[must_use]
pub fn quote_pdf(id: QuoteId) -> String {
    format!("/quotes/{id}/pdf")
}

/// The certificate of a quote's signature.
#[must_use]
pub fn quote_certificate(id: QuoteId) -> String {
    format!("/quotes/{id}/certificate")
}

/// A quote as data.
#[must_use]
pub fn quote_ubl(id: QuoteId) -> String {
    format!("/quotes/{id}/ubl")
}

/// A file of a quote.
#[must_use]
pub fn quote_file(quote: QuoteId, id: uuid::Uuid) -> String {
    format!("/quotes/{quote}/files/{id}")
}

/// A file of a record.
#[must_use]
pub fn record_file(of: FileOf, id: uuid::Uuid) -> String {
    format!("/files/{}/{}/{id}", of.kind.code(), of.id)
}

/// The prices of a price book.
#[must_use]
pub fn price_book(id: PriceBookId) -> String {
    format!("/price-books/{id}")
}

/// The model of a product.
#[must_use]
pub fn product_model(id: ProductId) -> String {
    format!("/products/{id}/model")
}

/// A version of a model as a file.
#[must_use]
pub fn model_file(id: ProductModelId, format: ModelFormat) -> String {
    format!("/models/{id}/{}", format.code())
}
