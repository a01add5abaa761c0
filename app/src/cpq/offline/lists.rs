//! The quotes on their way, and those that arrived with what they are priced otherwise than they were offered.

use super::desk::Desk;
use crate::routes;
use i18n::{date_in_words, date_time, k, money, problem_text, t, tf, unit_price};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::offline::{Arrived, LinePrice, PriceChanges, Travelling};
use shared::cpq::quotes::{figures, price_draft};
use shared::kernel::{Lang, Money, QuoteId};
use ui::{Badge, Button, Card, EmptyState, Glyph, LinkButton, Size, TableWrap, Tone, Variant};

/// Quotes no server has yet.
#[component]
pub fn Drafts(desk: Desk) -> impl IntoView {
    let lang = desk.lang;
    let some = Signal::derive(move || desk.drafts.with(|all| !all.is_empty()));
    let write = Callback::new(move |()| desk.write_new());
    let actions = move || {
        view! {
            <Show when=move || some.get()>
                <Button
                    label=t(lang, k::offline::SEND_ALL)
                    icon=Glyph::Send
                    busy=desk.sending
                    disabled=Signal::derive(move || !desk.online.get())
                    on_press=Callback::new(move |()| spawn_local(desk.flush()))
                />
            </Show>
            <Button
                label=t(lang, k::offline::NEW)
                icon=Glyph::Plus
                variant=Variant::Primary
                disabled=Signal::derive(move || desk.luggage.with(Option::is_none))
                on_press=write
            />
        }
    };
    view! {
        <Card id="offline-drafts" title=Signal::stored(t(lang, k::offline::DRAFTS).to_owned()) actions>
            <Show
                when=move || some.get()
                fallback=move || view! {
                    <EmptyState glyph=Glyph::FileText title=t(lang, k::offline::NO_DRAFTS) text=t(lang, k::offline::NO_DRAFTS_TEXT)/>
                }
            >
                <ul class="offline-list">
                    <For each=move || desk.drafts.get() key=|draft| (draft.id, draft.changed_at, draft.refused.is_some(), draft.twice.is_some()) let:draft>
                        <Draft desk draft/>
                    </For>
                </ul>
            </Show>
        </Card>
    }
}

fn net(lang: Lang, draft: &Travelling) -> String {
    let figures = figures(&price_draft(&draft.draft));
    money(lang, Money::new(figures.net_minor, draft.draft.currency))
}

#[component]
fn Draft(desk: Desk, draft: Travelling) -> impl IntoView {
    let lang = desk.lang;
    let id = draft.id;
    let thrown = StoredValue::new(draft.clone());
    let discard = Callback::new(move |()| {
        let back = thrown.get_value();
        spawn_local(desk.discard(id));
        desk.toaster.undo(
            t(lang, k::offline::DISCARDED),
            t(lang, k::ui::UNDO),
            Callback::new(move |()| desk.put(back.clone())),
        );
    });
    let changed = date_time(lang, desk.local(draft.changed_at));
    let account = draft
        .account_name
        .clone()
        .unwrap_or_else(|| t(lang, k::offline::NO_ACCOUNT).to_owned());
    let refused = draft
        .refused
        .as_ref()
        .map(|problem| problem_text(lang, problem));
    let twice = draft
        .twice
        .as_ref()
        .map(|number| tf(lang, k::offline::TWICE, &[("number", number)]));
    let again = draft.twice.is_some();
    view! {
        <li class="offline-row" data-travelling=id.to_string()>
            <div class="offline-row-text">
                <span class="strong">{draft.draft.title.clone()}</span>
                <span class="muted small">{account} " · " {tf(lang, k::offline::CHANGED, &[("when", &changed)])}</span>
                {refused.map(|text| view! { <p class="offline-why tone-danger small" data-refused="">{text}</p> })}
                {twice.map(|text| view! { <p class="offline-why tone-warning small" data-twice="">{text}</p> })}
            </div>
            <span class="num">{net(lang, &draft)}</span>
            <Badge text=t(lang, k::offline::WAITS).to_owned() tone=Tone::Warning/>
            <div class="cluster">
                {again.then(|| view! {
                    <Button
                        label=t(lang, k::offline::AS_ANOTHER)
                        size=Size::Small
                        busy=desk.sending
                        on_press=Callback::new(move |()| spawn_local(desk.send_as_another(id)))
                    />
                })}
                <Button
                    label=t(lang, k::offline::OPEN)
                    size=Size::Small
                    icon=Glyph::Edit
                    disabled=Signal::derive(move || desk.luggage.with(Option::is_none))
                    on_press=Callback::new(move |()| desk.open.set(Some(id)))
                />
                <Button label=t(lang, k::offline::DISCARD) size=Size::Small variant=Variant::Ghost icon=Glyph::Trash on_press=discard/>
            </div>
        </li>
    }
}

