//! The versions of a quote and what changed between two of them.

use super::api;
use super::editor::configure::summary;
use crate::cpq::labels;
use crate::platform::fields;
use crate::routes;
use i18n::{k, money, number_trimmed, percent, problem_text, t, tf, tn, unit_price};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::attachments::{Attachment, FileChange};
use shared::cpq::clauses::HeldClause;
use shared::cpq::pricing::{DocumentSurcharge, Policy, Terms, Trial, price_line};
use shared::cpq::quotes::ops::CompareQuotes;
use shared::cpq::quotes::{
    ClauseChange, Difference, LineChange, QuoteComparison, QuoteLine, QuoteView, Section,
    SectionChange,
};
use shared::kernel::{Currency, Lang, Money, Percent, QuoteId, UnitPrice};
use shared::platform::fields::{CustomChange, Holder, key_of};
use std::sync::Arc;
use ui::{Badge, Button, Card, Choice, Dialog, Glyph, Place, Select, Size, Tell, use_toaster};

/// Every version, with its state and amount.
#[component]
pub fn Versions(lang: Lang, view: Arc<QuoteView>) -> impl IntoView {
    if view.versions.len() < 2 {
        return ().into_any();
    }
    let open = RwSignal::new(false);
    let shown = RwSignal::new(None::<(u32, u32, QuoteComparison)>);
    let with = RwSignal::new(String::new());
    let toaster = use_toaster();
    let compare = Callback::new(move |(old, new): (Version, Version)| {
        spawn_local(async move {
            let request = CompareQuotes {
                old: old.0,
                new: new.0,
            };
            match api::compare(request).await {
                Ok(comparison) => {
                    with.set(old.0.to_string());
                    shown.set(Some((old.1, new.1, comparison)));
                    open.set(true);
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    });
    let current = view.id;
    let rows = view
        .versions
        .iter()
        .enumerate()
        .map(|(index, version)| {
            let older = view.versions.get(index + 1).map(|v| (v.id, v.version_number));
            let this = (version.id, version.version_number);
            let (tone, glyph) = labels::state_look(version.state);
            let name = tf(
                lang,
                k::cpq::versions::VERSION,
                &[("n", &version.version_number)],
            );
            let amount = money(lang, Money::new(version.net_minor, version.currency));
            view! {
                <li class="quote-version">
                    <span>
                        {if version.id == current {
                            view! { <span class="strong" aria-current="page">{name}</span> }.into_any()
                        } else {
                            view! { <a href=routes::quote(version.id)>{name}</a> }.into_any()
                        }}
                        " "
                        <Badge text=labels::state(lang, version.state) tone icon=glyph/>
                    </span>
                    <span class="num">{amount}</span>
                    {older.map(|older| view! {
                        <Button label=t(lang, k::cpq::versions::COMPARE) size=Size::Small icon=Glyph::History on_press=Callback::new(move |()| compare.tell((older, this)))/>
                    })}
                </li>
            }
        })
        .collect_view();
    let known = view.versions.iter();
    let known: Vec<Version> = known.map(|one| (one.id, one.version_number)).collect();
    let known = StoredValue::new(known);
    let title = Signal::derive(move || {
        shown.with(|shown| {
            shown.as_ref().map_or_else(String::new, |(old, new, _)| {
                tf(
                    lang,
                    k::cpq::versions::COMPARE_TITLE,
                    &[("old", old), ("new", new)],
                )
            })
        })
    });
    view! {
        <Card id="quote-versions" title=t(lang, k::cpq::versions::TITLE)>
            <ul class="quote-versions">{rows}</ul>
        </Card>
        <Dialog id="quote-compare" title open close_label=t(lang, k::cpq::explain::CLOSE) place=Place::Side wide=true>
            <div class="dialog-body stack">
                <ComparedWith lang known shown with compare/>
                {move || shown.get().map(|(_, _, comparison)| differences(lang, comparison))}
            </div>
        </Dialog>
    }
    .into_any()
}

/// A version as it is chosen: which, and its number.
type Version = (QuoteId, u32);

/// Any older version to compare with, not only the one before; nothing where there is but one.
#[component]
fn ComparedWith(
    lang: Lang,
    known: StoredValue<Vec<Version>>,
    shown: RwSignal<Option<(u32, u32, QuoteComparison)>>,
    with: RwSignal<String>,
    compare: Callback<(Version, Version)>,
) -> impl IntoView {
    let newer = Memo::new(move |_| shown.with(|shown| shown.as_ref().map(|(_, new, _)| *new)));
    let older = Memo::new(move |_| {
        let newer = newer.get().unwrap_or_default();
        known.with_value(|known| {
            let older = known.iter().filter(|(_, number)| *number < newer);
            let choice = |(id, number): &Version| {
                let name = tf(lang, k::cpq::versions::VERSION, &[("n", number)]);
                Choice::new(id.to_string(), name)
            };
            older.map(choice).collect::<Vec<_>>()
        })
    });
    let several = Memo::new(move |_| older.with(|older| older.len() > 1));
    let pick = Callback::new(move |id: String| {
        let newer = newer.get_untracked();
        let (old, new) = known.with_value(|known| {
            let old = known.iter().find(|(own, _)| own.to_string() == id);
            let new = known.iter().find(|(_, number)| Some(*number) == newer);
            (old.copied(), new.copied())
        });
        if let (Some(old), Some(new)) = (old, new) {
            compare.tell((old, new));
        }
    });
    move || {
        several.get().then(|| {
            view! {
                <Select
                    id="quote-compare-with"
                    label=t(lang, k::cpq::versions::WITH)
                    value=with
                    options=older
                    on_commit=pick
                />
            }
        })
    }
}

/// The net total before and after, each in its currency, and what the changes do to it.
fn net_total(lang: Lang, comparison: &QuoteComparison) -> impl IntoView + use<> {
    let (old, new) = comparison.net_minor;
    let amount = |minor, currency| money(lang, Money::new(minor, currency));
    let effect = comparison.effect().filter(|(more, _)| *more != 0);
    let effect = effect.map(|(more, rate)| {
        let sign = if more > 0 { "+" } else { "" };
        let rate = rate.map(|rate| format!(", {sign}{}", percent(lang, rate)));
        let more = amount(more, comparison.currency);
        let text = format!(" ({sign}{more}{})", rate.unwrap_or_default());
        view! { <span class="num muted" data-effect="">{text}</span> }
    });
    view! {
        <p>
            <span class="muted">{t(lang, k::cpq::versions::NET)}</span> " "
            <span class="num">{amount(old, comparison.old_currency)}</span> " → "
            <strong class="num">{amount(new, comparison.currency)}</strong>
            {effect}
        </p>
    }
}

fn differences(lang: Lang, comparison: QuoteComparison) -> impl IntoView {
    let currencies = (comparison.old_currency, comparison.currency);
    let nothing = comparison.fields.is_empty()
        && comparison.surcharges.is_none()
        && comparison.lines.is_empty()
        && comparison.sections.is_empty()
        && comparison.clauses.is_empty()
        && comparison.files.is_empty();
    view! {
        {net_total(lang, &comparison)}
        {nothing.then(|| view! { <p class="muted">{t(lang, k::cpq::versions::NOTHING)}</p> })}
        {(!comparison.fields.is_empty() || comparison.surcharges.is_some()).then(|| view! {
            <table class="table">
                <thead><tr>
                    <th scope="col">{t(lang, k::cpq::versions::FIELD)}</th>
                    <th scope="col">{t(lang, k::cpq::versions::OLD)}</th>
                    <th scope="col">{t(lang, k::cpq::versions::NEW)}</th>
                </tr></thead>
                <tbody>
                    {comparison.fields.into_iter().map(|field| field_row(lang, currencies, field)).collect_view()}
                    {comparison.surcharges.map(|(old, new)| surcharges_row(lang, currencies, (old, new)))}
                </tbody>
            </table>
        })}
        {(!comparison.sections.is_empty()).then(|| view! {
            <table class="table">
                <thead><tr>
                    <th scope="col">{t(lang, k::cpq::sections::SECTIONS)}</th>
                    <th scope="col">{t(lang, k::cpq::versions::OLD)}</th>
                    <th scope="col">{t(lang, k::cpq::versions::NEW)}</th>
                </tr></thead>
                <tbody>
                    {comparison.sections.into_iter().map(|change| section_row(lang, change)).collect_view()}
                </tbody>
            </table>
        })}
        {(!comparison.lines.is_empty()).then(|| view! {
            <table class="table">
                <thead><tr>
                    <th scope="col">{t(lang, k::cpq::editor::LINES)}</th>
                    <th scope="col" class="num">{t(lang, k::cpq::versions::OLD)}</th>
                    <th scope="col" class="num">{t(lang, k::cpq::versions::NEW)}</th>
                </tr></thead>
                <tbody>
                    {comparison.lines.into_iter().map(|change| line_row(lang, currencies, change)).collect_view()}
                </tbody>
            </table>
        })}
        {(!comparison.clauses.is_empty()).then(|| view! {
            <table class="table">
                <thead><tr>
                    <th scope="col">{t(lang, k::cpq::clauses::TITLE)}</th>
                    <th scope="col">{t(lang, k::cpq::versions::OLD)}</th>
                    <th scope="col">{t(lang, k::cpq::versions::NEW)}</th>
                </tr></thead>
                <tbody>
                    {comparison.clauses.into_iter().map(|change| clause_row(lang, change)).collect_view()}
                </tbody>
            </table>
        })}
        {(!comparison.files.is_empty()).then(|| view! {
            <table class="table">
                <thead><tr>
                    <th scope="col">{t(lang, k::cpq::attachments::TITLE)}</th>
                    <th scope="col">{t(lang, k::cpq::versions::OLD)}</th>
                    <th scope="col">{t(lang, k::cpq::versions::NEW)}</th>
                </tr></thead>
                <tbody>
                    {comparison.files.into_iter().map(|change| file_row(lang, change)).collect_view()}
                </tbody>
            </table>
        })}
        <p class="muted small">{tn(lang, k::cpq::versions::UNCHANGED, i64::from(comparison.unchanged), &[])}</p>
    }
}

/// `10`, `amount 50.00` or `total 90.00`, in words.
fn discount(lang: Lang, currency: Currency, value: String) -> String {
    let amount = |text: &str| {
        let parsed = i18n::parse_money(Lang::En, text, currency, "discount");
        parsed.map(|found| money(lang, found)).ok()
    };
    let words = if let Some(text) = value.strip_prefix("amount ") {
        amount(text).map(|amount| tf(lang, k::cpq::versions::OFF_AMOUNT, &[("amount", &amount)]))
    } else if let Some(text) = value.strip_prefix("total ") {
        amount(text).map(|amount| tf(lang, k::cpq::versions::OFF_TOTAL, &[("amount", &amount)]))
    } else {
        let rate = i18n::parse_percent(Lang::En, &value, "discount");
        rate.map(|rate| percent(lang, rate)).ok()
    };
    words.unwrap_or(value)
}

/// `currencies` are those of the older and of the newer version.
fn field_row(lang: Lang, currencies: (Currency, Currency), field: Difference) -> impl IntoView {
    let own = key_of(&field.field);
    let shown = |value: String, currency: Currency| -> String {
        if value.is_empty() {
            return t(lang, k::cpq::head::NONE).to_owned();
        }
        if let Some(key) = own {
            return fields::shown(lang, Holder::Quote, &CustomChange::new(key, &value));
        }
        if let Ok(day) = value.parse::<chrono::NaiveDate>() {
            return i18n::date_medium(lang, day);
        }
        match field.field.as_str() {
            // Written with a point, whatever the reader's language.
            "discount" => discount(lang, currency, value),
            "language" => labels::languages(lang)
                .into_iter()
                .find(|choice| choice.value == value)
                .map_or(value, |choice| choice.label),
            "billing" => value.parse().map_or(value, |billing| {
                i18n::billing_name(lang, billing).to_owned()
            }),
            "trial" => Trial::read(&value).map_or(value, |trial| i18n::trial_words(lang, trial)),
            "trial_term" => value
                .parse()
                .map_or(value, |term| labels::trial_term(lang, term)),
            "payment_days" => value
                .parse()
                .map_or(value, |days| i18n::payment_words(lang, days)),
            "channel" => value
                .parse()
                .map_or(value, |channel| labels::channel(lang, channel)),
            "proration" => value
                .parse()
                .map_or(value, |rule| labels::proration(lang, rule)),
            // An id says nothing to a reader; that it differs does.
            "account" | "contact" | "price_book" if value.parse::<uuid::Uuid>().is_ok() => {
                t(lang, k::cpq::versions::DIFFERS).to_owned()
            }
            _ => value,
        }
    };
    let name = match own {
        Some(_) => fields::label_of(lang, Holder::Quote, &field.field),
        None => labels::field(lang, &field.field),
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{shown(field.old.clone(), currencies.0)}</td>
            <td>{shown(field.new.clone(), currencies.1)}</td>
        </tr>
    }
}

/// The surcharges on the whole, before and after.
fn surcharges_row(
    lang: Lang,
    currencies: (Currency, Currency),
    (old, new): (Vec<DocumentSurcharge>, Vec<DocumentSurcharge>),
) -> impl IntoView {
    let side = |side: Vec<DocumentSurcharge>, currency: Currency| {
        let words = labels::surcharges(lang, &side, currency);
        words.unwrap_or_else(|| t(lang, k::cpq::head::NONE).to_owned())
    };
    view! {
        <tr data-changed="surcharges">
            <th scope="row">{t(lang, k::cpq::surcharges::TITLE)}</th>
            <td>{side(old, currencies.0)}</td>
            <td>{side(new, currencies.1)}</td>
        </tr>
    }
}

/// Added, removed, or which fields differ.
fn what(lang: Lang, added: bool, removed: bool, names: &[String]) -> String {
    if added {
        t(lang, k::cpq::versions::ADDED).to_owned()
    } else if removed {
        t(lang, k::cpq::versions::REMOVED).to_owned()
    } else {
        let names = names.join(", ");
        tf(lang, k::cpq::versions::CHANGED, &[("fields", &names)])
    }
}

fn section_row(lang: Lang, change: SectionChange) -> AnyView {
    let side = |section: Section| (section.title, section.introduction);
    let (old, new) = (change.old.map(side), change.new.map(side));
    titled_row(lang, "sections", old, new, &change.fields)
}

fn clause_row(lang: Lang, change: ClauseChange) -> AnyView {
    let side = |clause: HeldClause| (clause.title, clause.text);
    let (old, new) = (change.old.map(side), change.new.map(side));
    titled_row(lang, "clauses", old, new, &change.fields)
}

fn file_row(lang: Lang, change: FileChange) -> AnyView {
    let side = |file: Attachment| {
        let shown = if file.shown {
            k::cpq::versions::FOR_CUSTOMER
        } else {
            k::cpq::versions::FOR_US
        };
        let size = i18n::bytes(lang, file.size);
        let text = format!("{}, {size} · {}", file.file_name, t(lang, shown));
        (file.title, text)
    };
    let (old, new) = (change.old.map(side), change.new.map(side));
    titled_row(lang, "files", old, new, &change.fields)
}

/// Something with a title and a text, before and after.
fn titled_row(
    lang: Lang,
    kind: &'static str,
    old: Option<(String, String)>,
    new: Option<(String, String)>,
    fields: &[String],
) -> AnyView {
    let names: Vec<String> = fields
        .iter()
        .map(|field| labels::field(lang, &format!("{kind}.{field}")))
        .collect();
    let what = what(lang, old.is_none(), new.is_none(), &names);
    let name = new
        .as_ref()
        .or(old.as_ref())
        .map(|(title, _)| title.clone());
    let side = |side: Option<(String, String)>| {
        side.map(|(title, text)| {
            view! {
                <span>{title}</span>
                <span class="quote-details muted tiny">{text}</span>
            }
        })
    };
    view! {
        <tr data-changed=kind>
            <th scope="row">
                <span>{name}</span>
                <span class="quote-details muted tiny">{what}</span>
            </th>
            <td>{side(old)}</td>
            <td>{side(new)}</td>
        </tr>
    }
    .into_any()
}

fn line_row(lang: Lang, currencies: (Currency, Currency), change: LineChange) -> impl IntoView {
    let line = change.new.as_ref().or(change.old.as_ref());
    let name = line
        .and_then(|(line, _)| line.description.lines().next().map(str::to_owned))
        .unwrap_or_default();
    let names: Vec<String> = change
        .fields
        .iter()
        .map(|field| labels::field(lang, &format!("lines.{field}")))
        .collect();
    let what = what(lang, change.old.is_none(), change.new.is_none(), &names);
    let side = move |side: Option<(QuoteLine, i64)>, currency: Currency| {
        // The line's own discount does not depend on the term.
        let terms = Terms {
            currency,
            months: 12,
            discount: Percent::ZERO,
            off: None,
            subscription: shared::cpq::pricing::Subscription::default(),
        };
        side.map(|(line, net)| {
            let own = price_line(&terms, &line.price, &Policy::default());
            let listed = if line.price.kind.is_some() {
                own.book_unit.0
            } else {
                let listed = line.price.agreed(line.price.list_price).0;
                listed.saturating_add(line.price.options.0)
            };
            let price = line.price.manual_price.unwrap_or(UnitPrice(listed));
            let mut words = format!(
                "{} × {}",
                number_trimmed(lang, line.price.quantity.to_decimal(), 4),
                unit_price(lang, price, currency)
            );
            if let Some(less) = i18n::line_discount(lang, &line.price, &own, currency) {
                words = format!("{words} {less}");
            }
            for note in i18n::price_notes(lang, &line, currency) {
                words = format!("{words}\n{note}");
            }
            view! {
                <span class="num">{money(lang, Money::new(net, currency))}</span>
                <span class="quote-details muted tiny">{words}</span>
                {line.configuration.as_ref().map(|found| summary(lang, found))}
            }
        })
    };
    view! {
        <tr>
            <th scope="row">
                <span>{name}</span>
                <span class="quote-details muted tiny">{what}</span>
            </th>
            <td class="num">{side(change.old, currencies.0)}</td>
            <td class="num">{side(change.new, currencies.1)}</td>
        </tr>
    }
}
