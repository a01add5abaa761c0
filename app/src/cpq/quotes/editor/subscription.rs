//! What a quote says about the time of all its recurring lines: first day, common end, billing, trial, free
//! months, part months.

use super::state::Editor;
use super::trial::TrialFields;
use crate::cpq::labels;
use chrono::NaiveDate;
use i18n::{date_medium, issue_text, k, t};
use leptos::prelude::*;
use shared::cpq::pricing::terms::check_subscription;
use shared::cpq::pricing::{Subscription, Trial, TrialTerm};
use shared::cpq::quotes::rules::MONTHS;
use shared::kernel::Issue;
use ui::{Choice, DateInput, Fact, NumberInput, Select};

/// The fields, folded away on a quote that says nothing of it.
#[component]
pub fn SubscriptionFields(editor: Editor) -> impl IntoView {
    let now = editor.head.with_untracked(|head| head.subscription);
    let open = Subscription {
        proration: Subscription::default().proration,
        ..now
    } != Subscription::default();
    view! {
        <details class="quote-recurring" open=open>
            <summary>{t(editor.lang, k::cpq::head::RECURRING)}</summary>
            <div class="stack">
                <Days editor now/>
                <Trying editor now/>
                <Billing editor now/>
            </div>
        </details>
    }
}

/// The first day and the common end.
#[component]
fn Days(editor: Editor, now: Subscription) -> impl IntoView {
    let lang = editor.lang;
    let day =
        |day: Option<NaiveDate>| RwSignal::new(day.map(|d| d.to_string()).unwrap_or_default());
    view! {
        <div class="form-row">
            <DateInput
                id="quote-starts-on"
                label=t(lang, k::cpq::head::STARTS_ON)
                value=day(now.starts_on)
                error=said(editor, "starts_on")
                on_commit=Callback::new(move |text: String| {
                    change(editor, |own| own.starts_on = text.parse().ok());
                })
            />
            <DateInput
                id="quote-ends-on"
                label=t(lang, k::cpq::head::ENDS_ON)
                hint=t(lang, k::cpq::head::ENDS_ON_HINT)
                value=day(now.ends_on)
                error=said(editor, "ends_on")
                on_commit=Callback::new(move |text: String| {
                    change(editor, |own| own.ends_on = text.parse().ok());
                })
            />
        </div>
    }
}

/// How long it is tried, and whether that is part of the term.
#[component]
fn Trying(editor: Editor, now: Subscription) -> impl IntoView {
    let lang = editor.lang;
    let term = RwSignal::new(now.trial_term.code().to_owned());
    let places: Vec<Choice> = TrialTerm::ALL
        .iter()
        .map(|term| Choice::new(term.code(), labels::trial_term(lang, *term)))
        .collect();
    view! {
        <div class="form-row">
            <TrialFields
                name="quote"
                lang
                label=t(lang, k::cpq::head::TRIAL)
                hint=t(lang, k::cpq::head::TRIAL_HINT)
                now=now.trial
                said=said(editor, "trial")
                on_change=Callback::new(move |trial: Option<Trial>| {
                    let trial = trial.filter(|trial| trial.count() > 0);
                    change(editor, |own| own.trial = trial);
                })
            />
            <Select
                id="quote-trial-term"
                label=t(lang, k::cpq::head::TRIAL_TERM)
                value=term
                options=places
                on_commit=Callback::new(move |code: String| {
                    change(editor, |own| own.trial_term = code.parse().unwrap_or_default());
                })
            />
        </div>
    }
}

