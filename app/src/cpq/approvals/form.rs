//! A rule being written: checked at every key, tried on a quote.

use super::api;
use super::condition::{FactList, reads};
use super::rules::Ctx;
use super::trial::Trial;
use super::words;
use crate::boot::use_lang;
use crate::shell::form::{Bilingual, BilingualInputs, FormNotice, use_findings};
use crate::shell::{DialogForm, DialogOf};
use i18n::{issue_text, k, t, tf};
use leptos::prelude::*;
use shared::cpq::approvals::ops::{RuleList, SaveApprovalRule};
use shared::cpq::approvals::{
    ApprovalRule, Approver, Escalation, Formula, Quorum, RuleDraft, validate_rule,
};
use ui::{Choice, Glyph, IconButton, NumberInput, Select, Size, Switch, TextArea, use_toaster};

/// The dialog.
#[component]
pub(super) fn RuleForm(ctx: Ctx) -> impl IntoView {
    use k::approvals::rules as r;
    let lang = use_lang();
    let title = move |rule: &ApprovalRule| {
        let new = rule.version == 0;
        t(lang, if new { r::NEW } else { r::EDIT_TITLE }).to_owned()
    };
    view! {
        <DialogOf id="approval-rule-form" of=ctx.editing title wide=true let(rule)>
            <Form ctx rule />
        </DialogOf>
    }
}

/// The fields. Cheap to copy.
#[derive(Clone, Copy)]
struct Fields {
    name: Bilingual,
    condition: RwSignal<String>,
    step: RwSignal<String>,
    approvers: RwSignal<Vec<Approver>>,
    quorum: RwSignal<String>,
    count: RwSignal<String>,
    hours: RwSignal<String>,
    escalation: RwSignal<String>,
    active: RwSignal<bool>,
}

impl Fields {
    fn new(draft: RuleDraft) -> Self {
        let (quorum, count) = match draft.quorum {
            Quorum::First => ("first", 2),
            Quorum::All => ("all", 2),
            Quorum::Of(count) => ("of", count),
        };
        Self {
            name: Bilingual::of(&draft.name),
            condition: RwSignal::new(draft.condition),
            step: RwSignal::new(draft.step.to_string()),
            approvers: RwSignal::new(draft.approvers),
            quorum: RwSignal::new(quorum.to_owned()),
            count: RwSignal::new(count.to_string()),
            hours: RwSignal::new(
                draft
                    .deadline_hours
                    .map(|hours| hours.to_string())
                    .unwrap_or_default(),
            ),
            escalation: RwSignal::new(draft.escalation.code().to_owned()),
            active: RwSignal::new(draft.active),
        }
    }

    /// What is written; a number that is none is 0, which the rule refuses.
    fn draft(self) -> RuleDraft {
        let number = |field: RwSignal<String>| {
            field.with_untracked(|text| text.trim().parse::<u32>().unwrap_or(0))
        };
        let hours = self.hours.get_untracked();
        RuleDraft {
            name: untrack(|| self.name.read()),
            condition: self.condition.get_untracked(),
            step: number(self.step),
            approvers: self.approvers.get_untracked(),
            quorum: match self.quorum.get_untracked().as_str() {
                "all" => Quorum::All,
                "of" => Quorum::Of(number(self.count)),
                _ => Quorum::First,
            },
            deadline_hours: (!hours.trim().is_empty()).then(|| number(self.hours)),
            escalation: self.escalation.get_untracked().parse().unwrap_or_default(),
            active: self.active.get_untracked(),
        }
    }
}

