//! The company itself, and what its currency is worth in others.

use crate::http::api::book::{Book, Listed, as_json, plain, whole};
use crate::http::api::check::{patched, read};
use crate::http::api::record::{same_version, stale};
use crate::http::api::refusal::Refusal;
use crate::http::api::route::{Answer, Call, Reply, Run};
use crate::http::api::schema::{flatten, loosen};
use axum::http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::cpq::pricing::Proration;
use shared::kernel::rates::DatedRate;
use shared::kernel::{Currency, LocalText, Operation};
use shared::platform::branding::Brand;
use shared::platform::branding::ops::GetBranding;
use shared::platform::company::{
    Company, CompanyView, DeleteRate, GetCompany, SaveCompany, SetRate,
};
use std::sync::Arc;

/// What can be changed of the company.
#[derive(Serialize, Deserialize, JsonSchema)]
struct CompanyFacts {
    /// Legal name, as on quotes.
    name: String,
    /// Currency of totals and of exchange rates.
    currency: Currency,
    /// ISO 3166-1 alpha-2 code.
    country: String,
    /// First month of the fiscal year, 1 to 12.
    fiscal_first_month: u32,
    /// Postal address, several lines.
    address: String,
    /// VAT number, as on quotes.
    vat_number: String,
    /// Last lines of documents.
    legal_footer: LocalText,
    /// From which total with tax on a customer signs with a mailed code, in minor units of the company's
    /// currency; null: only where a link asks for it.
    sign_code_minor: Option<i64>,
    /// How a part of a month counts on its new quotes.
    proration: Proration,
    /// Within how many days of its date an invoice is to be paid, as its new quotes say; null: they say
    /// nothing of it.
    payment_days: Option<u32>,
}

impl From<Company> for CompanyFacts {
    fn from(company: Company) -> Self {
        Self {
            name: company.name,
            currency: company.currency,
            country: company.country,
            fiscal_first_month: company.fiscal_first_month,
            address: company.address,
            vat_number: company.vat_number,
            legal_footer: company.legal_footer,
            sign_code_minor: company.sign_code_minor,
            proration: company.proration,
            payment_days: company.payment_days,
        }
    }
}

impl CompanyFacts {
    fn at(self, version: i64) -> Company {
        Company {
            name: self.name,
            currency: self.currency,
            country: self.country,
            fiscal_first_month: self.fiscal_first_month,
            address: self.address,
            vat_number: self.vat_number,
            legal_footer: self.legal_footer,
            sign_code_minor: self.sign_code_minor,
            proration: self.proration,
            payment_days: self.payment_days,
            version,
        }
    }
}

/// The company as it is read: its facts, and how it looks.
#[derive(Serialize, JsonSchema)]
struct CompanyRecord {
    company: Company,
    /// Logo, icon and accent; their addresses below `/brand/` are open to everybody.
    branding: Brand,
}

/// A rate that ends.
#[derive(Deserialize, JsonSchema)]
struct RateRef {
    /// The foreign currency.
    currency: Currency,
    /// The day it begins on.
    day: chrono::NaiveDate,
}

async fn company(call: Call) -> Result<Reply, Refusal> {
    let view = call.ask(GetCompany {}).await?;
    shown(&call, view.company).await
}

/// The company's facts with its look beside them.
async fn shown(call: &Call, company: Company) -> Result<Reply, Refusal> {
    let branding = call.ask(GetBranding {}).await?;
    let record = as_json(CompanyRecord { company, branding });
    Ok(Reply::ok(flatten(record, &["company"])))
}

async fn change(mut call: Call) -> Result<Reply, Refusal> {
    let now = call.ask(GetCompany {}).await?.company;
    same_version(call.if_match, &as_json(&now))?;
    let version = now.version;
    let now = as_json(CompanyFacts::from(now));
    let company = patched::<CompanyFacts>(now, std::mem::take(&mut call.body))?.at(version);
    let saved = call.ask(SaveCompany { company }).await;
    let saved = saved.map_err(|refusal| stale(refusal, &[]))?;
    shown(&call, saved.company).await
}

async fn set_rate(mut call: Call) -> Result<Reply, Refusal> {
    let rate = read::<DatedRate>(std::mem::take(&mut call.body))?;
    rates(call.ask(SetRate { rate }).await?)
}

async fn remove_rate(mut call: Call) -> Result<Reply, Refusal> {
    let RateRef { currency, day } = read(std::mem::take(&mut call.body))?;
    rates(call.ask(DeleteRate { currency, day }).await?)
}

fn rates(view: CompanyView) -> Result<Reply, Refusal> {
    Ok(Reply::ok(json!({ "data": as_json(view.rates) })))
}

fn of_company(book: &mut Book) {
    let record = book
        .schemas
        .record::<CompanyRecord>("Company", &["company"]);
    let run: Run = Arc::new(|call| Box::pin(company(call)) as Answer);
    let mut route = plain("company", (Method::GET, ""), run);
    route.summary =
        "Read the company: currency, fiscal year, what stands on documents, how it looks"
            .to_owned();
    route.operations = vec![GetBranding::NAME, GetCompany::NAME];
    route.action = GetCompany::ACTION;
    route.answer = Some(record.clone());
    route.tagged = true;
    book.routes.push(route);

    let mut patch = book.schemas.taken::<CompanyFacts>();
    loosen(&mut patch);
    patch["minProperties"] = json!(1);
    let run: Run = Arc::new(|call| Box::pin(change(call)) as Answer);
    let mut route = plain("company", (Method::PATCH, ""), run);
    route.summary = "Change the company".to_owned();
    route.operations = vec![GetCompany::NAME, GetBranding::NAME, SaveCompany::NAME];
    route.action = SaveCompany::ACTION;
    route.body = Some(book.schemas.keep("CompanyPatch", patch));
    route.answer = Some(record);
    route.versioned = true;
    route.tagged = true;
    book.routes.push(route);
}

/// A verb on the rates, which answers all of them.
fn verb(book: &mut Book, tail: &'static str, body: (&str, Value), run: Run) {
    let mut route = plain("exchange-rates", (Method::POST, tail), run);
    let (name, schema) = body;
    route.body = Some(book.schemas.keep(name, schema));
    let row = book.schemas.record::<DatedRate>("ExchangeRate", &[]);
    route.answer = Some(json!({
        "type": "object",
        "required": ["data"],
        "properties": { "data": { "type": "array", "items": row } }
    }));
    route.operations = vec![SetRate::NAME];
    route.action = SetRate::ACTION;
    if tail == "set" {
        "Set the rate of a currency from a day on".clone_into(&mut route.summary);
    } else {
        route.operations = vec![DeleteRate::NAME];
        "Remove the rate of a currency that begins on a day".clone_into(&mut route.summary);
    }
    book.routes.push(route);
}

pub fn add(book: &mut Book) {
    of_company(book);
    book.list(
        "exchange-rates",
        ("ExchangeRateRow", &[]),
        Vec::new(),
        |_, _| Ok(GetCompany {}),
        |view: CompanyView, _| -> Listed<DatedRate> { whole(view.rates) },
    );
    let set = book.schemas.taken::<DatedRate>();
    let run: Run = Arc::new(|call| Box::pin(set_rate(call)) as Answer);
    verb(book, "set", ("ExchangeRateSetBody", set), run);
    let remove = book.schemas.taken::<RateRef>();
    let run: Run = Arc::new(|call| Box::pin(remove_rate(call)) as Answer);
    verb(book, "remove", ("ExchangeRateRemoveBody", remove), run);
}
