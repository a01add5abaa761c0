//! The exports there were, with their files.

use super::api;
use super::page::Desk;
use crate::boot::use_session;
use crate::routes;
use i18n::{Key, bytes, date_time, integer, k, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::Lang;
use shared::platform::export::ops::DeleteExport;
use shared::platform::export::{ExportState, ExportView, KEPT_DAYS};
use ui::{Badge, Button, Card, EmptyState, Glyph, LinkButton, PersonName, Size, TableWrap, Tone};

#[component]
pub(super) fn List(desk: Desk) -> impl IntoView {
    let lang = desk.lang;
    let some = Memo::new(move |_| desk.all.with(|all| !all.is_empty()));
    view! {
        <Card id="exports" title=t(lang, k::export::LIST) flush=true>
            <Show when=move || some.get() fallback=move || view! {
                <EmptyState
                    glyph=Glyph::Download
                    title=t(lang, k::export::NONE)
                    text=tf(lang, k::export::NONE_TEXT, &[("days", &KEPT_DAYS)])
                />
            }>
                <TableWrap label=t(lang, k::export::LIST)>
                    <table class="table table-cards">
                        <thead>
                            <tr>
                                <th scope="col">{t(lang, k::export::WHEN)}</th>
                                <th scope="col">{t(lang, k::export::BY)}</th>
                                <th scope="col">{t(lang, k::export::STATE)}</th>
                                <th scope="col" class="num">{t(lang, k::export::RECORDS)}</th>
                                <th scope="col" class="num">{t(lang, k::export::SIZE)}</th>
                                <th scope="col">{t(lang, k::export::UNTIL)}</th>
                                <th scope="col"><span class="visually-hidden">{t(lang, k::ui::ACTIONS)}</span></th>
                            </tr>
                        </thead>
                        <tbody>
                            <For
                                each=move || desk.all.get()
                                key=|one| (one.id, one.state, one.done, one.deleted_at)
                                children=move |one| view! { <Row desk one /> }
                            />
                        </tbody>
                    </table>
                </TableWrap>
            </Show>
        </Card>
    }
    .into_any()
}

const fn look(state: ExportState) -> (Key, Tone, Glyph) {
    match state {
        ExportState::Running => (k::export::is::RUNNING, Tone::Info, Glyph::Clock),
        ExportState::Done => (k::export::is::DONE, Tone::Success, Glyph::CheckCircle),
        ExportState::Cancelled => (k::export::is::CANCELLED, Tone::Neutral, Glyph::XCircle),
        ExportState::Failed => (k::export::is::FAILED, Tone::Danger, Glyph::Alert),
    }
}

/// Why there is no file.
fn reason(lang: Lang, one: &ExportView) -> Option<&'static str> {
    if one.state == ExportState::Done {
        return one.deleted_at.map(|_| t(lang, k::export::GONE));
    }
    let fault = one.fault?;
    Key::by_name(&format!("export.fault.{}", fault.code())).map(|key| t(lang, key))
}

#[component]
fn Row(desk: Desk, one: ExportView) -> impl IntoView {
    let lang = desk.lang;
    let zone = use_session().actor.zone;
    let at = date_time(lang, zone.local(one.started_at));
    let (word, tone, icon) = look(one.state);
    let why = reason(lang, &one).map(|why| view! { <span class="small muted">{why}</span> });
    let there = one.is_there();
    let until = there.then(|| date_time(lang, zone.local(one.kept_until())));
    let size = if one.size > 0 {
        bytes(lang, one.size)
    } else {
        "—".to_owned()
    };
    let acts = there.then(|| acts(desk, &one, &at));
    view! {
        // Notices lead here.
        <tr id=format!("export-{}", one.id)>
            <th scope="row">{at}</th>
            <td data-label=t(lang, k::export::BY)><PersonName name=one.by.clone() /></td>
            <td data-label=t(lang, k::export::STATE)>
                <span class="stack-xs"><Badge text=t(lang, word) tone icon />{why}</span>
            </td>
            <td class="num" data-label=t(lang, k::export::RECORDS)>{integer(lang, one.done)}</td>
            <td class="num" data-label=t(lang, k::export::SIZE)>{size}</td>
            <td data-label=t(lang, k::export::UNTIL)>{until.unwrap_or_else(|| "—".to_owned())}</td>
            <td class="num">{acts}</td>
        </tr>
    }
}

/// What can be done with a file.
fn acts(desk: Desk, one: &ExportView, at: &str) -> AnyView {
    let lang = desk.lang;
    let id = one.id;
    let download = tf(lang, k::export::DOWNLOAD_ONE, &[("date", &at)]);
    let delete = tf(lang, k::export::DELETE_ONE, &[("date", &at)]);
    let press = Callback::new(move |()| {
        spawn_local(async move {
            let answer = api::delete(DeleteExport { id }).await;
            desk.settle(answer, k::export::DELETED);
        });
    });
    view! {
        <span class="cluster">
            <LinkButton
                label=t(lang, k::export::DOWNLOAD)
                href=routes::export_file(id)
                size=Size::Small
                icon=Glyph::Download
                attr:rel="external"
                attr:download=""
                attr:aria-label=download
            />
            <Button
                label=t(lang, k::export::DELETE)
                size=Size::Small
                icon=Glyph::Trash
                attr:aria-label=delete
                on_press=press
            />
        </span>
    }
    .into_any()
}
