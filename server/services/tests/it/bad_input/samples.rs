//! A request of every operation that writes, every field filled in, for tests to spoil one by one.

use super::records::{self, deal};
use super::stale_rows::call;
use super::{Ask, Make, ask, made, sample_files, samples_platform};
use crate::bench::Bench;
use crate::cpq::support;
use crate::deals::fixture as deals;
use crate::matrix_records::fits;
use crate::work::fixtures as work;
use serde_json::{Value, json};
use shared::cpq::catalog::PriceBookDraft;
use shared::cpq::catalog::ops as catalog;
use shared::cpq::models::ops as models;
use shared::cpq::offline::ops as offline;
use shared::cpq::pictures::ops as pictures;
use shared::cpq::quotes::QuoteMove;
use shared::cpq::quotes::ops as quotes;
use shared::cpq::rooms::ops as rooms;
use shared::crm::accounts::{self, AccountChange, AccountFacts};
use shared::crm::contacts::{self, ContactChange, ContactFacts};
use shared::crm::leads::{self, LeadChange, LeadFacts};
use shared::deals::opportunities;
use shared::deals::pipelines::{self, StageState};
use shared::kernel::{ActivityId, Currency, Money, Operation, ProductId};
use shared::work::Links;
use shared::work::activities::ActivityDraft;
use shared::work::activities::ops as activities;
use shared::work::tasks::ops as tasks;
use shared::work::tasks::{Due, TaskDraft};

pub struct Sample {
    pub name: &'static str,
    pub make: Make,
    pub ask: Ask,
    pub read: Ask,
    /// Whether JSON is a request of this operation: what a door lets in.
    pub fits: fn(&Value) -> bool,
}

/// Rows: the operation, what reads its record, and the request.
macro_rules! samples {
    ($(($operation:ty, $read:ty, |$bench:ident| $request:expr))+) => {
        vec![$(Sample {
            name: <$operation>::NAME,
            make: made(move |$bench| Box::pin(async move { $request })),
            ask: ask::<$operation>,
            read: ask::<$read>,
            fits: fits::<$operation>,
        }),+]
    };
}

pub(super) use samples;

async fn account_facts(bench: &Bench) -> AccountFacts {
    AccountFacts {
        industry: "software".into(),
        website: "https://acme.example.com".into(),
        phone: "+33 1 23 45 67 89".into(),
        street: "1 rue A".into(),
        postal_code: "69000".into(),
        city: "Lyon".into(),
        country: "FR".into(),
        vat_number: "FR83404833048".into(),
        employees: Some(12),
        annual_revenue: Some(Money::new(100, Currency::EUR)),
        founded_year: Some(1999),
        payment_days: Some(30),
        notes: "Notes".into(),
        parent_id: Some(support::account(bench, &bench.administrator).await),
        ..AccountFacts::named("Full", bench.rep.user_id)
    }
}

async fn contact_facts(bench: &Bench) -> ContactFacts {
    ContactFacts {
        account_id: Some(support::account(bench, &bench.administrator).await),
        title: "Buyer".into(),
        email: "ada@example.com".into(),
        phone: "+33 1 23 45 67 89".into(),
        language: Some(shared::kernel::Lang::Fr),
        notes: "Notes".into(),
        ..ContactFacts::named("Ada", "Full", bench.rep.user_id)
    }
}

fn crm() -> Vec<Sample> {
    samples! {
        (accounts::CreateAccount, accounts::GetAccount, |b| json!({"id": b.uuid(), "facts": account_facts(b).await}))
        (accounts::EditAccount, accounts::GetAccount, |b| {
            let id = support::account(b, &b.rep).await;
            let facts = account_facts(b).await;
            let changes = AccountChange::between(&AccountFacts::named("", b.stranger.user_id), &facts);
            json!({"id": id, "version": 1, "changes": changes})
        })
        (contacts::CreateContact, contacts::GetContact, |b| json!({"id": b.uuid(), "facts": contact_facts(b).await}))
        (contacts::EditContact, contacts::GetContact, |b| {
            let contact = records::contact(b).await;
            let facts = contact_facts(b).await;
            let changes = ContactChange::between(&ContactFacts::named("", "", b.stranger.user_id), &facts);
            json!({"id": contact.id, "version": contact.version, "changes": changes})
        })
    }
}

fn lead_facts(bench: &Bench) -> LeadFacts {
    LeadFacts {
        company: "Acme".into(),
        title: "Buyer".into(),
        email: "ada@example.com".into(),
        phone: "+33 1 23 45 67 89".into(),
        city: "Lyon".into(),
        country: "FR".into(),
        language: Some(shared::kernel::Lang::Fr),
        source: leads::LeadSource::Web,
        rating: leads::Rating::Hot,
        interest: "Sensors".into(),
        notes: "Notes".into(),
        ..LeadFacts::named("Ada", "Full", Some(bench.rep.user_id))
    }
}

