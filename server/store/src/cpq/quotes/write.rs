//! Adding and changing quotes.

use super::lines;
use crate::cpq::json;
use crate::platform::fields;
use crate::{Result, Session, args};
use shared::cpq::quotes::{QuoteDraft, QuoteFigures, QuoteLine, QuoteState};
use shared::kernel::search::search_key;
use shared::kernel::{Instant, OpportunityId, QuoteId, UserId};
use shared::platform::fields::Holder;

/// A quote to add.
#[derive(Clone, Debug)]
pub struct NewQuote<'a> {
    /// Identity of this version.
    pub id: QuoteId,
    /// Identity of version 1.
    pub series_id: QuoteId,
    /// Number.
    pub number: &'a str,
    /// Version, from 1.
    pub version_number: u32,
    /// State.
    pub state: QuoteState,
    /// The opportunity it belongs to.
    pub opportunity_id: Option<OpportunityId>,
    /// Whose it is.
    pub owner_id: UserId,
    /// Contents.
    pub draft: &'a QuoteDraft,
    /// Figures of the contents.
    pub figures: &'a QuoteFigures,
    /// Cost of all counted lines, when every one is known.
    pub cost_minor: Option<i64>,
    /// Of the sample company.
    pub sample: bool,
    /// When it is made.
    pub at: Instant,
}

const INSERT: &str = "INSERT INTO quotes (id, series_id, number, version_number, active_version, state, title, search, opportunity_id, account_id, contact_id, owner_id, price_book_id, currency, language, issued_on, valid_until, term_months, discount_bp, introduction, terms, decline_reason, net_minor, tax_minor, gross_minor, one_time_minor, monthly_minor, cost_minor, sample, created_at, updated_at, deleted_at, version, discount_off, promotions, sections, clauses, subscription, channel, payment_days, surcharges)
    VALUES ($1, $2, $3, $4, TRUE, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, '', $21, $22, $23, $24, $25, $26, $27, $28, $28, NULL, 1, $29, $30, $31, $32, $33, $34, $35, $36)";

const UPDATE: &str = "UPDATE quotes SET title = $3, search = $4, account_id = $5, contact_id = $6, price_book_id = $7, currency = $8, language = $9, issued_on = $10, valid_until = $11, term_months = $12, discount_bp = $13, introduction = $14, terms = $15,
    net_minor = $16, tax_minor = $17, gross_minor = $18, one_time_minor = $19, monthly_minor = $20, cost_minor = $21, updated_at = $22, discount_off = $23, promotions = $24, sections = $25, clauses = $26, subscription = $27, channel = $28, payment_days = $29, surcharges = $30, version = version + 1
    WHERE id = $1 AND version = $2";

const SET_STATE: &str = "UPDATE quotes SET state = $3, decline_reason = $4, updated_at = $5, version = version + 1 WHERE id = $1 AND version = $2";

const SUPERSEDE: &str = "UPDATE quotes SET superseded_state = state, state = 'superseded', active_version = FALSE, updated_at = $3, version = version + 1
    WHERE id = $1 AND version = $2 AND active_version";

// A version superseded before its state was kept was with the customer, as nearly all are.
const REACTIVATE: &str = "UPDATE quotes SET state = COALESCE(superseded_state, 'sent'), superseded_state = NULL, active_version = TRUE,
    updated_at = $2, version = version + 1 WHERE id = $1 AND state = 'superseded'";

const SET_ACTIVE: &str = "UPDATE quotes SET active_version = $2 WHERE id = $1";

const SET_PARTIES: &str = "UPDATE quotes SET parties = $2 WHERE id = $1";

const SET_DELETED: &str =
    "UPDATE quotes SET deleted_at = $2, updated_at = $3, version = version + 1 WHERE id = $1";

const NEXT: &str = "INSERT INTO counters (name, value) VALUES ($1, 1)
    ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value";

fn search(number: &str, draft: &QuoteDraft) -> String {
    search_key(&format!("{number} {}", draft.title))
}

fn promotions_json(draft: &QuoteDraft) -> Option<String> {
    json(Some(&draft.promotions).filter(|held| !held.is_empty()))
}

fn sections_json(draft: &QuoteDraft) -> Option<String> {
    json(Some(&draft.sections).filter(|sections| !sections.is_empty()))
}

fn subscription_json(draft: &QuoteDraft) -> Option<String> {
    json(Some(&draft.subscription).filter(|own| !own.is_plain()))
}

fn surcharges_json(draft: &QuoteDraft) -> Option<String> {
    json(Some(&draft.surcharges).filter(|surcharges| !surcharges.is_empty()))
}

fn clauses_json(draft: &QuoteDraft) -> Option<String> {
    json(Some(&draft.clauses).filter(|clauses| !clauses.is_empty()))
}

