//! The form of a clause: both languages side by side, its condition checked at every key.

use super::category;
use super::page::Ctx;
use crate::boot::use_lang;
use crate::cpq::approvals::condition::{FactList, reads};
use crate::platform::admin::KeptDialog;
use crate::shell::DialogForm;
use crate::shell::form::{Bilingual, BilingualAreas, BilingualInputs, FormNotice, use_findings};
use i18n::{k, t};
use leptos::prelude::*;
use shared::cpq::clauses::{Clause, ClauseCategory, ClauseDraft, validate_clause};
use ui::{Checkbox, Choice, Select, Switch, TextArea};

/// The dialog.
#[component]
pub(super) fn ClauseForm(ctx: Ctx) -> impl IntoView {
    use k::cpq::clauses as c;
    view! {
        <KeptDialog id="clause-form" list=ctx titles=(c::NEW, c::EDIT) let(row)>
            <Form ctx row/>
        </KeptDialog>
    }
}

/// The fields while they are typed.
#[derive(Clone, Copy)]
struct Fields {
    title: Bilingual,
    text: Bilingual,
    category: RwSignal<String>,
    condition: RwSignal<String>,
    locked: RwSignal<bool>,
    active: RwSignal<bool>,
}

impl Fields {
    fn of(draft: ClauseDraft) -> Self {
        Self {
            title: Bilingual::of(&draft.title),
            text: Bilingual::of(&draft.text),
            category: RwSignal::new(draft.category.code().to_owned()),
            condition: RwSignal::new(draft.condition),
            locked: RwSignal::new(draft.locked),
            active: RwSignal::new(draft.active),
        }
    }

    fn draft(self) -> ClauseDraft {
        ClauseDraft {
            title: self.title.read(),
            text: self.text.read(),
            category: self.category.with(|code| code.parse().unwrap_or_default()),
            condition: self.condition.with(|text| text.trim().to_owned()),
            locked: self.locked.get(),
            active: self.active.get(),
        }
    }
}

#[component]
fn Form(ctx: Ctx, row: Clause) -> impl IntoView {
    use k::cpq::clauses as c;
    let lang = use_lang();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let fields = Fields::of(row.draft.clone());
    let typed = Memo::new(move |_| {
        let draft = fields.draft();
        let issues = validate_clause(&draft);
        (draft, issues)
    });
    let put = |row: &mut Clause, draft| row.draft = draft;
    let save = ctx.sending(row, typed, put, (findings, busy));
    let categories: Vec<Choice> = ClauseCategory::ALL
        .iter()
        .map(|one| Choice::new(one.code(), category(lang, *one)))
        .collect();
    view! {
        <DialogForm send=save leave=Callback::new(move |()| ctx.editing.set(None)) busy>
            <div class="dialog-body stack">
                <div class="form-row">
                    <BilingualInputs id="clause-title" labels=(c::TITLE_FR, c::TITLE_EN) value=fields.title max_length=200 error=findings.of("title")/>
                </div>
                <div class="form-row">
                    <BilingualAreas id="clause-text" labels=(c::TEXT_FR, c::TEXT_EN) value=fields.text rows=8 error=findings.of("text")/>
                </div>
                <Select id="clause-category" label=t(lang, c::CATEGORY_LABEL) value=fields.category options=categories/>
                <TextArea id="clause-condition" label=t(lang, c::CONDITION) value=fields.condition rows=2
                    hint=t(lang, c::CONDITION_HINT) error=findings.live("condition", typed) max_length=2_000/>
                <p class="small muted" role="status">{move || fields.condition.with(|text| reads(lang, text))}</p>
                <FactList condition=fields.condition open=true/>
                <Checkbox id="clause-locked" label=t(lang, c::LOCKED_HINT) checked=fields.locked/>
                <Switch id="clause-active" label=t(lang, c::ACTIVE) on=fields.active/>
                <FormNotice text=findings.rest(&["title", "text", "condition"])/>
            </div>
        </DialogForm>
    }
}
