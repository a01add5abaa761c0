//! One quote, its versions, and what an opportunity gives to a new one.

use super::lines;
use crate::cpq::{parsed, word};
use crate::platform::fields;
use crate::{Result, Session, Sql, args, scope_condition};
use chrono::NaiveDate;
use shared::cpq::pricing::Charge;
use shared::cpq::quotes::{QuoteDraft, QuoteFigures, QuoteState, QuoteVersionRow};
use shared::kernel::{
    AccountId, Actor, ContactId, Currency, Instant, Lang, Named, OpportunityId, Percent,
    PriceBookId, ProductId, Quantity, QuoteId, SalesChannel, Scope, UnitPrice, UserId,
};
use shared::platform::fields::{CustomValues, Holder};
use uuid::Uuid;

/// A quote as stored, with the names of what it points at.
#[derive(Clone, Debug)]
pub struct StoredQuote {
    /// Identity of this version.
    pub id: QuoteId,
    /// Identity of version 1.
    pub series_id: QuoteId,
    /// Number.
    pub number: String,
    /// Version, from 1.
    pub version_number: u32,
    /// Whether it is the version that counts.
    pub active_version: bool,
    /// State as stored: expiry by date not applied.
    pub state: QuoteState,
    /// Contents with costs.
    pub draft: QuoteDraft,
    /// Figures as saved.
    pub figures: QuoteFigures,
    /// Account's name.
    pub account_name: Option<String>,
    /// Account's VAT number.
    pub account_vat_number: String,
    /// Account's address without its country, one line each.
    pub account_address: Vec<String>,
    /// Account's country, ISO 3166-1 alpha-2 or empty.
    pub account_country: String,
    /// Contact's name.
    pub contact_name: Option<String>,
    /// The opportunity it belongs to.
    pub opportunity: Option<Named<OpportunityId>>,
    /// Price book's name.
    pub price_book_name: Option<String>,
    /// Whose it is.
    pub owner: Named<UserId>,
    /// Why the customer declined, or a manager sent it back.
    pub decline_reason: String,
    /// Who the document named when it was sent, in JSON.
    pub parties: Option<String>,
    /// Of the sample company.
    pub sample: bool,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// In the bin.
    pub deleted: bool,
    /// Raised by every change.
    pub version: i64,
}

#[derive(sqlx::FromRow)]
struct QuoteRow {
    id: Uuid,
    series_id: Uuid,
    number: String,
    version_number: i32,
    active_version: bool,
    state: String,
    title: String,
    opportunity_id: Option<Uuid>,
    opportunity_name: Option<String>,
    account_id: Option<Uuid>,
    account_name: Option<String>,
    account_vat: Option<String>,
    account_street: Option<String>,
    account_postal_code: Option<String>,
    account_city: Option<String>,
    account_country: Option<String>,
    contact_id: Option<Uuid>,
    contact_first: Option<String>,
    contact_last: Option<String>,
    owner_id: Uuid,
    owner_name: String,
    price_book_id: Option<Uuid>,
    price_book_name: Option<String>,
    channel: String,
    currency: String,
    language: String,
    issued_on: NaiveDate,
    valid_until: NaiveDate,
    term_months: i32,
    payment_days: Option<i32>,
    discount_bp: i32,
    discount_off: Option<String>,
    promotions: Option<String>,
    surcharges: Option<String>,
    subscription: Option<String>,
    introduction: String,
    terms: String,
    sections: Option<String>,
    clauses: Option<String>,
    decline_reason: String,
    parties: Option<String>,
    net_minor: i64,
    tax_minor: i64,
    gross_minor: i64,
    one_time_minor: i64,
    monthly_minor: i64,
    sample: bool,
    created_at: i64,
    updated_at: i64,
    deleted_at: Option<i64>,
    version: i64,
}

