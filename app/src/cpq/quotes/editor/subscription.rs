//! What a quote says about the time of all its recurring lines: first day, common end, billing, free
//! months, part months.

use super::state::Editor;
use crate::cpq::labels;
use chrono::NaiveDate;
use i18n::{date_medium, issue_text, k, t};
use leptos::prelude::*;
use shared::cpq::pricing::Subscription;
use shared::cpq::pricing::terms::check_subscription;
use shared::cpq::quotes::rules::MONTHS;
use shared::kernel::Issue;
use ui::{DateInput, Fact, NumberInput, Select};

/// The fields, folded away on a quote that says nothing of it.
#[component]
pub fn SubscriptionFields(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let now = editor.head.with_untracked(|head| head.subscription);
    let open = Subscription {
        proration: Subscription::default().proration,
        ..now
    } != Subscription::default();
    let day =
        |day: Option<NaiveDate>| RwSignal::new(day.map(|d| d.to_string()).unwrap_or_default());
    let (starts_on, ends_on) = (day(now.starts_on), day(now.ends_on));
    let billing = RwSignal::new(now.billing.map_or("", |own| own.code()).to_owned());
    let proration = RwSignal::new(now.proration.code().to_owned());
    let free = RwSignal::new(match now.free_months {
        0 => String::new(),
        months => months.to_string(),
    });
    let said = move |field: &'static str| {
        Signal::derive(move || {
            let issues = editor
                .head
                .with(|head| check_subscription(&head.subscription, head.term_months));
            let of_field = |issue: &&Issue| issue.field.as_deref() == Some(field);
            let found = issues.iter().find(of_field);
            found.map(|issue| issue_text(lang, issue))
        })
    };
    let free_of = move || {
        let text = free.with(|text| text.trim().to_owned());
        if text.is_empty() {
            return Some(0);
        }
        text.parse::<u32>().ok().filter(|months| *months <= MONTHS)
    };
    let not_free = said("free_months");
    let free_error = Signal::derive(move || {
        let issue = || Issue::error("out_of_range", "free_months").with("min", 0);
        match free_of() {
            None => Some(issue_text(lang, &issue().with("max", MONTHS))),
            Some(_) => not_free.get(),
        }
    });
    Effect::new(move |before: Option<()>| {
        if let (Some(()), Some(months)) = (before, free_of()) {
            change(editor, |own| own.free_months = months);
        }
    });
    view! {
        <details class="quote-recurring" open=open>
            <summary>{t(lang, k::cpq::head::RECURRING)}</summary>
            <div class="stack">
                <div class="form-row">
                    <DateInput
                        id="quote-starts-on"
                        label=t(lang, k::cpq::head::STARTS_ON)
                        value=starts_on
                        error=said("starts_on")
                        on_commit=Callback::new(move |text: String| {
                            change(editor, |own| own.starts_on = text.parse().ok());
                        })
                    />
                    <DateInput
                        id="quote-ends-on"
                        label=t(lang, k::cpq::head::ENDS_ON)
                        hint=t(lang, k::cpq::head::ENDS_ON_HINT)
                        value=ends_on
                        error=said("ends_on")
                        on_commit=Callback::new(move |text: String| {
                            change(editor, |own| own.ends_on = text.parse().ok());
                        })
                    />
                </div>
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
                    <NumberInput
                        id="quote-free-months"
                        label=t(lang, k::cpq::head::FREE_MONTHS)
                        hint=t(lang, k::cpq::head::FREE_MONTHS_HINT)
                        value=free
                        error=free_error
                    />
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
            </div>
        </details>
    }
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
        {free.map(|free| view! { <Fact label=t(lang, k::cpq::head::FREE_MONTHS)>{free}</Fact> })}
        {part.map(|part| view! { <Fact label=t(lang, k::cpq::head::PRORATION)>{part}</Fact> })}
    }
}
