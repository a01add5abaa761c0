//! What the money comes to, and how deals alike ended.

use crate::boot::use_lang;
use crate::routes;
use i18n::{Key, k, money, percent, t, tf};
use leptos::prelude::*;
use shared::cpq::approvals::{ComparableDeal, MoneyView};
use shared::kernel::{Money, Percent};
use ui::{Badge, Meter, TableWrap, Tone};

/// The way from the price book to the margin, each step with its bar.
#[component]
pub fn Waterfall(view: MoneyView) -> impl IntoView {
    let lang = use_lang();
    let totals = view.totals;
    let amount = move |minor: i64| money(lang, Money::new(minor, view.currency));
    let whole = totals.book_minor;
    let share = move |minor: i64| {
        if whole <= 0 {
            return 0.0;
        }
        // A bar, not an amount.
        #[allow(clippy::cast_precision_loss)]
        let share = minor.unsigned_abs() as f64 / whole as f64;
        (share * 100.0).min(100.0)
    };
    use k::approvals::money as m;
    let lines = whole.saturating_sub(totals.sold_minor());
    let mut rows: Vec<(Key, i64, Tone)> = vec![
        (m::BOOK, whole, Tone::Neutral),
        (m::LINES, -lines, Tone::Warning),
        (m::DOCUMENT, -totals.allowance_minor, Tone::Warning),
        (m::NET, totals.net_minor, Tone::Accent),
    ];
    let added = totals.surcharges_minor();
    if added != 0 {
        rows.insert(3, (m::SURCHARGES, added, Tone::Neutral));
    }
    let margin = totals.margin;
    let known = view.sees_margin && margin.lines_without_cost == 0 && margin.rate_bp.is_some();
    if known {
        rows.push((m::COST, -margin.cost_minor, Tone::Neutral));
        let tone = if margin.amount_minor < 0 {
            Tone::Danger
        } else {
            Tone::Success
        };
        rows.push((m::MARGIN, margin.amount_minor, tone));
    }
    let rate = margin
        .rate_bp
        .filter(|_| known)
        .map(|rate| percent(lang, Percent(rate)));
    let rows = rows
        .into_iter()
        .map(|(key, minor, tone)| {
            let name = t(lang, key);
            let rate = rate.clone().filter(|_| key == m::MARGIN);
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    <td class="approval-bar"><Meter label=name.to_owned() percent=share(minor) tone /></td>
                    <td class="num">{amount(minor)}{rate.map(|rate| view! { <span class="small muted approval-rate">{rate}</span> })}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section>
            <h3 class="approval-heading">{t(lang, m::TITLE)}</h3>
            <table class="approval-waterfall">
                <tbody>{rows}</tbody>
            </table>
            {(view.sees_margin && !known).then(|| view! { <p class="small muted">{t(lang, m::UNKNOWN)}</p> })}
        </section>
    }
}

/// Deals alike.
#[component]
pub fn Comparable(deals: Vec<ComparableDeal>) -> impl IntoView {
    use k::approvals::comparable as c;
    let lang = use_lang();
    let none = deals.is_empty();
    let rows = deals
        .into_iter()
        .map(|deal| {
            let (word, tone) = if deal.won {
                (c::WON, Tone::Success)
            } else {
                (c::LOST, Tone::Danger)
            };
            view! {
                <tr>
                    <td><a href=routes::quote(deal.id)>{deal.number}</a></td>
                    <td>{deal.account}</td>
                    <td><Badge text=t(lang, word) tone /></td>
                    <td class="num">{percent(lang, Percent(deal.discount_bp))}</td>
                    <td class="num">{money(lang, Money::new(deal.net_minor, deal.currency))}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section>
            <h3 class="approval-heading">{t(lang, c::TITLE)}</h3>
            <p class="small muted">{t(lang, if none { c::NONE } else { c::TEXT })}</p>
            {(!none).then(|| view! {
                <TableWrap label=t(lang, c::TITLE)>
                    <table class="table">
                        <thead><tr>
                            <th scope="col">{t(lang, c::QUOTE)}</th>
                            <th scope="col">{t(lang, c::ACCOUNT)}</th>
                            <th scope="col">{t(lang, c::ANSWER)}</th>
                            <th scope="col" class="num">{t(lang, c::DISCOUNT)}</th>
                            <th scope="col" class="num">{t(lang, c::NET)}</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </TableWrap>
            })}
        </section>
    }
}

/// The sentence about the discount at which nobody is asked.
pub fn free_text(lang: i18n::Lang, free: Percent) -> String {
    let text = percent(lang, free);
    tf(lang, k::approvals::preview::FREE, &[("percent", &text)])
}
