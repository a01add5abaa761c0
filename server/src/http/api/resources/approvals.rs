//! Requests for approval, their decisions, and the rules that ask.

use crate::http::api::book::{Book, Listed, about, as_json, next_offset, paging, whole};
use crate::http::api::check::read;
use crate::http::api::cursor;
use crate::http::api::refusal::Refusal;
use crate::http::api::route::{Call, Param, Query, Reply};
use crate::http::api::schema::codes;
use axum::http::Method;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use shared::cpq::approvals::ops::{
    ApprovalList, ApprovalTab, DecideApproval, DeleteApprovalRule, GetApproval, ListApprovalRules,
    ListApprovals, OrderApprovalRules, RestoreApprovalRule, RuleList, SaveApprovalRule,
};
use shared::cpq::approvals::{ApprovalRow, ApprovalRule, ApprovalView, DecisionKind, RuleDraft};
use shared::kernel::ApprovalRuleId;

/// A decision on everything one is asked in a request.
#[derive(Deserialize, JsonSchema)]
struct Decide {
    /// What.
    decision: DecisionKind,
    /// In words; required for a refusal.
    #[serde(default)]
    comment: String,
    /// On which condition, for a conditional approval.
    #[serde(default)]
    condition: String,
    /// The step of the chain that was seen: the same words about a later one are another decision. When left out they
    /// are the one before, sent again.
    #[serde(default)]
    step: Option<u32>,
}

/// The rules in another order.
#[derive(Deserialize, JsonSchema)]
struct Order {
    /// Every rule, in the new order.
    ids: Vec<ApprovalRuleId>,
}

fn tab(query: &Query) -> ApprovalTab {
    query.parsed("tab").unwrap_or_default()
}

fn place(query: &Query) -> String {
    format!("approvals {}", tab(query).code())
}

fn offset(query: &Query) -> Result<u32, Refusal> {
    Ok(cursor::read(&place(query), query.text("cursor"))?.unwrap_or(0))
}

fn asked(query: &Query, _: &Call) -> Result<ListApprovals, Refusal> {
    Ok(ListApprovals {
        tab: tab(query),
        offset: offset(query)?,
    })
}

fn given(list: ApprovalList, query: &Query) -> Listed<ApprovalRow> {
    let from = offset(query).unwrap_or(0);
    Listed {
        next: next_offset(&place(query), from, list.rows.len(), list.total),
        total: Some(list.total),
        rows: list.rows,
    }
}

async fn of_quote(call: Call) -> Result<Reply, Refusal> {
    let quote_id = call.id()?.into();
    let view = call.ask(GetApproval { quote_id }).await?;
    Ok(Reply::ok(as_json(view)))
}

async fn decide(mut call: Call) -> Result<Reply, Refusal> {
    let id = call.id()?.into();
    let said = read::<Decide>(std::mem::take(&mut call.body))?;
    let decision = DecideApproval {
        id,
        decision: said.decision,
        comment: said.comment,
        condition: said.condition,
        step: said.step,
    };
    Ok(Reply::ok(as_json(call.ask(decision).await?)))
}

async fn order(mut call: Call) -> Result<Reply, Refusal> {
    let ids = read::<Order>(std::mem::take(&mut call.body))?.ids;
    let rules = call.ask(OrderApprovalRules { ids }).await?;
    let rules: Result<Vec<_>, Refusal> = rules.into_iter().map(shown).collect();
    Ok(Reply::ok(json!({ "data": rules? })))
}

fn shown(rule: ApprovalRule) -> Result<serde_json::Value, Refusal> {
    crate::http::api::book::shown(|rule: ApprovalRule| rule, &["draft"], rule)
}

fn requests(book: &mut Book) {
    // Pages of fifty: how many is not asked.
    let mut params = paging();
    params.retain(|param| param.name != "limit");
    params.push(Param::new(
        "tab",
        codes(ApprovalTab::ALL, ApprovalTab::code),
        "Those that wait for the token's person (when left out), those they made or that are about their quotes, those they decided.",
    ));
    book.list("approvals", ("ApprovalRow", &[]), params, asked, given);

    let record = book
        .schemas
        .record::<ApprovalView>("QuoteApprovalRecord", &[]);
    let mut one = about::<GetApproval, _>(
        "quotes",
        (Method::GET, "{id}/approval"),
        "The last request for approval of a quote, with every requirement and decision",
        of_quote,
    );
    one.answer = Some(record.clone());
    let body = book.schemas.taken::<Decide>();
    let mut said = about::<DecideApproval, _>(
        "approvals",
        (Method::POST, "{id}/decide"),
        "Decide on everything one is asked in a request",
        decide,
    );
    said.body = Some(book.schemas.keep("ApprovalDecideBody", body));
    said.answer = Some(record);
    book.routes.extend([one, said]);
}

fn rules(book: &mut Book) {
    book.list(
        "approval-rules",
        ("ApprovalRuleRow", &["draft"]),
        Vec::new(),
        |_, _| Ok(ListApprovalRules {}),
        |list: RuleList, _| -> Listed<ApprovalRule> { whole(list.rules) },
    );
    book.listed(
        ("approval-rules", "ApprovalRuleRecord"),
        &["draft"],
        || ListApprovalRules {},
        |all: RuleList, id| all.rules.into_iter().find(|rule| rule.id.0 == id),
        |rule: ApprovalRule| rule,
    )
    .read()
    .create_by(
        &["name", "condition", "approvers"],
        |_| {
            as_json(RuleDraft {
                step: 1,
                active: true,
                ..RuleDraft::default()
            })
        },
        |id, draft: RuleDraft| SaveApprovalRule {
            id: id.into(),
            version: 0,
            draft,
        },
        |_| None,
    )
    .update_by(
        |rule| rule.draft.clone(),
        |rule, draft: RuleDraft| SaveApprovalRule {
            id: rule.id,
            version: rule.version,
            draft,
        },
        |_| None,
    )
    .delete(|rule| DeleteApprovalRule {
        id: rule.id,
        version: rule.version,
    })
    .restore(|id, _| RestoreApprovalRule { id: id.into() }, false);

    let body = book.schemas.taken::<Order>();
    let row = book
        .schemas
        .record::<ApprovalRule>("ApprovalRuleRecord", &["draft"]);
    let mut route = about::<OrderApprovalRules, _>(
        "approval-rules",
        (Method::POST, "order"),
        "Put the rules into another order; answers all of them",
        order,
    );
    route.body = Some(book.schemas.keep("ApprovalRulesOrderBody", body));
    route.answer = Some(json!({
        "type": "object",
        "required": ["data"],
        "properties": { "data": { "type": "array", "items": row } }
    }));
    book.routes.push(route);
}

pub fn add(book: &mut Book) {
    requests(book);
    rules(book);
}