#[component]
fn Form(ctx: Ctx, rule: ApprovalRule) -> impl IntoView {
    use k::approvals::rules as r;
    let lang = use_lang();
    let toaster = use_toaster();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let fields = Fields::new(rule.draft);
    let (id, version) = (rule.id, rule.version);
    let save = move || {
        let draft = fields.draft();
        if !findings.check(validate_rule(&draft)) {
            return;
        }
        findings.send(
            busy,
            api::save_rule(SaveApprovalRule { id, version, draft }),
            move |rules| {
                ctx.keep(rules);
                let _ = ctx.editing.try_set(None);
                toaster.success(t(lang, r::SAVED));
            },
        );
    };
    let present = Callback::new(move |()| ApprovalRule {
        id,
        version,
        draft: fields.draft(),
    });
    // Said while it is typed; once it was tried to be saved, the finding of that is the same one.
    let wrong = Signal::derive(move || {
        fields.condition.with(|text| {
            if text.trim().is_empty() {
                return None;
            }
            Formula::parse(text)
                .err()
                .map(|error| issue_text(lang, &error.issue))
        })
    });
    let of_save = findings.of("condition");
    let condition_error = Signal::derive(move || wrong.get().or_else(|| of_save.get()));
    let quorums = vec![
        Choice::new("first", words::quorum(lang, Quorum::First)),
        Choice::new("all", words::quorum(lang, Quorum::All)),
        Choice::new("of", t(lang, r::COUNT)),
    ];
    let escalations: Vec<Choice> = Escalation::ALL
        .iter()
        .map(|one| Choice::new(one.code(), words::escalation(lang, *one)))
        .collect();
    let has_count = move || fields.quorum.with(|quorum| quorum == "of");
    let has_limit = move || fields.hours.with(|hours| !hours.trim().is_empty());
    view! {
        <DialogForm send=save leave=Callback::new(move |()| ctx.editing.set(None)) busy>
            <div class="dialog-body form">
                <div class="approval-two">
                    <BilingualInputs id="rule-name" labels=(r::NAME_FR, r::NAME_EN) value=fields.name error=findings.of("name") />
                </div>
                <TextArea id="rule-condition" label=t(lang, r::CONDITION) value=fields.condition rows=3 required=true
                    hint=t(lang, r::CONDITION_HINT) error=condition_error max_length=2_000 />
                <p class="small muted" role="status">{move || fields.condition.with(|text| reads(lang, text))}</p>
                <FactList condition=fields.condition />
                <div class="approval-two">
                    <NumberInput id="rule-step" label=t(lang, r::STEP) value=fields.step error=findings.of("step") />
                    <Select id="rule-quorum" label=t(lang, r::QUORUM) value=fields.quorum options=quorums />
                </div>
                <Show when=has_count>
                    <NumberInput id="rule-count" label=t(lang, r::COUNT) value=fields.count error=findings.of("quorum") />
                </Show>
                <Approvers ctx fields error=findings.of("approvers") />
                <div class="approval-two">
                    <NumberInput id="rule-hours" label=t(lang, r::DEADLINE) value=fields.hours
                        hint=t(lang, r::DEADLINE_HINT) error=findings.of("deadline_hours") />
                    <Show when=has_limit>
                        <Select id="rule-escalation" label=t(lang, r::ESCALATION) value=fields.escalation options=escalations.clone() />
                    </Show>
                </div>
                <Switch id="rule-active" label=t(lang, r::ACTIVE) on=fields.active />
                <FormNotice text=findings.rest(&["name", "condition", "step", "quorum", "approvers", "deadline_hours"]) />
                <Trial present />
            </div>
        </DialogForm>
    }
}

fn code(approver: Approver) -> String {
    match approver {
        Approver::Manager => "manager".to_owned(),
        Approver::Finance => "finance".to_owned(),
        Approver::Administrator => "administrator".to_owned(),
        Approver::User(id) => format!("user:{id}"),
        Approver::Team(id) => format!("team:{id}"),
    }
}

/// Everybody who may be asked.
fn choices(list: &RuleList) -> Vec<Approver> {
    let people = list.people.iter().map(|one| Approver::User(one.id));
    let teams = list.teams.iter().map(|one| Approver::Team(one.id));
    [
        Approver::Manager,
        Approver::Finance,
        Approver::Administrator,
    ]
    .into_iter()
    .chain(teams)
    .chain(people)
    .collect()
}

#[component]
fn Approvers(ctx: Ctx, fields: Fields, error: Signal<Option<String>>) -> impl IntoView {
    use k::approvals::rules as r;
    let lang = use_lang();
    let adding = RwSignal::new(String::new());
    let all = Signal::derive(move || ctx.list.with(choices));
    let options = Signal::derive(move || {
        let taken = fields.approvers.get();
        ctx.list.with(|list| {
            all.get()
                .into_iter()
                .filter(|one| !taken.contains(one))
                .map(|one| Choice::new(code(one), words::approver(lang, one, list)))
                .collect::<Vec<_>>()
        })
    });
    let add = Callback::new(move |word: String| {
        let found = all
            .get_untracked()
            .into_iter()
            .find(|one| code(*one) == word);
        if let Some(one) = found {
            fields.approvers.update(|all| all.push(one));
        }
        adding.set(String::new());
    });
    view! {
        <fieldset class="approval-approvers">
            <legend class="field-label">{t(lang, r::APPROVERS)}</legend>
            <ul class="plain-list approval-chips">
                {move || fields.approvers.get().into_iter().map(|one| {
                    let name = ctx.list.with(|list| words::approver(lang, one, list));
                    let label = tf(lang, r::REMOVE, &[("name", &name)]);
                    view! {
                        <li class="approval-chip">
                            <span>{name}</span>
                            <IconButton glyph=Glyph::X label size=Size::Small
                                on_press=Callback::new(move |()| fields.approvers.update(|all| all.retain(|other| *other != one))) />
                        </li>
                    }
                }).collect_view()}
            </ul>
            <Select id="rule-approver" label=t(lang, r::ADD) value=adding options placeholder=t(lang, r::ADD) bare=true error on_commit=add />
        </fieldset>
    }
}