const GET: &str = "SELECT q.id, q.series_id, q.number, q.version_number, q.active_version, q.state, q.title, q.opportunity_id, o.name AS opportunity_name,
    q.account_id, a.name AS account_name, a.vat_number AS account_vat, a.street AS account_street, a.postal_code AS account_postal_code, a.city AS account_city, a.country AS account_country,
    q.contact_id, c.first_name AS contact_first, c.last_name AS contact_last, q.owner_id, u.name AS owner_name, q.price_book_id, b.name AS price_book_name,
    q.channel, q.currency, q.language, q.issued_on, q.valid_until, q.term_months, q.payment_days, q.discount_bp, q.discount_off, q.promotions, q.surcharges, q.subscription, q.introduction, q.terms, q.sections, q.clauses, q.decline_reason, q.parties,
    q.net_minor, q.tax_minor, q.gross_minor, q.one_time_minor, q.monthly_minor, q.sample, q.created_at, q.updated_at, q.deleted_at, q.version
    FROM quotes q JOIN users u ON u.id = q.owner_id LEFT JOIN opportunities o ON o.id = q.opportunity_id LEFT JOIN accounts a ON a.id = q.account_id
    LEFT JOIN contacts c ON c.id = q.contact_id LEFT JOIN price_books b ON b.id = q.price_book_id WHERE q.id =";

/// The quote, when it exists and is within `scope`.
pub async fn get(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    id: QuoteId,
) -> Result<Option<StoredQuote>> {
    let mut sql = Sql::new(GET);
    sql.bind(id);
    scope_condition(
        &mut sql,
        actor,
        scope,
        "q.owner_id",
        Some("q.opportunity_id"),
    );
    read(session, sql, id).await
}

/// The quote, whosoever it is: for the customer, whose right is a link and not a role.
pub async fn get_any(session: &mut Session, id: QuoteId) -> Result<Option<StoredQuote>> {
    let mut sql = Sql::new(GET);
    sql.bind(id);
    read(session, sql, id).await
}

async fn read(session: &mut Session, sql: Sql, id: QuoteId) -> Result<Option<StoredQuote>> {
    let row: Option<QuoteRow> = session.opt_of(sql).await?;
    match row {
        None => Ok(None),
        Some(row) => {
            let lines = lines::read(session, id).await?;
            let mut quote = stored(row, lines)?;
            quote.draft.custom = fields::load(session, Holder::Quote, id.0).await?;
            Ok(Some(quote))
        }
    }
}

/// Whether the quote is within `scope`.
pub async fn is_within(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    id: QuoteId,
) -> Result<bool> {
    let mut sql = Sql::new("SELECT q.id FROM quotes q WHERE q.id =");
    sql.bind(id);
    scope_condition(
        &mut sql,
        actor,
        scope,
        "q.owner_id",
        Some("q.opportunity_id"),
    );
    Ok(session.opt_of::<(Uuid,)>(sql).await?.is_some())
}

