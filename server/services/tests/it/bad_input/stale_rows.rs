//! A stale request of every operation that changes a version.

use super::records::{self, FIRST, deal, saved};
use super::{ask, made, stale::Stale, stale_parts, stale_setup};
use crate::bench::Bench;
use crate::cpq::support;
use crate::deals::fixture as deals;
use crate::work::fixtures as work;
use serde_json::{Value, json};
use shared::cpq::catalog::ops as catalog;
use shared::cpq::models::ops as models;
use shared::cpq::quotes::{QuoteMove, ops as quotes};
use shared::crm::{accounts, contacts, leads};
use shared::deals::{opportunities, pipelines};
use shared::kernel::{ActivityId, Currency, Operation, TeamId};
use shared::planning::quotas::ops as quotas;
use shared::platform::branding::ops as branding;
use shared::platform::setup;
use shared::platform::{company, notifications, people, profile, views};
use shared::work::Links;
use shared::work::activities::{ActivityDraft, ActivityKind, ops as activities};
use shared::work::tasks::ops as tasks;
use shared::work::tasks::{Due, TaskView};

/// Rows: the operation, what reads its record, what the first save wrote, and the second request.
macro_rules! stale {
    ($(($operation:ty, $read:ty, $first:expr, |$bench:ident| $request:expr))+) => {
        vec![$(Stale {
            name: <$operation>::NAME,
            make: made(move |$bench| Box::pin(async move { $request })),
            ask: ask::<$operation>,
            read: ask::<$read>,
            first: $first,
        }),+]
    };
}
pub(super) use stale;

pub fn all() -> Vec<Stale> {
    let mut rows = deal_rows();
    rows.extend(crm_rows());
    rows.extend(lead_rows());
    rows.extend(view_rows());
    rows.extend(cpq_rows());
    rows.extend(stale_parts::rows());
    rows.extend(work_rows());
    rows.extend(platform_rows());
    rows.extend(stale_setup::all());
    rows
}

/// A request about a deal that was saved since; what else it says may depend on the deal.
async fn about(bench: &Bench, more: Value) -> Value {
    let read = deal(bench).await;
    saved(bench, &read).await;
    let mut request = json!({"id": read.id, "version": read.version});
    for (name, value) in more.as_object().unwrap() {
        request[name] = value.clone();
    }
    request
}

/// A deal moved twice with a save between, and the version after the first move.
async fn moved_twice(bench: &Bench) -> Value {
    let step = deals::excepted(bench, &deal(bench).await, 1).await;
    let read = bench.run(&bench.administrator, step).await.unwrap();
    let step = deals::excepted(bench, &saved(bench, &read).await, 2).await;
    bench.run(&bench.administrator, step).await.unwrap();
    json!({"id": read.id, "version": read.version})
}

/// A request about a lead that was saved since.
async fn about_lead(bench: &Bench, more: Value) -> Value {
    let read = records::saved_lead(bench).await;
    let mut request = json!({"id": read.id, "version": read.version});
    for (name, value) in more.as_object().unwrap() {
        request[name] = value.clone();
    }
    request
}

fn lead_rows() -> Vec<Stale> {
    type Read = leads::GetLead;
    let contacted = || leads::StatusChange::to(leads::LeadStatus::Contacted);
    stale! {
        (leads::EditLead, Read, FIRST, |b| about_lead(b, json!({"changes": [{"Title": "Second"}]})).await)
        (leads::ChangeLeadStatus, Read, FIRST, |b| about_lead(b, json!({"change": contacted()})).await)
        // Of one's own lead nothing is taken, but a stale version is one all the same.
        (leads::TakeLead, Read, FIRST, |b| {
            let mut request = about_lead(b, json!({})).await;
            let id = request["id"].as_str().unwrap().parse().unwrap();
            let release = leads::EditLead { id, version: 2, changes: vec![leads::LeadChange::Owner(None)] };
            let released = b.run(&b.rep, release).await.unwrap();
            request["version"] = json!(released.version - 1);
            request
        })
        (leads::ConvertLead, Read, FIRST, |b| about_lead(b, json!({
            "account": leads::AccountPart::New(shared::kernel::AccountId(b.uuid())),
            "contact": leads::ContactPart::New(shared::kernel::ContactId(b.uuid())),
            "deal": leads::DealPart::None,
        })).await)
        (leads::DeleteLead, Read, FIRST, |b| about_lead(b, json!({})).await)
    }
}

