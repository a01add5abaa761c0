//! What it comes to.

use super::writing::Pen;
use i18n::{issue_text, k, money, t};
use leptos::prelude::*;
use shared::cpq::quotes::rules::pricing_errors;
use shared::kernel::Money;
use ui::Card;

/// The totals, as they are computed here.
#[component]
pub fn TotalsCard(pen: Pen) -> impl IntoView {
    let lang = pen.desk.lang;
    let rows = move || {
        pen.priced.with(|priced| {
            let priced = priced.as_ref()?;
            let totals = &priced.totals;
            let sums = [
                ("net", k::cpq::totals::NET, totals.net_minor, true),
                ("tax", k::offline::TAX, totals.tax_minor, true),
                ("gross", k::offline::GROSS, totals.gross_minor, true),
                (
                    "monthly",
                    k::offline::MONTHLY,
                    totals.mrr_minor,
                    totals.mrr_minor != 0,
                ),
            ];
            let shown = sums.into_iter().filter(|(_, _, _, shown)| *shown);
            let rows = shown.map(|(name, key, minor, _)| {
                view! {
                    <div class="offline-sum" data-total=name>
                        <dt>{t(lang, key)}</dt>
                        <dd class="num">{money(lang, Money::new(minor, priced.currency))}</dd>
                    </div>
                }
            });
            Some(rows.collect_view())
        })
    };
    let errors = move || {
        pen.priced.with(|priced| {
            let found = priced.as_ref().map(pricing_errors).unwrap_or_default();
            let found = found.iter();
            found
                .map(|issue| view! { <p class="tone-danger small">{issue_text(lang, issue)}</p> })
                .collect_view()
        })
    };
    view! {
        <Card id="offline-totals" title=Signal::stored(t(lang, k::cpq::totals::TITLE).to_owned())>
            <dl class="offline-sums" aria-live="polite">{rows}</dl>
            {errors}
            <p class="muted small">{t(lang, k::offline::TOTALS_NOTE)}</p>
        </Card>
    }
}
