//! Writing one file's plan, all of it or nothing.

use super::facts;
use super::leads;
use super::rows::{self, Deals};
use super::run::LocalFile;
use super::trail;
use crate::{Ctx, OrProblem};
use shared::crm::accounts::is_above_itself;
use shared::deals::pipelines::{Pipeline, StageState};
use shared::kernel::event::Entity;
use shared::kernel::{AccountId, Currency, PriceBookId, Problem, ProblemKind, TeamId, UserId};
use shared::platform::fields::CustomField;
use shared::platform::imports::model::{Change, Extra, ExtraKind, RowPlan, Values};
use shared::platform::imports::ops::ImportRow;
use shared::platform::imports::{Field, FilePlan, ImportKind, Outcome, Settings, Value};
use std::collections::BTreeMap;
use store::crm::accounts;
use store::platform::bulk::{self, EventRow};
use store::platform::{imports as log, users};
use store::{Session, StoreError};
use uuid::Uuid;

/// Rows between two reports of progress.
const STEP: usize = 2_000;

pub(super) async fn write(
    ctx: &Ctx,
    file: &LocalFile,
    plan: &FilePlan,
    settings: &Settings,
) -> Result<(), Problem> {
    let mut session = ctx.write().await?;
    if plan.kind == ImportKind::Accounts {
        log::after_others(&mut session).await.or_problem()?;
    }
    let pipelines = store::deals::pipelines::all(&mut session)
        .await
        .or_problem()?;
    let pipeline = pipelines
        .iter()
        .find(|pipeline| pipeline.id == settings.pipeline_id);
    extras(ctx, &mut session, &plan.extras).await.or_problem()?;
    let own = store::platform::fields::all(&mut session)
        .await
        .or_problem()?;
    let reason = format!("Import · {}", file.name);
    let creates: Vec<&RowPlan> = plan
        .rows
        .iter()
        .filter(|row| matches!(row.outcome, Outcome::Create(_)))
        .collect();
    let mut done = plan.rows.len() - creates.len();
    for chunk in creates.chunks(STEP) {
        let with = (pipeline, own.as_slice());
        create(ctx, &mut session, plan.kind, chunk, with, &reason)
            .await
            .or_problem()?;
        done += chunk.len();
        let done = i64::try_from(done).unwrap_or(i64::MAX);
        ctx.services().inner.imports.progress(file.id, done);
    }
    let mut trails = trail::before(&mut session, plan).await.or_problem()?;
    let with = (pipeline, own.as_slice());
    let current = update(ctx, &mut session, plan, with, settings, &reason)
        .await
        .or_problem()?;
    if !current {
        return Err(Problem::of(ProblemKind::Conflict));
    }
    if !parents(&mut session, plan).await.or_problem()? {
        return Err(Problem::of(ProblemKind::Conflict));
    }
    keys(&mut session, plan, settings).await.or_problem()?;
    trail::keep(&mut session, file.id, plan, &mut trails)
        .await
        .or_problem()?;
    let on_match = file.mapping.on_match;
    let told = plan.rows.iter();
    let told: Vec<ImportRow> = told.map(|row| ImportRow::of(row, on_match, &own)).collect();
    log::keep_rows(&mut session, file.id, told)
        .await
        .or_problem()?;
    session.commit().await.or_problem()
}

/// Teams, people and accounts that rows need.
async fn extras(ctx: &Ctx, session: &mut Session, extras: &[Extra]) -> Result<(), StoreError> {
    let of = |kind| extras.iter().filter(move |extra| extra.kind == kind);
    let mut events = Vec::new();
    for extra in of(ExtraKind::Team) {
        let name = rows::text(&extra.values, Field::Name);
        let parent = rows::id(&extra.values, Field::Parent).map(TeamId);
        users::insert_team(session, TeamId(extra.id), &name, parent, false).await?;
        let facts = facts::plain(&extra.values);
        events.push(created(ctx, Entity::Team, extra.id, facts));
    }
    for extra in of(ExtraKind::User) {
        let facts = facts::plain(&extra.values);
        events.push(created(ctx, Entity::User, extra.id, facts));
    }
    let people = of(ExtraKind::User).map(|extra| rows::user(ctx, extra.id, &extra.values));
    bulk::insert(session, people.collect::<Vec<_>>()).await?;
    let accounts = of(ExtraKind::Account).map(|extra| rows::account(ctx, extra.id, &extra.values));
    bulk::insert(session, accounts.collect::<Vec<_>>()).await?;
    for extra in of(ExtraKind::Account) {
        events.push(created(
            ctx,
            Entity::Account,
            extra.id,
            rows::account_facts(&extra.values, &[]),
        ));
    }
    bulk::insert(session, events).await
}

