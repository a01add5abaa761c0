//! The dialog of one field: what it is called, what it holds, whether it must be filled in.

use super::api;
use super::options::{OptionRows, Options};
use super::page::{Ctx, holder_title, kind_name};
use crate::boot::use_lang;
use crate::shell::form::{Bilingual, BilingualInputs, Findings, FormNotice, use_findings};
use crate::shell::{DialogForm, DialogOf};
use i18n::{k, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::platform::fields::{
    CustomField, FieldKind, HELP_LIMIT, KEY_LIMIT, LABEL_LIMIT, SaveField, check_field,
    key_from_label,
};
use ui::{Checkbox, Choice, Place, Select, TextInput};

/// The boxes of the dialog.
#[derive(Clone, Copy)]
struct Draft {
    label: Bilingual,
    key: RwSignal<String>,
    kind: RwSignal<String>,
    help: Bilingual,
    required: RwSignal<bool>,
    options: Options,
    base: StoredValue<CustomField>,
}

impl Draft {
    fn of(field: CustomField) -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        Self {
            label: Bilingual::of(&field.label),
            key: text(&field.key),
            kind: text(field.kind.code()),
            help: Bilingual::of(&field.help),
            required: RwSignal::new(field.required),
            options: Options::of(&field.options),
            base: StoredValue::new(field),
        }
    }

    fn kind(self) -> FieldKind {
        self.kind.get().parse().unwrap_or(FieldKind::Text)
    }

    /// The field as it is typed.
    fn field(self) -> CustomField {
        let kind = self.kind();
        CustomField {
            label: self.label.read(),
            help: self.help.read(),
            key: self.key.get().trim().to_owned(),
            kind,
            required: self.required.get(),
            options: if kind == FieldKind::Choice {
                self.options.read()
            } else {
                Vec::new()
            },
            ..self.base.get_value()
        }
    }

    /// The key of a new field follows its label until somebody writes one.
    fn follow_label(self, is_new: bool) {
        let own_key = StoredValue::new(!is_new);
        let made = StoredValue::new(String::new());
        Effect::new(move |_| {
            let label = self.label.read();
            let typed = self.key.get_untracked();
            if typed != made.get_value() && !typed.is_empty() {
                own_key.set_value(true);
            }
            if !own_key.get_value() {
                let key = key_from_label(label.get(shared::kernel::Lang::En));
                made.set_value(key.clone());
                self.key.set(key);
            }
        });
    }
}

/// The fields there are, as the rule compares a field with them.
fn others(ctx: Ctx) -> Vec<CustomField> {
    ctx.list
        .with_untracked(|all| all.iter().map(|one| one.field.clone()).collect())
}

/// Opens for the field that is edited.
#[component]
pub(super) fn FieldForm(ctx: Ctx) -> impl IntoView {
    let lang = use_lang();
    let title = move |field: &CustomField| {
        let key = if field.version == 0 {
            k::fields::NEW
        } else {
            k::fields::CHANGE
        };
        tf(lang, key, &[("name", &t(lang, holder_title(field.holder)))])
    };
    view! {
        <DialogOf id="field-form" of=ctx.editing title place=Place::Side let(field)>
            <Boxes ctx field />
        </DialogOf>
    }
}

#[component]
fn Boxes(ctx: Ctx, field: CustomField) -> impl IntoView {
    let lang = use_lang();
    let is_new = field.version == 0;
    let draft = Draft::of(field);
    let findings: Findings = use_findings();
    let busy = RwSignal::new(false);
    let tried = RwSignal::new(false);
    draft.follow_label(is_new);
    // Once tried, every change is judged at once.
    Effect::new(move |_| {
        let field = draft.field();
        if tried.get() {
            findings.check(check_field(&field, &others(ctx)));
        }
    });
    let save = move || {
        let field = untrack(move || draft.field());
        tried.set(true);
        if !findings.check(check_field(&field, &others(ctx))) || busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = api::save(SaveField { field }).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(saved) => {
                    let _ = ctx.editing.try_set(None);
                    let name = saved.label.get(lang).to_owned();
                    ctx.toaster
                        .success(tf(lang, k::fields::SAVED, &[("name", &name)]));
                    ctx.read_again().await;
                }
                Err(fault) => {
                    findings.refuse(&fault);
                    ctx.read_again().await;
                }
            }
        });
    };
    let kinds: Vec<Choice> = FieldKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.code(), t(lang, kind_name(*kind))))
        .collect();
    let is_choice = Memo::new(move |_| draft.kind() == FieldKind::Choice);
    let limit = |limit: usize| u32::try_from(limit).unwrap_or(u32::MAX);
    view! {
        <DialogForm send=save leave=Callback::new(move |()| ctx.editing.set(None)) busy>
            <div class="dialog-body">
                <div class="form">
                    <FormNotice text=findings.rest(&["label", "key", "kind", "help", "options"]) />
                    <BilingualInputs id="field-label" labels=(k::fields::LABEL_FR, k::fields::LABEL_EN) value=draft.label
                        error=findings.of("label") begins=true max_length=limit(LABEL_LIMIT) />
                    <Select id="field-kind" label=t(lang, k::fields::KIND_LABEL) value=draft.kind options=kinds
                        error=findings.of("kind") disabled=!is_new hint=t(lang, k::fields::KIND_HINT) />
                    <Show when=move || is_choice.get()>
                        <OptionRows options=draft.options error=findings.of("options") />
                    </Show>
                    <TextInput id="field-key" label=t(lang, k::fields::KEY) value=draft.key error=findings.of("key")
                        disabled=!is_new required=true hint=t(lang, k::fields::KEY_HINT) max_length=limit(KEY_LIMIT) />
                    <BilingualInputs id="field-help" labels=(k::fields::HELP_FR, k::fields::HELP_EN) value=draft.help
                        error=findings.of("help") max_length=limit(HELP_LIMIT) />
                    <Checkbox id="field-required" label=t(lang, k::fields::REQUIRED) checked=draft.required hint=t(lang, k::fields::REQUIRED_HINT) />
                </div>
            </div>
        </DialogForm>
    }
}
