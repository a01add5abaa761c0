//! What was found where, what stays and why: in the preview and on the certificate alike.

use i18n::{Key, integer, k, t, tf};
use leptos::prelude::*;
use shared::kernel::Lang;
use shared::platform::erasure::{PlaceCount, Report};
use ui::TableWrap;

/// The word of the catalogue, or the code itself: a table of tomorrow has no name yet.
pub(super) fn word(lang: Lang, group: &str, code: &str) -> String {
    Key::by_name(&format!("privacy.{group}.{code}"))
        .map_or_else(|| code.to_owned(), |key| t(lang, key).to_owned())
}

/// Counts by place.
#[component]
pub(super) fn Places(lang: Lang, places: Vec<PlaceCount>, label: &'static str) -> impl IntoView {
    let count = |number: u32| integer(lang, i64::from(number));
    let sum = |of: fn(&PlaceCount) -> u32| count(places.iter().map(of).sum());
    let (about, named) = (sum(|place| place.about), sum(|place| place.named));
    let rows = places
        .into_iter()
        .map(|place| {
            view! {
                <tr>
                    <th scope="row">{word(lang, "place", &place.place)}</th>
                    <td class="num" data-label=t(lang, k::privacy::ABOUT)>{count(place.about)}</td>
                    <td class="num" data-label=t(lang, k::privacy::NAMED)>{count(place.named)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <TableWrap label>
            <table class="table table-cards privacy-places">
                <thead>
                    <tr>
                        <th scope="col">{t(lang, k::privacy::PLACE_LABEL)}</th>
                        <th scope="col" class="num">{t(lang, k::privacy::ABOUT)}</th>
                        <th scope="col" class="num">{t(lang, k::privacy::NAMED)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">{t(lang, k::privacy::TOTAL)}</th>
                        <td class="num" data-label=t(lang, k::privacy::ABOUT)>{about}</td>
                        <td class="num" data-label=t(lang, k::privacy::NAMED)>{named}</td>
                    </tr>
                </tfoot>
            </table>
        </TableWrap>
    }
}

/// What stays, and why.
#[component]
pub(super) fn Stays(lang: Lang, report: Report) -> impl IntoView {
    let kept = report
        .kept
        .iter()
        .map(|document| {
            let key = if document.signed {
                k::privacy::KEPT_SIGNED
            } else {
                k::privacy::KEPT_ACCEPTED
            };
            let text = tf(lang, key, &[("number", &document.number)]);
            view! { <li>{text}</li> }
        })
        .collect_view();
    let shared = report
        .shared
        .iter()
        .map(|kind| view! { <li>{word(lang, "shared", kind.code())}</li> })
        .collect_view();
    let none = report
        .kept
        .is_empty()
        .then(|| view! { <li>{t(lang, k::privacy::STAYS_NONE)}</li> });
    view! {
        <ul class="privacy-stays">
            {kept}
            {none}
            {shared}
            <li>{t(lang, k::privacy::FIGURES_STAY)}</li>
            <li>{t(lang, k::privacy::HASH_STAYS)}</li>
        </ul>
        <p class="notice tone-warning">{t(lang, k::privacy::BACKUPS)}</p>
    }
}
