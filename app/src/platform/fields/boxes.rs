//! The boxes of required fields in the dialog of a new record, and those of every field in a form of the
//! whole record.

use super::book::{choices, fields_of, read, write};
use crate::boot::{use_lang, use_session};
use i18n::issue_text;
use leptos::prelude::*;
use shared::kernel::{Currency, Issue, Lang};
use shared::platform::fields::{CustomField, CustomValues, FieldKind, Holder, field_name};
use std::borrow::Cow;
use std::collections::BTreeMap;
use ui::{DateInput, Select, TextInput};

/// What was typed into the boxes. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct OwnDraft {
    boxes: StoredValue<Vec<(CustomField, RwSignal<String>)>>,
    /// What a record that is there has.
    before: StoredValue<Option<CustomValues>>,
    lang: Lang,
    currency: Currency,
}

impl OwnDraft {
    /// Empty boxes for what a new record must have.
    pub(crate) fn new(holder: Holder) -> Self {
        let all = fields_of(holder).into_iter();
        Self::of(all.filter(|field| field.required), &BTreeMap::new(), None)
    }

    /// Boxes for every field, with what the record has `before`; `None` for a new one.
    pub(crate) fn all(holder: Holder, before: Option<&CustomValues>) -> Self {
        let lang = use_lang();
        let fields = fields_of(holder);
        let typed = fields
            .iter()
            .map(|field| {
                let kept = before.map_or("", |values| values.get(&field.key));
                (field.key.clone(), write(lang, field, kept))
            })
            .collect();
        Self::of(fields.into_iter(), &typed, before.cloned())
    }

    /// Boxes for the fields of these keys, each of them required here, with what was typed before by
    /// key; a key no field has any more has no box.
    pub(crate) fn asked(holder: Holder, keys: &[&str], typed: &BTreeMap<String, String>) -> Self {
        let all = fields_of(holder).into_iter();
        let asked = all.filter(|field| keys.contains(&field.key.as_str()));
        let required = asked.map(|field| CustomField {
            required: true,
            ..field
        });
        Self::of(required, typed, None)
    }

    fn of(
        fields: impl Iterator<Item = CustomField>,
        typed: &BTreeMap<String, String>,
        before: Option<CustomValues>,
    ) -> Self {
        let boxes = fields
            .map(|field| {
                let text = typed.get(&field.key).cloned().unwrap_or_default();
                (field, RwSignal::new(text))
            })
            .collect();
        Self {
            boxes: StoredValue::new(boxes),
            before: StoredValue::new(before),
            lang: use_lang(),
            currency: use_session().company_currency,
        }
    }

    /// The values, and what is wrong with them.
    pub(crate) fn read(self) -> (CustomValues, Vec<Issue>) {
        let mut values = CustomValues::default();
        let mut issues = Vec::new();
        self.boxes.with_value(|boxes| {
            for (field, typed) in boxes {
                match self.value(field, &typed.get_untracked()) {
                    Ok(value) => values.set(&field.key, &value),
                    Err(issue) => issues.push(Issue {
                        field: Some(Cow::Owned(field_name(&field.key))),
                        ..issue
                    }),
                }
            }
        });
        (values, issues)
    }

    /// What nobody touched stays as it is: a field that has become required locks no old record.
    fn value(self, field: &CustomField, text: &str) -> Result<String, Issue> {
        let had = self.before.with_value(|before| {
            let values = before.as_ref()?;
            Some(values.get(&field.key).to_owned())
        });
        match had {
            Some(had) if text.trim() == write(self.lang, field, &had).trim() => Ok(had),
            _ => read(self.lang, field, text, self.currency),
        }
    }

    /// What is in the boxes, by key.
    pub(crate) fn texts(self) -> BTreeMap<String, String> {
        self.boxes.with_value(|boxes| {
            let boxes = boxes.iter();
            boxes
                .map(|(field, typed)| (field.key.clone(), typed.get_untracked()))
                .collect()
        })
    }

    /// Whether a field has a box.
    pub(crate) fn has(self, key: &str) -> bool {
        self.boxes
            .with_value(|boxes| boxes.iter().any(|(field, _)| field.key == key))
    }

    /// Whether a finding is shown at one of the boxes.
    pub(crate) fn shows(self, issue: &Issue) -> bool {
        self.boxes.with_value(|boxes| {
            let mut names = boxes.iter().map(|(field, _)| field_name(&field.key));
            names.any(|name| issue.field.as_deref() == Some(name.as_str()))
        })
    }

    /// Empties the boxes.
    pub(crate) fn clear(self) {
        self.boxes.with_value(|boxes| {
            for (_, typed) in boxes {
                typed.set(String::new());
            }
        });
    }
}

/// The boxes; nothing when there are none.
#[component]
pub(crate) fn OwnBoxes(
    draft: OwnDraft,
    issues: RwSignal<Vec<Issue>>,
    /// What the ids begin with.
    prefix: &'static str,
) -> impl IntoView {
    let lang = use_lang();
    let boxes = draft.boxes.get_value();
    boxes
        .into_iter()
        .map(|(field, value)| {
            let id = format!("{prefix}-{}", field.key.replace('_', "-"));
            let label = field.label.get(lang).to_owned();
            let hint = field.help.get(lang).to_owned();
            let name = field_name(&field.key);
            let required = field.required;
            let error = Signal::derive(move || {
                issues.with(|all| {
                    all.iter()
                        .find(|issue| issue.field.as_deref() == Some(name.as_str()))
                        .map(|issue| issue_text(lang, issue))
                })
            });
            match field.kind {
                FieldKind::Choice | FieldKind::Flag => {
                    let options = choices(lang, &field);
                    view! { <Select id label value options=options hint error required/> }
                        .into_any()
                }
                FieldKind::Date => {
                    view! { <DateInput id label value hint error required/> }.into_any()
                }
                _ => view! { <TextInput id label value hint error required/> }.into_any(),
            }
        })
        .collect_view()
}