/// New records by id.
type New<'a> = [(Uuid, &'a Values)];

/// A row, or an event, for each new record.
fn each<R>(new: &New<'_>, made: impl Fn(Uuid, &Values) -> R) -> Vec<R> {
    new.iter().map(|(id, values)| made(*id, values)).collect()
}

async fn create(
    ctx: &Ctx,
    session: &mut Session,
    kind: ImportKind,
    chunk: &[&RowPlan],
    (pipeline, own): (Option<&Pipeline>, &[CustomField]),
    reason: &str,
) -> Result<(), StoreError> {
    let new: Vec<(Uuid, &Values)> = chunk
        .iter()
        .filter_map(|row| match &row.outcome {
            Outcome::Create(values) => Some((row.id, values)),
            _ => None,
        })
        .collect();
    let events = match kind {
        ImportKind::People => {
            bulk::insert(session, each(&new, |id, of| rows::user(ctx, id, of))).await?;
            each(&new, |id, of| {
                created(ctx, Entity::User, id, facts::plain(of))
            })
        }
        ImportKind::Products => {
            products(ctx, session, &new).await?;
            each(&new, |id, of| {
                created(ctx, Entity::Product, id, facts::with_own(of, own))
            })
        }
        ImportKind::Accounts => {
            bulk::insert(session, each(&new, |id, of| rows::account(ctx, id, of))).await?;
            each(&new, |id, of| {
                created(ctx, Entity::Account, id, rows::account_facts(of, own))
            })
        }
        ImportKind::Contacts => {
            bulk::insert(session, each(&new, |id, of| rows::contact(ctx, id, of))).await?;
            each(&new, |id, of| {
                created(ctx, Entity::Contact, id, rows::contact_facts(of, own))
            })
        }
        ImportKind::Leads => {
            bulk::insert(session, each(&new, |id, of| leads::lead(ctx, id, of))).await?;
            each(&new, |id, of| EventRow {
                owner_id: rows::id(of, Field::Owner).map(UserId),
                ..created(ctx, Entity::Lead, id, leads::created(ctx, of, own))
            })
        }
        ImportKind::Opportunities => {
            let excepted = chunk.iter().filter(|row| row.exception).map(|row| row.id);
            let excepted: BTreeMap<Uuid, &str> = excepted.map(|id| (id, reason)).collect();
            deals(ctx, session, &new, (pipeline, own), &excepted).await?
        }
    };
    let custom = log::own_values(new.iter().flat_map(|(id, values)| {
        let values = values.iter();
        values.map(|(field, value)| (*id, *field, Some(value)))
    }));
    log::put_own(session, kind, &custom, true).await?;
    bulk::insert(session, events).await
}

/// Deals with their facts and products; gives their events. `excepted` tells why some may stand where
/// their stage's gate would not let them.
async fn deals(
    ctx: &Ctx,
    session: &mut Session,
    new: &New<'_>,
    (pipeline, own): (Option<&Pipeline>, &[CustomField]),
    excepted: &BTreeMap<Uuid, &str>,
) -> Result<Vec<EventRow>, StoreError> {
    let Some(pipeline) = pipeline else {
        return Err(StoreError::Corrupt("settings.pipeline_id"));
    };
    let mut deals = Deals::default();
    for (id, values) in new {
        let reason = excepted.get(id).copied();
        deals.add(ctx, *id, values, (pipeline, own), reason);
    }
    bulk::insert(session, deals.opportunities).await?;
    bulk::insert(session, deals.facts).await?;
    bulk::insert(session, deals.products).await?;
    Ok(deals.events)
}

/// Products, and their prices in the price book of the import's currency, made when there is none.
async fn products(ctx: &Ctx, session: &mut Session, new: &New<'_>) -> Result<(), StoreError> {
    bulk::insert(session, each(new, rows::product)).await?;
    let mut entries = Vec::new();
    let mut books = BTreeMap::new();
    for (id, values) in new {
        let Some(Value::Price(price, currency)) = values.get(&Field::Price) else {
            continue;
        };
        let book = match books.get(currency) {
            Some(book) => *book,
            None => {
                let book = price_book(ctx, session, *currency).await?;
                books.insert(*currency, book);
                book
            }
        };
        entries.push(rows::entry(ctx, book, *id, *price, values));
    }
    bulk::insert(session, entries).await
}

