//! `/admin/approvals`: who has to agree to which quotes.

use super::api;
use super::form::RuleForm;
use super::words;
use crate::boot::use_lang;
use crate::platform::admin::{Loaded, Section, introduction};
use i18n::{Lang, k, problem_text, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::approvals::ops::{
    DeleteApprovalRule, ListApprovalRules, OrderApprovalRules, RestoreApprovalRule, RuleList,
    SaveApprovalRule,
};
use shared::cpq::approvals::{ApprovalRule, RuleDraft};
use shared::kernel::ApprovalRuleId;
use ui::{Button, EmptyState, Glyph, MoveButtons, Size, Switch, Toaster, use_toaster};

/// The rules on the page and what may be done to them. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Ctx {
    pub(super) list: RwSignal<RuleList>,
    /// The rule in the form; version 0: a new one.
    pub(super) editing: RwSignal<Option<ApprovalRule>>,
    lang: Lang,
    toaster: Toaster,
}

impl Ctx {
    pub(super) fn keep(self, rules: Vec<ApprovalRule>) {
        let _ = self.list.try_update(|list| list.rules = rules);
    }

    fn run(
        self,
        act: impl Future<Output = Result<Vec<ApprovalRule>, crate::call::Fault>> + 'static,
    ) {
        spawn_local(async move {
            match act.await {
                Ok(rules) => self.keep(rules),
                Err(fault) => {
                    self.toaster.problem(problem_text(self.lang, &fault.0));
                    // What was shown at once is put right.
                    if let Ok(list) = api::rules(ListApprovalRules {}).await {
                        let _ = self.list.try_set(list);
                    }
                }
            }
        });
    }

    fn switch(self, rule: ApprovalRule, active: bool) {
        let mut draft = rule.draft;
        draft.active = active;
        self.run(api::save_rule(SaveApprovalRule {
            id: rule.id,
            version: rule.version,
            draft,
        }));
    }

    fn delete(self, rule: &ApprovalRule) {
        let (id, version) = (rule.id, rule.version);
        self.list
            .update(|list| list.rules.retain(|rule| rule.id != id));
        // It is offered back once it is gone: asked for before, both would cross on their way.
        self.run(async move {
            let left = api::delete_rule(DeleteApprovalRule { id, version }).await?;
            self.toaster.undo(
                t(self.lang, k::approvals::rules::DELETED),
                t(self.lang, k::approvals::rules::UNDO),
                Callback::new(move |()| self.run(api::restore_rule(RestoreApprovalRule { id }))),
            );
            Ok(left)
        });
    }

    /// Moves a rule one place; the page shows it at once.
    fn shift(self, id: ApprovalRuleId, up: bool) {
        let mut ids = Vec::new();
        self.list.update(|list| {
            let rules = &mut list.rules;
            if let Some(at) = rules.iter().position(|rule| rule.id == id) {
                let to = if up { at.saturating_sub(1) } else { at + 1 };
                if to < rules.len() {
                    rules.swap(at, to);
                }
            }
            ids = rules.iter().map(|rule| rule.id).collect();
        });
        self.run(api::order_rules(OrderApprovalRules { ids }));
    }
}

/// The page.
#[component]
pub fn ApprovalRulesPage() -> impl IntoView {
    let loaded = Resource::new(|| (), |()| api::rules(ListApprovalRules {}));
    view! {
        <Section title=k::approvals::rules::TITLE>
            <Loaded loaded lines=6 let(list)><Rules list /></Loaded>
        </Section>
    }
    .into_any()
}

#[component]
fn Rules(list: RuleList) -> impl IntoView {
    use k::approvals::rules as r;
    let lang = use_lang();
    let ctx = Ctx {
        list: RwSignal::new(list),
        editing: RwSignal::new(None),
        lang,
        toaster: use_toaster(),
    };
    let new = move || {
        ctx.editing.set(Some(ApprovalRule {
            id: ApprovalRuleId(crate::boot::new_uuid()),
            draft: RuleDraft {
                step: 1,
                active: true,
                approvers: vec![shared::cpq::approvals::Approver::Manager],
                ..RuleDraft::default()
            },
            version: 0,
        }));
    };
    let none = move || ctx.list.with(|list| list.rules.is_empty());
    view! {
        {introduction(lang, (r::INTRO, r::NEW), new)}
        <Show when=none>
            <EmptyState glyph=Glyph::Shield title=t(lang, r::TITLE) text=t(lang, r::EMPTY) />
        </Show>
        <ol class="plain-list stack">
            {move || {
                let list = ctx.list.get();
                let rules = list.rules.clone();
                rules.into_iter().map(|rule| row(ctx, &list, rule)).collect_view()
            }}
        </ol>
        <RuleForm ctx />
    }
}

fn row(ctx: Ctx, list: &RuleList, rule: ApprovalRule) -> AnyView {
    use k::approvals::rules as r;
    let lang = ctx.lang;
    let name = rule.draft.name.get(lang).to_owned();
    let who: Vec<String> = rule
        .draft
        .approvers
        .iter()
        .map(|approver| words::approver(lang, *approver, list))
        .collect();
    let mut facts = vec![
        tf(lang, k::approvals::STEP, &[("n", &rule.draft.step)]),
        who.join(", "),
        words::quorum(lang, rule.draft.quorum),
    ];
    if let Some(hours) = rule.draft.deadline_hours {
        facts.push(tn(lang, r::IN_HOURS, i64::from(hours), &[]));
    }
    let id = rule.id;
    let first = list.rules.first().is_some_and(|rule| rule.id == id);
    let last = list.rules.last().is_some_and(|rule| rule.id == id);
    let on = RwSignal::new(rule.draft.active);
    let (edited, deleted, switched) = (rule.clone(), rule.clone(), rule.clone());
    let place = |key| tf(lang, key, &[("name", &name)]);
    view! {
        <li class="card approval-rule">
            <div class="between">
                <strong>{name.clone()}</strong>
                <Switch id=format!("rule-on-{id}") label=t(lang, r::ACTIVE) on
                    on_change=Callback::new(move |active| ctx.switch(switched.clone(), active)) />
            </div>
            {i18n::asks_when(lang, &rule.draft.condition).map(|told| view! { <p>{told}</p> })}
            <code class="approval-formula">{rule.draft.condition}</code>
            <p class="small muted">{facts.join(" · ")}</p>
            <div class="cluster">
                <Button label=t(lang, r::EDIT) icon=Glyph::Edit size=Size::Small
                    on_press=Callback::new(move |()| ctx.editing.set(Some(edited.clone()))) />
                <Button label=t(lang, r::DELETE) icon=Glyph::Trash size=Size::Small
                    on_press=Callback::new(move |()| ctx.delete(&deleted)) />
                <MoveButtons up=place(r::UP) down=place(r::DOWN) size=Size::Small first last
                    on_move=Callback::new(move |up| ctx.shift(id, up)) />
            </div>
        </li>
    }
    .into_any()
}
