//! What events keep of planned values and changes.

use super::rows::json;
use crate::Ctx;
use shared::platform::fields::CustomField;
use shared::platform::imports::model::{Change, Values};
use shared::platform::imports::own::custom;
use shared::platform::imports::{Field, ImportKind, Value};
use store::platform::bulk::EventRow;
use uuid::Uuid;

/// Values as plain JSON, for records whose events keep no typed facts.
pub(super) fn plain(values: &Values) -> String {
    json(&map(values))
}

/// The same with those of administrators by their keys, in one place.
pub(super) fn with_own(values: &Values, own: &[CustomField]) -> String {
    let mut facts = map(values);
    let custom = custom(values, own);
    if !custom.is_empty() {
        let custom = serde_json::to_value(&custom).unwrap_or_default();
        facts.insert("custom".to_owned(), custom);
    }
    json(&facts)
}

fn map(values: &Values) -> serde_json::Map<String, serde_json::Value> {
    values
        .iter()
        .filter(|(field, _)| !matches!(field, Field::Own(_)))
        .map(|(field, value)| (facts_name(*field), bare(value)))
        .collect()
}

/// The name of a field in the facts of events.
fn facts_name(field: Field) -> String {
    match field {
        Field::Account => "account_id",
        Field::Owner => "owner_id",
        Field::Parent => "parent_id",
        Field::Team => "team_id",
        Field::Stage => "stage_id",
        Field::Product => "product_id",
        Field::AccountKind | Field::DealKind => "kind",
        Field::JobTitle => "title",
        Field::LeadSource => "source",
        Field::Probability => "probability_judged",
        Field::LossReason => "loss_reason_id",
        other => other.code(),
    }
    .to_owned()
}

fn bare(value: &Value) -> serde_json::Value {
    match value {
        Value::Text(text) => text.clone().into(),
        Value::Int(number) => (*number).into(),
        Value::Date(day) => day.to_string().into(),
        Value::Money(money) => serde_json::to_value(money).unwrap_or_default(),
        Value::Price(price, _) => price.0.into(),
        Value::Id(id) => id.to_string().into(),
    }
}

/// The event of a changed record: the changed facts before and after.
pub(super) fn edited(
    ctx: &Ctx,
    kind: ImportKind,
    id: Uuid,
    changes: &[Change],
    (own, exception): (&[CustomField], Option<&str>),
) -> EventRow {
    let side = |after: bool| {
        let of = |change: &Change| match after {
            true => Some(change.after.clone()),
            false => change.before.clone(),
        };
        let values: Values = changes
            .iter()
            .filter_map(|change| of(change).map(|value| (change.field, value)))
            .collect();
        let mut facts = map(&values);
        // As in the facts of a record: those of administrators by their keys, in one place.
        let custom = custom(&values, own);
        if changes
            .iter()
            .any(|change| matches!(change.field, Field::Own(_)))
        {
            let custom = serde_json::to_value(&custom).unwrap_or_default();
            facts.insert("custom".to_owned(), custom);
        }
        if let Some(reason) = exception.filter(|_| after) {
            facts.insert("exception".to_owned(), reason.into());
        }
        json(&facts)
    };
    EventRow {
        at: ctx.now(),
        actor_id: Some(ctx.actor.user_id),
        entity: super::trail::entity(kind).code(),
        entity_id: id,
        parent_id: None,
        owner_id: None,
        action: "edited",
        before_json: Some(side(false)),
        after_json: Some(side(true)),
    }
}
