//! What is said about the whole quote: customer, dates, price book, term, discount, texts.

use super::discount::DocumentDiscount;
use super::payment::PaymentDays;
use super::state::Editor;
use super::subscription::{ReadSubscription, SubscriptionFields};
use super::surcharges::DocumentSurcharges;
use crate::cpq::catalog::api::{get_catalog, list_price_books};
use crate::cpq::labels;
use crate::cpq::quotes::parties::{AccountPicker, ContactPicker};
use crate::routes;
use chrono::NaiveDate;
use i18n::{date_medium, issue_text, k, problem_text, t, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::catalog::ops::{GetCatalog, ListPriceBooks};
use shared::cpq::quotes::QuoteDraft;
use shared::cpq::quotes::rules::MONTHS;
use shared::kernel::Issue;
use ui::{
    Card, Choice, DateInput, Fact, Facts as FactList, NumberInput, Select, TextArea, TextInput,
    use_toaster,
};

/// The facts of the quote.
#[component]
pub fn Facts(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    view! {
        <Card id="quote-facts" title=t(lang, k::cpq::head::DETAILS)>
            {if editor.editable {
                view! { <EditFacts editor/> }.into_any()
            } else {
                view! { <ReadFacts editor/> }.into_any()
            }}
        </Card>
    }
}

#[component]
fn EditFacts(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let head = editor.head.get_untracked();
    let title = RwSignal::new(head.title.clone());
    let language = RwSignal::new(head.language.tag().to_owned());
    view! {
        <div class="form-row">
            <TextInput
                id="quote-title"
                label=t(lang, k::cpq::head::TITLE)
                value=title
                required=true
                max_length=200
                on_commit=Callback::new(move |text: String| editor.update_head(|head| head.title = text))
            />
        </div>
        <div class="form-row">
            <Parties editor/>
        </div>
        <div class="form-row">
            <PriceBookSelect editor/>
            <ChannelSelect editor/>
            <Select
                id="quote-language"
                label=t(lang, k::cpq::head::LANGUAGE)
                value=language
                options=labels::languages(lang)
                on_commit=Callback::new(move |code: String| {
                    if let Ok(language) = code.parse() {
                        editor.set_language(language);
                    }
                })
            />
        </div>
        <div class="form-row">
            <Days editor/>
        </div>
        <BookWhy editor/>
        <Conditions editor/>
    }
}

/// Whose quote it is, and who there is addressed.
#[component]
fn Parties(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let head = editor.head.get_untracked();
    let names = editor.names.get_untracked();
    let account = RwSignal::new(
        head.account_id
            .zip(names.account)
            .map(|(id, name)| Choice::new(id.to_string(), name)),
    );
    let contact = RwSignal::new(
        head.contact_id
            .zip(names.contact)
            .map(|(id, name)| Choice::new(id.to_string(), name)),
    );
    let label_of = |choice: RwSignal<Option<Choice>>| {
        choice.with_untracked(|choice| choice.as_ref().map(|choice| choice.label.clone()))
    };
    let account_id = Signal::derive(move || editor.head.with(|head| head.account_id));
    let pick_account = Callback::new(move |id| {
        let other = editor.head.with_untracked(|head| head.account_id != id);
        if other {
            // Nobody is addressed at a company they do not belong to.
            contact.set(None);
        }
        editor.names.update(|names| {
            names.account = label_of(account);
            names.contact = label_of(contact);
        });
        editor.update_head(|head| {
            head.account_id = id;
            if other {
                head.contact_id = None;
            }
        });
    });
    let pick_contact = Callback::new(move |id| {
        editor
            .names
            .update(|names| names.contact = label_of(contact));
        editor.update_head(|head| head.contact_id = id);
    });
    view! {
        <AccountPicker id="quote-account" lang value=account on_pick=pick_account/>
        <ContactPicker id="quote-contact" lang value=contact account=account_id on_pick=pick_contact/>
    }
}

/// From when to when it may be accepted.
#[component]
fn Days(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let day = |of: fn(&mut QuoteDraft) -> &mut NaiveDate| {
        let now = *of(&mut editor.head.get_untracked());
        let save = Callback::new(move |typed: String| {
            if let Ok(typed) = typed.parse::<NaiveDate>() {
                editor.update_head(|head| *of(head) = typed);
            }
        });
        (RwSignal::new(now.to_string()), save)
    };
    let (issued_on, issue) = day(|head| &mut head.issued_on);
    let (valid_until, end) = day(|head| &mut head.valid_until);
    view! {
        <DateInput id="quote-issued-on" label=t(lang, k::cpq::head::ISSUED_ON) value=issued_on required=true on_commit=issue/>
        <DateInput id="quote-valid-until" label=t(lang, k::cpq::head::VALID_UNTIL) value=valid_until required=true on_commit=end/>
    }
}

/// The channel it is sold by.
#[component]
fn ChannelSelect(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let now = editor.head.with_untracked(|head| head.channel);
    let value = RwSignal::new(now.code().to_owned());
    view! {
        <Select
            id="quote-channel"
            label=t(lang, k::cpq::head::CHANNEL)
            value
            options=labels::channels(lang)
            on_commit=Callback::new(move |code: String| {
                if let Ok(channel) = code.parse() {
                    editor.update_head(|head| head.channel = channel);
                }
            })
        />
    }
}

/// Why the quote has its price book, as the server last said.
#[component]
fn BookWhy(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    move || {
        let words = editor
            .book_why
            .with(|why| why.as_ref().map(|why| labels::book_why(lang, why)));
        words.map(|words| view! { <p id="quote-book-why" class="muted small">{words}</p> })
    }
}

/// Term and document discount: both change every amount while they are typed.
#[component]
fn Conditions(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let term = RwSignal::new(
        editor
            .head
            .with_untracked(|head| head.term_months.to_string()),
    );
    let months_of = move || {
        let typed = term.with(|text| text.trim().parse::<u32>().ok());
        typed.filter(|n| (1..=MONTHS).contains(n))
    };
    let term_error = Signal::derive(move || {
        let issue = || Issue::error("term_out_of_range", "term_months").with("limit", MONTHS);
        months_of().is_none().then(|| issue_text(lang, &issue()))
    });
    Effect::new(move |before: Option<()>| {
        if let (Some(()), Some(months)) = (before, months_of())
            && editor
                .head
                .with_untracked(|head| head.term_months != months)
        {
            editor.update_head(|head| head.term_months = months);
        }
    });
    view! {
        <div class="form-row">
            <NumberInput
                id="quote-term"
                label=t(lang, k::cpq::head::TERM)
                value=term
                suffix=t(lang, k::cpq::head::MONTHS)
                error=term_error
            />
            <PaymentDays editor/>
            <DocumentDiscount editor/>
        </div>
        <DocumentSurcharges editor/>
        <SubscriptionFields editor/>
    }
}

/// Another price book brings its currency and its prices.
#[component]
fn PriceBookSelect(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let view = editor.view.get_value();
    let current = editor
        .head
        .with_untracked(|head| head.price_book_id)
        .map(|id| id.to_string());
    let value = RwSignal::new(current.clone().unwrap_or_default());
    let options = RwSignal::new(
        current
            .map(|id| {
                let name = view.price_book_name.clone().unwrap_or_default();
                Choice::new(id, name)
            })
            .into_iter()
            .collect::<Vec<_>>(),
    );
    let toaster = use_toaster();
    let today = crate::boot::use_session().today;
    Effect::new(move |_| {
        spawn_local(async move {
            if let Ok(books) = list_price_books(ListPriceBooks::default()).await {
                let mut all: Vec<Choice> = books
                    .into_iter()
                    .filter(|book| book.is_offered_on(today))
                    .map(|book| {
                        let label = labels::price_book(&book.draft.name, book.draft.currency);
                        Choice::new(book.id.to_string(), label)
                    })
                    .collect();
                if let Some(kept) = options
                    .try_get_untracked()
                    .and_then(|known| known.into_iter().next())
                    && !all.iter().any(|choice| choice.value == kept.value)
                {
                    all.insert(0, kept);
                }
                // The fields may have been filled anew meanwhile.
                options.try_set(all);
            }
        });
    });
    view! {
        <Select
            id="quote-price-book"
            label=t(lang, k::cpq::head::PRICE_BOOK)
            value
            options
            placeholder=t(lang, k::cpq::head::NO_PRICE_BOOK).to_owned()
            on_commit=Callback::new(move |id: String| {
                let Ok(price_book_id) = id.parse() else {
                    editor.drop_price_book();
                    return;
                };
                spawn_local(async move {
                    match get_catalog(GetCatalog { price_book_id }).await {
                        Ok(catalog) if editor.head.try_with_untracked(|_| ()).is_some() => {
                            editor.take_price_book(&catalog);
                        }
                        Ok(_) => {}
                        Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
                    }
                });
            })
        />
    }
}

#[component]
fn ReadFacts(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let view = editor.view.get_value();
    let draft = view.draft.clone();
    let none = move || t(lang, k::cpq::head::NONE).to_owned();
    let term = tn(
        lang,
        k::cpq::explain::MONTHS,
        i64::from(draft.term_months),
        &[],
    );
    let contact = view.contact_name.clone().unwrap_or_else(none);
    let discount = editor
        .totals
        .with_untracked(|totals| i18n::document_discount(lang, &draft, totals))
        .unwrap_or_else(none);
    let surcharges = labels::surcharges(lang, &draft.surcharges, draft.currency);
    let price_book = view.price_book_name.clone().unwrap_or_else(none);
    let account = match (draft.account_id, view.account_name.clone()) {
        (Some(id), Some(name)) => view! { <a href=routes::account(id)>{name}</a> }.into_any(),
        _ => none().into_any(),
    };
    view! {
        <FactList>
            <Fact label=t(lang, k::cpq::head::ACCOUNT)>{account}</Fact>
            <Fact label=t(lang, k::cpq::head::CONTACT)>{contact}</Fact>
            <Fact label=t(lang, k::cpq::head::PRICE_BOOK)>{price_book}<BookWhy editor/></Fact>
            <Fact label=t(lang, k::cpq::head::CHANNEL)>{labels::channel(lang, draft.channel)}</Fact>
            <Fact label=t(lang, k::cpq::head::ISSUED_ON)>{date_medium(lang, draft.issued_on)}</Fact>
            <Fact label=t(lang, k::cpq::head::VALID_UNTIL)>{date_medium(lang, draft.valid_until)}</Fact>
            <Fact label=t(lang, k::cpq::head::TERM)>{term}</Fact>
            {draft.payment_days.map(|days| view! {
                <Fact label=t(lang, k::cpq::head::PAYMENT)>{i18n::payment_words(lang, days)}</Fact>
            })}
            <ReadSubscription editor/>
            <Fact label=t(lang, k::cpq::head::DISCOUNT)>{discount}</Fact>
            {surcharges.map(|words| view! { <Fact label=t(lang, k::cpq::surcharges::TITLE)>{words}</Fact> })}
        </FactList>
    }
}

/// Introduction and terms, as they are printed.
#[component]
pub fn Texts(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let head = editor.head.get_untracked();
    let empty = head.introduction.trim().is_empty() && head.terms.trim().is_empty();
    if !editor.editable {
        return (!empty)
            .then(|| {
                view! {
                    <Card id="quote-texts" title=t(lang, k::cpq::head::TEXTS)>
                        <p class="quote-text">{head.introduction}</p>
                        <p class="quote-text">{head.terms}</p>
                    </Card>
                }
            })
            .into_any();
    }
    let introduction = RwSignal::new(head.introduction);
    let terms = RwSignal::new(head.terms);
    view! {
        <Card id="quote-texts" title=t(lang, k::cpq::head::TEXTS)>
            <div class="stack">
                <TextArea
                    id="quote-introduction"
                    label=t(lang, k::cpq::head::INTRODUCTION)
                    value=introduction
                    on_commit=Callback::new(move |text: String| editor.update_head(|head| head.introduction = text))
                />
                <TextArea
                    id="quote-terms"
                    label=t(lang, k::cpq::head::TERMS)
                    value=terms
                    rows=4
                    on_commit=Callback::new(move |text: String| editor.update_head(|head| head.terms = text))
                />
            </div>
        </Card>
    }
    .into_any()
}
