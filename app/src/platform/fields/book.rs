//! The fields as pages know them, and the way between what people type and what is kept.

use super::api;
use crate::boot::{Boot, use_session};
use crate::live;
use i18n::{custom_value, field_name, k, number_trimmed, parse_decimal, parse_money, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::event::Entity;
use shared::kernel::{Currency, Issue, Lang};
use shared::platform::fields::{
    CustomChange, CustomField, DECIMALS, FieldKind, Holder, ListFields, TypedValue, key_of,
    parse_value, shown_parts,
};
use shared::platform::views::{Fields, Object};
use ui::{Choice, EditKind};

/// The active fields of an object, in their order.
pub(crate) fn fields_of(holder: Holder) -> Vec<CustomField> {
    let mut own = use_session().fields;
    own.retain(|field| field.holder == holder && !field.archived);
    own.sort_by_key(|field| (field.position, field.number));
    own
}

/// The fields of a list that its reader sees.
pub(crate) fn list_fields(object: Object) -> Fields {
    let session = use_session();
    shared::platform::fields::list_fields(object, &session.fields).seen_by(&session.actor)
}

/// The name of any field, built-in or an administrator's, as people read it.
pub(crate) fn label_of(lang: Lang, holder: Holder, name: &str) -> String {
    let own = key_of(name).and_then(|key| find(holder, key));
    own.map_or_else(
        || field_name(lang, name),
        |field| field.label.get(lang).to_owned(),
    )
}

fn find(holder: Holder, key: &str) -> Option<CustomField> {
    let mut all = use_session().fields.into_iter();
    all.find(|field| field.holder == holder && field.key == key)
}

/// A change as people read it.
pub(crate) fn shown(lang: Lang, holder: Holder, change: &CustomChange) -> String {
    match find(holder, change.key()) {
        Some(field) => custom_value(lang, &field, &change.value),
        None => change.value.clone(),
    }
}

/// Keeps the fields as they are, once somebody has changed them; called once by the frame.
pub(crate) fn follow() {
    let Some(boot) = use_context::<StoredValue<Boot>>() else {
        return;
    };
    live::on_event(move |event| {
        if event.is_none_or(|event| event.entity == Entity::CustomField) {
            spawn_local(async move {
                if let Ok(fields) = api::list(ListFields {}).await {
                    keep(boot, fields);
                }
            });
        }
    });
}

/// Every page shown from now on knows these fields.
pub(super) fn keep(boot: StoredValue<Boot>, fields: Vec<CustomField>) {
    let _ = boot.try_update_value(|boot| {
        if let Some(session) = &mut boot.session {
            session.fields = fields;
        }
    });
}

/// What was typed, in the neutral text that is kept; empty for nothing.
pub(super) fn read(
    lang: Lang,
    field: &CustomField,
    text: &str,
    currency: Currency,
) -> Result<String, Issue> {
    let text = text.trim();
    if text.is_empty() {
        return if field.required {
            Err(Issue::error("required", "custom"))
        } else {
            Ok(String::new())
        };
    }
    let neutral = match field.kind {
        FieldKind::Number => parse_decimal(lang, text, "custom")?.normalize().to_string(),
        FieldKind::Money => {
            TypedValue::Money(parse_money(lang, text, currency, "custom")?).to_string()
        }
        _ => text.to_owned(),
    };
    Ok(parse_value(field, &neutral)?
        .map(|value| value.to_string())
        .unwrap_or_default())
}

/// What is kept, as a person types it.
pub(super) fn write(lang: Lang, field: &CustomField, kept: &str) -> String {
    match shown_parts(field, kept) {
        Some(TypedValue::Number(scaled)) => {
            let number = rust_decimal::Decimal::new(scaled, DECIMALS);
            number_trimmed(lang, number, DECIMALS)
        }
        Some(TypedValue::Money(money)) => i18n::money(lang, money),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

/// What a choice can be set to.
pub(super) fn choices(lang: Lang, field: &CustomField) -> Vec<Choice> {
    let none = std::iter::once(Choice::new("", "—"));
    if field.kind == FieldKind::Flag {
        return none
            .chain([
                Choice::new("yes", t(lang, k::views::WORD_YES)),
                Choice::new("no", t(lang, k::views::WORD_NO)),
            ])
            .collect();
    }
    let own = field
        .options
        .iter()
        .map(|option| Choice::new(option.code.clone(), option.label.get(lang)));
    none.chain(own).collect()
}

/// The control a field is edited with.
pub(super) fn edit_kind(lang: Lang, field: &CustomField) -> EditKind {
    match field.kind {
        FieldKind::Text | FieldKind::Link => EditKind::Text,
        FieldKind::Number | FieldKind::Money => EditKind::Number,
        FieldKind::Date => EditKind::Date,
        FieldKind::Choice | FieldKind::Flag => EditKind::Among(choices(lang, field)),
    }
}