/// The price book of a currency.
async fn price_book(
    ctx: &Ctx,
    session: &mut Session,
    currency: Currency,
) -> Result<PriceBookId, StoreError> {
    if let Some(known) = log::price_book(session, currency).await? {
        return Ok(known);
    }
    let row = rows::price_book(ctx, currency);
    let id = row.id;
    let facts = serde_json::json!({ "name": row.name, "currency": row.currency });
    bulk::insert(session, [row]).await?;
    let event = created(ctx, Entity::PriceBook, id.0, facts.to_string());
    bulk::insert(session, [event]).await?;
    Ok(id)
}

/// Changes what is there; `false` when somebody changed one of the records since it was planned.
async fn update(
    ctx: &Ctx,
    session: &mut Session,
    plan: &FilePlan,
    (pipeline, own): (Option<&Pipeline>, &[CustomField]),
    settings: &Settings,
    reason: &str,
) -> Result<bool, StoreError> {
    let states: BTreeMap<Uuid, &'static str> = pipeline
        .iter()
        .flat_map(|pipeline| &pipeline.stages)
        .map(|stage| (stage.id.0, stage.state.code()))
        .collect();
    let state_of = |stage: Uuid| {
        states
            .get(&stage)
            .copied()
            .unwrap_or(StageState::Open.code())
    };
    let mut new_id = || ctx.uuid();
    let mut around = log::Around {
        now: ctx.now(),
        actor: ctx.actor.user_id,
        pipeline_id: settings.pipeline_id,
        state_of: &state_of,
        new_id: &mut new_id,
    };
    let mut events = Vec::new();
    for row in &plan.rows {
        let Outcome::Update(changes) = &row.outcome else {
            continue;
        };
        // Parents come last, when all accounts are there.
        let now: Vec<Change> = changes
            .iter()
            .filter(|change| change.field != Field::Parent)
            .cloned()
            .collect();
        let at = (row.id, row.version);
        if !log::change(session, plan.kind, at, &now, &mut around).await? {
            return Ok(false);
        }
        let exception = row.exception.then_some(reason);
        let mut event = facts::edited(ctx, plan.kind, row.id, changes, (own, exception));
        if plan.kind == ImportKind::Opportunities {
            (event.owner_id, event.parent_id) = log::belongs(session, row.id).await?;
        }
        events.push(event);
    }
    let changed = log::own_values(plan.rows.iter().flat_map(|row| {
        let changes = match &row.outcome {
            Outcome::Update(changes) => changes.as_slice(),
            _ => &[],
        };
        let changes = changes.iter();
        changes.map(|change| (row.id, change.field, Some(&change.after)))
    }));
    log::put_own(session, plan.kind, &changed, false).await?;
    bulk::insert(session, events).await?;
    Ok(true)
}

/// Accounts may stand before their parents in the file. `false` when one would be above itself, because somebody
/// moved another one since it was planned.
async fn parents(session: &mut Session, plan: &FilePlan) -> Result<bool, StoreError> {
    if plan.kind != ImportKind::Accounts {
        return Ok(true);
    }
    let mut moved = Vec::new();
    for row in &plan.rows {
        let parent = match &row.outcome {
            Outcome::Create(values) => rows::id(values, Field::Parent),
            Outcome::Update(changes) => {
                changes
                    .iter()
                    .find_map(|change| match (change.field, &change.after) {
                        (Field::Parent, Value::Id(parent)) => Some(*parent),
                        _ => None,
                    })
            }
            Outcome::Join | Outcome::Skip | Outcome::Error => None,
        };
        if let Some(parent) = parent {
            log::set_parent(session, row.id, parent).await?;
            moved.push(AccountId(row.id));
        }
    }
    if moved.is_empty() {
        return Ok(true);
    }
    // Whoever moves one from here on waits for this unit of work.
    let parents = accounts::parents(session).await?;
    Ok(!moved.iter().any(|id| is_above_itself(*id, &parents)))
}

/// The keys of the rows stand for their records from now on, that of a record deleted since for the
/// new one. Of two rows with one key the first counts.
async fn keys(
    session: &mut Session,
    plan: &FilePlan,
    settings: &Settings,
) -> Result<(), StoreError> {
    let mut keys: BTreeMap<&str, Uuid> = BTreeMap::new();
    for row in &plan.rows {
        if let (Some(key), false) = (&row.key, row.outcome == Outcome::Error) {
            keys.entry(key).or_insert(row.id);
        }
    }
    log::link_keys(session, plan.kind, &settings.source, &keys).await
}

/// The event of a new record.
fn created(ctx: &Ctx, entity: Entity, id: Uuid, facts: String) -> EventRow {
    EventRow {
        at: ctx.now(),
        actor_id: Some(ctx.actor.user_id),
        entity: entity.code(),
        entity_id: id,
        parent_id: None,
        owner_id: None,
        action: "created",
        before_json: None,
        after_json: Some(facts),
    }
}
