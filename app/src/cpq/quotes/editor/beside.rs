//! Configurations of a line side by side: as it is, as it was saved, and those of other lines of the same
//! product; the one that is better is taken with a press.

use super::grid::focus_cell;
use super::state::Editor;
use i18n::{k, money, percent, summary_item, t, tf, unit_price};
use leptos::prelude::*;
use shared::cpq::models::{Configuration, MAX_COMPARED, compare_configurations};
use shared::cpq::quotes::{QuoteLine, reprice_draft};
use shared::kernel::{Currency, Lang, LocalText, Money, Percent, QuoteLineId, UnitPrice};
use ui::{Badge, Button, Dialog, Place, Size, Tone};

/// A configuration to compare with, and what it adds.
#[derive(Clone, PartialEq)]
struct Candidate {
    label: String,
    configuration: Configuration,
    options: UnitPrice,
    options_cost: Option<UnitPrice>,
}

fn candidate(label: String, line: &QuoteLine) -> Option<Candidate> {
    Some(Candidate {
        label,
        configuration: line.configuration.clone()?,
        options: line.price.options,
        options_cost: line.price.options_cost,
    })
}

/// Everything a line can be compared with, itself first; none twice.
fn candidates(editor: Editor, id: QuoteLineId) -> Vec<Candidate> {
    let lang = editor.lang;
    let rows = editor.rows.get();
    let mut all: Vec<Candidate> = Vec::new();
    let mut add = |found: Option<Candidate>| {
        if let Some(found) = found
            && !all
                .iter()
                .any(|known| known.configuration.values == found.configuration.values)
        {
            all.push(found);
        }
    };
    let Some(row) = rows.iter().find(|row| row.id == id) else {
        return Vec::new();
    };
    let line = row.line.get();
    if line.configuration.is_none() {
        return Vec::new();
    }
    add(candidate(
        t(lang, k::models::beside::THIS).to_owned(),
        &line,
    ));
    let was = editor.view.with_value(|view| {
        let mut saved = view.draft.lines.iter();
        saved
            .find(|saved| saved.id == id && saved.product_id == line.product_id)
            .cloned()
    });
    add(was.and_then(|was| candidate(t(lang, k::models::beside::WAS).to_owned(), &was)));
    for (position, other) in rows.iter().enumerate() {
        let other = other.line.get();
        if other.id != id && other.product_id == line.product_id {
            let label = tf(lang, k::models::beside::LINE, &[("n", &(position + 1))]);
            add(candidate(label, &other));
        }
    }
    all
}

/// Beside "configure": shown when there is something to compare with.
#[component]
pub fn CompareButton(editor: Editor, id: QuoteLineId) -> impl IntoView {
    let lang = editor.lang;
    let several = Memo::new(move |_| candidates(editor, id).len() > 1);
    view! {
        <Show when=move || several.get()>
            <Button label=t(lang, k::models::beside::OPEN) size=Size::Small on_press=Callback::new(move |()| editor.comparing.set(Some(id)))/>
        </Show>
    }
}

/// The window.
#[component]
pub fn CompareDialog(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(editor.comparing.get().is_some()));
    let closed = Callback::new(move |()| {
        if let Some(id) = editor.comparing.get_untracked() {
            editor.comparing.set(None);
            focus_cell(editor, 0, id);
        }
    });
    view! {
        <Dialog id="beside" title=t(lang, k::models::beside::TITLE) open close_label=t(lang, k::models::cfg::CLOSE) place=Place::Full on_close=closed>
            {move || editor.comparing.get().map(|id| {
                let all = untrack(|| candidates(editor, id));
                view! { <Body editor id all/> }
            })}
        </Dialog>
    }
}

#[component]
fn Body(editor: Editor, id: QuoteLineId, all: Vec<Candidate>) -> impl IntoView {
    let lang = editor.lang;
    let picked = RwSignal::new((1..all.len().min(MAX_COMPARED)).collect::<Vec<usize>>());
    let all = StoredValue::new(all);
    let count = all.with_value(Vec::len);
    // Which ones, where there are more than fit beside each other.
    let chooser = (count > MAX_COMPARED).then(|| {
        let buttons = (1..count).map(|at| {
            let label = all.with_value(|all| all.get(at).map(|of| of.label.clone()).unwrap_or_default());
            let on = Memo::new(move |_| picked.with(|picked| picked.contains(&at)));
            view! {
                <button
                    type="button"
                    class="cfg-value"
                    class:is-chosen=on
                    aria-pressed=move || if on.get() { "true" } else { "false" }
                    on:click=move |_| picked.update(|picked| {
                        if picked.contains(&at) {
                            picked.retain(|other| *other != at);
                        } else {
                            picked.push(at);
                            // The one shown longest makes room.
                            if picked.len() >= MAX_COMPARED {
                                picked.remove(0);
                            }
                        }
                    })
                >
                    {label}
                </button>
            }
        });
        view! {
            <div class="cfg-values" role="group" aria-label=t(lang, k::models::beside::WITH)>{buttons.collect_view()}</div>
        }
    });
    let table = move || {
        let shown: Vec<Candidate> = all.with_value(|all| {
            let places = std::iter::once(0).chain(picked.get());
            places.filter_map(|at| all.get(at).cloned()).collect()
        });
        view! { <Table editor id shown/> }
    };
    view! {
        <div class="dialog-body cfg-page beside">
            {chooser}
            {table}
        </div>
    }
}

