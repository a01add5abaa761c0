//! `/admin/privacy`: the erasures that were done, and the check of an address.

use super::api;
use super::check::CheckCard;
use super::places::word;
use crate::boot::{use_lang, use_session};
use crate::platform::admin::{Loaded, Section};
use crate::routes;
use i18n::{date_time, integer, k, t, tf, tn};
use leptos::prelude::*;
use shared::kernel::Lang;
use shared::platform::erasure::Erasure;
use shared::platform::erasure::ops::ReadErasures;
use ui::{Card, EmptyState, Glyph, TableWrap};

/// The page.
#[component]
pub fn PrivacyPage() -> impl IntoView {
    let loaded = Resource::new(|| (), |()| api::read(ReadErasures { id: None }));
    view! {
        <Section title=k::privacy::TITLE>
            <Loaded loaded lines=8 let(all)><All all /></Loaded>
        </Section>
    }
    .into_any()
}

#[component]
fn All(all: Vec<Erasure>) -> impl IntoView {
    let lang = use_lang();
    let some = !all.is_empty();
    view! {
        <p class="notice">{t(lang, k::privacy::CHOOSE)}</p>
        <Card id="erasures" title=t(lang, k::privacy::CERTIFICATES)>
            {if some {
                view! { <Done lang all /> }.into_any()
            } else {
                view! {
                    <EmptyState
                        glyph=Glyph::Shield
                        title=t(lang, k::privacy::NONE)
                        text=t(lang, k::privacy::NONE_TEXT)
                    />
                }
                    .into_any()
            }}
        </Card>
        <CheckCard />
        <p class="notice tone-warning">{t(lang, k::privacy::BACKUPS)}</p>
    }
}

#[component]
fn Done(lang: Lang, all: Vec<Erasure>) -> impl IntoView {
    let zone = use_session().actor.zone;
    let rows = all
        .into_iter()
        .map(|erasure| {
            let at = date_time(lang, zone.local(erasure.at));
            let total = i64::from(erasure.report.total());
            let count = tn(lang, k::privacy::ERASED_COUNT, total, &[("n", &integer(lang, total))]);
            let label = tf(lang, k::privacy::OPEN_CERTIFICATE, &[("date", &at)]);
            view! {
                <tr>
                    <th scope="row"><a href=routes::erasure(erasure.id) aria-label=label>{at}</a></th>
                    <td data-label=t(lang, k::privacy::BY)>{erasure.by}</td>
                    <td data-label=t(lang, k::privacy::REQUESTER)>{word(lang, "by_request", erasure.requester.code())}</td>
                    <td data-label=t(lang, k::privacy::REASON) class="privacy-reason">{erasure.reason}</td>
                    <td data-label=t(lang, k::privacy::GOES)>{count}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <TableWrap label=t(lang, k::privacy::CERTIFICATES)>
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">{t(lang, k::privacy::WHEN)}</th>
                        <th scope="col">{t(lang, k::privacy::BY)}</th>
                        <th scope="col">{t(lang, k::privacy::REQUESTER)}</th>
                        <th scope="col">{t(lang, k::privacy::REASON)}</th>
                        <th scope="col">{t(lang, k::privacy::GOES)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableWrap>
    }
}
