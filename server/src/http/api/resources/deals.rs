//! Opportunities, and the pipelines they move through.

use crate::http::api::book::{Book, Listed, limit, paging};
use crate::http::api::cursor;
use crate::http::api::refusal::Refusal;
use crate::http::api::resource::Resource;
use crate::http::api::resources::Nothing;
use crate::http::api::route::{Call, Param, Query};
use crate::http::api::schema::{codes, id, text};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::deals::opportunities::{
    AmountSource, AssignOpportunity, BuyingRole, ChangePipeline, Competitor, DealFields,
    DealFilter, DealProductInput, DeleteOpportunity, EditOpportunity, GetOpportunity, ListQuery,
    ListRow, ListSort, ListView, MoveStage, NewOpportunity, OpportunityChange, OpportunityKind,
    OpportunityView, RestoreOpportunity, SetDealCompetitors, SetDealContacts, SetDealProducts,
    SetDealTeam, SortColumn, TeamRole, UndoMove,
};
use shared::deals::pipelines::{Exception, ForecastCategory, MoveRequest, StageState};
use shared::kernel::{
    AccountId, ContactId, LossReasonId, Money, OpportunityId, Percent, PipelineId, SalesChannel,
    StageId, UserId,
};
use shared::platform::fields::CustomValues;

/// A new opportunity.
#[derive(Deserialize, JsonSchema)]
struct NewFields {
    /// Its name.
    name: String,
    /// The account it is sold to.
    account_id: Option<AccountId>,
    /// The pipeline it moves through.
    pipeline_id: PipelineId,
    /// The stage; the first one when left out. Later ones meet the gate.
    stage_id: Option<StageId>,
    /// Who sells it; the token's person when left out.
    owner_id: Option<UserId>,
    /// New, renewal, expansion.
    kind: OpportunityKind,
    /// Amount with its currency.
    amount: Money,
    /// Expected signature day.
    close_date: NaiveDate,
    /// The agreed next action.
    next_step: String,
    /// Its day.
    next_step_on: Option<NaiveDate>,
    /// Channel of the first touch.
    source: String,
    /// The channel it is sold by; direct when left out.
    #[serde(default)]
    channel: SalesChannel,
    /// Values of the fields an administrator added, by key.
    #[serde(default)]
    custom: CustomValues,
}

/// What can be changed of an opportunity. Its stage, owner, team, contacts, products and competitors
/// have verbs of their own.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Fields {
    /// Its name.
    name: String,
    /// The account it is sold to.
    account_id: Option<AccountId>,
    /// Amount in its currency; only while it is typed.
    amount: Money,
    /// Whether the amount is typed or the sum of the products.
    amount_source: AmountSource,
    /// Expected signature day.
    close_date: NaiveDate,
    /// New, renewal, expansion.
    kind: OpportunityKind,
    /// The agreed next action.
    next_step: String,
    /// Its day.
    next_step_on: Option<NaiveDate>,
    /// Channel of the first touch.
    source: String,
    /// The channel it is sold by; the price book of a new quote is chosen by it.
    #[serde(default)]
    channel: SalesChannel,
    /// A person's judgement; null lets the stage decide.
    probability_judged: Option<Percent>,
    /// A person's judgement; null lets the stage decide.
    category_judged: Option<ForecastCategory>,
    /// Why it was lost.
    loss_reason_id: Option<LossReasonId>,
    /// Words about the loss.
    loss_note: String,
    /// Values of the fields an administrator added, by key.
    #[serde(default)]
    custom: CustomValues,
}

impl From<DealFields> for Fields {
    fn from(fields: DealFields) -> Self {
        Self {
            name: fields.name,
            account_id: fields.account_id,
            amount: fields.amount,
            amount_source: fields.amount_source,
            close_date: fields.close_date,
            kind: fields.kind,
            next_step: fields.next_step,
            next_step_on: fields.next_step_on,
            source: fields.source,
            channel: fields.channel,
            probability_judged: fields.probability_judged,
            category_judged: fields.category_judged,
            loss_reason_id: fields.loss_reason_id,
            loss_note: fields.loss_note,
            custom: fields.custom,
        }
    }
}