fn lead_samples() -> Vec<Sample> {
    samples! {
        (leads::CreateLead, leads::GetLead, |b| json!({"id": b.uuid(), "facts": lead_facts(b)}))
        (leads::EditLead, leads::GetLead, |b| {
            let lead = records::lead(b).await;
            let changes = LeadChange::between(&LeadFacts::named("", "", Some(b.stranger.user_id)), &lead_facts(b));
            json!({"id": lead.id, "version": lead.version, "changes": changes})
        })
        (leads::ChangeLeadStatus, leads::GetLead, |b| {
            let lead = records::lead(b).await;
            json!({"id": lead.id, "version": lead.version, "change": {"to": "disqualified", "reason": "other", "note": "Closed", "until": null}})
        })
        (leads::ChangeLeadStatus, leads::GetLead, |b| {
            let lead = records::lead(b).await;
            json!({"id": lead.id, "version": lead.version, "change": {"to": "nurturing", "reason": null, "note": "In spring", "until": deals::in_days(90)}})
        })
        (leads::LogLeadTouch, leads::GetLeadRelated, |b| {
            let lead = records::lead(b).await;
            json!({"id": lead.id, "lead_id": lead.id, "kind": "note", "body": "Said hello"})
        })
        (leads::ConvertLead, leads::GetLead, |b| {
            let lead = records::lead(b).await;
            json!({
                "id": lead.id, "version": lead.version,
                "account": leads::AccountPart::New(shared::kernel::AccountId(b.uuid())),
                "contact": leads::ContactPart::New(shared::kernel::ContactId(b.uuid())),
                "deal": leads::DealPart::New {
                    id: shared::kernel::OpportunityId(b.uuid()),
                    name: "Deal".into(),
                    pipeline_id: deals::b2b(b).await.id,
                    amount: Money::new(100, Currency::EUR),
                    close_date: deals::in_days(30),
                },
            })
        })
    }
}

fn deal_samples() -> Vec<Sample> {
    type Read = opportunities::GetOpportunity;
    samples! {
        (opportunities::NewOpportunity, Read, |b| {
            let new = deals::new_deal(b, "Full", Money::new(5, Currency::EUR)).await;
            let new = opportunities::NewOpportunity {
                account_id: Some(support::account(b, &b.rep).await),
                contact: Some((records::contact(b).await.id, opportunities::BuyingRole::Champion)),
                owner_id: Some(b.rep.user_id),
                next_step: "Call".into(),
                next_step_on: Some(deals::in_days(3)),
                source: "Fair".into(),
                ..new
            };
            serde_json::to_value(new).unwrap()
        })
        (opportunities::EditOpportunity, Read, |b| {
            let deal = deal(b).await;
            json!({"id": deal.id, "version": deal.version, "changes": [
                {"Name": "Other"}, {"Account": support::account(b, &b.rep).await},
                {"Amount": {"minor": 7, "currency": "EUR"}}, {"CloseDate": "2026-12-24"}, {"Kind": "renewal"},
                {"NextStep": {"text": "Call", "on": "2026-12-01"}}, {"Source": "Fair"},
                {"JudgedProbability": 1000}, {"JudgedCategory": "commit"},
                {"Loss": {"reason": null, "note": "Nearly"}},
            ]})
        })
        (opportunities::MoveStage, Read, |b| {
            let view = b.run(&b.rep, pipelines::ListPipelines {}).await.unwrap();
            let pipeline = deals::b2b(b).await;
            let lost = pipeline.stage_of(StageState::Lost).unwrap();
            let deal = deal(b).await;
            json!({"id": deal.id, "version": deal.version, "to": lost.id,
                "fill": [{"NextStep": {"text": "Call", "on": "2026-12-01"}}, {"Source": "Fair"}],
                "request": {"loss_reason": view.loss_reasons[0].id, "loss_note": "Too late",
                    "closed_on": "2026-11-20", "exception": {"reason": "Agreed by telephone"}}})
        })
        (opportunities::SetDealCompetitors, Read, |b| {
            let deal = deal(b).await;
            json!({"id": deal.id, "version": deal.version, "competitors": [{"name": "Rival", "incumbent": true}]})
        })
        (pipelines::SavePipeline, pipelines::ListPipelines, |b| {
            let mut pipeline = deals::b2b(b).await;
            // Two open stages are enough.
            let second = pipeline.open_stages().nth(1).unwrap().position;
            pipeline.stages.retain(|stage| stage.state != StageState::Open || stage.position <= second);
            json!({"pipeline": pipeline})
        })
        (pipelines::SaveLossReasons, pipelines::ListPipelines, |b| {
            let view = b.run(&b.rep, pipelines::ListPipelines {}).await.unwrap();
            json!({"read": view.loss_reasons, "loss_reasons": view.loss_reasons[..2]})
        })
    }
}