fn deal_rows() -> Vec<Stale> {
    use opportunities as deal_ops;
    type Read = opportunities::GetOpportunity;
    stale! {
        (deal_ops::EditOpportunity, Read, FIRST, |b| about(b, json!({"changes": [{"Name": "Second"}]})).await)
        (deal_ops::MoveStage, Read, FIRST, |b| {
            let read = deal(b).await;
            saved(b, &read).await;
            serde_json::to_value(deals::excepted(b, &read, 1).await).unwrap()
        })
        // Only the last change is taken back.
        (deal_ops::UndoMove, Read, FIRST, |b| moved_twice(b).await)
        (deal_ops::ChangePipeline, Read, FIRST, |b| {
            let view = b.run(&b.rep, pipelines::ListPipelines {}).await.unwrap();
            let own = deals::b2b(b).await.id;
            let other = view.pipelines.iter().find(|p| p.active && p.id != own).unwrap();
            about(b, json!({"pipeline_id": other.id})).await
        })
        (deal_ops::AssignOpportunity, Read, FIRST, |b| about(b, json!({"owner_id": b.colleague.user_id})).await)
        (deal_ops::SetDealTeam, Read, FIRST, |b| about(b, json!({"members": [[b.colleague.user_id, "support"]]})).await)
        (deal_ops::SetDealContacts, Read, FIRST, |b| {
            let contact = records::contact(b).await.id;
            about(b, json!({"contacts": [[contact, "champion"]]})).await
        })
        (deal_ops::SetDealCompetitors, Read, FIRST, |b| about(b, json!({"competitors": [{"name": "Rival", "incumbent": true}]})).await)
        (deal_ops::SetDealProducts, Read, FIRST, |b| about(b, json!({"products": [], "amount_source": "typed"})).await)
        (deal_ops::DeleteOpportunity, Read, FIRST, |b| about(b, json!({})).await)
        (deal_ops::RestoreOpportunity, Read, FIRST, |b| {
            let deal = saved(b, &deal(b).await).await;
            let delete = deal_ops::DeleteOpportunity { id: deal.id, version: deal.version };
            let gone = b.run(&b.rep, delete).await.unwrap();
            let restore = deal_ops::RestoreOpportunity { id: deal.id, version: gone.version };
            b.run(&b.rep, restore).await.unwrap();
            json!({"id": deal.id, "version": gone.version})
        })
        (pipelines::SavePipeline, pipelines::ListPipelines, FIRST, |b| {
            let read = deals::b2b(b).await;
            let mut mine = read.clone();
            mine.stages[0].guidance.en = FIRST.into();
            b.run(&b.administrator, pipelines::SavePipeline { pipeline: mine }).await.unwrap();
            let mut other = read;
            other.stages[1].guidance.en = "Second".into();
            json!({"pipeline": other})
        })
    }
}

/// A request about an account that was saved since.
async fn account(bench: &Bench, more: Value) -> Value {
    let id = support::account(bench, &bench.rep).await;
    let changes = vec![accounts::AccountChange::Name(FIRST.into())];
    let edit = accounts::EditAccount {
        id,
        version: 1,
        changes,
    };
    bench.run(&bench.rep, edit).await.unwrap();
    json!({"id": id, "version": 1, "changes": more})
}

async fn contact(bench: &Bench, more: Value) -> Value {
    let read = records::contact(bench).await;
    let changes = vec![contacts::ContactChange::Title(FIRST.into())];
    let (id, version) = (read.id, read.version);
    let edit = contacts::EditContact {
        id,
        version,
        changes,
    };
    bench.run(&bench.rep, edit).await.unwrap();
    json!({"id": id, "version": version, "changes": more})
}