/// The edits that lead from the present fields to the wanted ones.
fn changes(view: &OpportunityView, wanted: Fields) -> Vec<OpportunityChange> {
    let now = view.fields();
    let wanted = DealFields {
        name: wanted.name,
        account_id: wanted.account_id,
        amount: wanted.amount,
        amount_source: wanted.amount_source,
        close_date: wanted.close_date,
        close_date_pushes: now.close_date_pushes,
        kind: wanted.kind,
        next_step: wanted.next_step,
        next_step_on: wanted.next_step_on,
        source: wanted.source,
        channel: wanted.channel,
        probability_judged: wanted.probability_judged,
        category_judged: wanted.category_judged,
        loss_reason_id: wanted.loss_reason_id,
        loss_note: wanted.loss_note,
        custom: wanted.custom,
    };
    OpportunityChange::between(&now, &wanted)
}

/// Where to move a deal, with the facts that come with the move.
#[derive(Deserialize, JsonSchema)]
struct Move {
    /// To which stage.
    stage_id: StageId,
    /// Why it is lost, for a lost stage.
    loss_reason_id: Option<LossReasonId>,
    /// Words about the loss.
    #[serde(default)]
    loss_note: String,
    /// The day it was won or lost; today when left out.
    closed_on: Option<NaiveDate>,
    /// A manager's reason to pass the gate without all facts.
    exception: Option<String>,
}

/// Another pipeline.
#[derive(Deserialize, JsonSchema)]
struct Pipeline {
    /// Which; the deal begins at its first stage.
    pipeline_id: PipelineId,
}

/// A new owner.
#[derive(Deserialize, JsonSchema)]
struct Assign {
    /// To whom.
    owner_id: UserId,
}

/// The whole list of colleagues on a deal.
#[derive(Deserialize, JsonSchema)]
struct Members {
    members: Vec<Member>,
}

/// A colleague on a deal.
#[derive(Deserialize, JsonSchema)]
struct Member {
    /// Who.
    user_id: UserId,
    /// What for.
    role: TeamRole,
}

/// The whole list of contacts on a deal.
#[derive(Deserialize, JsonSchema)]
struct Contacts {
    contacts: Vec<Contact>,
}

/// A contact on a deal.
#[derive(Deserialize, JsonSchema)]
struct Contact {
    /// Who.
    contact_id: ContactId,
    /// Part in the purchase.
    role: BuyingRole,
}

/// The whole list of products on a deal, in order.
#[derive(Deserialize, JsonSchema)]
struct Products {
    products: Vec<DealProductInput>,
    /// Whether the amount follows the products.
    amount_source: AmountSource,
}

/// The whole list of competitors.
#[derive(Deserialize, JsonSchema)]
struct Competitors {
    competitors: Vec<Competitor>,
}

fn place(query: &Query) -> String {
    format!(
        "opportunities {}",
        query.text("sort").unwrap_or("close_date")
    )
}

fn asked(query: &Query, _: &Call) -> Result<ListQuery, Refusal> {
    let sort = query.text("sort").and_then(ListSort::from_word);
    Ok(ListQuery {
        pipeline: query.parsed("pipeline_id"),
        stage: query.parsed("stage_id"),
        filter: DealFilter {
            owner: query.parsed("owner_id"),
            team: query.parsed("team_id"),
            account: query.parsed("account_id"),
            category: query.parsed("category"),
            kind: query.parsed("kind"),
            state: query.parsed("state"),
            stalled: query.flag("stalled"),
            search: query.text("search").unwrap_or_default().to_owned(),
            ..DealFilter::default()
        },
        sort: sort.unwrap_or_default(),
        after: cursor::read(&place(query), query.text("cursor"))?,
        limit: limit(query),
    })
}

fn given(view: ListView, query: &Query) -> Listed<ListRow> {
    let total = view.sums.iter().map(|sum| sum.count).sum();
    Listed {
        next: view.next.map(|next| cursor::write(&place(query), &next)),
        total: Some(total),
        rows: view.rows,
    }
}

fn filters() -> Vec<Param> {
    let mut params = paging();
    let sorts: Vec<String> = SortColumn::ALL
        .iter()
        .flat_map(|column| [column.code().to_owned(), format!("-{}", column.code())])
        .collect();
    params.extend([
        Param::new(
            "sort",
            json!({ "type": "string", "enum": sorts }),
            "The order; a minus turns it round.",
        ),
        Param::new("search", text(200), "Whose name or account contains this."),
        Param::new("pipeline_id", id(), "Only of this pipeline."),
        Param::new("stage_id", id(), "Only in this stage."),
        Param::new("owner_id", id(), "Only of this owner."),
        Param::new("team_id", id(), "Only of owners in this team or below."),
        Param::new("account_id", id(), "Only of this account."),
        Param::new(
            "state",
            codes(StageState::ALL, StageState::code),
            "Only open, won or lost ones.",
        ),
        Param::new(
            "category",
            codes(ForecastCategory::ALL, ForecastCategory::code),
            "Only in this forecast category.",
        ),
        Param::new(
            "kind",
            codes(OpportunityKind::ALL, OpportunityKind::code),
            "Only of this kind.",
        ),
        Param::new(
            "stalled",
            json!({ "type": "boolean" }),
            "Only stalled ones.",
        ),
    ]);
    params
}

