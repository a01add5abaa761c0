//! One lead: read, written, what was said with it.

use crate::platform::fields;
use crate::scope::scope_condition;
use crate::{Args, Result, Session, Sql, StoreError, args};
use chrono::NaiveDate;
use shared::crm::contacts::full_name;
use shared::crm::leads::{Consent, Converted, LeadFacts, LeadState, LeadTouch, lead_search};
use shared::kernel::{
    AccountId, Actor, ContactId, Instant, Lang, LeadId, LeadTouchId, Named, OpportunityId, Scope,
    UserId,
};
use shared::platform::fields::{CustomValues, Holder};
use uuid::Uuid;

pub use super::lead_list::list;

/// A lead as it is stored.
#[derive(Clone, Debug)]
pub struct StoredLead {
    /// Which.
    pub id: LeadId,
    /// Raised by each change.
    pub version: i64,
    /// What people edit.
    pub facts: LeadFacts,
    /// Status and what belongs to it.
    pub state: LeadState,
    /// Name of the owner.
    pub owner_name: Option<String>,
    /// What the person agreed to.
    pub consent: Option<Consent>,
    /// What it became.
    pub converted: Option<Converted>,
    /// When it was created.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// When it was deleted.
    pub deleted_at: Option<Instant>,
}

const COLUMNS: &str = "SELECT l.id, l.version, l.first_name, l.last_name, l.company, l.title, l.email, l.phone, l.city, l.country, l.language, l.source, l.rating, l.interest, l.notes, l.owner_id, u.name AS owner_name, l.status, l.status_since, l.first_contacted_at, l.recycle_on, l.reason, l.status_note, l.consent_purpose, l.consent_text, l.consent_at, l.consent_origin, l.converted_account_id, a.name AS account_name, l.converted_contact_id, c.first_name AS contact_first, c.last_name AS contact_last, l.converted_opportunity_id, o.name AS deal_name, l.converted_at, l.created_at, l.updated_at, l.deleted_at
    FROM leads l LEFT JOIN users u ON u.id = l.owner_id LEFT JOIN accounts a ON a.id = l.converted_account_id LEFT JOIN contacts c ON c.id = l.converted_contact_id LEFT JOIN opportunities o ON o.id = l.converted_opportunity_id
    WHERE";

const INSERT: &str = "INSERT INTO leads (id, first_name, last_name, company, search, title, email, phone, city, country, language, source, rating, interest, notes, owner_id, status, status_since, first_contacted_at, recycle_on, reason, status_note, consent_purpose, consent_text, consent_at, consent_origin, sample, created_at, updated_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $28, 1)";

const UPDATE: &str = "UPDATE leads SET first_name = $3, last_name = $4, company = $5, search = $6, title = $7, email = $8, phone = $9, city = $10, country = $11, language = $12, source = $13, rating = $14, interest = $15, notes = $16, owner_id = $17, status = $18, status_since = $19, first_contacted_at = $20, recycle_on = $21, reason = $22, status_note = $23, updated_at = $24, version = version + 1
    WHERE id = $1 AND version = $2 AND deleted_at IS NULL";

const CONVERT: &str = "UPDATE leads SET converted_account_id = $2, converted_contact_id = $3, converted_opportunity_id = $4, converted_at = $5 WHERE id = $1";

const SET_DELETED: &str = "UPDATE leads SET deleted_at = $3, updated_at = $4, version = version + 1
    WHERE id = $1 AND version = $2";

const TOUCHES: &str = "SELECT t.id, t.kind, t.body, t.at, u.name AS actor_name, t.actor_id
    FROM lead_touches t LEFT JOIN users u ON u.id = t.actor_id
    WHERE t.lead_id = $1 ORDER BY t.at DESC, t.id DESC LIMIT $2";

/// The columns of what people edit.
#[derive(sqlx::FromRow)]
pub(crate) struct LeadFactsRow {
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) company: String,
    pub(crate) title: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) city: String,
    pub(crate) country: String,
    pub(crate) language: String,
    pub(crate) source: String,
    pub(crate) rating: String,
    pub(crate) interest: String,
    pub(crate) notes: String,
    pub(crate) owner_id: Option<Uuid>,
}

impl LeadFactsRow {
    fn facts(self) -> Result<LeadFacts> {
        let language = match self.language.as_str() {
            "" => None,
            tag => Some(coded::<Lang>(tag, "leads.language")?),
        };
        Ok(LeadFacts {
            first_name: self.first_name,
            last_name: self.last_name,
            company: self.company,
            title: self.title,
            email: self.email,
            phone: self.phone,
            city: self.city,
            country: self.country,
            language,
            source: coded(&self.source, "leads.source")?,
            rating: coded(&self.rating, "leads.rating")?,
            interest: self.interest,
            notes: self.notes,
            owner_id: self.owner_id.map(UserId),
            custom: CustomValues::default(),
        })
    }
}

