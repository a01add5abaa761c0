//! Writing a quote without a network: everything is kept at each change, and priced by the same code as
//! everywhere.

use super::configure::ConfigureDialog;
use super::desk::Desk;
use super::lines::Lines;
use super::totals::TotalsCard;
use crate::cpq::{labels, numbers};
use crate::platform::fields::OwnFacts;
use chrono::NaiveDate;
use i18n::{issue_text, k, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::catalog::Catalog;
use shared::cpq::offline::{Luggage, offered_books};
use shared::cpq::pricing::PricedQuote;
use shared::cpq::quotes::rules::{MONTHS, TEXT_LENGTH, TITLE_LENGTH};
use shared::cpq::quotes::{QuoteDraft, QuoteLine, price_draft};
use shared::kernel::{Issue, QuoteId, QuoteLineId};
use shared::platform::fields::{CustomChange, Holder};
use std::sync::Arc;
use ui::{
    Button, Card, Choice, Combobox, DateInput, Glyph, NumberInput, Select, Suggest, TextArea,
    TextInput, Variant,
};

/// What the parts of the editor share. Handles only; copied freely.
#[derive(Clone, Copy)]
pub struct Pen {
    /// The page.
    pub desk: Desk,
    /// Which quote.
    pub id: QuoteId,
    /// What it is written with.
    pub luggage: StoredValue<Arc<Luggage>>,
    /// The contents; told at each change.
    pub draft: Memo<Option<QuoteDraft>>,
    /// Every amount.
    pub priced: Memo<Option<PricedQuote>>,
    /// The line being configured.
    pub configuring: RwSignal<Option<QuoteLineId>>,
}

impl Pen {
    fn new(desk: Desk, id: QuoteId, luggage: Arc<Luggage>) -> Self {
        let draft = Memo::new(move |_| {
            desk.drafts.with(|all| {
                let own = all.iter().find(|draft| draft.id == id);
                own.map(|own| own.draft.clone())
            })
        });
        let priced = Memo::new(move |_| draft.with(|draft| draft.as_ref().map(price_draft)));
        Self {
            desk,
            id,
            luggage: StoredValue::new(luggage),
            draft,
            priced,
            configuring: RwSignal::new(None),
        }
    }

    /// Changes the contents.
    pub fn change(&self, change: impl FnOnce(&mut QuoteDraft)) {
        self.desk.change(self.id, |own| change(&mut own.draft));
    }

    /// Changes one line.
    pub fn change_line(&self, line: QuoteLineId, change: impl FnOnce(&mut QuoteLine)) {
        self.change(|draft| {
            if let Some(own) = draft.lines.iter_mut().find(|own| own.id == line) {
                change(own);
            }
        });
    }

    /// The contents as they are now.
    pub fn now(&self) -> Option<QuoteDraft> {
        self.draft.get_untracked()
    }

    /// Looks into the price book the quote takes its prices from.
    pub fn book<T>(&self, look: impl FnOnce(&Catalog) -> T) -> Option<T> {
        let id = self.draft.with(|draft| draft.as_ref()?.price_book_id)?;
        self.luggage.with_value(|luggage| {
            let found = luggage.books.iter().find(|catalog| catalog.book.id == id);
            found.map(look)
        })
    }
}

/// Follows what is typed into a field: `take` answers why it cannot be taken.
pub(super) fn follow(
    text: RwSignal<String>,
    error: RwSignal<Option<String>>,
    take: impl Fn(&str) -> Option<String> + 'static,
) {
    // The first run only listens: what stands there is what was kept.
    Effect::new(move |first: Option<()>| {
        let typed = text.get();
        if first.is_some() {
            error.set(take(&typed));
        }
    });
}

/// The editor of one quote.
#[component]
pub fn Writing(desk: Desk, id: QuoteId) -> impl IntoView {
    let lang = desk.lang;
    let close = Callback::new(move |()| desk.open.set(None));
    let send = Callback::new(move |()| {
        desk.open.set(None);
        spawn_local(desk.flush());
    });
    let luggage = desk.luggage.get_untracked();
    let (Some(luggage), Some(_)) = (luggage, desk.draft(id)) else {
        return view! { <Button label=t(lang, k::offline::BACK) icon=Glyph::ArrowLeft on_press=close/> }
            .into_any();
    };
    let pen = Pen::new(desk, id, luggage);
    let refused = Memo::new(move |_| {
        desk.drafts.with(|all| {
            let own = all.iter().find(|draft| draft.id == id)?;
            let problem = own.refused.as_ref()?;
            Some(i18n::problem_text(lang, problem))
        })
    });
    view! {
        <div class="offline" data-writing=id.to_string()>
            <p class="offline-bar">
                <Button label=t(lang, k::offline::BACK) icon=Glyph::ArrowLeft on_press=close/>
                <span class="muted small" role="status">{t(lang, k::offline::KEPT_HERE)} " " {t(lang, k::offline::FILES_LATER)}</span>
                <Button
                    label=t(lang, k::offline::SEND)
                    icon=Glyph::Send
                    variant=Variant::Primary
                    disabled=Signal::derive(move || !desk.online.get())
                    on_press=send
                />
            </p>
            {move || refused.get().map(|text| view! { <p class="notice tone-danger">{text}</p> })}
            <Head pen/>
            <OwnValues pen/>
            <Lines pen/>
            <TotalsCard pen/>
            <ConfigureDialog pen/>
        </div>
    }
    .into_any()
}

#[component]
fn Head(pen: Pen) -> impl IntoView {
    let lang = pen.desk.lang;
    let Some(begun) = pen.desk.draft(pen.id) else {
        return ().into_any();
    };
    let draft = begun.draft;
    let title = RwSignal::new(draft.title.clone());
    let none = RwSignal::new(None);
    follow(title, none, move |typed| {
        pen.change(|draft| typed.clone_into(&mut draft.title));
        None
    });
    let until = RwSignal::new(draft.valid_until.to_string());
    let until_error = RwSignal::new(None);
    follow(until, until_error, move |typed| {
        match typed.parse::<NaiveDate>() {
            Ok(day) => {
                pen.change(|draft| draft.valid_until = day);
                None
            }
            Err(_) => Some(wrong(pen, Issue::error("not_a_date", "valid_until"), typed)),
        }
    });
    let months = RwSignal::new(draft.term_months.to_string());
    let months_error = RwSignal::new(None);
    follow(months, months_error, move |typed| {
        let value = typed.trim().parse::<u32>().ok();
        match value.filter(|value| (1..=MONTHS).contains(value)) {
            Some(value) => {
                pen.change(|draft| draft.term_months = value);
                None
            }
            None => {
                let issue = Issue::error("term_out_of_range", "term_months").with("limit", MONTHS);
                Some(issue_text(lang, &issue))
            }
        }
    });
    let discount = RwSignal::new(numbers::percent(lang, draft.discount));
    let discount_error = RwSignal::new(None);
    follow(
        discount,
        discount_error,
        move |typed| match numbers::to_percent(lang, typed) {
            Some(value) => {
                pen.change(|draft| draft.discount = value);
                None
            }
            None => Some(issue_text(
                lang,
                &Issue::error("percent_out_of_range", "discount"),
            )),
        },
    );
    let introduction = RwSignal::new(draft.introduction.clone());
    follow(introduction, none, move |typed| {
        pen.change(|draft| typed.clone_into(&mut draft.introduction));
        None
    });
    let length = |most: usize| u32::try_from(most).unwrap_or(u32::MAX);
    view! {
        <Card id="offline-head" title=Signal::stored(t(lang, k::cpq::head::DETAILS).to_owned())>
            <div class="offline-fields">
                <Customer pen/>
                <TextInput id="offline-title" label=t(lang, k::cpq::head::TITLE) value=title max_length=length(TITLE_LENGTH)/>
                <Book pen/>
                <Language pen/>
                <DateInput id="offline-until" label=t(lang, k::cpq::head::VALID_UNTIL) value=until error=until_error/>
                <NumberInput id="offline-months" label=t(lang, k::cpq::head::TERM) value=months suffix=t(lang, k::cpq::head::MONTHS) error=months_error/>
                <NumberInput id="offline-discount" label=t(lang, k::cpq::head::DISCOUNT) value=discount suffix="%" error=discount_error/>
                <div class="offline-wide">
                    <TextArea id="offline-introduction" label=t(lang, k::cpq::head::INTRODUCTION) value=introduction max_length=length(TEXT_LENGTH)/>
                </div>
            </div>
        </Card>
    }
    .into_any()
}

/// The fields administrators added, as they were when the page was taken along.
#[component]
fn OwnValues(pen: Pen) -> impl IntoView {
    let values = Signal::derive(move || {
        pen.draft.with(|draft| {
            let own = draft.as_ref().map(|draft| draft.custom.clone());
            own.unwrap_or_default()
        })
    });
    let save = Callback::new(move |change: CustomChange| {
        pen.change(|draft| change.apply(&mut draft.custom));
    });
    view! { <OwnFacts holder=Holder::Quote values locked=Signal::stored(false) on_change=save/> }
}

/// Why a text is no number or no day.
pub(super) fn wrong(pen: Pen, issue: Issue, typed: &str) -> String {
    issue_text(pen.desk.lang, &issue.with("text", typed))
}

#[component]
fn Customer(pen: Pen) -> impl IntoView {
    let lang = pen.desk.lang;
    let begun = pen.desk.draft(pen.id);
    let chosen = begun.and_then(|own| Some((own.draft.account_id?, own.account_name)));
    let value = RwSignal::new(
        chosen.map(|(id, name)| Choice::new(id.to_string(), name.unwrap_or_default())),
    );
    let choices: Vec<Choice> = pen.luggage.with_value(|luggage| {
        let accounts = luggage.accounts.iter();
        accounts
            .map(|account| Choice::new(account.id.to_string(), &account.name))
            .collect()
    });
    let pick = Callback::new(move |picked: Option<Choice>| {
        pen.desk.change(pen.id, |own| {
            own.draft.account_id = picked.as_ref().and_then(|choice| choice.value.parse().ok());
            own.account_name = picked.map(|choice| choice.label);
        });
    });
    view! {
        <Combobox
            id="offline-account"
            label=t(lang, k::cpq::head::ACCOUNT)
            hint=t(lang, k::offline::ACCOUNT_HINT)
            value
            suggest=Suggest::among(Signal::stored(choices))
            empty_text=t(lang, k::offline::ACCOUNT_NONE)
            on_pick=pick
        />
    }
}

#[component]
fn Book(pen: Pen) -> impl IntoView {
    let lang = pen.desk.lang;
    let now = pen.now().and_then(|draft| draft.price_book_id);
    let value = RwSignal::new(now.map(|id| id.to_string()).unwrap_or_default());
    let today = pen.desk.today();
    let choices: Vec<Choice> = pen.luggage.with_value(|luggage| {
        offered_books(luggage, today)
            .map(|catalog| {
                let book = &catalog.book;
                let label = format!("{} ({})", book.draft.name, book.draft.currency);
                Choice::new(book.id.to_string(), label)
            })
            .collect()
    });
    let pick = Callback::new(move |id: String| {
        let found = pen.luggage.with_value(|luggage| {
            let mut books = luggage.books.iter();
            let found = books.find(|catalog| catalog.book.id.to_string() == id);
            found.map(|catalog| (catalog.book.id, catalog.book.draft.clone()))
        });
        if let Some((id, book)) = found {
            pen.change(|draft| {
                draft.price_book_id = Some(id);
                draft.currency = book.currency;
                if let Some(rule) = book.proration {
                    draft.subscription.proration = rule;
                }
            });
        }
    });
    let busy = Signal::derive(move || {
        pen.draft
            .with(|draft| draft.as_ref().is_some_and(|draft| !draft.lines.is_empty()))
    });
    view! {
        <Select
            id="offline-book"
            label=t(lang, k::cpq::head::PRICE_BOOK)
            hint=t(lang, k::offline::BOOK_HINT)
            value
            options=Signal::stored(choices)
            disabled=busy
            on_commit=pick
        />
    }
}

#[component]
fn Language(pen: Pen) -> impl IntoView {
    let lang = pen.desk.lang;
    let now = pen.now().map_or(lang, |draft| draft.language);
    let value = RwSignal::new(now.tag().to_owned());
    let pick = Callback::new(move |code: String| {
        if let Ok(language) = code.parse() {
            pen.change(|draft| draft.language = language);
        }
    });
    view! {
        <Select
            id="offline-language"
            label=t(lang, k::cpq::head::LANGUAGE)
            value
            options=Signal::stored(labels::languages(lang))
            on_commit=pick
        />
    }
}

/// The title of a line.
pub(super) fn title_of(line: &QuoteLine) -> String {
    line.description
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// The text of a key with the name of a line, for controls that stand once a line.
pub(super) fn of_line(pen: Pen, key: i18n::Key, line: &QuoteLine) -> String {
    tf(pen.desk.lang, key, &[("name", &title_of(line))])
}
