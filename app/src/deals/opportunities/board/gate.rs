//! Dialogs of a move: choosing the stage from a list, and filling in what its gate asks for.

use super::ctx::{BoardCtx, GateAsk};
use super::words;
use crate::deals::pipelines::use_pipelines;
use crate::routes;
use i18n::{issue_text, k, parse_money, t, tf};
use leptos::prelude::*;
use shared::deals::opportunities::OpportunityChange;
use shared::deals::pipelines::{Criterion, Direction, Exception, LossReason, MoveRequest};
use shared::kernel::{Issue, Lang};
use ui::{
    Button, Choice, DateInput, Dialog, Glyph, Icon, MoneyInput, Select, TextArea, TextInput,
    Variant,
};

/// The facts that can be filled in with the move.
const FILLABLE: [Criterion; 4] = [
    Criterion::Amount,
    Criterion::CloseDate,
    Criterion::NextStep,
    Criterion::LossReason,
];

/// "Move to…": every stage with what its gate says.
#[component]
pub fn MoveMenu(ctx: BoardCtx) -> impl IntoView {
    let lang = ctx.lang;
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(ctx.choosing.get().is_some()));
    let card = Memo::new(move |_| {
        let id = ctx.choosing.get()?;
        ctx.state.with(|state| state.card(id).cloned())
    });
    let title = Signal::derive(move || {
        let name = card.get().map(|card| card.name).unwrap_or_default();
        tf(lang, k::deals::MOVE_TO_NAMED, &[("name", &name)])
    });
    let stages = move || {
        let Some(card) = card.get() else {
            return Vec::new();
        };
        ctx.state.with_untracked(|state| {
            state
                .pipeline()
                .stages
                .iter()
                .filter(|stage| stage.active)
                .map(|stage| {
                    (
                        stage.clone(),
                        state.check(&card, stage.id, &MoveRequest::default()),
                    )
                })
                .collect::<Vec<_>>()
        })
    };
    view! {
        <Dialog
            id="move-to"
            title
            open
            close_label=t(lang, k::deals::CLOSE_DIALOG)
            on_close=Callback::new(move |()| ctx.choosing.set(None))
        >
            <div class="dialog-body">
                <ul class="move-list">
                    {move || stages()
                        .into_iter()
                        .map(|(stage, check)| {
                            let to = stage.id;
                            let here = check.direction == Direction::None;
                            let note = if here {
                                t(lang, k::deals::HERE_NOW).to_owned()
                            } else if check.direction == Direction::Lose {
                                t(lang, k::deals::NEEDS_REASON).to_owned()
                            } else if check.allowed() {
                                String::new()
                            } else {
                                tf(lang, k::deals::MISSING_HERE, &[("facts", &words::missing(lang, &check))])
                            };
                            view! {
                                <li>
                                    <button
                                        type="button"
                                        class="move-choice"
                                        aria-current=here.then_some("step")
                                        disabled=here
                                        on:click=move |_| {
                                            let id = ctx.choosing.get_untracked();
                                            ctx.choosing.set(None);
                                            if let Some(id) = id {
                                                ctx.ask(id, to);
                                            }
                                        }
                                    >
                                        <span class=format!("board-dot board-dot-{}", stage.state.code()) aria-hidden="true"></span>
                                        <span class="strong">{stage.name.get(lang).to_owned()}</span>
                                        <span class="small muted">{note}</span>
                                    </button>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </div>
        </Dialog>
    }
}

/// The gate: what is missing, what can be filled in here, a manager's exception.
#[component]
pub fn GateDialog(ctx: BoardCtx) -> impl IntoView {
    let lang = ctx.lang;
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(ctx.gate.with(Option::is_some)));
    let title = Signal::derive(move || {
        ctx.gate.with(|ask| {
            let Some(ask) = ask else { return String::new() };
            let stage = ctx.stage_name(ask.to);
            tf(
                lang,
                k::deals::GATE_TITLE,
                &[("name", &ask.card.name), ("stage", &stage)],
            )
        })
    });
    view! {
        <Dialog
            id="gate"
            title
            open
            close_label=t(lang, k::deals::CLOSE_DIALOG)
            on_close=Callback::new(move |()| ctx.gate.set(None))
        >
            {move || ctx.gate.get().map(|ask| view! { <GateForm ctx ask/> })}
        </Dialog>
    }
}

/// What is typed into the gate's form.
#[derive(Clone, Copy)]
struct Typed {
    amount: RwSignal<String>,
    close_date: RwSignal<String>,
    next_step: RwSignal<String>,
    next_step_on: RwSignal<String>,
    loss_reason: RwSignal<String>,
    loss_note: RwSignal<String>,
    exception: RwSignal<String>,
}

impl Typed {
    fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            amount: text(),
            close_date: text(),
            next_step: text(),
            next_step_on: text(),
            loss_reason: text(),
            loss_note: text(),
            exception: text(),
        }
    }

    /// The edits and the request, or the findings by field.
    fn read(
        self,
        lang: Lang,
        ask: &GateAsk,
    ) -> Result<(Vec<OpportunityChange>, MoveRequest), Vec<Issue>> {
        let mut issues = Vec::new();
        let mut fill = Vec::new();
        let asks = |criterion| ask.check.missing.iter().any(|m| m.criterion == criterion);
        if asks(Criterion::Amount) {
            let text = self.amount.get_untracked();
            match parse_money(lang, &text, ask.card.amount.currency, "amount") {
                Ok(amount) if amount.minor > 0 => fill.push(OpportunityChange::Amount(amount)),
                Ok(_) => issues.push(Issue::error("must_be_positive", "amount")),
                Err(issue) => issues.push(issue),
            }
        }
        if asks(Criterion::CloseDate) {
            match self.close_date.get_untracked().parse() {
                Ok(day) => fill.push(OpportunityChange::CloseDate(day)),
                Err(_) => issues.push(Issue::error("required", "close_date")),
            }
        }
        if asks(Criterion::NextStep) {
            let text = self.next_step.get_untracked();
            let on = self.next_step_on.get_untracked().parse().ok();
            if text.trim().is_empty() {
                issues.push(Issue::error("required", "next_step"));
            }
            if on.is_none() {
                issues.push(Issue::error("required", "next_step_on"));
            }
            fill.push(OpportunityChange::NextStep { text, on });
        }
        let mut request = MoveRequest::default();
        if ask.check.direction == Direction::Lose {
            request.loss_reason = self.loss_reason.get_untracked().parse().ok();
            request.loss_note = self.loss_note.get_untracked();
            if request.loss_reason.is_none() {
                issues.push(Issue::error("required", "loss_reason"));
            }
        }
        if !self.elsewhere(ask).is_empty() {
            let reason = self.exception.get_untracked();
            if reason.trim().chars().count() < 3 {
                issues.push(Issue::error("exception_needs_reason", "exception"));
            }
            request.exception = Some(Exception { reason });
        }
        if issues.is_empty() {
            Ok((fill, request))
        } else {
            Err(issues)
        }
    }

    /// What this form cannot fill in.
    fn elsewhere(self, ask: &GateAsk) -> Vec<Criterion> {
        let missing = ask.check.missing.iter().map(|missing| missing.criterion);
        missing
            .filter(|criterion| !FILLABLE.contains(criterion))
            .collect()
    }
}