fn crm_rows() -> Vec<Stale> {
    stale! {
        (accounts::EditAccount, accounts::GetAccount, FIRST, |b| account(b, json!([{"Name": "Second"}])).await)
        (accounts::DeleteAccount, accounts::GetAccount, FIRST, |b| account(b, json!([])).await)
        (contacts::EditContact, contacts::GetContact, FIRST, |b| contact(b, json!([{"Title": "Second"}])).await)
        (contacts::DeleteContact, contacts::GetContact, FIRST, |b| contact(b, json!([])).await)
    }
}

/// A request about a product that was saved since.
async fn product(bench: &Bench) -> Value {
    let create = catalog::CreateProduct {
        id: shared::kernel::ProductId(bench.uuid()),
        draft: records::draft(bench),
    };
    let read = bench.run(&bench.administrator, create).await.unwrap();
    let mut draft = read.draft.clone();
    draft.family = FIRST.into();
    let edit = catalog::EditProduct {
        id: read.id,
        version: read.version,
        draft,
    };
    bench.run(&bench.administrator, edit).await.unwrap();
    json!({"id": read.id, "version": read.version, "draft": read.draft, "active": false})
}

/// A request about the draft of a model that was saved since.
async fn model(bench: &Bench) -> Value {
    let read = support::model(bench).await;
    let mut draft = read.draft.clone();
    draft.content.rules[0].name.en = FIRST.into();
    let save = models::SaveModel {
        id: read.id,
        product_id: read.product_id,
        version: read.version,
        draft,
    };
    bench.run(&bench.administrator, save).await.unwrap();
    json!({"id": read.id, "product_id": read.product_id, "version": read.version, "draft": read.draft})
}

/// A request about a price book that was saved since.
async fn book(bench: &Bench) -> Value {
    let view = records::book(bench, Currency::EUR).await;
    let read = view.book;
    let mut draft = read.draft.clone();
    draft.name = FIRST.into();
    let edit = catalog::EditPriceBook {
        id: read.id,
        version: read.version,
        draft,
    };
    bench.run(&bench.administrator, edit).await.unwrap();
    let entry = view.items[0].entry.clone();
    json!({"version": read.version, "draft": read.draft, "active": false, "entry": entry, "of": read.id})
}

async fn of_book(bench: &Bench) -> Value {
    let mut request = book(bench).await;
    request["id"] = request["of"].clone();
    request
}

async fn of_entry(bench: &Bench) -> Value {
    let mut request = book(bench).await;
    request["price_book_id"] = request["of"].clone();
    request["id"] = request["entry"]["id"].clone();
    request
}

/// A request about a quote that was saved since.
async fn quote(bench: &Bench, more: Value) -> Value {
    let read = records::quote(bench).await;
    let mut draft = read.draft.clone();
    draft.title = FIRST.into();
    support::save(bench, &bench.administrator, &read, draft)
        .await
        .unwrap();
    let mut request = json!({"id": read.id, "version": read.version, "draft": read.draft, "figures": read.figures});
    for (name, value) in more.as_object().unwrap() {
        request[name] = value.clone();
    }
    request
}

fn cpq_rows() -> Vec<Stale> {
    stale! {
        (catalog::EditProduct, catalog::GetProduct, FIRST, |b| product(b).await)
        (catalog::SetProductActive, catalog::GetProduct, FIRST, |b| product(b).await)
        (catalog::EditPriceBook, catalog::GetPriceBook, FIRST, |b| of_book(b).await)
        (catalog::SetPriceBookActive, catalog::GetPriceBook, FIRST, |b| of_book(b).await)
        (catalog::SavePriceBookEntry, catalog::GetPriceBook, FIRST, |b| of_entry(b).await)
        (catalog::RemovePriceBookEntry, catalog::GetPriceBook, FIRST, |b| of_entry(b).await)
        (models::SaveModel, models::GetModel, FIRST, |b| model(b).await)
        (models::DiscardModel, models::GetModel, FIRST, |b| model(b).await)
        (models::PublishModel, models::GetModel, FIRST, |b| model(b).await)
        (models::SaveFinder, models::GetFinder, FIRST, |b| support::stale_finder(b, FIRST).await)
        (models::RetireModel, models::GetModel, FIRST, |b| {
            let mut request = model(b).await;
            let id = serde_json::from_value(request["id"].clone()).unwrap();
            let saved = b.run(&b.administrator, models::GetModel { id }).await.unwrap();
            support::publish(b, &saved).await.unwrap();
            request["version"] = saved.version.into();
            request
        })
        (quotes::SaveQuote, quotes::GetQuote, FIRST, |b| quote(b, json!({})).await)
        (quotes::MoveQuote, quotes::GetQuote, FIRST, |b| quote(b, json!({"step": QuoteMove::Send, "reason": ""})).await)
        (quotes::DeleteQuote, quotes::GetQuote, FIRST, |b| quote(b, json!({})).await)
        (quotes::NewQuoteVersion, quotes::GetQuote, "Because", |b| {
            let read = records::sent(b).await;
            support::step(b, &b.administrator, &read, QuoteMove::Decline).await.unwrap();
            json!({"id": read.id, "version": read.version, "new_id": b.uuid()})
        })
    }
}

