//! The quotes of the deal.

use super::api;
use super::state::Deal;
use crate::boot::{may, use_lang};
use crate::cpq::quotes::NewDealQuote;
use crate::live;
use crate::routes;
use crate::work::word;
use i18n::{k, problem_text, t};
use leptos::prelude::*;
use shared::deals::opportunity::{DealQuote, ListDealQuotes};
use shared::kernel::Action;
use shared::kernel::event::Entity;
use ui::{Badge, EmptyState, Glyph, Skeleton, TableWrap, Tone, settled};

fn tone(state: &str) -> Tone {
    match state {
        "accepted" | "approved" => Tone::Success,
        "sent" | "viewed" => Tone::Info,
        "in_approval" => Tone::Warning,
        "declined" | "expired" => Tone::Danger,
        _ => Tone::Neutral,
    }
}

/// The list with the button that makes another one.
#[component]
pub fn QuotesPanel(deal: Deal) -> impl IntoView {
    let lang = use_lang();
    let id = deal.view.with_untracked(|view| view.id);
    let found = Resource::new(|| (), move |()| api::list_quotes(ListDealQuotes { id }));
    live::on_event(move |event| {
        if event.is_none_or(|event| {
            event.entity == Entity::Quote && event.parent.is_none_or(|parent| parent == id.0)
        }) {
            found.refetch();
        }
    });
    let new = may(Action::EditQuote)
        .then(|| view! { <div><NewDealQuote opportunity=id glyph=Glyph::Plus /></div> });
    view! {
        <div class="stack">
            <Transition fallback=move || {
                view! { <Skeleton label=t(lang, k::ui::LOADING) lines=3 /> }
            }>
                {move || Suspend::new(async move {
                    match found.await {
                        Ok(quotes) if quotes.is_empty() => {
                            view! {
                                <EmptyState
                                    glyph=Glyph::FileText
                                    title=t(lang, k::opportunity::NO_QUOTES)
                                    text=t(lang, k::opportunity::NO_QUOTES_TEXT)
                                />
                            }
                                .into_any()
                        }
                        Ok(quotes) => settled(move || view! { <List quotes /> }),
                        Err(fault) => {
                            view! { <p class="muted">{problem_text(lang, &fault.0)}</p> }.into_any()
                        }
                    }
                })}
            </Transition>
            {new}
        </div>
    }
}

#[component]
fn List(quotes: Vec<DealQuote>) -> impl IntoView {
    let lang = use_lang();
    let rows = quotes
        .into_iter()
        .map(|quote| {
            let state = word(lang, "opportunity.quote_state", &quote.state);
            view! {
                <tr class="row-link" class:is-faint=!quote.active>
                    <th scope="row">
                        <a class="row-anchor" href=routes::quote(quote.id)>
                            {format!("{} v{}", quote.number, quote.version)}
                        </a>
                    </th>
                    <td data-label=t(lang, k::opportunity::QUOTE_TITLE)>{quote.title}</td>
                    <td data-label=t(lang, k::opportunity::STATE)>
                        <Badge text=state tone=tone(&quote.state) />
                    </td>
                    <td class="num" data-label=t(lang, k::opportunity::NET)>
                        {i18n::money(lang, quote.net)}
                    </td>
                    <td data-label=t(lang, k::opportunity::VALID_UNTIL)>
                        {i18n::date_medium(lang, quote.valid_until)}
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <TableWrap label=t(lang, k::opportunity::QUOTES)>
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">{t(lang, k::opportunity::QUOTE)}</th>
                        <th scope="col">{t(lang, k::opportunity::QUOTE_TITLE)}</th>
                        <th scope="col">{t(lang, k::opportunity::STATE)}</th>
                        <th scope="col" class="num">{t(lang, k::opportunity::NET)}</th>
                        <th scope="col">{t(lang, k::opportunity::VALID_UNTIL)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableWrap>
    }
}