#[derive(sqlx::FromRow)]
struct LeadRecord {
    id: Uuid,
    version: i64,
    #[sqlx(flatten)]
    facts: LeadFactsRow,
    owner_name: Option<String>,
    status: String,
    status_since: i64,
    first_contacted_at: Option<i64>,
    recycle_on: Option<NaiveDate>,
    reason: Option<String>,
    status_note: String,
    consent_purpose: Option<String>,
    consent_text: Option<String>,
    consent_at: Option<i64>,
    consent_origin: Option<String>,
    converted_account_id: Option<Uuid>,
    account_name: Option<String>,
    converted_contact_id: Option<Uuid>,
    contact_first: Option<String>,
    contact_last: Option<String>,
    converted_opportunity_id: Option<Uuid>,
    deal_name: Option<String>,
    converted_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
    deleted_at: Option<i64>,
}

impl LeadRecord {
    fn converted(&self) -> Option<Converted> {
        let deal = self.converted_opportunity_id.zip(self.deal_name.clone());
        Some(Converted {
            account: Named::new(
                AccountId(self.converted_account_id?),
                self.account_name.clone()?,
            ),
            contact: Named::new(
                ContactId(self.converted_contact_id?),
                full_name(
                    self.contact_first.as_deref()?,
                    self.contact_last.as_deref()?,
                ),
            ),
            deal: deal.map(|(id, name)| Named::new(OpportunityId(id), name)),
            at: Instant(self.converted_at?),
        })
    }

    fn consent(&self) -> Option<Consent> {
        Some(Consent {
            purpose: self.consent_purpose.clone()?,
            text: self.consent_text.clone()?,
            at: Instant(self.consent_at?),
            origin: self.consent_origin.clone()?,
        })
    }

    fn state(&self) -> Result<LeadState> {
        let reason = self.reason.as_deref().map(str::parse).transpose();
        Ok(LeadState {
            status: coded(&self.status, "leads.status")?,
            since: Instant(self.status_since),
            first_contacted_at: self.first_contacted_at.map(Instant),
            recycle_on: self.recycle_on,
            reason: reason.map_err(|()| StoreError::Corrupt("leads.reason"))?,
            note: self.status_note.clone(),
        })
    }

    fn stored(self) -> Result<StoredLead> {
        Ok(StoredLead {
            id: LeadId(self.id),
            version: self.version,
            state: self.state()?,
            consent: self.consent(),
            converted: self.converted(),
            facts: self.facts.facts()?,
            owner_name: self.owner_name,
            created_at: Instant(self.created_at),
            updated_at: Instant(self.updated_at),
            deleted_at: self.deleted_at.map(Instant),
        })
    }
}

/// The value a stored word stands for.
pub(super) fn coded<T: std::str::FromStr<Err = ()>>(word: &str, column: &'static str) -> Result<T> {
    word.parse().map_err(|()| StoreError::Corrupt(column))
}

/// Appends that the lead is in the actor's scope, or in the queue, which everybody with the right to
/// some leads may see.
pub(crate) fn lead_scope(sql: &mut Sql, actor: &Actor, scope: Scope) {
    if scope == Scope::None {
        sql.push("AND FALSE");
        return;
    }
    sql.push("AND (l.owner_id IS NULL OR (l.owner_id IS NOT NULL");
    scope_condition(sql, actor, scope, "l.owner_id", None);
    sql.push("))");
}

/// The lead, deleted or not, when it is in the actor's scope.
pub async fn get(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    id: LeadId,
) -> Result<Option<StoredLead>> {
    let mut sql = Sql::new(COLUMNS);
    sql.with("l.id =", id);
    lead_scope(&mut sql, actor, scope);
    let row: Option<LeadRecord> = session.opt_of(sql).await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let mut stored = row.stored()?;
    stored.facts.custom = fields::load(session, Holder::Lead, id.0).await?;
    Ok(Some(stored))
}

/// Living leads in the actor's scope that `narrow` lets through; it appends to the statement.
pub(super) async fn some(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    narrow: impl FnOnce(&mut Sql),
) -> Result<Vec<StoredLead>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("l.deleted_at IS NULL");
    lead_scope(&mut sql, actor, scope);
    narrow(&mut sql);
    let rows: Vec<LeadRecord> = session.all_of(sql).await?;
    rows.into_iter().map(LeadRecord::stored).collect()
}

/// Living leads that `narrow` lets through, whoever may see them.
pub(super) async fn some_of_all(
    session: &mut Session,
    narrow: impl FnOnce(&mut Sql),
) -> Result<Vec<StoredLead>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("l.deleted_at IS NULL");
    narrow(&mut sql);
    let rows: Vec<LeadRecord> = session.all_of(sql).await?;
    rows.into_iter().map(LeadRecord::stored).collect()
}

