//! Imports under way and done.

use super::findings::{FileIssues, Groups};
use super::words;
use crate::boot::use_lang;
use crate::routes::path;
use i18n::{Key, integer, k, t};
use leptos::prelude::*;
use shared::platform::imports::ImportKind;
use shared::platform::imports::ops::{ImportState, ImportView};
use ui::{Badge, Card, Glyph, LinkButton, Progress, Tone};

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
    let link = run.state == ImportState::Done && counts.create + counts.update + counts.skip > 0;
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
    }
}

const fn place(kind: ImportKind) -> (&'static str, Key) {
    match kind {
        ImportKind::People => (path::ADMIN_PEOPLE, k::imports::SHOW_PEOPLE),
        ImportKind::Products => (path::PRODUCTS, k::imports::SHOW_PRODUCTS),
        ImportKind::Accounts => (path::ACCOUNTS, k::imports::SHOW_ACCOUNTS),
        ImportKind::Contacts => (path::CONTACTS, k::imports::SHOW_CONTACTS),
        ImportKind::Opportunities => (path::OPPORTUNITIES, k::imports::SHOW_OPPORTUNITIES),
    }
}

fn summary(lang: shared::kernel::Lang, run: &ImportView) -> String {
    let counts = run.counts;
    [
        (k::imports::CREATE, counts.create),
        (k::imports::UPDATE, counts.update),
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

/// The log of earlier imports.
#[component]
pub(super) fn Log(runs: Vec<ImportView>) -> impl IntoView {
    let lang = use_lang();
    if runs.is_empty() {
        return ().into_any();
    }
    let zone = crate::boot::use_session().actor.zone;
    let rows = runs
        .into_iter()
        .map(|run| {
            let (tone, glyph) = look(run.state);
            let when = i18n::date_time(lang, zone.local(run.started_at));
            let summary = summary(lang, &run);
            view! {
                <tr>
                    <th scope="row">{run.file}</th>
                    <td data-label=t(lang, k::imports::KIND_LABEL)>{words::kind(lang, run.kind)}</td>
                    <td data-label=t(lang, k::imports::STATE_LABEL)>
                        <Badge text=words::state(lang, run.state.code()) tone icon=glyph />
                    </td>
                    <td data-label=t(lang, k::imports::RESULT)>{summary}</td>
                    <td data-label=t(lang, k::imports::WHEN)>{when}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
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
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Card>
    }
    .into_any()
}
