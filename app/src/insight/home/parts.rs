//! Pieces both views share: reading again when something changes, rows of deals, notes on sums.

use crate::boot::use_lang;
use crate::live;
use crate::routes;
use chrono::NaiveDate;
use i18n::{Lang, date_in_words, day_in_words, day_month, k, money, t, tf, tn};
use leptos::prelude::*;
use shared::deals::opportunities::DealFilter;
use shared::insight::home::{DealGroup, HomeDeal, Slip};
use shared::kernel::event::Entity;
use shared::kernel::{Converted, DaySpan, Instant};
use std::time::Duration;
use ui::{Badge, Glyph, Tone};

/// Events come in bursts (an import, a bulk edit): the page is read once after them.
const CALM: Duration = Duration::from_millis(600);

/// A number that grows shortly after deals, tasks or activities have changed.
pub fn use_changes() -> ReadSignal<u32> {
    let (changes, grow) = signal(0_u32);
    let turn = StoredValue::new(0_u32);
    live::on_event(move |event| {
        let ours = event.is_none_or(|event| {
            matches!(
                event.entity,
                Entity::Opportunity
                    | Entity::Task
                    | Entity::Activity
                    | Entity::Quota
                    | Entity::Import
            )
        });
        if ours {
            let _ = turn.try_update_value(|turn| *turn += 1);
            let mine = turn.try_get_value();
            set_timeout(
                move || {
                    if turn.try_get_value() == mine {
                        let _ = grow.try_update(|count| *count += 1);
                    }
                },
                CALM,
            );
        }
    });
    changes
}

/// The list of opportunities, narrowed.
pub fn deals_href(filter: &DealFilter) -> String {
    routes::deals(filter)
}

/// First and last day of a quarter.
pub fn span_text(lang: Lang, span: DaySpan) -> String {
    format!(
        "{} – {}",
        day_in_words(lang, span.from),
        date_in_words(lang, span.to)
    )
}

/// A share in basis points as a whole percentage.
pub fn share_text(lang: Lang, bp: i64) -> String {
    crate::planning::forecast::words::share(lang, bp)
}

/// The rates behind sums, and what could not be counted; nothing for one currency.
pub fn sum_note(lang: Lang, sum: &Converted) -> Option<String> {
    let mut notes = Vec::new();
    if let Some(oldest) = sum.rates.iter().map(|rate| rate.day).min() {
        notes.push(tf(
            lang,
            k::home::RATES,
            &[("day", &date_in_words(lang, oldest))],
        ));
    }
    if !sum.unconverted.is_empty() {
        let amounts: Vec<String> = sum
            .unconverted
            .iter()
            .map(|one| money(lang, *one))
            .collect();
        notes.push(tf(
            lang,
            k::home::WITHOUT_RATE,
            &[("amounts", &amounts.join(", "))],
        ));
    }
    (!notes.is_empty()).then(|| notes.join(" "))
}

/// What is said at the end of a deal's row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Remark {
    /// Its close date.
    CloseDate,
    /// For how long nothing happened.
    Silence,
    /// Why it slips.
    Slip,
}

fn remark_of(
    lang: Lang,
    deal: &HomeDeal,
    remark: Remark,
    now: Instant,
    today: NaiveDate,
) -> AnyView {
    let date = day_month(lang, deal.close_date);
    match remark {
        Remark::Silence => deal.stalled(now, today).map_or_else(
            || view! { <span class="faint small">{date}</span> }.into_any(),
            |stalled| {
                let text = tn(lang, k::home::stalled::DAYS, stalled.days, &[]);
                view! { <Badge text=text tone=Tone::Warning icon=Glyph::Hourglass plain=true /> }
                    .into_any()
            },
        ),
        Remark::Slip => match deal.slip(today) {
            Some(Slip::Pushed(times)) => {
                let text = tn(lang, k::home::slipping::PUSHED, i64::from(times), &[]);
                view! { <Badge text=text tone=Tone::Warning icon=Glyph::History plain=true /> }
                    .into_any()
            }
            _ => view! { <Badge text=date tone=Tone::Danger icon=Glyph::Alert plain=true /> }
                .into_any(),
        },
        Remark::CloseDate if deal.close_date < today => {
            view! { <Badge text=date tone=Tone::Danger icon=Glyph::Alert plain=true /> }.into_any()
        }
        Remark::CloseDate => {
            view! { <Badge text=date icon=Glyph::Calendar plain=true /> }.into_any()
        }
    }
}

/// Rows of deals: name and account, amount, why it is here.
#[component]
pub fn DealRows(
    group: DealGroup,
    remark: Remark,
    now: Instant,
    today: NaiveDate,
    /// Show whose each deal is.
    #[prop(optional)]
    owners: bool,
) -> impl IntoView {
    let lang = use_lang();
    let rows = group
        .deals
        .into_iter()
        .map(|deal| {
            let why = remark_of(lang, &deal, remark, now, today);
            let mut under = deal.account.as_ref().map(|account| account.name.clone()).unwrap_or_default();
            if owners {
                if !under.is_empty() {
                    under.push_str(" · ");
                }
                under.push_str(&deal.owner.name);
            }
            view! {
                <li class="home-row row-link">
                    <div class="home-row-text">
                        <a class="row-anchor truncate" href=routes::opportunity(deal.id)>{deal.name}</a>
                        <span class="faint small truncate">{under}</span>
                    </div>
                    <div class="home-row-end">
                        <span class="num">{money(lang, deal.amount)}</span>
                        {why}
                    </div>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="home-rows">{rows}</ul> }
}

/// Nothing to show in a card, said in one quiet line.
#[component]
pub fn Quiet(#[prop(into)] text: String) -> impl IntoView {
    view! {
        <p class="home-quiet">
            <ui::Icon glyph=Glyph::CheckCircle />
            {text}
        </p>
    }
}

/// "4 deals · 12,000 €".
pub fn count_and_sum(lang: Lang, group: &DealGroup) -> String {
    format!(
        "{} · {}",
        tn(lang, k::home::DEALS, group.count, &[]),
        i18n::money_compact(lang, group.total.total)
    )
}

/// The link to everything behind a card.
pub fn see_all(lang: Lang, href: String) -> AnyView {
    view! { <a href=href>{t(lang, k::home::SEE_ALL)}</a> }.into_any()
}