pub fn add(book: &mut Book) {
    book.list(
        "opportunities",
        ("OpportunityRow", &[]),
        filters(),
        asked,
        given,
    );
    let resource = book.resource(
        "opportunities",
        "Opportunity",
        &[],
        |id| GetOpportunity { id: id.into() },
        |view: OpportunityView| view,
    );
    let resource = resource
        .read()
        .create(
            &["name", "pipeline_id", "amount", "close_date"],
            |_| json!({ "kind": "new", "next_step": "", "source": "" }),
            |id, new: NewFields| NewOpportunity {
                id: OpportunityId(id),
                name: new.name,
                account_id: new.account_id,
                contact: None,
                pipeline_id: new.pipeline_id,
                stage_id: new.stage_id,
                owner_id: new.owner_id,
                kind: new.kind,
                amount: new.amount,
                close_date: new.close_date,
                next_step: new.next_step,
                next_step_on: new.next_step_on,
                source: new.source,
                channel: new.channel,
                custom: new.custom,
            },
        )
        .update(
            |view| Fields::from(view.fields()),
            |view, fields: Fields| EditOpportunity {
                id: view.id,
                version: view.version,
                changes: changes(view, fields),
            },
        )
        .delete(|view| DeleteOpportunity {
            id: view.id,
            version: view.version,
        })
        .restore(
            |id, version| RestoreOpportunity {
                id: id.into(),
                version,
            },
            true,
        );
    parts(moves(resource)).bulk();
}

/// A resource of opportunities, while it is described.
type Opportunities<'a> = Resource<'a, OpportunityView, OpportunityView>;

/// Its ways through pipelines.
fn moves(resource: Opportunities<'_>) -> Opportunities<'_> {
    resource
        .act(
            "move",
            "Move an opportunity to another stage, through the gate",
            |view, to: Move| MoveStage {
                id: view.id,
                version: view.version,
                to: to.stage_id,
                fill: Vec::new(),
                request: MoveRequest {
                    loss_reason: to.loss_reason_id,
                    loss_note: to.loss_note,
                    closed_on: to.closed_on,
                    exception: to.exception.map(|reason| Exception { reason }),
                },
            },
        )
        .act(
            "undo-move",
            "Take back the last move or change of pipeline, when it was one's own and nothing has changed since",
            |view, _: Nothing| UndoMove {
                id: view.id,
                version: view.version,
            },
        )
        .act(
            "change-pipeline",
            "Put an opportunity into another pipeline",
            |view, to: Pipeline| ChangePipeline {
                id: view.id,
                version: view.version,
                pipeline_id: to.pipeline_id,
            },
        )
}

/// Whose it is, and the lists on it.
fn parts(resource: Opportunities<'_>) -> Opportunities<'_> {
    resource
        .act(
            "assign",
            "Give an opportunity to another owner",
            |view, to: Assign| AssignOpportunity {
                id: view.id,
                version: view.version,
                owner_id: to.owner_id,
            },
        )
        .act(
            "set-team",
            "Set the colleagues on an opportunity",
            |view, list: Members| SetDealTeam {
                id: view.id,
                version: view.version,
                members: list
                    .members
                    .into_iter()
                    .map(|member| (member.user_id, member.role))
                    .collect(),
            },
        )
        .act(
            "set-contacts",
            "Set the contacts on an opportunity",
            |view, list: Contacts| SetDealContacts {
                id: view.id,
                version: view.version,
                contacts: list
                    .contacts
                    .into_iter()
                    .map(|contact| (contact.contact_id, contact.role))
                    .collect(),
            },
        )
        .act(
            "set-products",
            "Set the products on an opportunity",
            |view, list: Products| SetDealProducts {
                id: view.id,
                version: view.version,
                products: list.products,
                amount_source: list.amount_source,
            },
        )
        .act(
            "set-competitors",
            "Set the competitors of an opportunity",
            |view, list: Competitors| SetDealCompetitors {
                id: view.id,
                version: view.version,
                competitors: list.competitors,
            },
        )
}
