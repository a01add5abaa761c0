//! The fields administrators add.

use crate::http::api::book::{Book, Listed, about, as_json, whole};
use crate::http::api::check::read;
use crate::http::api::refusal::Refusal;
use crate::http::api::route::{Call, Reply};
use axum::http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::kernel::LocalText;
use shared::platform::fields::{
    CustomField, DeleteField, FieldKind, FieldOption, FieldUse, Holder, ListFieldUse, ListFields,
    OrderFields, RestoreField, SaveField,
};
use uuid::Uuid;

/// A field with the number of records that have a value.
#[derive(Serialize, JsonSchema)]
struct Field {
    field: CustomField,
    /// Records with a value, deleted ones included.
    values: i64,
}

/// A new field.
#[derive(Deserialize, JsonSchema)]
struct NewField {
    /// What has it; never changes.
    holder: Holder,
    /// Its word in filters, files and this interface; never changes.
    key: String,
    /// What people read.
    label: LocalText,
    /// The type of its values; never changes.
    kind: FieldKind,
    /// The options of a choice, in order.
    options: Vec<FieldOption>,
    /// What to write there; may be empty.
    help: LocalText,
    /// New records must have it, and nobody may clear it.
    required: bool,
    /// Its place among the fields of its object.
    position: i32,
}

/// What can be changed of a field.
#[derive(Serialize, Deserialize, JsonSchema)]
struct FieldFacts {
    /// What people read.
    label: LocalText,
    /// The options of a choice, in order; codes in use stay.
    options: Vec<FieldOption>,
    /// What to write there; may be empty.
    help: LocalText,
    /// New records must have it, and nobody may clear it.
    required: bool,
    /// Its place among the fields of its object.
    position: i32,
    /// Hidden everywhere; its values are kept. Only an archived field is deleted.
    archived: bool,
}

fn made(id: Uuid, new: NewField) -> SaveField {
    SaveField {
        field: CustomField {
            id,
            version: 0,
            number: 0,
            holder: new.holder,
            key: new.key,
            label: new.label,
            kind: new.kind,
            options: new.options,
            help: new.help,
            required: new.required,
            position: new.position,
            archived: false,
        },
    }
}

fn changed(of: &FieldUse, facts: FieldFacts) -> SaveField {
    SaveField {
        field: CustomField {
            label: facts.label,
            options: facts.options,
            help: facts.help,
            required: facts.required,
            position: facts.position,
            archived: facts.archived,
            ..of.field.clone()
        },
    }
}

/// The fields of an object in another order.
#[derive(Deserialize, JsonSchema)]
struct Order {
    /// Of what.
    holder: Holder,
    /// Every field of it, in order.
    ids: Vec<Uuid>,
}

async fn order(mut call: Call) -> Result<Reply, Refusal> {
    let Order { holder, ids } = read(std::mem::take(&mut call.body))?;
    let fields = call.ask(OrderFields { holder, order: ids }).await?;
    Ok(Reply::ok(json!({ "data": as_json(fields) })))
}

pub fn add(book: &mut Book) {
    book.list(
        "custom-fields",
        ("CustomFieldRow", &[]),
        Vec::new(),
        |_, _| Ok(ListFields {}),
        |rows: Vec<CustomField>, _| -> Listed<CustomField> { whole(rows) },
    );
    book.listed(
        ("custom-fields", "CustomField"),
        &["field"],
        || ListFieldUse {},
        |all: Vec<FieldUse>, id| all.into_iter().find(|one| one.field.id == id),
        |one: FieldUse| Field {
            field: one.field,
            values: one.values,
        },
    )
    .read()
    .create_by(
        &["holder", "key", "label", "kind"],
        |_| {
            let empty = as_json(LocalText::default());
            json!({ "options": [], "help": empty, "required": false, "position": 0 })
        },
        made,
        |_| None,
    )
    .update_by(
        |one| FieldFacts {
            label: one.field.label.clone(),
            options: one.field.options.clone(),
            help: one.field.help.clone(),
            required: one.field.required,
            position: one.field.position,
            archived: one.field.archived,
        },
        changed,
        |_| None,
    )
    .delete(|one| DeleteField {
        id: one.field.id,
        version: one.field.version,
        values: one.values,
    })
    .restore(|id, _| RestoreField { id }, false);

    let body = book.schemas.taken::<Order>();
    let row = book.schemas.record::<CustomField>("CustomFieldRow", &[]);
    let mut order = about::<OrderFields, _>(
        "custom-fields",
        (Method::POST, "order"),
        "Put the fields of an object into another order; answers them",
        order,
    );
    order.body = Some(book.schemas.keep("CustomFieldsOrderBody", body));
    order.answer = Some(json!({
        "type": "object",
        "required": ["data"],
        "properties": { "data": { "type": "array", "items": row } }
    }));
    book.routes.push(order);
}