async fn task(bench: &Bench) -> TaskView {
    work::task(bench, &bench.rep, "Call", Due::None, Links::default()).await
}

/// A call about a deal of the representative.
pub(super) async fn call(bench: &Bench) -> ActivityDraft {
    ActivityDraft {
        kind: ActivityKind::Call,
        subject: "Call".into(),
        at: crate::bench::START,
        minutes: Some(15),
        links: Links {
            opportunity: Some(deal(bench).await.id),
            ..Links::default()
        },
        ..ActivityDraft::default()
    }
}

fn work_rows() -> Vec<Stale> {
    stale! {
        (tasks::EditTask, tasks::ReadTask, FIRST, |b| {
            let read = task(b).await;
            let draft = work::draft(&b.rep, FIRST, Due::None);
            let edit = tasks::EditTask { id: read.id, version: read.version, draft };
            b.run(&b.rep, edit).await.unwrap();
            json!({"id": read.id, "version": read.version, "draft": work::draft(&b.rep, "Second", Due::None)})
        })
        (activities::EditActivity, activities::ReadActivity, FIRST, |b| {
            let create = activities::CreateActivity { id: ActivityId(b.uuid()), draft: call(b).await };
            let read = b.run(&b.rep, create).await.unwrap();
            let draft = ActivityDraft { subject: FIRST.into(), ..read.draft() };
            let edit = activities::EditActivity { id: read.id, version: read.version, draft };
            b.run(&b.rep, edit).await.unwrap();
            json!({"id": read.id, "version": read.version, "draft": read.draft()})
        })
    }
}

/// Two quotas in a row for the quarter that begins on `day`; the request made on the first.
async fn quota(bench: &Bench, day: &str) -> Value {
    let mut set = quotas::SetQuota {
        user_id: bench.rep.user_id,
        period_start: day.parse().unwrap(),
        amount_minor: 500,
        currency: Currency::EUR,
        version: None,
    };
    let read = bench.run(&bench.manager, set.clone()).await.unwrap();
    set.amount_minor = 777;
    set.version = Some(read.version);
    bench.run(&bench.manager, set).await.unwrap();
    json!({"user_id": bench.rep.user_id, "period_start": day, "amount_minor": 900, "currency": "EUR", "version": read.version})
}

/// A new team, renamed by the first save.
async fn team(bench: &Bench) -> Value {
    let mut save = people::SaveTeam {
        id: TeamId(bench.uuid()),
        version: 0,
        name: "East".into(),
        parent_id: None,
    };
    let all = bench.run(&bench.administrator, save.clone()).await.unwrap();
    let read = all.teams.iter().find(|team| team.id == save.id).unwrap();
    save.version = read.version;
    save.name = FIRST.into();
    bench.run(&bench.administrator, save).await.unwrap();
    json!({"id": read.id, "version": read.version, "name": "Second", "parent_id": null})
}

