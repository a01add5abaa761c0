//! The quotes of an account or an opportunity, for their pages.

use super::api;
use super::new::create_and_go;
use crate::boot::{may, use_lang};
use crate::cpq::labels;
use crate::live;
use crate::routes;
use i18n::{date_medium, k, money, problem_text, t};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::cpq::quotes::QuoteRow;
use shared::cpq::quotes::ops::{CreateQuote, ListQuotes, QuoteFilter};
use shared::kernel::event::Entity;
use shared::kernel::{AccountId, Action, Lang, Money, OpportunityId, QuoteId};
use ui::{Badge, Button, Card, Glyph, Size, Skeleton, use_toaster};

/// A card with the quotes of one opportunity or account, and a button for a new one.
#[component]
pub fn RelatedQuotes(
    #[prop(optional_no_strip, into)] opportunity: Option<OpportunityId>,
    #[prop(optional_no_strip, into)] account: Option<AccountId>,
) -> impl IntoView {
    let lang = use_lang();
    let quotes = Resource::new(
        || (),
        move |()| {
            api::list(ListQuotes {
                filter: QuoteFilter {
                    opportunity_id: opportunity,
                    account_id: account,
                    ..QuoteFilter::default()
                },
                limit: 20,
                ..ListQuotes::default()
            })
        },
    );
    live::on_event(move |event| {
        if event.is_none_or(|event| event.entity == Entity::Quote) {
            quotes.refetch();
        }
    });
    let toaster = use_toaster();
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let create = Callback::new(move |()| {
        let request = CreateQuote {
            id: QuoteId(crate::boot::new_uuid()),
            opportunity_id: opportunity,
            account_id: account,
            price_book_id: None,
            title: String::new(),
            language: None,
        };
        create_and_go(request, lang, toaster, navigate.clone(), busy);
    });
    let may_create = may(Action::EditQuote);
    view! {
        <Card
            id="related-quotes"
            title=t(lang, k::cpq::related::TITLE)
            actions=move || may_create.then(|| view! {
                <Button label=t(lang, k::cpq::related::NEW) icon=Glyph::Plus size=Size::Small busy on_press=create/>
            })
        >
            <Transition fallback=move || view! { <Skeleton label=t(lang, k::cpq::related::TITLE)/> }>
                {move || Suspend::new(async move {
                    match quotes.await {
                        Ok(list) if list.rows.is_empty() => view! {
                            <p class="muted small">{t(lang, k::cpq::related::EMPTY)}</p>
                        }.into_any(),
                        Ok(list) => view! {
                            <ul class="quote-versions">
                                {list.rows.into_iter().map(|row| item(lang, row)).collect_view()}
                            </ul>
                        }.into_any(),
                        Err(fault) => view! { <p class="muted small">{problem_text(lang, &fault.0)}</p> }.into_any(),
                    }
                })}
            </Transition>
        </Card>
    }
}

fn item(lang: Lang, row: QuoteRow) -> impl IntoView {
    let (tone, glyph) = labels::state_look(row.state);
    let amount = money(lang, Money::new(row.figures.net_minor, row.currency));
    view! {
        <li class="quote-version">
            <span>
                <a href=routes::quote(row.id)>{row.number}</a> " "
                <Badge text=labels::state(lang, row.state) tone icon=glyph/>
                <span class="quote-details muted tiny">
                    {format!("{} · {}", row.title, date_medium(lang, row.valid_until))}
                </span>
            </span>
            <span class="num">{amount}</span>
        </li>
    }
}
