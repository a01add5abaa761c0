//! The table.

use crate::boot::use_session;
use crate::deals::opportunities::words;
use crate::routes;
use i18n::{date_medium, k, money_compact_rounded, percent, t};
use leptos::prelude::*;
use shared::deals::opportunities::{ListRow, stalled};
use shared::deals::pipelines::{PipelinesView, StageState};
use shared::kernel::{Instant, Lang};
use ui::{Badge, Glyph, Icon, PersonName, Tone};

/// One row.
#[component]
pub fn DealRow(lang: Lang, row: ListRow, pipelines: PipelinesView, now: Instant) -> impl IntoView {
    let today = use_session().today;
    let stage = pipelines
        .pipelines
        .iter()
        .find(|pipeline| pipeline.id == row.pipeline_id)
        .and_then(|pipeline| pipeline.stage(row.stage_id))
        .cloned();
    let stage_name = stage
        .as_ref()
        .map(|stage| stage.name.get(lang).to_owned())
        .unwrap_or_default();
    let tone = match row.state {
        StageState::Open => Tone::Neutral,
        StageState::Won => Tone::Success,
        StageState::Lost => Tone::Danger,
    };
    let open = row.state == StageState::Open;
    let late = open && row.close_date < today;
    let silent = stage.as_ref().and_then(|stage| {
        stalled(
            stage,
            row.stage_entered_at,
            row.last_activity_at,
            row.next_activity_on,
            now,
            today,
        )
    });
    let next = open.then(|| words::next_activity(lang, row.next_activity_on, today));
    view! {
        <tr class="row-link">
            <th scope="row">
                <a class="row-anchor" href=routes::opportunity(row.id)>{row.name}</a>
                {silent.map(|silent| {
                    let text = words::stalled(lang, &silent);
                    let tip = text.clone();
                    view! {
                        <span class="deal-stalled" title=tip>
                            <Icon glyph=Glyph::Hourglass class="icon-sm"/>
                            <span>{t(lang, k::deals::STALLED)}</span>
                            <span class="visually-hidden">{text}</span>
                        </span>
                    }
                })}
            </th>
            <td data-label=t(lang, k::deals::COL_ACCOUNT)>
                {row.account.map(|account| view! { <a href=routes::account(account.id)>{account.name}</a> })}
            </td>
            <td data-label=t(lang, k::deals::COL_STAGE)><Badge text=stage_name tone/></td>
            <td class="num" data-label=t(lang, k::deals::COL_AMOUNT)>{money_compact_rounded(lang, row.amount)}</td>
            <td class="num" data-label=t(lang, k::deals::COL_PROBABILITY)>{percent(lang, row.probability)}</td>
            <td class="nowrap" data-label=t(lang, k::deals::COL_CLOSE)>
                <span class=("tone-danger", late)>
                    {late.then(|| view! { <Icon glyph=Glyph::Alert class="icon-sm"/> })}
                    {date_medium(lang, row.close_date)}
                </span>
            </td>
            <td data-label=t(lang, k::deals::COL_OWNER)><PersonName name=row.owner.name/></td>
            <td class="nowrap" data-label=t(lang, k::deals::COL_NEXT)>
                {next.map(|(glyph, tone, text)| view! {
                    <span class=format!("deal-next tone-{}", tone.name())><Icon glyph class="icon-sm"/>{text}</span>
                })}
            </td>
        </tr>
    }
}
