//! The price books.

use super::api::{create_price_book, list_price_books};
use super::rounding::{RoundingFields, RoundingInputs};
use crate::boot::{may, new_uuid, use_lang};
use crate::cpq::labels;
use crate::cpq::promotions::picks::Picks;
use crate::crm::{country_choices, industry_choices};
use crate::live;
use crate::routes;
use crate::shell::Page;
use i18n::{date_in_words, issue_text, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use shared::cpq::catalog::ops::{CreatePriceBook, ListPriceBooks};
use shared::cpq::catalog::{PriceBook, PriceBookDraft, validate_price_book};
use shared::kernel::event::Entity;
use shared::kernel::{Action, Currency, Issue, Lang, PriceBookId, SalesChannel};
use ui::{
    Badge, Button, Choice, DateInput, Dialog, EmptyState, Glyph, LinkButton, PageHeader, Select,
    Skeleton, TableWrap, TextInput, Tone, Variant, use_toaster,
};

/// Since when and until when a price book holds.
pub fn validity(lang: Lang, draft: &PriceBookDraft) -> String {
    let day = |day| date_in_words(lang, day);
    match (draft.valid_from, draft.valid_to) {
        (None, None) => t(lang, k::cpq::books::ALWAYS).to_owned(),
        (Some(from), None) => tf(lang, k::cpq::books::SINCE, &[("day", &day(from))]),
        (None, Some(to)) => tf(lang, k::cpq::books::UNTIL, &[("day", &day(to))]),
        (Some(from), Some(to)) => tf(
            lang,
            k::cpq::books::FROM_TO,
            &[("from", &day(from)), ("to", &day(to))],
        ),
    }
}

/// Those chosen, with their names.
fn named(own: &[String], known: &[Choice]) -> Vec<Choice> {
    own.iter()
        .map(|one| {
            let found = known.iter().find(|choice| choice.value == *one);
            found.cloned().unwrap_or_else(|| Choice::new(one, one))
        })
        .collect()
}

fn codes(channels: &[SalesChannel]) -> Vec<String> {
    channels.iter().map(|one| one.code().to_owned()).collect()
}

fn values(chosen: RwSignal<Vec<Choice>>) -> Vec<String> {
    chosen.with_untracked(|all| all.iter().map(|one| one.value.clone()).collect())
}

/// Whom a price book is for, where not for all.
pub fn customers(lang: Lang, draft: &PriceBookDraft) -> Option<String> {
    let countries = named(&draft.countries, &country_choices(lang));
    let segments = named(&draft.segments, &industry_choices(lang, ""));
    let known = labels::channels(lang);
    let channels = named(&codes(&draft.channels), &known);
    let names: Vec<String> = [channels, countries, segments]
        .into_iter()
        .filter(|all| !all.is_empty())
        .map(|all| {
            let names: Vec<String> = all.into_iter().map(|one| one.label).collect();
            names.join(", ")
        })
        .collect();
    (!names.is_empty()).then(|| names.join(" · "))
}

/// In use or not.
pub fn state(lang: Lang, active: bool) -> impl IntoView {
    if active {
        view! { <Badge text=t(lang, k::cpq::books::ACTIVE) tone=Tone::Success icon=Glyph::Check/> }
    } else {
        view! { <Badge text=t(lang, k::cpq::books::OFF) tone=Tone::Neutral icon=Glyph::Minus/> }
    }
}

/// The currencies as choices.
pub fn currencies() -> Vec<Choice> {
    Currency::all()
        .map(|currency| Choice::new(currency.code(), currency.code()))
        .collect()
}

/// `/price-books`.
#[component]
pub fn PriceBooksPage() -> impl IntoView {
    let lang = use_lang();
    let books = Resource::new(
        || (),
        |()| {
            list_price_books(ListPriceBooks {
                with_inactive: true,
            })
        },
    );
    live::on_event(move |event| {
        if event.is_none_or(|event| event.entity == Entity::PriceBook) {
            books.refetch();
        }
    });
    let open = RwSignal::new(false);
    let edits = may(Action::ManageProducts);
    view! {
        <Page title=t(lang, k::cpq::books::TITLE)/>
        <PageHeader title=t(lang, k::cpq::books::TITLE) subtitle=t(lang, k::cpq::books::SUBTITLE)>
            <LinkButton label=t(lang, k::cpq::products::TITLE) href=routes::path::PRODUCTS icon=Glyph::Box/>
            {edits.then(|| view! {
                <Button label=t(lang, k::cpq::books::NEW) icon=Glyph::Plus variant=Variant::Primary on_press=Callback::new(move |()| open.set(true))/>
            })}
        </PageHeader>
        <Transition fallback=move || view! { <Skeleton label=t(lang, k::cpq::books::TITLE) lines=5/> }>
            {move || Suspend::new(async move {
                match books.await {
                    Ok(all) => {
                        let choices: Vec<Choice> = all
                            .iter()
                            .map(|book| Choice::new(book.id.to_string(), format!("{} ({})", book.draft.name, book.draft.currency)))
                            .collect();
                        view! {
                            {table(lang, all)}
                            <NewBook lang open choices/>
                        }.into_any()
                    }
                    Err(fault) => view! { <p class="notice tone-danger">{problem_text(lang, &fault.0)}</p> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn table(lang: Lang, books: Vec<PriceBook>) -> AnyView {
    if books.is_empty() {
        return view! {
            <EmptyState glyph=Glyph::Tag title=t(lang, k::cpq::books::EMPTY_TITLE) text=t(lang, k::cpq::books::EMPTY_TEXT)/>
        }
        .into_any();
    }
    let head = move |key| t(lang, key);
    view! {
        <TableWrap label=t(lang, k::cpq::books::TITLE)>
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">{head(k::cpq::books::NAME)}</th>
                        <th scope="col">{head(k::cpq::books::CURRENCY)}</th>
                        <th scope="col">{head(k::cpq::list::VALID_UNTIL)}</th>
                        <th scope="col" class="num">{head(k::cpq::books::ENTRIES)}</th>
                        <th scope="col">{head(k::cpq::list::STATE)}</th>
                    </tr>
                </thead>
                <tbody>
                    {books.into_iter().map(|book| view! {
                        <tr class="row-link">
                            <th scope="row"><a class="row-anchor" href=routes::price_book(book.id)>{book.draft.name.clone()}</a>
                                {customers(lang, &book.draft).map(|names| view! { <span class="quote-details muted tiny">{names}</span> })}
                            </th>
                            <td data-label=head(k::cpq::books::CURRENCY)>{book.draft.currency.to_string()}</td>
                            <td data-label=head(k::cpq::list::VALID_UNTIL)>{validity(lang, &book.draft)}</td>
                            <td class="num" data-label=head(k::cpq::books::ENTRIES)>{book.entries}</td>
                            <td data-label=head(k::cpq::list::STATE)>{state(lang, book.active)}</td>
                        </tr>
                    }).collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
    .into_any()
}

/// Name, currency and days of a price book, as they are typed.
#[derive(Clone, Copy)]
pub struct BookFields {
    /// Name.
    pub name: RwSignal<String>,
    /// Currency's code.
    pub currency: RwSignal<String>,
    /// First day, or empty.
    pub from: RwSignal<String>,
    /// Last day, or empty.
    pub to: RwSignal<String>,
    /// How a part of a month counts, by its code; empty as the company does.
    pub proration: RwSignal<String>,
    /// The countries it is for.
    countries: RwSignal<Vec<Choice>>,
    /// The industries it is for.
    segments: RwSignal<Vec<Choice>>,
    /// The channels it is for.
    channels: RwSignal<Vec<Choice>>,
    /// What its prices are rounded to.
    pub(super) rounding: RoundingFields,
    /// Findings.
    pub issues: RwSignal<Vec<Issue>>,
}

impl BookFields {
    /// The fields of `draft`.
    pub fn of(lang: Lang, draft: &PriceBookDraft) -> Self {
        let named = |own: &[String], known: Vec<Choice>| RwSignal::new(named(own, &known));
        let day = |day: Option<chrono::NaiveDate>| {
            RwSignal::new(day.map(|day| day.to_string()).unwrap_or_default())
        };
        Self {
            name: RwSignal::new(draft.name.clone()),
            currency: RwSignal::new(draft.currency.code().to_owned()),
            from: day(draft.valid_from),
            to: day(draft.valid_to),
            proration: RwSignal::new(
                draft
                    .proration
                    .map(|rule| rule.code().to_owned())
                    .unwrap_or_default(),
            ),
            countries: named(&draft.countries, country_choices(lang)),
            segments: named(&draft.segments, industry_choices(lang, "")),
            channels: named(&codes(&draft.channels), labels::channels(lang)),
            rounding: RoundingFields::of(lang, draft.rounding),
            issues: RwSignal::new(Vec::new()),
        }
    }

    /// What was typed, when it may be saved.
    pub fn read(&self, lang: Lang) -> Option<PriceBookDraft> {
        let rounding = self.rounding.read(lang);
        let draft = PriceBookDraft {
            name: self.name.with_untracked(|name| name.trim().to_owned()),
            currency: self.currency.with_untracked(|code| code.parse().ok())?,
            valid_from: self.from.with_untracked(|day| day.parse().ok()),
            valid_to: self.to.with_untracked(|day| day.parse().ok()),
            proration: self.proration.with_untracked(|code| code.parse().ok()),
            countries: values(self.countries),
            segments: values(self.segments),
            channels: values(self.channels)
                .iter()
                .filter_map(|code| code.parse().ok())
                .collect(),
            rounding: rounding.as_ref().ok().copied().flatten(),
        };
        let mut issues = validate_price_book(&draft);
        issues.extend(rounding.err());
        let fine = issues.is_empty();
        self.issues.set(issues);
        fine.then_some(draft)
    }

    /// The finding about a field, in words.
    pub fn error(self, lang: Lang, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.issues.with(|issues| {
                issues
                    .iter()
                    .find(|issue| issue.field.as_deref() == Some(field))
                    .map(|issue| issue_text(lang, issue))
            })
        })
    }
}

/// The fields on the screen.
#[component]
pub fn BookInputs(
    lang: Lang,
    fields: BookFields,
    /// The currency is fixed once there are prices.
    fixed: bool,
) -> impl IntoView {
    view! {
        <TextInput id="book-name" label=t(lang, k::cpq::books::NAME) value=fields.name required=true max_length=200 error=fields.error(lang, "name")/>
        <Select id="book-currency" label=t(lang, k::cpq::books::CURRENCY) value=fields.currency options=currencies() disabled=fixed/>
        <div class="form-row">
            <DateInput id="book-from" label=t(lang, k::cpq::books::VALID_FROM) value=fields.from/>
            <DateInput id="book-to" label=t(lang, k::cpq::books::VALID_TO) value=fields.to error=fields.error(lang, "valid_to")/>
        </div>
        <Select
            id="book-proration"
            label=t(lang, k::cpq::books::PRORATION)
            hint=t(lang, k::cpq::books::PRORATION_HINT)
            value=fields.proration
            options=labels::prorations(lang)
            placeholder=t(lang, k::cpq::books::AS_COMPANY).to_owned()
        />
        <RoundingInputs lang fields/>
        <Picks
            id="book-channel"
            label=t(lang, k::cpq::books::CHANNELS)
            placeholder=t(lang, k::cpq::books::ADD_CHANNEL)
            picked=fields.channels
            options=Signal::derive(move || labels::channels(lang))
        />
        <Picks
            id="book-country"
            label=t(lang, k::cpq::books::COUNTRIES)
            placeholder=t(lang, k::cpq::books::ADD_COUNTRY)
            picked=fields.countries
            options=Signal::derive(move || country_choices(lang))
        />
        <Picks
            id="book-segment"
            label=t(lang, k::cpq::books::SEGMENTS)
            placeholder=t(lang, k::cpq::books::ADD_SEGMENT)
            picked=fields.segments
            options=Signal::derive(move || industry_choices(lang, ""))
        />
        <p class="muted small">{t(lang, k::cpq::books::CUSTOMERS_HINT)}</p>
    }
}

#[component]
fn NewBook(lang: Lang, open: RwSignal<bool>, choices: Vec<Choice>) -> impl IntoView {
    let fields = BookFields::of(
        lang,
        &PriceBookDraft {
            name: String::new(),
            currency: crate::boot::use_session().company_currency,
            valid_from: None,
            valid_to: None,
            proration: None,
            countries: Vec::new(),
            segments: Vec::new(),
            channels: Vec::new(),
            rounding: None,
        },
    );
    let copy_of = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let toaster = use_toaster();
    let navigate = StoredValue::new(use_navigate());
    let create = move || {
        let Some(draft) = fields.read(lang) else {
            return;
        };
        let request = CreatePriceBook {
            id: PriceBookId(new_uuid()),
            draft,
            copy_of: copy_of.with_untracked(|id| id.parse().ok()),
        };
        busy.set(true);
        spawn_local(async move {
            match create_price_book(request).await {
                Ok(view) => {
                    let to = routes::price_book(view.book.id);
                    navigate.with_value(|navigate| navigate(&to, Default::default()));
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
            busy.try_set(false);
        });
    };
    let choices = StoredValue::new(choices);
    view! {
        <Dialog id="new-book" title=t(lang, k::cpq::books::NEW) open close_label=t(lang, k::cpq::books::CANCEL)>
            <form novalidate on:submit=move |event| { event.prevent_default(); create(); }>
                <div class="dialog-body stack">
                    <BookInputs lang fields fixed=false/>
                    <Select id="book-copy" label=t(lang, k::cpq::books::COPY_OF) value=copy_of options=choices.get_value() placeholder=t(lang, k::cpq::books::COPY_NONE).to_owned()/>
                </div>
                <footer class="dialog-footer">
                    <Button label=t(lang, k::cpq::books::CANCEL) on_press=Callback::new(move |()| open.set(false))/>
                    <Button label=t(lang, k::cpq::books::CREATE) variant=Variant::Primary submit=true busy/>
                </footer>
            </form>
        </Dialog>
    }
}