#[component]
fn GateForm(ctx: BoardCtx, ask: GateAsk) -> impl IntoView {
    let lang = ctx.lang;
    let typed = Typed::new();
    let issues = RwSignal::new(Vec::<Issue>::new());
    let losing = ask.check.direction == Direction::Lose;
    let elsewhere = typed.elsewhere(&ask);
    let blocked = !elsewhere.is_empty() && !ask.card.may_except;
    let id = ask.card.id;
    let intro = t(
        lang,
        if losing {
            k::deals::GATE_LOST_INTRO
        } else {
            k::deals::GATE_INTRO
        },
    );
    let fields = fields(lang, &ask, typed, issues);
    let submit = {
        let ask = ask.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            match typed.read(lang, &ask) {
                Ok((fill, request)) => {
                    ctx.gate.set(None);
                    ctx.commit(ask.card.id, ask.to, fill, request);
                }
                Err(found) => issues.set(found),
            }
        }
    };
    let confirm = t(
        lang,
        if losing {
            k::deals::GATE_MARK_LOST
        } else {
            k::deals::GATE_CONFIRM
        },
    );
    view! {
        <form class="gate-form" on:submit=submit>
            <div class="dialog-body stack">
                <p>{intro}</p>
                {(!elsewhere.is_empty()).then(|| view! {
                    <section class="gate-elsewhere">
                        <h3 class="small strong">{t(lang, k::deals::GATE_ELSEWHERE)}</h3>
                        <ul class="gate-missing">
                            {elsewhere
                                .iter()
                                .map(|criterion| {
                                    let text = issue_text(lang, &Issue::error(criterion.issue_code(), criterion.field()));
                                    view! { <li><Icon glyph=Glyph::Circle class="icon-sm"/><span>{text}</span></li> }
                                })
                                .collect_view()}
                        </ul>
                        <p><a href=routes::opportunity(id)>{t(lang, k::deals::GATE_OPEN)}</a></p>
                    </section>
                })}
                {fields}
                {match (elsewhere.is_empty(), ask.card.may_except) {
                    (true, _) => ().into_any(),
                    (false, true) => view! {
                        <TextArea
                            id="gate-exception"
                            label=t(lang, k::deals::GATE_EXCEPTION)
                            hint=t(lang, k::deals::GATE_EXCEPTION_HINT)
                            value=typed.exception
                            error=error_of(lang, issues, "exception")
                            required=true
                        />
                    }
                    .into_any(),
                    (false, false) => view! { <p class="notice">{t(lang, k::deals::GATE_ASK_MANAGER)}</p> }.into_any(),
                }}
            </div>
            <footer class="dialog-footer">
                <Button label=t(lang, k::deals::CANCEL) on_press=Callback::new(move |()| ctx.gate.set(None))/>
                {(!blocked).then(|| view! {
                    <Button
                        label=confirm
                        variant=if losing { Variant::Danger } else { Variant::Primary }
                        submit=true
                    />
                })}
            </footer>
        </form>
    }
}

