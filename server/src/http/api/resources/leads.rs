//! Leads: first interest, its queue and its conversion.

use crate::http::api::book::{Book, Listed, as_json, limit, paging};
use crate::http::api::cursor;
use crate::http::api::refusal::Refusal;
use crate::http::api::resources::Nothing;
use crate::http::api::route::{Call, Param, Query};
use crate::http::api::schema::{id, one_of, text};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use shared::crm::leads::{
    AccountPart, ChangeLeadStatus, ContactPart, ConvertLead, CreateLead, DealPart, DeleteLead,
    Disqualification, EditLead, GetLead, LeadChange, LeadFacts, LeadList, LeadQuery, LeadRow,
    LeadSort, LeadSource, LeadStatus, LeadTouched, LeadView, ListLeads, LogLeadTouch, OwnedBy,
    Rating, RestoreLead, StatusChange, TakeLead, TouchKind,
};
use shared::kernel::id::uuid_v7;
use shared::kernel::{AccountId, ContactId, LeadTouchId, Money, OpportunityId, PipelineId};
use uuid::Uuid;

/// A step to another status.
#[derive(Deserialize, JsonSchema)]
struct Step {
    /// Where to.
    to: LeadStatus,
    /// Why, when it is disqualified.
    reason: Option<Disqualification>,
    /// A remark; required with the reason `other`.
    #[serde(default)]
    note: String,
    /// When to look again, when it is nurtured or recycled.
    until: Option<NaiveDate>,
}

/// A conversation with a lead, or a note.
#[derive(Deserialize, JsonSchema)]
struct Touch {
    /// Made by the client (UUIDv7), so that a repeated request logs nothing twice; made by the server when
    /// left out.
    id: Option<LeadTouchId>,
    /// How; anything but a note stops the clock.
    kind: TouchKind,
    /// What was said; may be empty but for a note.
    #[serde(default)]
    body: String,
}

/// What a lead becomes: records that are there are joined, the others are made of its facts.
#[derive(Deserialize, JsonSchema)]
struct Conversion {
    /// The account to join; a new one when left out.
    account_id: Option<AccountId>,
    /// The contact to join; a new one when left out.
    contact_id: Option<ContactId>,
    /// The open opportunity to join.
    opportunity_id: Option<OpportunityId>,
    /// A new opportunity; not together with `opportunity_id`.
    new_opportunity: Option<NewDeal>,
}

/// The opportunity a conversion opens.
#[derive(Deserialize, JsonSchema)]
struct NewDeal {
    /// Its name.
    name: String,
    /// The pipeline it starts in.
    pipeline_id: PipelineId,
    /// Amount with its currency.
    amount: Money,
    /// Expected signature day.
    close_date: NaiveDate,
}

impl Conversion {
    fn deal(self, new_id: impl Fn() -> Uuid) -> DealPart {
        match (self.opportunity_id, self.new_opportunity) {
            (Some(id), _) => DealPart::Existing(id),
            (None, Some(new)) => DealPart::New {
                id: OpportunityId(new_id()),
                name: new.name,
                pipeline_id: new.pipeline_id,
                amount: new.amount,
                close_date: new.close_date,
            },
            (None, None) => DealPart::None,
        }
    }
}

fn order(query: &Query) -> (LeadSort, bool) {
    let word = query.text("sort").unwrap_or("-created");
    let (word, descending) = match word.strip_prefix('-') {
        Some(word) => (word, true),
        None => (word, false),
    };
    (word.parse().unwrap_or(LeadSort::Created), descending)
}

fn place(query: &Query) -> String {
    format!("leads {}", query.text("sort").unwrap_or("-created"))
}

fn asked(query: &Query, _: &Call) -> Result<ListLeads, Refusal> {
    let (sort, descending) = order(query);
    let owned_by = match query.parsed("owner_id") {
        Some(owner) => OwnedBy::User(owner),
        None if query.flag("queue") => OwnedBy::Queue,
        None => OwnedBy::Anybody,
    };
    Ok(ListLeads {
        query: LeadQuery {
            search: query.text("search").unwrap_or_default().to_owned(),
            status: query.parsed("status"),
            closed: query.flag("closed"),
            owned_by,
            source: query.parsed("source"),
            rating: query.parsed("rating"),
            sort,
            descending,
        },
        after: cursor::read(&place(query), query.text("cursor"))?,
        limit: limit(query),
    })
}