/// Quotes that were sent, until somebody has seen what became of them.
#[component]
pub fn ArrivedQuotes(desk: Desk) -> impl IntoView {
    let lang = desk.lang;
    view! {
        <Show when=move || desk.arrived.with(|all| !all.is_empty())>
            <Card id="offline-arrived" title=Signal::stored(t(lang, k::offline::ARRIVED).to_owned())>
                <ul class="offline-list">
                    <For each=move || desk.arrived.get() key=|entry| (entry.id, entry.version) let:entry>
                        <One desk entry/>
                    </For>
                </ul>
            </Card>
        </Show>
    }
}

#[component]
fn One(desk: Desk, entry: Arrived) -> impl IntoView {
    let lang = desk.lang;
    let id: QuoteId = entry.id;
    let same = entry.changes.is_empty();
    // A line that is gone or new has no offered price to ask for.
    let can_ask = entry.changes.lines.iter().any(|line| {
        let unit = |price: Option<LinePrice>| price.map(|price| price.unit);
        line.then.is_some() && line.now.is_some() && unit(line.then) != unit(line.now)
    });
    let account = entry.account_name.clone().unwrap_or_default();
    let redated = (entry.offered.issued_on != entry.now.issued_on).then(|| {
        let day = date_in_words(lang, entry.now.issued_on);
        tf(lang, k::offline::REDATED, &[("day", &day)])
    });
    let changes = entry.changes.clone();
    let kept = StoredValue::new(entry.clone());
    let busy = RwSignal::new(false);
    let ask = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            desk.keep_offered(kept.get_value()).await;
            busy.try_set(false);
        });
    });
    let seen = Callback::new(move |()| spawn_local(desk.seen(id)));
    let seen_key = if same {
        k::offline::SEEN
    } else {
        k::offline::KEEP_TODAY
    };
    view! {
        <li class="offline-arrived" data-arrived=id.to_string()>
            <div class="offline-row">
                <div class="offline-row-text">
                    <span class="strong">{entry.number.clone()} " " {entry.now.title.clone()}</span>
                    <span class="muted small">{account}</span>
                    {redated.map(|text| view! { <span class="muted small">{text}</span> })}
                    {same.then(|| view! { <span class="small tone-success">{t(lang, k::offline::SAME)}</span> })}
                </div>
            </div>
            {(!same).then(|| view! { <Changes lang changes/> })}
            <div class="cluster">
                <LinkButton label=t(lang, k::offline::TO_QUOTE) href=routes::quote(id) size=Size::Small/>
                <Button label=t(lang, seen_key) size=Size::Small icon=Glyph::Check on_press=seen/>
                {can_ask.then(|| view! {
                    <Button label=t(lang, k::offline::ASK_OFFERED) size=Size::Small busy on_press=ask/>
                })}
            </div>
        </li>
    }
}

/// Line by line: the price then, the price now.
#[component]
fn Changes(lang: Lang, changes: PriceChanges) -> impl IntoView {
    let currency = changes.currency;
    let unit = move |price: Option<LinePrice>| {
        price.map_or_else(
            || "–".to_owned(),
            |price| unit_price(lang, price.unit, currency),
        )
    };
    let amount = move |minor: i64| money(lang, Money::new(minor, currency));
    let net = move |price: Option<LinePrice>| {
        price.map_or_else(|| "–".to_owned(), |price| amount(price.net_minor))
    };
    let rows = changes
        .lines
        .iter()
        .map(|line| {
            view! {
                <tr data-change="">
                    <th scope="row">{line.name.clone()}</th>
                    <td class="num">{unit(line.then)}</td>
                    <td class="num">{unit(line.now)}</td>
                    <td class="num">{net(line.then)}</td>
                    <td class="num">{net(line.now)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <p class="small tone-warning">{t(lang, k::offline::DIFFERS)}</p>
        <TableWrap label=t(lang, k::offline::DIFFERS)>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t(lang, k::offline::table::LINE)}</th>
                        <th scope="col" class="num">{t(lang, k::offline::table::PRICE_THEN)}</th>
                        <th scope="col" class="num">{t(lang, k::offline::table::PRICE_NOW)}</th>
                        <th scope="col" class="num">{t(lang, k::offline::table::NET_THEN)}</th>
                        <th scope="col" class="num">{t(lang, k::offline::table::NET_NOW)}</th>
                    </tr>
                </thead>
                <tbody>
                    {rows}
                    <tr data-change-total="">
                        <th scope="row" colspan="3">{t(lang, k::offline::table::TOTAL)}</th>
                        <td class="num strong">{amount(changes.then.gross_minor)}</td>
                        <td class="num strong">{amount(changes.now.gross_minor)}</td>
                    </tr>
                </tbody>
            </table>
        </TableWrap>
    }
}