fn platform_rows() -> Vec<Stale> {
    stale! {
        (quotas::SetQuota, quotas::ListQuotas, "777", |b| quota(b, "2026-10-01").await)
        (quotas::RemoveQuota, quotas::ListQuotas, "777", |b| quota(b, "2026-07-01").await)
        (people::SaveTeam, people::GetDirectory, FIRST, |b| team(b).await)
        (people::DeleteTeam, people::GetDirectory, FIRST, |b| team(b).await)
        (people::SaveUser, people::GetDirectory, FIRST, |b| {
            let read = records::colleague(b).await;
            let mut facts = read.facts.clone();
            facts.name = FIRST.into();
            let save = people::SaveUser { id: read.id, version: read.version, facts, password: None };
            b.run(&b.administrator, save).await.unwrap();
            json!({"id": read.id, "version": read.version, "facts": read.facts, "password": null})
        })
        (profile::SaveProfile, profile::GetProfile, FIRST, |b| {
            let read = b.run(&b.administrator, profile::GetProfile {}).await.unwrap();
            let mut save = profile::SaveProfile {
                version: read.version,
                name: FIRST.into(),
                lang: read.lang,
                time_zone: read.time_zone,
                currency: read.currency,
            };
            b.run(&b.administrator, save.clone()).await.unwrap();
            save.name = "Second".into();
            serde_json::to_value(save).unwrap()
        })
        (notifications::SaveWishes, notifications::GetWishes, "won", |b| {
            let read = b.run(&b.administrator, notifications::GetWishes {}).await.unwrap();
            let mut save = notifications::SaveWishes { version: read.version, wishes: read.wishes };
            save.wishes.off = vec![notifications::NoticeKind::Won];
            b.run(&b.administrator, save.clone()).await.unwrap();
            save.wishes.off = vec![notifications::NoticeKind::Quote];
            serde_json::to_value(save).unwrap()
        })
        (company::SaveCompany, company::GetCompany, FIRST, |b| {
            let view = b.run(&b.administrator, company::GetCompany {}).await.unwrap();
            let mut company = company::Company { name: FIRST.into(), ..view.company };
            b.run(&b.administrator, company::SaveCompany { company: company.clone() }).await.unwrap();
            company.name = "Second".into();
            json!({"company": company})
        })
        (branding::SaveBranding, branding::GetBranding, "#c2570c", |b| {
            let first = crate::platform::branding::request(0);
            b.run(&b.administrator, first.clone()).await.unwrap();
            json!(branding::SaveBranding { accent: "#112233".into(), ..first })
        })
        (setup::ApplySetUp, setup::ReadSetUp, FIRST, |b| {
            let view = b.run(&b.administrator, setup::ReadSetUp {}).await.unwrap();
            let mut company = company::Company { name: FIRST.into(), ..view.company };
            b.run(&b.administrator, company::SaveCompany { company: company.clone() }).await.unwrap();
            let way = serde_json::from_value(json!("b2b")).unwrap();
            let plan = setup::plan(way, &view.pipelines, &view.used);
            company.name = "Second".into();
            json!({"way": "b2b", "plan": plan, "company": company})
        })
    }
}

fn view_rows() -> Vec<Stale> {
    stale! {
        (views::UpdateView, views::ListViews, FIRST, |b| stale_view(b, true).await)
        (views::DeleteView, views::ListViews, FIRST, |b| stale_view(b, false).await)
    }
}

/// A change of a view on the version it had before it got the name of the first save.
async fn stale_view(bench: &Bench, change: bool) -> Value {
    let spec = views::ViewSpec::default();
    let save = views::SaveView {
        id: bench.uuid(),
        object: views::Object::Opportunities,
        name: "View".into(),
        sharing: views::Sharing::Private,
        spec: spec.clone(),
    };
    let view = bench.run(&bench.administrator, save).await.unwrap();
    let first = views::UpdateView {
        id: view.id,
        version: view.version,
        name: FIRST.into(),
        sharing: views::Sharing::Private,
        spec,
    };
    bench
        .run(&bench.administrator, first.clone())
        .await
        .unwrap();
    if change {
        serde_json::to_value(views::UpdateView {
            name: "Second".into(),
            ..first
        })
        .unwrap()
    } else {
        json!({"id": view.id, "version": view.version})
    }
}