/// Whether there is a lead with this id, whoever may see it.
pub async fn exists(session: &mut Session, id: LeadId) -> Result<bool> {
    let row: Option<(i32,)> = session
        .opt("SELECT 1 FROM leads WHERE id = $1", args![id])
        .await?;
    Ok(row.is_some())
}

fn bind_facts(args: &mut Args, facts: &LeadFacts, state: &LeadState) {
    args.push(&facts.first_name);
    args.push(&facts.last_name);
    args.push(&facts.company);
    args.push(lead_search(facts));
    args.push(&facts.title);
    args.push(&facts.email);
    args.push(&facts.phone);
    args.push(&facts.city);
    args.push(&facts.country);
    args.push(facts.language.map_or("", Lang::tag));
    args.push(facts.source.code());
    args.push(facts.rating.code());
    args.push(&facts.interest);
    args.push(&facts.notes);
    args.push(facts.owner_id);
    args.push(state.status.code());
    args.push(state.since);
    args.push(state.first_contacted_at);
    args.push(state.recycle_on);
    args.push(state.reason.map(shared::crm::leads::Disqualification::code));
    args.push(&state.note);
}

/// A new lead with version 1.
pub async fn insert(
    session: &mut Session,
    id: LeadId,
    (facts, state): (&LeadFacts, &LeadState),
    consent: Option<&Consent>,
    sample: bool,
    at: Instant,
) -> Result<()> {
    let mut args = args![id];
    bind_facts(&mut args, facts, state);
    args.push(consent.map(|consent| consent.purpose.clone()));
    args.push(consent.map(|consent| consent.text.clone()));
    args.push(consent.map(|consent| consent.at));
    args.push(consent.map(|consent| consent.origin.clone()));
    args.push(sample);
    args.push(at);
    session.exec(INSERT, args).await?;
    fields::put(session, Holder::Lead, id.0, &facts.custom, true).await
}

/// Replaces facts and state when the version is still `version`; whether it was.
pub async fn update(
    session: &mut Session,
    id: LeadId,
    version: i64,
    (facts, state): (&LeadFacts, &LeadState),
    at: Instant,
) -> Result<bool> {
    let mut args = args![id, version];
    bind_facts(&mut args, facts, state);
    args.push(at);
    if !session.exec_one(UPDATE, args).await? {
        return Ok(false);
    }
    fields::put(session, Holder::Lead, id.0, &facts.custom, false).await?;
    Ok(true)
}

/// Writes what the lead became.
pub async fn set_converted(
    session: &mut Session,
    id: LeadId,
    account: AccountId,
    contact: ContactId,
    deal: Option<OpportunityId>,
    at: Instant,
) -> Result<()> {
    session
        .exec(CONVERT, args![id, account, contact, deal, at])
        .await?;
    Ok(())
}

/// Deletes (`Some`) or restores (`None`) when the version is still `version`; whether it was.
pub async fn set_deleted(
    session: &mut Session,
    id: LeadId,
    version: i64,
    deleted_at: Option<Instant>,
    at: Instant,
) -> Result<bool> {
    session
        .exec_one(SET_DELETED, args![id, version, deleted_at, at])
        .await
}

#[derive(sqlx::FromRow)]
struct TouchRecord {
    id: Uuid,
    kind: String,
    body: String,
    at: i64,
    actor_name: Option<String>,
    actor_id: Option<Uuid>,
}

/// Conversations and notes, newest first, each with who had it.
pub async fn touches(
    session: &mut Session,
    id: LeadId,
    limit: i64,
) -> Result<Vec<(LeadTouch, Option<UserId>)>> {
    let rows: Vec<TouchRecord> = session.all(TOUCHES, args![id, limit]).await?;
    rows.into_iter()
        .map(|row| {
            let touch = LeadTouch {
                id: LeadTouchId(row.id),
                kind: coded(&row.kind, "lead_touches.kind")?,
                body: row.body,
                at: Instant(row.at),
                actor: row.actor_name,
            };
            Ok((touch, row.actor_id.map(UserId)))
        })
        .collect()
}

/// Adds a conversation or a note; `false` when it is there already.
pub async fn add_touch(
    session: &mut Session,
    lead: LeadId,
    touch: &LeadTouch,
    actor: Option<UserId>,
) -> Result<bool> {
    let (kind, body) = (touch.kind.code(), &touch.body);
    session
        .exec_one(
            "INSERT INTO lead_touches (id, lead_id, kind, body, at, actor_id) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING",
            args![touch.id, lead, kind, body, touch.at, actor],
        )
        .await
}
