//! Prices agreed with accounts. What was agreed lies flat: a price or a percentage, whichever it is.

use crate::http::api::book::{Book, Listed, about, as_json, whole};
use crate::http::api::record::prepare;
use crate::http::api::refusal::{Refusal, at};
use crate::http::api::route::{Call, Param, Query, Reply};
use crate::http::api::schema::id;
use axum::http::Method;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::cpq::agreements::ops::{
    AgreementList, DeleteAgreement, GetAgreement, ListAgreements, ListOffers, SaveAgreement,
};
use shared::cpq::agreements::{Agreement, AgreementDraft, AgreementRow, Offer};
use shared::cpq::pricing::{AgreedPrice, Charge};
use shared::kernel::{
    AccountId, AgreementId, Currency, LocalText, Named, Percent, ProductId, UnitPrice,
};

/// What is agreed. Of `unit_price` and `percent_off` exactly one is there; a change that gives one takes the
/// place of the other.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Terms {
    /// How customer and seller call it.
    name: String,
    /// For which product.
    product_id: ProductId,
    /// Charged once, monthly or yearly.
    charge: Charge,
    /// On quotes in this currency.
    currency: Currency,
    /// This price per unit, whatever the quantity.
    unit_price: Option<UnitPrice>,
    /// So much off every price of the price book, its tiers' too.
    percent_off: Option<Percent>,
    /// First day.
    starts_on: Option<NaiveDate>,
    /// Last day.
    ends_on: Option<NaiveDate>,
}

const fn parts(price: AgreedPrice) -> (Option<UnitPrice>, Option<Percent>) {
    match price {
        AgreedPrice::Fixed(price) => (Some(price), None),
        AgreedPrice::PercentOff(rate) => (None, Some(rate)),
    }
}

impl From<AgreementDraft> for Terms {
    fn from(draft: AgreementDraft) -> Self {
        let (unit_price, percent_off) = parts(draft.price);
        Self {
            name: draft.name,
            product_id: draft.product_id,
            charge: draft.charge,
            currency: draft.currency,
            unit_price,
            percent_off,
            starts_on: draft.starts_on,
            ends_on: draft.ends_on,
        }
    }
}

impl Terms {
    fn draft(self, price: AgreedPrice) -> AgreementDraft {
        AgreementDraft {
            name: self.name,
            product_id: self.product_id,
            charge: self.charge,
            currency: self.currency,
            price,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
        }
    }

    /// The price of terms that were changed: the one of the two that is another than before.
    fn price(&self, before: AgreedPrice) -> AgreedPrice {
        let fixed = self.unit_price.map(AgreedPrice::Fixed);
        let off = self.percent_off.map(AgreedPrice::PercentOff);
        let mut all = [fixed, off].into_iter().flatten();
        all.find(|price| *price != before).unwrap_or(before)
    }
}

/// A new agreement. Exactly one of `unit_price` and `percent_off` is given.
#[derive(Deserialize, JsonSchema)]
struct NewAgreement {
    /// With whom.
    account_id: AccountId,
    /// How customer and seller call it.
    name: String,
    /// For which product.
    product_id: ProductId,
    /// Charged once, monthly or yearly.
    charge: Charge,
    /// On quotes in this currency.
    currency: Currency,
    /// This price per unit, whatever the quantity.
    unit_price: Option<UnitPrice>,
    /// So much off every price of the price book, its tiers' too.
    percent_off: Option<Percent>,
    /// First day.
    starts_on: Option<NaiveDate>,
    /// Last day.
    ends_on: Option<NaiveDate>,
}

/// An agreement.
#[derive(Serialize, JsonSchema)]
struct AgreementItem {
    /// Which.
    id: AgreementId,
    /// With whom.
    account_id: AccountId,
    terms: Terms,
    /// Raised by every change.
    version: i64,
}

impl From<Agreement> for AgreementItem {
    fn from(agreement: Agreement) -> Self {
        Self {
            id: agreement.id,
            account_id: agreement.account_id,
            terms: agreement.draft.into(),
            version: agreement.version,
        }
    }
}

/// An agreement in the list of an account that has or inherits it.
#[derive(Serialize, JsonSchema)]
struct AgreementInList {
    agreement: AgreementItem,
    /// How many accounts above the one asked for it was made with; 0 is the account itself.
    level: u32,
    /// With whom, by name.
    account: Named<AccountId>,
    /// The product's code.
    sku: String,
    /// The product's name.
    product: LocalText,
}

impl From<AgreementRow> for AgreementInList {
    fn from(row: AgreementRow) -> Self {
        Self {
            agreement: row.agreement.into(),
            level: row.level,
            account: row.account,
            sku: row.sku,
            product: row.product,
        }
    }
}

