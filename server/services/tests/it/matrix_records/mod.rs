//! Operation × person on somebody else's record: what everybody is answered who guesses an id. Every
//! operation has a row, or the test fails.
//!
//! Every row says what the seven persons are answered about a record of `rep`, in this order: its
//! owner, a colleague of the same team, a representative of another team, the manager of the team,
//! the manager of the other team, the administrator, finance.
//! - `.` let in, `N` not found, `F` forbidden, `i` let in and refused by a rule of the record
//! - `S` a list that shows the record, `-` a list that does not

use crate::bench::{Bench, START};
use crate::both;
use crate::cpq::support::{account, blank, book};
use crate::deals::fixture as deals;
use crate::work::fixtures as work;
use serde_json::{Value, json};
use shared::cpq::catalog::ops as catalog;
use shared::cpq::quotes::ops as quotes;
use shared::cpq::rooms::ops as rooms;
use shared::crm::accounts;
use shared::crm::contacts;
use shared::crm::duplicates;
use shared::crm::leads;
use shared::deals::opportunities;
use shared::deals::opportunities::OpportunityView;
use shared::deals::opportunity as deal_page;
use shared::deals::pipelines;
use shared::insight::feed::ops as feed;
use shared::insight::home;
use shared::insight::team::ops as team;
use shared::kernel::{Actor, Currency, Lang, Operation, ProblemKind, Role, TeamId, UserId};
use shared::planning::forecast::ops as forecast;
use shared::planning::quotas::ops as quotas;
use shared::platform::bin::ops as bin;
use shared::platform::erasure::ops as erasure;
use shared::platform::export::ops as export;
use shared::platform::imports::ops as imports;
use shared::platform::{
    access, audit, branding::ops as branding, company, demo, health, jobs, notifications, people,
    profile, search, session, setup,
};
use shared::work::Links;
use shared::work::activities::ops as activities;
use shared::work::activities::{ActivityDraft, ActivityKind, Outcome};
use shared::work::calendar::ops as calendar;
use shared::work::tasks::Due;
use shared::work::tasks::ops as tasks;
use shared::work::timeline::ops as timeline;
use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use store::platform::users::{self, NewUser};
use uuid::Uuid;

const ALL: &str = ".......";
const VIEW: &str = ".NN.N..";
const EDIT: &str = ".NN.N.F";
const CREATE: &str = "......F";
/// Accounts and contacts are seen by everybody, so that a refusal gives nothing away.
const OWN: &str = ".FF.F.F";
const ASSIGN: &str = "FFF.N.F";
const ADMIN: &str = "FFFFF.F";
const SEEN: &str = "S--S-SS";

type Make = Box<dyn for<'a> Fn(&'a Bench) -> Pin<Box<dyn Future<Output = Value> + 'a>>>;
type Ask = for<'a> fn(
    &'a Bench,
    &'a Actor,
    Value,
    Option<Uuid>,
) -> Pin<Box<dyn Future<Output = char> + 'a>>;

/// An operation with the answers expected.
pub struct Row {
    expected: &'static str,
    pub name: &'static str,
    /// The request, made anew for every person.
    pub make: Make,
    /// The answer in one sign; the id is the record a list may show.
    pub ask: Ask,
    /// Whether a text in JSON is a request of this operation.
    pub fits: fn(&Value) -> bool,
    shown: Option<fn(&Value) -> Uuid>,
}

fn made<F>(make: F) -> Make
where
    F: for<'a> Fn(&'a Bench) -> Pin<Box<dyn Future<Output = Value> + 'a>> + 'static,
{
    Box::new(make)
}

/// Asks for `O` with this request; `shown` is the record a list may show.
fn ask<'a, O: Operation>(
    bench: &'a Bench,
    actor: &'a Actor,
    request: Value,
    shown: Option<Uuid>,
) -> Pin<Box<dyn Future<Output = char> + 'a>> {
    Box::pin(async move {
        let request: O = serde_json::from_value(request)
            .unwrap_or_else(|error| panic!("the request of {} is none: {error}", O::NAME));
        match (bench.run(actor, request).await, shown) {
            (Ok(_), None) => '.',
            (Ok(answer), Some(id)) => {
                let text = serde_json::to_string(&answer).unwrap();
                if text.contains(&id.to_string()) {
                    'S'
                } else {
                    '-'
                }
            }
            (Err(problem), _) => match problem.kind {
                ProblemKind::Conflict => '.',
                ProblemKind::NotFound => 'N',
                ProblemKind::Forbidden => 'F',
                ProblemKind::Invalid => 'i',
                other => panic!("{}: {other:?}", O::NAME),
            },
        }
    })
}

pub fn fits<O: Operation>(request: &Value) -> bool {
    O::deserialize(request).is_ok()
}

fn row<O: Operation>(expected: &'static str, make: Make, shown: Option<fn(&Value) -> Uuid>) -> Row {
    Row {
        expected,
        name: O::NAME,
        make,
        ask: ask::<O>,
        fits: fits::<O>,
        shown,
    }
}

/// Rows: what is expected, the operation, and the request.
macro_rules! rows {
    ($(($expected:expr, $operation:ty, |$bench:ident| $request:expr $(, shows $id:expr)?))+) => {
        vec![$(row::<$operation>(
            $expected,
            made(move |$bench| Box::pin(async move { $request })),
            None$(.or(Some($id as fn(&Value) -> Uuid)))?,
        )),+]
    };
}