fn stored(row: QuoteRow, lines: Vec<shared::cpq::quotes::QuoteLine>) -> Result<StoredQuote> {
    let account_address = address(&row);
    let contact_name = row.contact_last.as_ref().map(|last| {
        let first = row.contact_first.as_deref().unwrap_or_default();
        format!("{first} {last}").trim().to_owned()
    });
    Ok(StoredQuote {
        id: QuoteId(row.id),
        series_id: QuoteId(row.series_id),
        number: row.number,
        version_number: u32::try_from(row.version_number).unwrap_or(1),
        active_version: row.active_version,
        state: word(&row.state, "quotes.state")?,
        draft: QuoteDraft {
            title: row.title,
            account_id: row.account_id.map(AccountId),
            contact_id: row.contact_id.map(ContactId),
            price_book_id: row.price_book_id.map(PriceBookId),
            channel: word(&row.channel, "quotes.channel")?,
            currency: word(&row.currency, "quotes.currency")?,
            language: word(&row.language, "quotes.language")?,
            issued_on: row.issued_on,
            valid_until: row.valid_until,
            term_months: u32::try_from(row.term_months).unwrap_or(12),
            payment_days: row.payment_days.and_then(|days| u32::try_from(days).ok()),
            discount: Percent(row.discount_bp),
            off: parsed(row.discount_off, "quotes.discount_off")?,
            promotions: parsed(row.promotions, "quotes.promotions")?.unwrap_or_default(),
            subscription: parsed(row.subscription, "quotes.subscription")?.unwrap_or_default(),
            surcharges: parsed(row.surcharges, "quotes.surcharges")?.unwrap_or_default(),
            introduction: row.introduction,
            terms: row.terms,
            clauses: parsed(row.clauses, "quotes.clauses")?.unwrap_or_default(),
            sections: parsed(row.sections, "quotes.sections")?.unwrap_or_default(),
            custom: CustomValues::default(),
            lines,
        },
        figures: QuoteFigures {
            net_minor: row.net_minor,
            tax_minor: row.tax_minor,
            gross_minor: row.gross_minor,
            one_time_minor: row.one_time_minor,
            monthly_minor: row.monthly_minor,
        },
        account_name: row.account_name,
        account_vat_number: row.account_vat.unwrap_or_default(),
        account_address,
        account_country: row.account_country.unwrap_or_default(),
        parties: row.parties,
        contact_name,
        opportunity: row
            .opportunity_id
            .zip(row.opportunity_name)
            .map(|(id, name)| Named::new(OpportunityId(id), name)),
        price_book_name: row.price_book_name,
        owner: Named::new(UserId(row.owner_id), row.owner_name),
        decline_reason: row.decline_reason,
        sample: row.sample,
        created_at: Instant(row.created_at),
        updated_at: Instant(row.updated_at),
        deleted: row.deleted_at.is_some(),
        version: row.version,
    })
}

fn address(row: &QuoteRow) -> Vec<String> {
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let town = format!(
        "{} {}",
        text(&row.account_postal_code),
        text(&row.account_city)
    );
    [text(&row.account_street), town.trim().to_owned()]
        .into_iter()
        .filter(|line| !line.is_empty())
        .collect()
}

const VERSIONS: &str =
    "SELECT id, version_number, state, net_minor, currency, updated_at, valid_until FROM quotes
    WHERE series_id = $1 AND deleted_at IS NULL ORDER BY version_number DESC";

/// Every version of a series, newest first, with expiry applied for `today`.
pub async fn versions(
    session: &mut Session,
    series: QuoteId,
    today: NaiveDate,
) -> Result<Vec<QuoteVersionRow>> {
    type Row = (Uuid, i32, String, i64, String, i64, NaiveDate);
    let rows: Vec<Row> = session.all(VERSIONS, args![series]).await?;
    rows.into_iter()
        .map(
            |(id, number, state, net_minor, currency, updated_at, valid_until)| {
                let state = word(&state, "quotes.state")?;
                Ok(QuoteVersionRow {
                    id: QuoteId(id),
                    version_number: u32::try_from(number).unwrap_or(1),
                    state: shared::cpq::quotes::effective_state(state, valid_until, today),
                    net_minor,
                    currency: word(&currency, "quotes.currency")?,
                    updated_at: Instant(updated_at),
                })
            },
        )
        .collect()
}

/// What an opportunity gives to a new quote.
#[derive(Clone, Debug)]
pub struct OpportunityBasis {
    /// Its name, for the title.
    pub name: String,
    /// Its account.
    pub account_id: Option<AccountId>,
    /// A contact on it: the decision maker, else any.
    pub contact_id: Option<ContactId>,
    /// The channel it is sold by.
    pub channel: SalesChannel,
    /// Its currency.
    pub currency: Currency,
    /// Its products: product, charge, quantity, price, discount.
    pub products: Vec<(ProductId, Charge, Quantity, UnitPrice, Percent)>,
    /// The values of its own fields.
    pub custom: CustomValues,
}

const BASIS: &str = "SELECT o.name, o.account_id, o.currency, o.channel,
    (SELECT oc.contact_id FROM opportunity_contacts oc WHERE oc.opportunity_id = o.id
     ORDER BY CASE oc.buying_role WHEN 'decision_maker' THEN 0 WHEN 'buyer' THEN 1 ELSE 2 END, oc.contact_id LIMIT 1) AS contact_id
    FROM opportunities o WHERE o.deleted_at IS NULL AND o.id =";