/// When it is billed, and what of it is not.
#[component]
fn Billing(editor: Editor, now: Subscription) -> impl IntoView {
    let lang = editor.lang;
    let billing = RwSignal::new(now.billing.map_or("", |own| own.code()).to_owned());
    let proration = RwSignal::new(now.proration.code().to_owned());
    view! {
        <div class="form-row">
            <Select
                id="quote-billing"
                label=t(lang, k::cpq::head::BILLING)
                value=billing
                options=labels::billings(lang)
                placeholder=t(lang, k::cpq::head::BILLING_DEFAULT).to_owned()
                on_commit=Callback::new(move |code: String| {
                    change(editor, |own| own.billing = code.parse().ok());
                })
            />
            <FreeMonths editor now=now.free_months/>
            <Select
                id="quote-proration"
                label=t(lang, k::cpq::head::PRORATION)
                value=proration
                options=labels::prorations(lang)
                on_commit=Callback::new(move |code: String| {
                    change(editor, |own| own.proration = code.parse().unwrap_or_default());
                })
            />
        </div>
    }
}

/// Months that are given away; what is no such number is said and changes nothing.
#[component]
fn FreeMonths(editor: Editor, now: u32) -> impl IntoView {
    let lang = editor.lang;
    let typed = RwSignal::new(match now {
        0 => String::new(),
        months => months.to_string(),
    });
    let months = move || {
        let text = typed.with(|text| text.trim().to_owned());
        if text.is_empty() {
            return Some(0);
        }
        text.parse::<u32>().ok().filter(|months| *months <= MONTHS)
    };
    let not_free = said(editor, "free_months");
    let error = Signal::derive(move || {
        let issue = || Issue::error("out_of_range", "free_months").with("min", 0);
        match months() {
            None => Some(issue_text(lang, &issue().with("max", MONTHS))),
            Some(_) => not_free.get(),
        }
    });
    Effect::new(move |before: Option<()>| {
        if let (Some(()), Some(months)) = (before, months()) {
            change(editor, |own| own.free_months = months);
        }
    });
    view! {
        <NumberInput
            id="quote-free-months"
            label=t(lang, k::cpq::head::FREE_MONTHS)
            hint=t(lang, k::cpq::head::FREE_MONTHS_HINT)
            value=typed
            error
        />
    }
}

/// What is wrong with a field.
fn said(editor: Editor, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || {
        let issues = editor
            .head
            .with(|head| check_subscription(&head.subscription, head.term_months));
        let of_field = |issue: &&Issue| issue.field.as_deref() == Some(field);
        let found = issues.iter().find(of_field);
        found.map(|issue| issue_text(editor.lang, issue))
    })
}

/// Says it only where it is something else: every change prices the quote.
fn change(editor: Editor, change: impl FnOnce(&mut Subscription)) {
    let mut own = editor.head.with_untracked(|head| head.subscription);
    let before = own;
    change(&mut own);
    if own != before {
        editor.update_head(|head| head.subscription = own);
    }
}

/// What is said, where nothing can be changed.
#[component]
pub fn ReadSubscription(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let own = editor.head.with_untracked(|head| head.subscription);
    let day = |key, day: Option<NaiveDate>| {
        day.map(|day| view! { <Fact label=t(lang, key)>{date_medium(lang, day)}</Fact> })
    };
    let free = (own.free_months > 0).then(|| own.free_months.to_string());
    let part = own.ends_on.map(|_| labels::proration(lang, own.proration));
    view! {
        {day(k::cpq::head::STARTS_ON, own.starts_on)}
        {day(k::cpq::head::ENDS_ON, own.ends_on)}
        {own.billing.map(|billing| view! {
            <Fact label=t(lang, k::cpq::head::BILLING)>{i18n::billing_name(lang, billing)}</Fact>
        })}
        {own.trial.map(|trial| view! {
            <Fact label=t(lang, k::cpq::head::TRIAL)>{i18n::trial_words(lang, trial)}</Fact>
            <Fact label=t(lang, k::cpq::head::TRIAL_TERM)>{labels::trial_term(lang, own.trial_term)}</Fact>
        })}
        {free.map(|free| view! { <Fact label=t(lang, k::cpq::head::FREE_MONTHS)>{free}</Fact> })}
        {part.map(|part| view! { <Fact label=t(lang, k::cpq::head::PRORATION)>{part}</Fact> })}
    }
}