fn given(list: LeadList, query: &Query) -> Listed<LeadRow> {
    Listed {
        next: list
            .page
            .next
            .map(|next| cursor::write(&place(query), &next)),
        total: Some(list.page.total),
        rows: list.page.rows,
    }
}

fn filters() -> Vec<Param> {
    let statuses: Vec<&str> = LeadStatus::ALL.iter().map(|one| one.code()).collect();
    let sources: Vec<&str> = LeadSource::ALL.iter().map(|one| one.code()).collect();
    let ratings: Vec<&str> = Rating::ALL.iter().map(|one| one.code()).collect();
    let sorts = [
        "created", "-created", "updated", "-updated", "name", "-name",
    ];
    let mut params = paging();
    params.extend([
        Param::new("sort", one_of(&sorts), "The order; a minus turns it round."),
        Param::new(
            "search",
            text(200),
            "Words that must all be found; accents and capitals do not matter.",
        ),
        Param::new(
            "status",
            one_of(&statuses),
            "Only with this status; all open ones when left out.",
        ),
        Param::new(
            "closed",
            json!({ "type": "boolean" }),
            "Closed ones too, when no status is given.",
        ),
        Param::new("owner_id", id(), "Only of this owner."),
        Param::new(
            "queue",
            json!({ "type": "boolean" }),
            "Only those nobody has taken yet.",
        ),
        Param::new("source", one_of(&sources), "Only from this source."),
        Param::new("rating", one_of(&ratings), "Only so promising ones."),
    ]);
    params
}

pub fn add(book: &mut Book) {
    book.list("leads", ("LeadRow", &[]), filters(), asked, given);
    book.resource(
        "leads",
        "Lead",
        &["facts", "state"],
        |id| GetLead { id: id.into() },
        |view: LeadView| view,
    )
    .read()
    .create(
        &[],
        |_| as_json(LeadFacts::named("", "", None)),
        |id, facts: LeadFacts| CreateLead {
            id: id.into(),
            facts,
        },
    )
    .update(
        |view| view.facts.clone(),
        |view, facts: LeadFacts| EditLead {
            id: view.id,
            version: view.version,
            changes: LeadChange::between(&view.facts, &facts),
        },
    )
    .delete(|view| DeleteLead {
        id: view.id,
        version: view.version,
    })
    .restore(|id, _| RestoreLead { id: id.into() }, false)
    .act("take", "Take a lead from the queue", |view, _: Nothing| {
        TakeLead {
            id: view.id,
            version: view.version,
        }
    })
    .act(
        "change-status",
        "Move a lead to another status",
        |view, step: Step| ChangeLeadStatus {
            id: view.id,
            version: view.version,
            change: StatusChange {
                to: step.to,
                reason: step.reason,
                note: step.note,
                until: step.until,
            },
        },
    )
    .act_made(
        "log",
        "Log a conversation with a lead, or a note",
        |view, touch: Touch, new_id| LogLeadTouch {
            id: touch.id.unwrap_or(LeadTouchId(new_id)),
            lead_id: view.id,
            kind: touch.kind,
            body: touch.body,
        },
        |touched: LeadTouched| Some(touched.lead),
    )
    .act(
        "convert",
        "Make a lead an account, a contact and an opportunity",
        |view, to: Conversion| {
            let new_id = || uuid_v7(view.updated_at.0, rand::random());
            let account = to.account_id.map(AccountPart::Existing);
            let contact = to.contact_id.map(ContactPart::Existing);
            ConvertLead {
                id: view.id,
                version: view.version,
                account: account.unwrap_or_else(|| AccountPart::New(AccountId(new_id()))),
                contact: contact.unwrap_or_else(|| ContactPart::New(ContactId(new_id()))),
                deal: to.deal(new_id),
            }
        },
    )
    .bulk();
}