const BASIS_PRODUCTS: &str =
    "SELECT product_id, charge, quantity_e4, unit_price_e4, discount_bp FROM opportunity_products
    WHERE opportunity_id = $1 ORDER BY position";

/// What the opportunity gives to a new quote, when it exists and is within `scope`.
pub async fn opportunity_basis(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    id: OpportunityId,
) -> Result<Option<OpportunityBasis>> {
    let mut sql = Sql::new(BASIS);
    sql.bind(id);
    scope_condition(&mut sql, actor, scope, "o.owner_id", Some("o.id"));
    type Head = (String, Option<Uuid>, String, String, Option<Uuid>);
    let head: Option<Head> = session.opt_of(sql).await?;
    let Some((name, account_id, currency, channel, contact_id)) = head else {
        return Ok(None);
    };
    let rows: Vec<(Uuid, String, i64, i64, i32)> = session.all(BASIS_PRODUCTS, args![id]).await?;
    let products = rows
        .into_iter()
        .map(|(product, charge, quantity, price, discount)| {
            Ok((
                ProductId(product),
                word(&charge, "opportunity_products.charge")?,
                Quantity(quantity),
                UnitPrice(price),
                Percent(discount),
            ))
        })
        .collect::<Result<_>>()?;
    let custom = fields::load(session, Holder::Opportunity, id.0).await?;
    Ok(Some(OpportunityBasis {
        name,
        account_id: account_id.map(AccountId),
        contact_id: contact_id.map(ContactId),
        channel: word(&channel, "opportunities.channel")?,
        currency: word(&currency, "opportunities.currency")?,
        products,
        custom,
    }))
}

/// What a quote takes from its contact.
#[derive(Clone, Copy, Debug)]
pub struct ContactFacts {
    /// The account the contact belongs to.
    pub account_id: Option<AccountId>,
    /// The language the contact reads.
    pub language: Option<Lang>,
}

/// The contact's account and language, when there is such a contact.
pub async fn contact_facts(session: &mut Session, id: ContactId) -> Result<Option<ContactFacts>> {
    let row: Option<(Option<Uuid>, String)> = session
        .opt(
            "SELECT account_id, language FROM contacts WHERE id = $1",
            args![id],
        )
        .await?;
    Ok(row.map(|(account_id, language)| ContactFacts {
        account_id: account_id.map(AccountId),
        language: language.parse().ok(),
    }))
}

const CHANGED_BY: &str = "SELECT u.name FROM events e JOIN users u ON u.id = e.actor_id
    WHERE e.entity_id = $1 AND e.entity = 'quote' ORDER BY e.seq DESC LIMIT 1";

/// The name of who changed it last.
pub async fn changed_by(session: &mut Session, id: QuoteId) -> Result<Option<String>> {
    let row: Option<(String,)> = session.opt(CHANGED_BY, args![id]).await?;
    Ok(row.map(|(name,)| name))
}

const PREVIOUS: &str = "SELECT id FROM quotes WHERE series_id = $1 AND version_number < $2
    AND state = 'superseded' AND deleted_at IS NULL ORDER BY version_number DESC LIMIT 1";

/// The version that `version_number` of a series superseded.
pub async fn previous(
    session: &mut Session,
    series: QuoteId,
    version_number: u32,
) -> Result<Option<QuoteId>> {
    let row: Option<(Uuid,)> = session.opt(PREVIOUS, args![series, version_number]).await?;
    Ok(row.map(|(id,)| QuoteId(id)))
}

const ACTIVE: &str =
    "SELECT id FROM quotes WHERE series_id = $1 AND active_version AND deleted_at IS NULL
    ORDER BY version_number DESC LIMIT 1";

/// The version of a series that counts.
pub async fn active_of(session: &mut Session, series: QuoteId) -> Result<Option<QuoteId>> {
    let row: Option<(Uuid,)> = session.opt(ACTIVE, args![series]).await?;
    Ok(row.map(|(id,)| QuoteId(id)))
}