async fn deal(bench: &Bench) -> OpportunityView {
    deals::deal(bench, &bench.rep, "Matrixdeal", 100).await
}

async fn contact(bench: &Bench) -> Uuid {
    let request = contacts::CreateContact {
        id: shared::kernel::ContactId(bench.uuid()),
        facts: contacts::ContactFacts::named("Ada", "Matrixperson", bench.rep.user_id),
    };
    bench.run(&bench.rep, request).await.unwrap().id.0
}

/// A lead of the representative, or in the queue.
async fn lead(bench: &Bench, owner: Option<UserId>) -> leads::LeadView {
    let request = leads::CreateLead {
        id: shared::kernel::LeadId(bench.uuid()),
        facts: leads::LeadFacts::named("Ada", "Matrixlead", owner),
    };
    bench.run(&bench.rep, request).await.unwrap()
}

async fn task(bench: &Bench) -> shared::work::tasks::TaskView {
    let due = Due::Day("2026-11-24".parse().unwrap());
    work::task(bench, &bench.rep, "Matrixtask", due, Links::default()).await
}

fn call(links: Links) -> ActivityDraft {
    ActivityDraft {
        kind: ActivityKind::Call,
        subject: "Matrixcall".into(),
        body: String::new(),
        outcome: Outcome::Connected,
        at: START,
        minutes: Some(15),
        links,
    }
}

async fn activity(bench: &Bench) -> shared::work::activities::ActivityView {
    let links = Links {
        opportunity: Some(deal(bench).await.id),
        ..Links::default()
    };
    let request = activities::CreateActivity {
        id: shared::kernel::ActivityId(bench.uuid()),
        draft: call(links),
    };
    bench.run(&bench.rep, request).await.unwrap()
}

async fn quote(bench: &Bench) -> shared::cpq::quotes::QuoteView {
    blank(bench, &bench.rep).await
}

/// The manager of the second team: as high as the first one's, and no way into their records.
async fn other_manager(bench: &Bench) -> Actor {
    let id = UserId(bench.uuid());
    let mut session = bench.services.store().write().await.unwrap();
    let user = NewUser {
        id,
        email: "other@example.com",
        name: "other",
        role: Role::Manager,
        team_id: bench.stranger.team_id,
        password_hash: "",
        lang: Lang::En,
        time_zone: "Europe/Paris",
        currency: Currency::EUR,
        sample: false,
    };
    users::insert(&mut session, &user, START).await.unwrap();
    session.commit().await.unwrap();
    bench.services.actor(id).await.unwrap().unwrap()
}

/// The first id of the request: the record it is about.
fn its_id(request: &Value) -> Uuid {
    request["shown"].as_str().unwrap().parse().unwrap()
}

pub type Rows = Vec<Row>;

mod agreements;
mod approvals;
mod attachments;
mod clauses;
mod fields;
mod files;
mod interface;
mod lists;
mod models;
mod offline;
mod passkeys;
mod pictures;
mod promotions;
mod relations;
mod rest;
mod roles;
mod sales;
mod schedules;
mod sso;
mod templates;

use rest::{planning, platform, work_rows};
use sales::{crm, deal_rows, duplicate_rows, lead_rows, quote_rows};

/// A row for every operation.
pub async fn all(bench: &Bench) -> Rows {
    let mut rows = crm();
    rows.extend(lead_rows());
    rows.extend(duplicate_rows());
    rows.extend(deal_rows());
    rows.extend(quote_rows());
    rows.extend(work_rows());
    rows.extend(models::models());
    rows.extend(planning());
    rows.extend(lists::rows());
    rows.extend(platform(bench).await);
    rows.extend(interface::rows());
    rows.extend(agreements::rows());
    rows.extend(approvals::rows());
    rows.extend(attachments::rows());
    rows.extend(fields::rows());
    rows.extend(files::rows());
    rows.extend(promotions::rows());
    rows.extend(schedules::rows());
    rows.extend(pictures::rows());
    rows.extend(roles::rows());
    rows.extend(clauses::rows());
    rows.extend(templates::rows());
    rows.extend(offline::rows());
    rows.extend(relations::rows());
    rows.extend(passkeys::rows());
    rows.extend(sso::rows());
    rows
}

both!(
    a_guessed_id_opens_nothing_to_anybody_it_is_not_for,
    async |bench: &Bench| {
        let other = other_manager(bench).await;
        let persons = [
            &bench.rep,
            &bench.colleague,
            &bench.stranger,
            &bench.manager,
            &other,
            &bench.administrator,
            &bench.finance,
        ];
        // Not from a stranger's team, or the other manager were as near as the first.
        assert_ne!(bench.rep.team_id, bench.stranger.team_id);
        let mut wrong = Vec::new();
        let mut seen = BTreeSet::new();
        for row in all(bench).await {
            let (name, expected) = (row.name, row.expected);
            let mut answers = String::new();
            for person in persons {
                let request = (row.make)(bench).await;
                let shown = row.shown.map(|id| id(&request));
                answers.push((row.ask)(bench, person, request, shown).await);
            }
            seen.insert(name);
            if answers != expected {
                wrong.push(format!("{name}: {answers}, not {expected}"));
            }
        }
        let missing: Vec<&str> = bench
            .services
            .operations()
            .map(|(name, _)| name)
            .filter(|name| !seen.contains(name))
            .collect();
        assert!(
            wrong.is_empty() && missing.is_empty(),
            "{wrong:#?}\nwithout a row: {missing:?}"
        );
    }
);