fn cpq() -> Vec<Sample> {
    samples! {
        (catalog::CreateProduct, catalog::GetProduct, |b| json!({"id": b.uuid(), "draft": records::draft(b)}))
        (catalog::EditProduct, catalog::GetProduct, |b| {
            let create = catalog::CreateProduct { id: ProductId(b.uuid()), draft: records::draft(b) };
            let product = b.run(&b.administrator, create).await.unwrap();
            json!({"id": product.id, "version": product.version, "draft": product.draft})
        })
        (pictures::SavePicture, pictures::GetPicture, |b| {
            let product = crate::cpq::pictures::product(b).await;
            json!(crate::cpq::pictures::request(product, &crate::cpq::pictures::png(1)))
        })
        (catalog::CreatePriceBook, catalog::GetPriceBook, |b| {
            let model = records::book(b, Currency::EUR).await.book;
            json!({"id": b.uuid(), "draft": this_year(&model.draft), "copy_of": model.id})
        })
        (catalog::EditPriceBook, catalog::GetPriceBook, |b| {
            let book = records::book(b, Currency::EUR).await.book;
            json!({"id": book.id, "version": book.version, "draft": this_year(&book.draft)})
        })
        (models::SaveModel, models::GetModel, |b| {
            let of = support::model(b).await;
            json!({"id": of.id, "product_id": of.product_id, "version": of.version, "draft": of.draft})
        })
        (models::SaveFinder, models::GetFinder, |b| {
            json!({"version": support::finder_version(b).await, "guide": support::questions()})
        })
        (quotes::CreateQuote, quotes::GetQuote, |b| {
            let book = records::book(b, Currency::EUR).await.book.id;
            json!({"id": b.uuid(), "opportunity_id": deal(b).await.id, "account_id": null, "price_book_id": book, "title": "Offer", "language": "fr"})
        })
        (quotes::SaveQuote, quotes::GetQuote, |b| {
            let quote = records::quote(b).await;
            json!({"id": quote.id, "version": quote.version, "draft": quote.draft, "figures": quote.figures})
        })
        (offline::SendTravelling, quotes::GetQuote, |b| {
            // What is agreed, promised or required is the server's to say: it is taken anew, not believed.
            let mut draft = records::quote(b).await.draft;
            draft.promotions.clear();
            draft.clauses.clear();
            for line in &mut draft.lines {
                line.price.promotions.clear();
                line.price.contracted = None;
            }
            json!({"id": b.uuid(), "draft": draft})
        })
        (rooms::AnswerRoom, rooms::GetRooms, |b| {
            let quote = support::blank(b, &b.rep).await;
            json!({"id": quote.id, "message_id": b.uuid(), "text": "Yes"})
        })
        (rooms::OpenRoom, rooms::GetRooms, |b| {
            let quote = records::sent(b).await;
            json!({"id": quote.id, "room_id": b.uuid(), "recipient": "Camille"})
        })
        (quotes::MoveQuote, quotes::GetQuote, |b| {
            let quote = records::sent(b).await;
            json!({"id": quote.id, "version": quote.version, "step": QuoteMove::Decline, "reason": "Too dear"})
        })
    }
}

/// The draft, valid this year only.
fn this_year(draft: &PriceBookDraft) -> PriceBookDraft {
    PriceBookDraft {
        valid_from: "2026-01-01".parse().ok(),
        valid_to: "2026-12-31".parse().ok(),
        ..draft.clone()
    }
}

fn full_task(bench: &Bench) -> TaskDraft {
    TaskDraft {
        notes: "Notes".into(),
        ..work::draft(&bench.rep, "Call", Due::Day(deals::in_days(2)))
    }
}

fn work_samples() -> Vec<Sample> {
    samples! {
        (tasks::CreateTask, tasks::ReadTask, |b| json!({"id": b.uuid(), "draft": TaskDraft { owner: b.administrator.user_id, ..full_task(b) }}))
        (tasks::EditTask, tasks::ReadTask, |b| {
            let task = work::task(b, &b.rep, "Call", Due::None, Links::default()).await;
            json!({"id": task.id, "version": task.version, "draft": full_task(b)})
        })
        (activities::CreateActivity, activities::ReadActivity, |b| json!({"id": b.uuid(), "draft": full_call(b).await}))
        (activities::EditActivity, activities::ReadActivity, |b| {
            let create = activities::CreateActivity { id: ActivityId(b.uuid()), draft: call(b).await };
            let read = b.run(&b.rep, create).await.unwrap();
            json!({"id": read.id, "version": read.version, "draft": full_call(b).await})
        })
    }
}

async fn full_call(bench: &Bench) -> ActivityDraft {
    ActivityDraft {
        body: "Words".into(),
        ..call(bench).await
    }
}

pub fn all() -> Vec<Sample> {
    let mut all = crm();
    all.extend(lead_samples());
    all.extend(deal_samples());
    all.extend(cpq());
    all.extend(work_samples());
    all.extend(samples_platform::platform());
    all.extend(sample_files::all());
    all
}
