//! Imports under way and done.

use super::desk::Desk;
use super::findings::{FileIssues, Groups};
use super::report::ReportButton;
use super::undo::{UndoDialog, counted};
use super::{api, words};
use crate::boot::use_lang;
use crate::routes::path;
use i18n::{Key, integer, k, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::platform::imports::ImportKind;
use shared::platform::imports::ops::{ImportState, ImportView, ReadImports};
use ui::{Badge, Button, Card, Glyph, LinkButton, Progress, Size, Tone};

/// The runs just started, with their progress.
#[component]
pub(super) fn Runs(runs: RwSignal<Vec<ImportView>>) -> impl IntoView {
    let lang = use_lang();
    view! {
        <div class="stack" aria-live="polite">
            {move || {
                runs.get()
                    .into_iter()
                    .map(|run| view! { <Run run /> })
                    .collect_view()
            }}
            {move || {
                let done = runs.with(|runs| !runs.is_empty() && runs.iter().all(|run| run.state != ImportState::Running));
                done.then(|| view! { <p class="muted small">{t(lang, k::imports::REPEAT_HINT)}</p> })
            }}
        </div>
    }
}

#[component]
fn Run(run: ImportView) -> impl IntoView {
    let lang = use_lang();
    let (tone, glyph) = look(run.state);
    let counts = run.counts;
    let summary = summary(lang, &run);
    let share = if run.total > 0 {
        Some(percent(run.done, run.total))
    } else {
        None
    };
    let running = run.state == ImportState::Running;
    let title = format!("{} — {}", run.file, words::kind(lang, run.kind));
    let (address, label) = place(run.kind);
    let link = run.state == ImportState::Done
        && counts.create + counts.update + counts.merge + counts.skip > 0;
    view! {
        <Card title=Signal::derive(move || title.clone())>
            <div class="stack-sm">
                <div class="cluster">
                    <Badge text=words::state(lang, run.state.code()) tone icon=glyph />
                    <span class="small">{summary}</span>
                    {link.then(|| view! { <LinkButton label=t(lang, label) href=address /> })}
                </div>
                {running.then(|| view! { <Progress label=t(lang, k::imports::PROGRESS) done=Signal::derive(move || share) /> })}
                <FileIssues issues=run.issues />
                {(run.state == ImportState::Refused).then(|| view! { <Groups groups=run.groups /> })}
            </div>
        </Card>
    }
}

#[expect(clippy::cast_precision_loss, reason = "rows are far fewer than 2^52")]
fn percent(done: i64, total: i64) -> f64 {
    done as f64 * 100.0 / total as f64
}

const fn look(state: ImportState) -> (Tone, Glyph) {
    match state {
        ImportState::Running => (Tone::Info, Glyph::Clock),
        ImportState::Done => (Tone::Success, Glyph::CheckCircle),
        ImportState::Refused | ImportState::Failed => (Tone::Danger, Glyph::XCircle),
        ImportState::Interrupted => (Tone::Warning, Glyph::Alert),
        ImportState::Undone => (Tone::Neutral, Glyph::Undo),
    }
}

const fn place(kind: ImportKind) -> (&'static str, Key) {
    match kind {
        ImportKind::People => (path::ADMIN_PEOPLE, k::imports::SHOW_PEOPLE),
        ImportKind::Products => (path::PRODUCTS, k::imports::SHOW_PRODUCTS),
        ImportKind::Accounts => (path::ACCOUNTS, k::imports::SHOW_ACCOUNTS),
        ImportKind::Contacts => (path::CONTACTS, k::imports::SHOW_CONTACTS),
        ImportKind::Leads => (path::LEADS, k::imports::SHOW_LEADS),
        ImportKind::Opportunities => (path::ALL_OPPORTUNITIES, k::imports::SHOW_OPPORTUNITIES),
    }
}

fn summary(lang: shared::kernel::Lang, run: &ImportView) -> String {
    let counts = run.counts;
    [
        (k::imports::ran::CREATED, counts.create),
        (k::imports::ran::UPDATED, counts.update),
        (k::imports::ran::MERGED, counts.merge),
        (k::imports::SKIP, counts.skip),
        (k::imports::ERROR, counts.error),
        (k::imports::BESIDES, counts.extra),
        (k::imports::EXCEPTION, counts.exception),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(key, count)| format!("{} {}", t(lang, key), integer(lang, i64::from(count))))
    .collect::<Vec<_>>()
    .join(" · ")
}

/// The log of earlier imports, with the way to take one back. Read again when those of the page have
/// ended.
#[component]
pub(super) fn Log(desk: Desk, earlier: Vec<ImportView>) -> impl IntoView {
    let lang = use_lang();
    let runs = desk.runs;
    let known = RwSignal::new(earlier);
    let target = RwSignal::new(None::<ImportView>);
    let ended = Memo::new(move |_| {
        runs.with(|runs| {
            let all = !runs.is_empty() && runs.iter().all(|run| run.state != ImportState::Running);
            all.then(|| runs.iter().map(|run| run.id).collect::<Vec<_>>())
        })
    });
    Effect::new(move |_| {
        if ended.get().is_some() {
            spawn_local(async move {
                if let Ok(runs) = api::runs(ReadImports { ids: Vec::new() }).await {
                    let _ = known.try_set(runs);
                }
            });
        }
    });
    let done = Callback::new(move |view: ImportView| {
        known.update(|known| {
            if let Some(run) = known.iter_mut().find(|run| run.id == view.id) {
                *run = view;
            }
        });
    });
    let some = Memo::new(move |_| known.with(|known| !known.is_empty()));
    view! {
        <div hidden=move || !some.get()>
            <Card title=Signal::derive(move || t(lang, k::imports::EARLIER).to_owned()) flush=true>
                <div class="table-wrap">
                    <table class="table table-cards">
                        <thead>
                            <tr>
                                <th scope="col">{t(lang, k::imports::FILE)}</th>
                                <th scope="col">{t(lang, k::imports::KIND_LABEL)}</th>
                                <th scope="col">{t(lang, k::imports::STATE_LABEL)}</th>
                                <th scope="col">{t(lang, k::imports::RESULT)}</th>
                                <th scope="col">{t(lang, k::imports::WHEN)}</th>
                                <th scope="col"><span class="visually-hidden">{t(lang, k::ui::ACTIONS)}</span></th>
                            </tr>
                        </thead>
                        <tbody>
                            <For
                                each=move || known.get()
                                key=|run| (run.id, run.state, run.undoable)
                                children=move |run| view! { <LogRow desk run target /> }
                            />
                        </tbody>
                    </table>
                </div>
            </Card>
        </div>
        <UndoDialog target done />
    }
}

#[component]
fn LogRow(desk: Desk, run: ImportView, target: RwSignal<Option<ImportView>>) -> impl IntoView {
    let lang = use_lang();
    let zone = crate::boot::use_session().actor.zone;
    let (tone, glyph) = look(run.state);
    let when = i18n::date_time(lang, zone.local(run.started_at));
    let summary = summary(lang, &run);
    let undone = run.undone.as_ref().map(|undone| {
        let when = i18n::date_time(lang, zone.local(undone.at));
        let told = tf(
            lang,
            k::imports::UNDO_WHO,
            &[("who", &undone.by), ("when", &when)],
        );
        let counts = counted(lang, undone.counts);
        view! { <span class="small muted">{told}{(!counts.is_empty()).then(|| format!(" · {counts}"))}</span> }
    });
    let reported = run.reported;
    let label = tf(lang, k::imports::UNDO_TITLE, &[("file", &run.file)]);
    let undo = run.undoable.then(|| {
        let run = run.clone();
        view! {
            <Button
                label=t(lang, k::imports::UNDO)
                icon=Glyph::Undo
                size=Size::Small
                attr:aria-label=label
                on_press=Callback::new(move |()| target.set(Some(run.clone())))
            />
        }
    });
    view! {
        <tr>
            <th scope="row">{run.file.clone()}</th>
            <td data-label=t(lang, k::imports::KIND_LABEL)>{words::kind(lang, run.kind)}</td>
            <td data-label=t(lang, k::imports::STATE_LABEL)>
                <Badge text=words::state(lang, run.state.code()) tone icon=glyph />
            </td>
            <td data-label=t(lang, k::imports::RESULT)>
                <span class="stack-xs"><span>{summary}</span>{undone}</span>
            </td>
            <td data-label=t(lang, k::imports::WHEN)>
                <span class="stack-xs"><span>{when}</span><span class="small muted">{run.by.clone()}</span></span>
            </td>
            <td class="num">
                <span class="cluster">
                    {reported.then(|| view! { <ReportButton desk run=run.clone() /> })}
                    {undo}
                </span>
            </td>
        </tr>
    }
}