fn asked(query: &Query, _: &Call) -> Result<ListAgreements, Refusal> {
    let account_id = query
        .parsed("account_id")
        .ok_or_else(|| Refusal::malformed(vec![at("required", "account_id")]))?;
    Ok(ListAgreements { account_id })
}

fn given(list: AgreementList, _: &Query) -> Listed<AgreementInList> {
    whole(list.rows.into_iter().map(AgreementInList::from).collect())
}

/// What is in force for an account on a day.
#[derive(Serialize, JsonSchema)]
struct InForce {
    /// For which product.
    product_id: ProductId,
    /// Charged like this.
    charge: Charge,
    /// The agreement.
    agreement_id: AgreementId,
    /// Its name.
    name: String,
    /// This price per unit, whatever the quantity.
    unit_price: Option<UnitPrice>,
    /// So much off every price of the price book, its tiers' too.
    percent_off: Option<Percent>,
}

impl From<Offer> for InForce {
    fn from(offer: Offer) -> Self {
        let (unit_price, percent_off) = parts(offer.contracted.price);
        Self {
            product_id: offer.product_id,
            charge: offer.charge,
            agreement_id: offer.contracted.agreement_id,
            name: offer.contracted.name,
            unit_price,
            percent_off,
        }
    }
}

async fn in_force(call: Call) -> Result<Reply, Refusal> {
    let query = &call.query;
    let needed = |name| Refusal::malformed(vec![at("required", name)]);
    let asked = ListOffers {
        account_id: query
            .parsed("account_id")
            .ok_or_else(|| needed("account_id"))?,
        currency: query.parsed("currency").ok_or_else(|| needed("currency"))?,
        on: query.parsed("on").unwrap_or(call.today),
    };
    let offers = call.ask(asked).await?.into_iter().map(InForce::from);
    let offers: Vec<InForce> = offers.collect();
    Ok(Reply::ok(json!({ "data": as_json(offers) })))
}

fn made(id: AgreementId, new: NewAgreement) -> Result<SaveAgreement, Refusal> {
    let price = match (new.unit_price, new.percent_off) {
        (Some(price), None) => AgreedPrice::Fixed(price),
        (None, Some(rate)) => AgreedPrice::PercentOff(rate),
        (None, None) => return Err(Refusal::invalid("required", "unit_price")),
        (Some(_), Some(_)) => return Err(Refusal::invalid("duplicate", "percent_off")),
    };
    Ok(SaveAgreement {
        id,
        account_id: new.account_id,
        version: 0,
        draft: AgreementDraft {
            name: new.name,
            product_id: new.product_id,
            charge: new.charge,
            currency: new.currency,
            price,
            starts_on: new.starts_on,
            ends_on: new.ends_on,
        },
    })
}

pub fn add(book: &mut Book) {
    book.list(
        "agreements",
        ("AgreementRow", &["agreement", "terms"]),
        vec![
            Param::new(
                "account_id",
                id(),
                "Of this account, with what it inherits from those above.",
            )
            .required(),
        ],
        asked,
        given,
    );
    book.resource(
        "agreements",
        "Agreement",
        &["terms"],
        |id| GetAgreement { id: id.into() },
        AgreementItem::from,
    )
    .read()
    .create_of(
        &["account_id", "name", "product_id", "charge", "currency"],
        |_| json!({}),
        prepare(|_, id, new: NewAgreement| Box::pin(async move { made(id.into(), new) })),
        |_| None,
    )
    .update_by(
        |agreement| Terms::from(agreement.draft.clone()),
        |agreement, terms: Terms| {
            let price = terms.price(agreement.draft.price);
            SaveAgreement {
                id: agreement.id,
                account_id: agreement.account_id,
                version: agreement.version,
                draft: terms.draft(price),
            }
        },
        |_| None,
    )
    .delete(|agreement| DeleteAgreement {
        id: agreement.id,
        version: agreement.version,
    })
    .bulk();

    let row = book.schemas.record::<InForce>("AgreementInForce", &[]);
    let currency = book.schemas.taken::<Currency>();
    let mut offers = about::<ListOffers, _>(
        "agreements",
        (Method::GET, "in-force"),
        "What is agreed with an account, or inherited by it, and in force on a day",
        in_force,
    );
    let day = json!({ "type": "string", "format": "date" });
    offers.params = vec![
        Param::new("account_id", id(), "For this account.").required(),
        Param::new("currency", currency, "On quotes in this currency.").required(),
        Param::new("on", day, "On this day; today when left out."),
    ];
    offers.answer = Some(json!({
        "type": "object",
        "required": ["data"],
        "properties": { "data": { "type": "array", "items": row } }
    }));
    book.routes.push(offers);
}