/// What a line would cost with a configuration: its price a unit, its net amount and its margin.
struct Figures {
    unit: UnitPrice,
    net: i64,
    margin: Option<i32>,
}

fn figures(editor: Editor, id: QuoteLineId, of: &Candidate) -> Option<Figures> {
    let mut draft = editor.draft();
    let at = draft.lines.iter().position(|line| line.id == id)?;
    let line = draft.lines.get_mut(at)?;
    line.price.options = of.options;
    line.price.options_cost = of.options_cost;
    let priced = editor.with_kept(|kept| reprice_draft(&draft, kept));
    let line = priced.lines.get(at)?;
    Some(Figures {
        unit: line.book_unit,
        net: line.net_minor,
        margin: line.margin_bp(),
    })
}

#[component]
fn Table(editor: Editor, id: QuoteLineId, shown: Vec<Candidate>) -> impl IntoView {
    let lang = editor.lang;
    let currency = editor.head.with_untracked(|head| head.currency);
    let sees_margin = editor.view.with_value(|view| view.sees_margin);
    let figures: Vec<Option<Figures>> = shown.iter().map(|of| figures(editor, id, of)).collect();
    let configurations: Vec<&Configuration> = shown.iter().map(|of| &of.configuration).collect();
    let rows = compare_configurations(&configurations)
        .into_iter()
        .map(|row| {
            let cells = row.values.iter().map(|value| {
                let text = value.as_ref().map_or_else(
                    || "–".to_owned(),
                    |item| {
                        if item.value == LocalText::default() && item.quantity.is_none() {
                            t(lang, k::models::YES).to_owned()
                        } else {
                            plain(lang, item)
                        }
                    },
                );
                view! { <td>{text}</td> }
            });
            view! {
                <tr class:beside-differs=row.differs>
                    <th scope="row">{row.name.get(lang).to_owned()}</th>
                    {cells.collect_view()}
                </tr>
            }
        })
        .collect_view();
    let heads = shown
        .iter()
        .enumerate()
        .map(|(at, of)| view! { <Head editor id of=of.clone() is_this=at == 0/> })
        .collect_view();
    let figure = |key, read: &dyn Fn(&Figures) -> String| {
        let cells = figures.iter().map(|found| {
            let text = found.as_ref().map_or_else(|| "–".to_owned(), read);
            view! { <td class="num">{text}</td> }
        });
        view! { <tr class="beside-sum"><th scope="row">{t(lang, key)}</th>{cells.collect_view()}</tr> }
    };
    let sums = view! {
        {figure(k::models::cfg::EACH, &|found| unit_price(lang, found.unit, currency))}
        {figure(k::models::beside::NET, &|found| amount(lang, found.net, currency))}
        {sees_margin.then(|| figure(k::models::beside::MARGIN, &|found| {
            found.margin.map_or_else(|| "–".to_owned(), |rate| percent(lang, Percent(rate)))
        }))}
    };
    view! {
        <div class="beside-wrap" tabindex="0" role="region" aria-label=t(lang, k::models::beside::TITLE)>
            <table class="table beside-table">
                <thead>
                    <tr>
                        <th scope="col"><span class="visually-hidden">{t(lang, k::models::beside::WHAT)}</span></th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{sums} {rows}</tbody>
            </table>
        </div>
    }
}

fn amount(lang: Lang, minor: i64, currency: Currency) -> String {
    money(lang, Money::new(minor, currency))
}

/// A value without its name, which stands at the beginning of the row.
fn plain(lang: Lang, item: &shared::cpq::models::SummaryItem) -> String {
    let bare = shared::cpq::models::SummaryItem {
        name: LocalText::default(),
        ..item.clone()
    };
    match item.quantity {
        Some(n) => i18n::integer(lang, n),
        None if item.value == LocalText::default() => summary_item(lang, &bare),
        None => item.value.get(lang).to_owned(),
    }
}

#[component]
fn Head(editor: Editor, id: QuoteLineId, of: Candidate, is_this: bool) -> impl IntoView {
    let lang = editor.lang;
    let label = of.label.clone();
    let version = tf(
        lang,
        k::models::VERSION,
        &[("number", &of.configuration.number)],
    );
    let take = StoredValue::new(of);
    let press = Callback::new(move |()| {
        let of = take.get_value();
        editor.update_line(id, |line| {
            line.price.options = of.options;
            line.price.options_cost = of.options_cost;
            line.configuration = Some(of.configuration);
        });
        editor.comparing.set(None);
        editor
            .announcer
            .say(tf(lang, k::models::beside::TAKEN, &[("name", &of.label)]));
        focus_cell(editor, 0, id);
    });
    view! {
        <th scope="col">
            <span class="beside-head">
                <span>{label}</span>
                <span class="muted tiny">{version}</span>
                {if is_this {
                    view! { <Badge text=t(lang, k::models::beside::NOW).to_owned() tone=Tone::Neutral/> }.into_any()
                } else {
                    view! { <Button label=t(lang, k::models::beside::TAKE) size=Size::Small on_press=press/> }.into_any()
                }}
            </span>
        </th>
    }
}
