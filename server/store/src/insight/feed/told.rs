//! What the events of a page say: a statement for each kind of record among them, however many they are.

use super::Chosen;
use crate::work::timeline::{facts_of, person, step};
use crate::work::{JOINS, LINK_COLUMNS, LinkRow};
use crate::{Result, Session, Sql, StoreError};
use shared::insight::feed::{FeedEntry, FeedKey, FeedKind, FeedRecord, Happening};
use shared::kernel::{AccountId, Instant, LeadId, Money, Named, OpportunityId, QuoteId};
use shared::work::LinksView;
use shared::work::timeline::{FactRow, TimelineEvent, from_facts};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What every kind says of its event, which is `e`, by whoever is `w`.
const HEAD: &str = "SELECT e.seq, e.at, e.actor_id, w.name AS actor_name, e.action,";

#[derive(sqlx::FromRow)]
struct Head {
    seq: i64,
    at: i64,
    actor_id: Option<Uuid>,
    actor_name: Option<String>,
    action: String,
}

impl Head {
    fn entry(self, on: Option<FeedRecord>, what: Happening) -> FeedEntry {
        FeedEntry {
            key: FeedKey {
                at: Instant(self.at),
                seq: self.seq,
            },
            actor: person(self.actor_id, self.actor_name),
            on,
            account: None,
            what,
        }
    }
}

/// The entries of the chosen events, latest first.
pub async fn tell(session: &mut Session, chosen: &[Chosen]) -> Result<Vec<FeedEntry>> {
    let mut entries = Vec::with_capacity(chosen.len());
    for kind in FeedKind::ALL {
        let of_kind = chosen.iter().filter(|one| one.kind == kind);
        let events: Vec<i64> = of_kind.map(|one| one.key.seq).collect();
        if events.is_empty() {
            continue;
        }
        entries.extend(match kind {
            FeedKind::Opportunity => deals(session, &events).await?,
            FeedKind::Quote => quotes(session, &events).await?,
            FeedKind::Activity => activities(session, &events).await?,
            FeedKind::Task => tasks(session, &events).await?,
            FeedKind::Lead => leads(session, &events).await?,
        });
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.key));
    Ok(entries)
}

fn select(columns: &'static str, from: &'static str, joins: &'static str, events: &[i64]) -> Sql {
    let mut sql = Sql::new(HEAD);
    sql.push(columns)
        .push("FROM events e LEFT JOIN users w ON w.id = e.actor_id");
    sql.push(from).push(joins);
    sql.within("WHERE e.seq IN", events.iter().copied());
    sql
}

#[derive(sqlx::FromRow)]
struct DealRow {
    #[sqlx(flatten)]
    head: Head,
    id: Uuid,
    name: String,
    account_id: Option<Uuid>,
    account_name: Option<String>,
    imported: bool,
}

async fn deals(session: &mut Session, events: &[i64]) -> Result<Vec<FeedEntry>> {
    let sql = select(
        "o.id, o.name, o.account_id, a.name AS account_name,
            EXISTS (SELECT 1 FROM external_ids x WHERE x.record_id = o.id) AS imported",
        "JOIN opportunities o ON o.id = e.entity_id",
        "LEFT JOIN accounts a ON a.id = o.account_id",
        events,
    );
    let rows: Vec<DealRow> = session.all_of(sql).await?;
    let mut ids: Vec<OpportunityId> = rows.iter().map(|row| OpportunityId(row.id)).collect();
    ids.sort_unstable();
    ids.dedup();
    let facts = facts_of(session, &ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let id = OpportunityId(row.id);
            let changes = match (row.head.action.as_str(), row.imported) {
                ("created", true) => vec![TimelineEvent::Imported],
                ("created", false) => vec![TimelineEvent::Created],
                _ => changes_at(&facts, id, Instant(row.head.at)),
            };
            let on = FeedRecord::Opportunity(Named::new(id, row.name));
            FeedEntry {
                account: account(row.account_id, row.account_name),
                ..row.head.entry(Some(on), Happening::Changes(changes))
            }
        })
        .collect())
}

/// What the timeline of the deal tells of that moment; the move of stage stands last there and first here.
fn changes_at(
    facts: &BTreeMap<OpportunityId, Vec<FactRow>>,
    id: OpportunityId,
    at: Instant,
) -> Vec<TimelineEvent> {
    let told = from_facts(facts.get(&id).map_or(&[], Vec::as_slice));
    let now = told.into_iter().rev().filter(|entry| entry.key.at == at);
    now.map(|entry| entry.event).collect()
}

fn account(id: Option<Uuid>, name: Option<String>) -> Option<Named<AccountId>> {
    id.zip(name)
        .map(|(id, name)| Named::new(AccountId(id), name))
}