fn error_of(
    lang: Lang,
    issues: RwSignal<Vec<Issue>>,
    field: &'static str,
) -> Signal<Option<String>> {
    Signal::derive(move || {
        issues.with(|issues| {
            issues
                .iter()
                .find(|issue| issue.field.as_deref() == Some(field))
                .map(|issue| issue_text(lang, issue))
        })
    })
}

fn fields(lang: Lang, ask: &GateAsk, typed: Typed, issues: RwSignal<Vec<Issue>>) -> AnyView {
    let missing: Vec<Criterion> = ask.check.missing.iter().map(|m| m.criterion).collect();
    let asks = |criterion| missing.contains(&criterion);
    let losing = ask.check.direction == Direction::Lose;
    view! {
        {asks(Criterion::Amount).then(|| view! {
            <MoneyInput
                id="gate-amount" label=t(lang, k::deals::AMOUNT) value=typed.amount required=true
                currency=ask.card.amount.currency.code().to_owned() error=error_of(lang, issues, "amount")
            />
        })}
        {asks(Criterion::CloseDate).then(|| view! {
            <DateInput
                id="gate-close-date" label=t(lang, k::deals::CLOSE_DATE) value=typed.close_date required=true
                error=error_of(lang, issues, "close_date")
            />
        })}
        {asks(Criterion::NextStep).then(|| view! {
            <TextInput
                id="gate-next-step" label=t(lang, k::deals::NEXT_STEP) value=typed.next_step required=true
                error=error_of(lang, issues, "next_step")
            />
            <DateInput
                id="gate-next-step-on" label=t(lang, k::deals::NEXT_STEP_ON) value=typed.next_step_on required=true
                error=error_of(lang, issues, "next_step_on")
            />
        })}
        {losing.then(|| view! { <LossFields lang typed issues/> })}
    }
    .into_any()
}

#[component]
fn LossFields(lang: Lang, typed: Typed, issues: RwSignal<Vec<Issue>>) -> impl IntoView {
    let pipelines = use_pipelines();
    let options = Signal::derive(move || {
        let reasons: Vec<LossReason> = pipelines
            .get()
            .and_then(Result::ok)
            .map(|view| view.loss_reasons)
            .unwrap_or_default();
        reasons
            .into_iter()
            .filter(|reason| reason.active)
            .map(|reason| Choice::new(reason.id.to_string(), reason.name.get(lang)))
            .collect::<Vec<_>>()
    });
    view! {
        <Select
            id="gate-loss-reason" label=t(lang, k::deals::LOSS_REASON) value=typed.loss_reason options
            placeholder=t(lang, k::deals::CHOOSE) required=true error=error_of(lang, issues, "loss_reason")
        />
        <TextArea id="gate-loss-note" label=t(lang, k::deals::LOSS_NOTE) value=typed.loss_note/>
    }
}