/// The next number of a series. Taken and used in one transaction, so none is ever left out.
pub async fn next_number(session: &mut Session, series: &str) -> Result<i64> {
    let (value,): (i64,) = session.one(NEXT, args![series]).await?;
    Ok(value)
}

/// Adds a quote with its lines.
pub async fn insert(session: &mut Session, quote: &NewQuote<'_>) -> Result<()> {
    let draft = quote.draft;
    let figures = quote.figures;
    session
        .exec(
            INSERT,
            args![
                quote.id,
                quote.series_id,
                quote.number,
                quote.version_number,
                quote.state.code(),
                &draft.title,
                search(quote.number, draft),
                quote.opportunity_id,
                draft.account_id,
                draft.contact_id,
                quote.owner_id,
                draft.price_book_id,
                draft.currency,
                draft.language.tag(),
                draft.issued_on,
                draft.valid_until,
                draft.term_months,
                draft.discount,
                &draft.introduction,
                &draft.terms,
                figures.net_minor,
                figures.tax_minor,
                figures.gross_minor,
                figures.one_time_minor,
                figures.monthly_minor,
                quote.cost_minor,
                quote.sample,
                quote.at,
                json(draft.off.as_ref()),
                promotions_json(draft),
                sections_json(draft),
                clauses_json(draft),
                subscription_json(draft),
                draft.channel.code(),
                draft.payment_days,
                surcharges_json(draft)
            ],
        )
        .await?;
    lines::insert_lines(session, quote.id, &draft.lines).await?;
    fields::put(session, Holder::Quote, quote.id.0, &draft.custom, true).await
}

/// Changes the contents of a quote that still has this version and these lines; says whether it had.
pub async fn update_draft(
    session: &mut Session,
    (id, number, version): (QuoteId, &str, i64),
    old_lines: &[QuoteLine],
    draft: &QuoteDraft,
    figures: &QuoteFigures,
    cost_minor: Option<i64>,
    at: Instant,
) -> Result<bool> {
    let touched = session
        .exec(
            UPDATE,
            args![
                id,
                version,
                &draft.title,
                search(number, draft),
                draft.account_id,
                draft.contact_id,
                draft.price_book_id,
                draft.currency,
                draft.language.tag(),
                draft.issued_on,
                draft.valid_until,
                draft.term_months,
                draft.discount,
                &draft.introduction,
                &draft.terms,
                figures.net_minor,
                figures.tax_minor,
                figures.gross_minor,
                figures.one_time_minor,
                figures.monthly_minor,
                cost_minor,
                at,
                json(draft.off.as_ref()),
                promotions_json(draft),
                sections_json(draft),
                clauses_json(draft),
                subscription_json(draft),
                draft.channel.code(),
                draft.payment_days,
                surcharges_json(draft)
            ],
        )
        .await?;
    if touched != 1 {
        return Ok(false);
    }
    lines::change_lines(session, id, old_lines, &draft.lines).await?;
    fields::put(session, Holder::Quote, id.0, &draft.custom, false).await?;
    Ok(true)
}

/// Moves a quote that still has this version; says whether it had.
pub async fn set_state(
    session: &mut Session,
    id: QuoteId,
    version: i64,
    state: QuoteState,
    reason: &str,
    at: Instant,
) -> Result<bool> {
    session
        .exec_one(SET_STATE, args![id, version, state.code(), reason, at])
        .await
}

/// Makes room for a newer version of a quote that still has this version and counts; says whether
/// it did.
pub async fn supersede(
    session: &mut Session,
    id: QuoteId,
    version: i64,
    at: Instant,
) -> Result<bool> {
    session.exec_one(SUPERSEDE, args![id, version, at]).await
}

/// Makes a superseded version count again, in the state it had.
pub async fn reactivate(session: &mut Session, id: QuoteId, at: Instant) -> Result<()> {
    session.exec(REACTIVATE, args![id, at]).await?;
    Ok(())
}

/// Says whether this version is the one that counts.
pub async fn set_active(session: &mut Session, id: QuoteId, active: bool) -> Result<()> {
    session.exec(SET_ACTIVE, args![id, active]).await?;
    Ok(())
}

/// Keeps who the document names, in JSON.
pub async fn set_parties(session: &mut Session, id: QuoteId, json: &str) -> Result<()> {
    session.exec(SET_PARTIES, args![id, json]).await?;
    Ok(())
}

/// Puts a quote into the bin (`Some`) or takes it out (`None`).
pub async fn set_deleted(
    session: &mut Session,
    id: QuoteId,
    deleted_at: Option<Instant>,
    at: Instant,
) -> Result<()> {
    session.exec(SET_DELETED, args![id, deleted_at, at]).await?;
    Ok(())
}
