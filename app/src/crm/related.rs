//! The cards around an account or a contact: deals, quotes, changes of the record.

use super::labels::{state_tone, word};
use crate::boot::{use_lang, use_session};
use crate::platform::fields::label_of;
use crate::routes;
use crate::work::use_now;
use i18n::{Key, date_medium, k, money, relative_time, t, tf};
use leptos::prelude::*;
use shared::crm::accounts::{HistoryEntry, RelatedOpportunity, RelatedQuote};
use shared::deals::pipelines::StageState;
use shared::kernel::Lang;
use shared::platform::fields::Holder;
use ui::{Avatar, Badge, Card, EmptyState, Glyph, TableWrap, Timeline, TimelineItem, Tone};

/// Changes shown beside a record.
const SHOWN: usize = 12;

/// Deals, each with a person's part in it where that is known.
#[component]
pub(super) fn DealsCard(
    deals: Vec<(RelatedOpportunity, String)>,
    /// Buttons of the card.
    #[prop(optional, into)]
    actions: ViewFn,
) -> impl IntoView {
    let lang = use_lang();
    let body = if deals.is_empty() {
        view! { <EmptyState glyph=Glyph::Target title=t(lang, k::crm::NO_DEALS) text=t(lang, k::crm::NO_DEALS_TEXT)/> }
            .into_any()
    } else {
        let rows = deals
            .into_iter()
            .map(|(deal, role)| deal_row(lang, deal, role))
            .collect_view();
        view! {
            <TableWrap label=t(lang, k::crm::DEALS)>
                <table class="table table-cards">
                    <thead>
                        <tr>
                            <th scope="col">{t(lang, k::crm::COLUMN_NAME)}</th>
                            <th scope="col">{t(lang, k::crm::COLUMN_STAGE)}</th>
                            <th scope="col" class="num">{t(lang, k::crm::COLUMN_AMOUNT)}</th>
                            <th scope="col">{t(lang, k::crm::COLUMN_CLOSES)}</th>
                            <th scope="col">{t(lang, k::crm::COLUMN_OWNER)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </TableWrap>
        }
        .into_any()
    };
    view! { <Card id="deals" title=t(lang, k::crm::DEALS) actions flush=true>{body}</Card> }
}

fn deal_row(lang: Lang, deal: RelatedOpportunity, role: String) -> impl IntoView {
    let part = (!role.is_empty()).then(|| {
        view! { <span class="small muted">{word(lang, "crm.buying_role", &role)}</span> }
    });
    let icon = match deal.state {
        StageState::Open => None,
        StageState::Won => Some(Glyph::Trophy),
        StageState::Lost => Some(Glyph::XCircle),
    };
    let badge = match icon {
        Some(icon) => {
            view! { <Badge text=deal.stage.get(lang).to_owned() tone=state_tone(deal.state) icon/> }
                .into_any()
        }
        None => view! { <Badge text=deal.stage.get(lang).to_owned() tone=state_tone(deal.state)/> }
            .into_any(),
    };
    view! {
        <tr class="row-link">
            <th scope="row">
                <span class="crm-two">
                    <a class="row-anchor truncate" href=routes::opportunity(deal.id)>{deal.name}</a>
                    {part}
                </span>
            </th>
            <td data-label=t(lang, k::crm::COLUMN_STAGE)>{badge}</td>
            <td class="num" data-label=t(lang, k::crm::COLUMN_AMOUNT)>{money(lang, deal.amount)}</td>
            <td class="nowrap" data-label=t(lang, k::crm::COLUMN_CLOSES)>{date_medium(lang, deal.close_date)}</td>
            <td data-label=t(lang, k::crm::COLUMN_OWNER)><Avatar name=deal.owner.name alone=true/></td>
        </tr>
    }
}

/// The current quotes; nothing when there are none.
#[component]
pub(super) fn QuotesCard(quotes: Vec<RelatedQuote>) -> impl IntoView {
    let lang = use_lang();
    if quotes.is_empty() {
        return ().into_any();
    }
    let rows = quotes
        .into_iter()
        .map(|quote| {
            let tone = match quote.state.as_str() {
                "accepted" => Tone::Success,
                "declined" | "expired" | "cancelled" => Tone::Neutral,
                "in_approval" => Tone::Warning,
                _ => Tone::Accent,
            };
            view! {
                <tr class="row-link">
                    <th scope="row">
                        <span class="crm-two">
                            <a class="row-anchor truncate" href=routes::quote(quote.id)>{quote.title}</a>
                            <span class="small muted">{quote.number}</span>
                        </span>
                    </th>
                    <td data-label=t(lang, k::crm::COLUMN_STATE)><Badge text=word(lang, "crm.quote_state", &quote.state) tone/></td>
                    <td class="num" data-label=t(lang, k::crm::COLUMN_NET)>{money(lang, quote.net)}</td>
                    <td class="nowrap" data-label=t(lang, k::crm::COLUMN_VALID_UNTIL)>{date_medium(lang, quote.valid_until)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Card id="quotes" title=t(lang, k::crm::QUOTES) flush=true>
            <TableWrap label=t(lang, k::crm::QUOTES)>
                <table class="table table-cards">
                    <thead>
                        <tr>
                            <th scope="col">{t(lang, k::crm::COLUMN_NAME)}</th>
                            <th scope="col">{t(lang, k::crm::COLUMN_STATE)}</th>
                            <th scope="col" class="num">{t(lang, k::crm::COLUMN_NET)}</th>
                            <th scope="col">{t(lang, k::crm::COLUMN_VALID_UNTIL)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </TableWrap>
        </Card>
    }
    .into_any()
}

/// What people changed on the record, newest first; nothing when it is only created.
#[component]
pub(super) fn HistoryCard(holder: Holder, history: Vec<HistoryEntry>) -> impl IntoView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    let now = use_now();
    let items = history
        .into_iter()
        .take(SHOWN)
        .map(|entry| {
            let zone = zone.clone();
            let at = entry.at;
            // Said once, as seen when the page was made; the exact moment is in `datetime`.
            let when = relative_time(lang, at, now.get_untracked(), &zone);
            changed(lang, holder, entry, when, at.to_utc().to_rfc3339())
        })
        .collect_view();
    view! {
        <Card id="history" title=t(lang, k::crm::HISTORY)>
            <Timeline label=t(lang, k::crm::HISTORY)>{items}</Timeline>
        </Card>
    }
}

fn told_file(lang: Lang, key: Key) -> (Glyph, String) {
    (Glyph::FileText, t(lang, key).to_owned())
}

fn changed(
    lang: Lang,
    holder: Holder,
    entry: HistoryEntry,
    when: String,
    datetime: String,
) -> AnyView {
    let (glyph, title) = match entry.action.as_str() {
        "created" => (Glyph::Plus, t(lang, k::crm::happened::CREATED).to_owned()),
        "deleted" => (Glyph::Trash, t(lang, k::crm::happened::DELETED).to_owned()),
        "merged" => (Glyph::Copy, t(lang, k::crm::happened::MERGED).to_owned()),
        "merged_away" => (
            Glyph::Copy,
            t(lang, k::crm::happened::MERGED_AWAY).to_owned(),
        ),
        "unmerged" => (Glyph::Undo, t(lang, k::crm::happened::UNMERGED).to_owned()),
        "separated" | "joined" => (Glyph::Copy, t(lang, k::crm::happened::SEPARATED).to_owned()),
        "agreement_added" => (
            Glyph::Tag,
            t(lang, k::crm::happened::AGREEMENT_ADDED).to_owned(),
        ),
        "agreement_edited" => (
            Glyph::Tag,
            t(lang, k::crm::happened::AGREEMENT_EDITED).to_owned(),
        ),
        "agreement_removed" => (
            Glyph::Tag,
            t(lang, k::crm::happened::AGREEMENT_REMOVED).to_owned(),
        ),
        "affiliation_added" => (
            Glyph::Link,
            t(lang, k::crm::happened::AFFILIATION_ADDED).to_owned(),
        ),
        "affiliation_edited" => (
            Glyph::Link,
            t(lang, k::crm::happened::AFFILIATION_EDITED).to_owned(),
        ),
        "affiliation_removed" => (
            Glyph::Link,
            t(lang, k::crm::happened::AFFILIATION_REMOVED).to_owned(),
        ),
        "relation_added" => (
            Glyph::Users,
            t(lang, k::crm::happened::RELATION_ADDED).to_owned(),
        ),
        "relation_edited" => (
            Glyph::Users,
            t(lang, k::crm::happened::RELATION_EDITED).to_owned(),
        ),
        "relation_removed" => (
            Glyph::Users,
            t(lang, k::crm::happened::RELATION_REMOVED).to_owned(),
        ),
        "file_added" => told_file(lang, k::crm::happened::FILE_ADDED),
        "file_renamed" => told_file(lang, k::crm::happened::FILE_RENAMED),
        "file_removed" => told_file(lang, k::crm::happened::FILE_REMOVED),
        "file_restored" => told_file(lang, k::crm::happened::FILE_RESTORED),
        "restored" => (Glyph::Undo, t(lang, k::crm::happened::RESTORED).to_owned()),
        _ => {
            let names: Vec<String> = entry
                .fields
                .iter()
                .map(|field| label_of(lang, holder, field))
                .collect();
            let names = names.join(", ");
            (
                Glyph::Edit,
                tf(lang, k::crm::happened::EDITED, &[("fields", &names)]),
            )
        }
    };
    let by = entry
        .actor
        .unwrap_or_else(|| t(lang, k::crm::happened::SYSTEM).to_owned());
    view! { <TimelineItem glyph title by when datetime/> }.into_any()
}
