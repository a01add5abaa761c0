//! The gate: what is missing for a move, what can be filled in on the spot, a manager's exception,
//! and why a deal was lost. The board and the page of an opportunity show this same dialog.

mod ask;
mod needed;
mod typed;

pub use ask::{GateAnswer, GateAsk};
pub use needed::Needed;

use crate::boot::use_lang;
use crate::platform::fields::{OwnBoxes, OwnDraft};
use crate::shell::form::error_of;
use i18n::{issue_text, k, problem_text, t, tf};
use leptos::prelude::*;
use needed::Elsewhere;
use shared::deals::pipelines::{Criterion, Direction, LossReason};
use shared::kernel::{Issue, Lang, Problem};
use typed::Typed;
use ui::{
    Button, Choice, DateInput, Dialog, MoneyInput, Select, Tell, TextArea, TextInput, Variant,
};

/// The dialog; open while there is an `ask`.
#[component]
pub fn GateDialog(
    ask: RwSignal<Option<GateAsk>>,
    /// The loss reasons to choose from.
    #[prop(into)]
    reasons: Signal<Vec<LossReason>>,
    /// On the page of the deal: leads to the place of what is missing.
    #[prop(optional)]
    find: Option<Callback<Needed>>,
    #[prop(into)] on_move: Callback<GateAnswer>,
) -> impl IntoView {
    let lang = use_lang();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(ask.with(Option::is_some)));
    let title = Signal::derive(move || {
        ask.with(|ask| match ask {
            Some(ask) => tf(
                lang,
                k::deals::GATE_TITLE,
                &[("name", &ask.card.name), ("stage", &ask.stage)],
            ),
            None => String::new(),
        })
    });
    view! {
        <Dialog
            id="gate"
            title
            open
            close_label=t(lang, k::ui::CLOSE)
            on_close=Callback::new(move |()| ask.set(None))
        >
            {move || {
                ask.get()
                    .map(|asked| {
                        view! {
                            <GateForm
                                asked
                                reasons
                                find
                                on_move=Callback::new(move |answer| {
                                    ask.set(None);
                                    on_move.tell(answer);
                                })
                                on_cancel=Callback::new(move |()| ask.set(None))
                            />
                        }
                    })
            }}
        </Dialog>
    }
}

#[component]
fn GateForm(
    asked: GateAsk,
    reasons: Signal<Vec<LossReason>>,
    find: Option<Callback<Needed>>,
    on_move: Callback<GateAnswer>,
    on_cancel: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let typed = Typed::new(&asked);
    let refused = asked.problem.clone();
    let issues = RwSignal::new(
        refused
            .as_ref()
            .map(|problem| problem.issues.clone())
            .unwrap_or_default(),
    );
    let boxes = StoredValue::new(typed::boxes(&asked, typed.own));
    let general = move || {
        let lines = beside_none(lang, boxes, typed.own, issues, refused.as_ref());
        (!lines.is_empty())
            .then(|| view! { <p class="notice tone-danger" role="alert">{lines.join(" ")}</p> })
    };
    let losing = asked.check.direction == Direction::Lose;
    let may_except = asked.card.may_except;
    let needed = typed::elsewhere(&asked, typed.own);
    let needs_exception = !needed.is_empty();
    let blocked = needs_exception && !may_except;
    let intro = introduction(lang, &asked);
    let confirm = if losing {
        k::deals::GATE_MARK_LOST
    } else {
        k::deals::GATE_CONFIRM
    };
    let fields = fields(lang, &asked, typed, issues, reasons);
    let id = asked.card.id;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match typed.read(lang, &asked) {
            Ok((fill, request)) => on_move.tell(GateAnswer {
                id: asked.card.id,
                to: asked.to,
                fill,
                request,
                asked: Box::new(GateAsk {
                    texts: typed.texts(),
                    problem: None,
                    ..asked.clone()
                }),
            }),
            Err(found) => issues.set(found),
        }
    };
    view! {
        <form class="dialog-form" novalidate=true on:submit=submit>
            <div class="dialog-body stack">
                {general}
                <p>{intro}</p>
                {needs_exception
                    .then(|| view! { <Elsewhere needed id find /> })}
                {fields}
                {needs_exception.then(|| exception(lang, typed, issues, may_except))}
            </div>
            <footer class="dialog-footer">
                <Button label=t(lang, k::ui::CANCEL) on_press=on_cancel />
                {(!blocked)
                    .then(|| {
                        view! {
                            <Button
                                label=t(lang, confirm)
                                variant=if losing { Variant::Danger } else { Variant::Primary }
                                submit=true
                            />
                        }
                    })}
            </footer>
        </form>
    }
}