#[derive(sqlx::FromRow)]
struct QuoteRow {
    #[sqlx(flatten)]
    head: Head,
    id: Uuid,
    number: String,
    title: String,
    version_number: i32,
    gross_minor: i64,
    currency: String,
    account_id: Option<Uuid>,
    account_name: Option<String>,
}

async fn quotes(session: &mut Session, events: &[i64]) -> Result<Vec<FeedEntry>> {
    let sql = select(
        "q.id, q.number, q.title, q.version_number, q.gross_minor, q.currency, q.account_id, a.name AS account_name",
        "JOIN quotes q ON q.id = e.entity_id",
        "LEFT JOIN accounts a ON a.id = q.account_id",
        events,
    );
    let rows: Vec<QuoteRow> = session.all_of(sql).await?;
    rows.into_iter()
        .map(|row| {
            let currency = row
                .currency
                .parse()
                .map_err(|_| StoreError::Corrupt("quotes.currency"))?;
            let id = QuoteId(row.id);
            let event = TimelineEvent::Quote {
                id,
                number: row.number.clone(),
                title: row.title,
                version: row.version_number,
                step: step(&row.head.action),
                gross: Money::new(row.gross_minor, currency),
            };
            let on = FeedRecord::Quote(Named::new(id, row.number));
            Ok(FeedEntry {
                account: account(row.account_id, row.account_name),
                ..row.head.entry(Some(on), Happening::Changes(vec![event]))
            })
        })
        .collect()
}

#[derive(sqlx::FromRow)]
struct WorkRow {
    #[sqlx(flatten)]
    head: Head,
    kind: String,
    subject: String,
    #[sqlx(flatten)]
    links: LinkRow,
}

impl WorkRow {
    fn entry(self, what: fn(&str, String) -> Result<Happening>) -> Result<FeedEntry> {
        let what = what(&self.kind, self.subject)?;
        let links = self.links.view();
        let account = links.account.clone();
        Ok(FeedEntry {
            account,
            ..self.head.entry(nearest(links), what)
        })
    }
}

/// The record a call or task is about: its deal, else the person, else the account.
fn nearest(links: LinksView) -> Option<FeedRecord> {
    let deal = links.opportunity.map(FeedRecord::Opportunity);
    let contact = || links.contact.map(FeedRecord::Contact);
    let account = || links.account.map(FeedRecord::Account);
    deal.or_else(contact).or_else(account)
}

async fn work(session: &mut Session, events: &[i64], from: &'static str) -> Result<Vec<WorkRow>> {
    let mut sql = Sql::new(HEAD);
    sql.push("r.kind, r.subject,").push(LINK_COLUMNS);
    sql.push("FROM events e LEFT JOIN users w ON w.id = e.actor_id");
    sql.push(from).push(JOINS);
    sql.within("WHERE e.seq IN", events.iter().copied());
    session.all_of(sql).await
}

async fn activities(session: &mut Session, events: &[i64]) -> Result<Vec<FeedEntry>> {
    let rows = work(session, events, "JOIN activities r ON r.id = e.entity_id").await?;
    rows.into_iter().map(|row| row.entry(logged)).collect()
}

fn logged(kind: &str, subject: String) -> Result<Happening> {
    Ok(Happening::Logged {
        kind: kind
            .parse()
            .map_err(|()| StoreError::Corrupt("activities.kind"))?,
        subject,
    })
}

async fn tasks(session: &mut Session, events: &[i64]) -> Result<Vec<FeedEntry>> {
    let rows = work(session, events, "JOIN tasks r ON r.id = e.entity_id").await?;
    rows.into_iter().map(|row| row.entry(done)).collect()
}

fn done(kind: &str, subject: String) -> Result<Happening> {
    Ok(Happening::TaskDone {
        kind: kind
            .parse()
            .map_err(|()| StoreError::Corrupt("tasks.kind"))?,
        subject,
    })
}

#[derive(sqlx::FromRow)]
struct LeadRow {
    #[sqlx(flatten)]
    head: Head,
    id: Uuid,
    first_name: String,
    last_name: String,
    company: String,
}

async fn leads(session: &mut Session, events: &[i64]) -> Result<Vec<FeedEntry>> {
    let sql = select(
        "l.id, l.first_name, l.last_name, l.company",
        "JOIN leads l ON l.id = e.entity_id",
        "",
        events,
    );
    let rows: Vec<LeadRow> = session.all_of(sql).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let person = format!("{} {}", row.first_name, row.last_name);
            let name = match person.trim() {
                "" => row.company,
                person => person.to_owned(),
            };
            let on = FeedRecord::Lead(Named::new(LeadId(row.id), name));
            row.head.entry(Some(on), Happening::Converted)
        })
        .collect())
}
