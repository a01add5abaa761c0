//! Every change of the deal: who, when, what it was before and is after.

use super::state::Deal;
use crate::boot::use_lang;
use crate::live;
use crate::platform::fields::{label_of, shown};
use crate::work::api;
use crate::work::{instant_text, upper_first, word};
use i18n::{Key, k, problem_text, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rust_decimal::Decimal;
use shared::kernel::{Lang, Money, Percent, Rounding};
use shared::platform::fields::{CustomChange, Holder, key_of};
use shared::work::timeline::history::{FieldChange, HistoryEntry};
use shared::work::timeline::ops::{HistoryPage, ReadOpportunityHistory};
use ui::{Button, EmptyState, Glyph, Skeleton, TableWrap, settled, use_toaster};

/// Entries of one page.
const PAGE: u32 = 30;

/// The table.
#[component]
pub fn HistoryPanel(deal: Deal) -> impl IntoView {
    let lang = use_lang();
    let id = deal.view.with_untracked(|view| view.id);
    let ask = move |before| ReadOpportunityHistory {
        id,
        before,
        limit: PAGE,
    };
    let first = Resource::new(|| (), move |()| api::read_history(ask(None)));
    view! {
        <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=4 /> }>
            {move || Suspend::new(async move {
                match first.await {
                    Ok(page) => settled(move || view! { <Loaded deal page /> }),
                    Err(fault) => {
                        view! { <p class="muted">{problem_text(lang, &fault.0)}</p> }.into_any()
                    }
                }
            })}
        </Suspense>
    }
}

#[component]
fn Loaded(deal: Deal, page: HistoryPage) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let id = deal.view.with_untracked(|view| view.id);
    let entries = RwSignal::new(page.entries);
    let next = RwSignal::new(page.next);
    let busy = RwSignal::new(false);
    let load = move |before: Option<i64>| {
        busy.set(true);
        spawn_local(async move {
            let request = ReadOpportunityHistory {
                id,
                before,
                limit: PAGE,
            };
            let answer = api::read_history(request).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(page) => {
                    if before.is_some() {
                        entries.update(|all| all.extend(page.entries));
                    } else {
                        entries.set(page.entries);
                    }
                    next.set(page.next);
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    };
    live::on_event(move |event| {
        if event.is_none_or(|event| event.id == id.0) {
            load(None);
        }
    });
    view! {
        <Show
            when=move || entries.with(|all| !all.is_empty())
            fallback=move || {
                view! {
                    <EmptyState
                        glyph=Glyph::History
                        title=t(lang, k::opportunity::NO_HISTORY)
                        text=t(lang, k::opportunity::NO_HISTORY_TEXT)
                    />
                }
            }
        >
            <TableWrap label=t(lang, k::opportunity::HISTORY)>
                <table class="table deal-history">
                    <thead>
                        <tr>
                            <th scope="col">{t(lang, k::opportunity::WHEN)}</th>
                            <th scope="col">{t(lang, k::opportunity::WHO)}</th>
                            <th scope="col">{t(lang, k::opportunity::FIELD)}</th>
                            <th scope="col">{t(lang, k::opportunity::BEFORE)}</th>
                            <th scope="col">{t(lang, k::opportunity::AFTER)}</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For
                            each=move || entries.get()
                            key=|entry| entry.seq
                            children=move |entry| rows(deal, lang, entry)
                        />
                    </tbody>
                </table>
            </TableWrap>
        </Show>
        <Show when=move || next.with(Option::is_some)>
            <div>
                <Button
                    label=t(lang, k::work::SHOW_EARLIER)
                    busy=busy
                    on_press=Callback::new(move |()| load(next.get_untracked()))
                />
            </div>
        </Show>
    }
}

/// One row per field; an action without fields is one row.
fn rows(deal: Deal, lang: Lang, entry: HistoryEntry) -> impl IntoView {
    let when = deal
        .zone()
        .with_value(|zone| instant_text(lang, entry.at, crate::boot::now(), zone));
    let who = entry.actor.map_or_else(
        || t(lang, k::opportunity::SYSTEM).to_owned(),
        |actor| actor.name,
    );
    let action = Key::by_name(&format!("opportunity.action.{}", entry.action)).map_or_else(
        || upper_first(&entry.action.replace('_', " ")),
        |key| t(lang, key).to_owned(),
    );
    let mut changes = entry.changes;
    if changes.is_empty() || matches!(entry.action.as_str(), "created" | "deleted" | "restored") {
        changes = vec![FieldChange {
            field: String::new(),
            before: String::new(),
            after: action.clone(),
        }];
    }
    changes
        .into_iter()
        .enumerate()
        .map(|(index, change)| {
            let (when, who) = if index == 0 {
                (when.clone(), who.clone())
            } else {
                (String::new(), String::new())
            };
            let field = if change.field.is_empty() {
                String::new()
            } else {
                upper_first(&label_of(lang, Holder::Opportunity, &change.field))
            };
            let before = value_text(lang, &change.field, &change.before);
            let after = value_text(lang, &change.field, &change.after);
            view! {
                <tr>
                    <td class="nowrap">{when}</td>
                    <td>{who}</td>
                    <td>{field}</td>
                    <td class="deal-history-before">{before}</td>
                    <td>{after}</td>
                </tr>
            }
        })
        .collect_view()
}

/// The entries of a list with their parts in words: `Ana Lopez (decision maker)`.
fn parts_text(lang: Lang, list: &str, value: &str) -> String {
    let group = match list {
        "contacts" => "opportunity.buying_role",
        "team" => "opportunity.team_role",
        _ => "opportunity",
    };
    let entries = value.split(", ").map(|entry| {
        let Some((name, code)) = entry.rsplit_once(": ") else {
            return entry.to_owned();
        };
        match word(lang, group, code) {
            "" => entry.to_owned(),
            part => format!("{name} ({part})"),
        }
    });
    entries.collect::<Vec<_>>().join(", ")
}

/// A neutral value as people read it: days, amounts, percentages, words of enumerations.
fn value_text(lang: Lang, field: &str, value: &str) -> String {
    if let Some(key) = key_of(field) {
        let change = CustomChange::new(key, value);
        return shown(lang, Holder::Opportunity, &change);
    }
    if let Ok(day) = value.parse() {
        return i18n::date_medium(lang, day);
    }
    if let Some((amount, code)) = value.split_once(' ')
        && let (Ok(amount), Ok(currency)) = (amount.parse::<Decimal>(), code.parse())
        && let Ok(money) = Money::from_decimal(amount, currency, Rounding::HalfUp)
    {
        return i18n::money(lang, money);
    }
    let last = field.rsplit('.').next().unwrap_or(field);
    match last {
        "probability_judged" => value
            .parse()
            .map_or_else(|_| value.to_owned(), |bp| i18n::percent(lang, Percent(bp))),
        "stage_entered_at" => String::new(),
        "kind" | "category_judged" | "state" | "channel" => {
            let group = match last {
                "kind" => "deals.kind",
                "state" => "deals.state",
                "channel" => "cpq.channel",
                _ => "deals.category",
            };
            let text = word(lang, group, value);
            if text.is_empty() {
                value.to_owned()
            } else {
                text.to_owned()
            }
        }
        "contacts" | "team" | "competitors" => parts_text(lang, last, value),
        "amount_source" => word(lang, "opportunity.amount_source", value).to_owned(),
        _ => value.to_owned(),
    }
}