/// What stands beside no box, and is said above the form.
fn beside_none(
    lang: Lang,
    boxes: StoredValue<Vec<&'static str>>,
    own: OwnDraft,
    issues: RwSignal<Vec<Issue>>,
    refused: Option<&Problem>,
) -> Vec<String> {
    let left = |issue: &&Issue| {
        let field = issue.field.as_deref().unwrap_or_default();
        boxes.with_value(|boxes| !boxes.contains(&field)) && !own.shows(issue)
    };
    let mut lines = issues.with(|issues| {
        let left = issues.iter().filter(left);
        left.map(|issue| issue_text(lang, issue))
            .collect::<Vec<_>>()
    });
    if let Some(problem) = refused.filter(|problem| problem.issues.is_empty()) {
        lines.push(problem_text(lang, problem));
    }
    lines
}

/// What the move asks for, or that it asks for nothing more.
fn introduction(lang: Lang, asked: &GateAsk) -> &'static str {
    let key = match asked.check.direction {
        Direction::Lose => k::deals::GATE_LOST_INTRO,
        Direction::Win if asked.check.lacks_nothing() => k::deals::GATE_WON_INTRO,
        Direction::Reopen if asked.check.lacks_nothing() => k::opportunity::REOPEN_INTRO,
        _ => k::deals::GATE_INTRO,
    };
    t(lang, key)
}

/// Why it is moved all the same, from those who may; others are told whom to ask.
fn exception(lang: Lang, typed: Typed, issues: RwSignal<Vec<Issue>>, may: bool) -> AnyView {
    if !may {
        return view! { <p class="notice">{t(lang, k::deals::GATE_ASK_MANAGER)}</p> }.into_any();
    }
    view! {
        <TextArea
            id="gate-exception"
            label=t(lang, k::deals::GATE_EXCEPTION)
            hint=t(lang, k::deals::GATE_EXCEPTION_HINT)
            value=typed.exception
            error=error_of(lang, issues, "exception")
            required=true
        />
    }
    .into_any()
}

/// The boxes for what is missing and can be typed here.
fn fields(
    lang: Lang,
    asked: &GateAsk,
    typed: Typed,
    issues: RwSignal<Vec<Issue>>,
    reasons: Signal<Vec<LossReason>>,
) -> AnyView {
    let asks = |criterion| {
        let mut missing = asked.check.missing.iter();
        missing.any(|missing| missing.criterion == criterion)
    };
    let losing = asked.check.direction == Direction::Lose;
    let error = move |field| error_of(lang, issues, field);
    let amount = asks(Criterion::Amount).then(|| {
        view! {
            <MoneyInput
                id="gate-amount"
                label=t(lang, k::deals::AMOUNT)
                value=typed.amount
                currency=asked.card.amount.currency.code().to_owned()
                required=true
                error=error("amount")
            />
        }
    });
    let close_date = asks(Criterion::CloseDate).then(|| {
        view! {
            <DateInput
                id="gate-close-date"
                label=t(lang, k::deals::CLOSE_DATE)
                value=typed.close_date
                required=true
                error=error("close_date")
            />
        }
    });
    let next_step = asks(Criterion::NextStep).then(|| next_step(lang, typed, issues));
    let loss = losing.then(|| loss(lang, typed, issues, reasons));
    let closed_on = typed::closes(asked).then(|| {
        view! {
            <DateInput
                id="gate-closed-on"
                label=t(lang, k::deals::CLOSED_ON)
                value=typed.closed_on
                max=asked.today.to_string()
                required=true
                error=error("closed_on")
            />
        }
    });
    let own = view! { <OwnBoxes draft=typed.own issues prefix="gate" /> };
    view! { {amount} {close_date} {next_step} {own} {loss} {closed_on} }.into_any()
}

/// What is done next, and when.
fn next_step(lang: Lang, typed: Typed, issues: RwSignal<Vec<Issue>>) -> AnyView {
    view! {
        <TextInput
            id="gate-next-step"
            label=t(lang, k::deals::NEXT_STEP)
            value=typed.next_step
            required=true
            error=error_of(lang, issues, "next_step")
        />
        <DateInput
            id="gate-next-step-on"
            label=t(lang, k::deals::NEXT_STEP_ON)
            value=typed.next_step_on
            required=true
            error=error_of(lang, issues, "next_step_on")
        />
    }
    .into_any()
}

/// Why the deal is lost.
fn loss(
    lang: Lang,
    typed: Typed,
    issues: RwSignal<Vec<Issue>>,
    reasons: Signal<Vec<LossReason>>,
) -> AnyView {
    let options = Signal::derive(move || {
        let active = reasons.get().into_iter().filter(|reason| reason.active);
        active
            .map(|reason| Choice::new(reason.id.to_string(), reason.name.get(lang)))
            .collect::<Vec<_>>()
    });
    view! {
        <Select
            id="gate-loss-reason"
            label=t(lang, k::deals::LOSS_REASON)
            value=typed.loss_reason
            options
            placeholder=t(lang, k::deals::CHOOSE).to_owned()
            required=true
            error=error_of(lang, issues, "loss_reason")
        />
        <TextArea
            id="gate-loss-note"
            label=t(lang, k::deals::LOSS_NOTE)
            value=typed.loss_note
            error=error_of(lang, issues, "loss_note")
        />
    }
    .into_any()
}
