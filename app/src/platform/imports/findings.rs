//! What the plan says of a file: counts, findings told once each, the file of bad rows.

use super::desk::Desk;
use super::files::download;
use super::words;
use crate::boot::use_lang;
use i18n::{field_name, integer, issue_text, k, t, tf};
use leptos::prelude::*;
use shared::kernel::{Issue, Lang, Severity};
use shared::platform::imports::bad_rows::{bad_rows_file, bad_rows_name};
use shared::platform::imports::plan::{IssueGroup, grouped_issues};
use shared::platform::imports::{Field, FilePlan};
use ui::{Badge, Button, Figure, Glyph, Size, TableWrap, Tone};

/// Findings shown; the file of bad rows has all.
const SHOWN: usize = 20;

/// The outcome of one file.
#[component]
pub(super) fn Outcome(desk: Desk, id: shared::kernel::ImportId) -> impl IntoView {
    let lang = use_lang();
    let plan = Memo::new(move |_| {
        let place = desk
            .files
            .with(|files| files.iter().position(|file| file.id == id))?;
        desk.plans.with(|plans| {
            plans.get(place).map(|plan| {
                (
                    plan.counts,
                    plan.refused,
                    plan.issues.clone(),
                    grouped_issues(&plan.rows),
                )
            })
        })
    });
    let bad = move |()| {
        let Some(place) = desk
            .files
            .with_untracked(|files| files.iter().position(|file| file.id == id))
        else {
            return;
        };
        let table = desk
            .files
            .with_untracked(|files| files.get(place).map(|file| file.table.clone()));
        let plan: Option<FilePlan> = desk.plans.with_untracked(|plans| plans.get(place).cloned());
        if let (Some(table), Some(plan)) = (table, plan) {
            let titles = [t(lang, k::imports::LINE), t(lang, k::imports::REASON)];
            if let Some(text) = bad_rows_file(&table, &plan, titles, |issue| {
                issue_text(lang, &issue.issue)
            }) {
                download(&bad_rows_name(&plan.file, plan.kind), &text);
            }
        }
    };
    view! {
        <div class="stack-sm" aria-live="polite">
            {move || {
                let (counts, refused, issues, groups) = plan.get()?;
                let figure = |key, count: u32, tone| {
                    view! { <Figure label=t(lang, key) value=integer(lang, i64::from(count)) tone /> }
                };
                Some(
                    view! {
                        <div class="grid-figures import-figures">
                            {figure(k::imports::CREATE, counts.create, Tone::Neutral)}
                            {figure(k::imports::UPDATE, counts.update, Tone::Neutral)}
                            {(counts.merge > 0).then(|| figure(k::imports::MERGE, counts.merge, Tone::Neutral))}
                            {figure(k::imports::SKIP, counts.skip, Tone::Neutral)}
                            {figure(k::imports::ERROR, counts.error, if counts.error > 0 { Tone::Danger } else { Tone::Neutral })}
                            {figure(k::imports::WARNING, counts.warning, Tone::Neutral)}
                            {figure(k::imports::BESIDES, counts.extra, Tone::Neutral)}
                            {(counts.exception > 0).then(|| figure(k::imports::EXCEPTION, counts.exception, Tone::Warning))}
                        </div>
                        {refused.then(|| view! { <p class="notice tone-danger">{t(lang, k::imports::REFUSED_HINT)}</p> })}
                        <FileIssues issues />
                        <Groups groups />
                        {(counts.error > 0)
                            .then(|| {
                                view! {
                                    <div>
                                        <Button
                                            label=t(lang, k::imports::DOWNLOAD_BAD)
                                            icon=Glyph::Download
                                            size=Size::Small
                                            on_press=Callback::new(bad)
                                        />
                                    </div>
                                }
                            })}
                    },
                )
            }}
        </div>
    }
}

/// Findings about the whole file.
#[component]
pub(super) fn FileIssues(issues: Vec<Issue>) -> impl IntoView {
    let lang = use_lang();
    issues
        .into_iter()
        .map(|issue| {
            let text = if issue.code == "column_missing" {
                let code = issue.field.as_deref().unwrap_or("");
                let field = match code.parse::<Field>() {
                    Ok(field) => words::field(lang, field),
                    Err(()) => field_name(lang, code),
                };
                tf(lang, k::imports::COLUMN_MISSING, &[("field", &field)])
            } else {
                issue_text(lang, &issue)
            };
            let tone = if issue.severity == Severity::Error {
                "tone-danger"
            } else {
                "tone-warning"
            };
            view! { <p class=format!("notice {tone}")>{text}</p> }
        })
        .collect_view()
}

/// Findings about rows, told once each.
#[component]
pub(super) fn Groups(groups: Vec<IssueGroup>) -> impl IntoView {
    let lang = use_lang();
    if groups.is_empty() {
        return ().into_any();
    }
    let more = groups.len().saturating_sub(SHOWN);
    let rows = groups
        .into_iter()
        .take(SHOWN)
        .map(|group| row(lang, group))
        .collect_view();
    view! {
        <TableWrap label=t(lang, k::imports::FINDINGS)>
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">{t(lang, k::imports::FINDING)}</th>
                        <th scope="col">{t(lang, k::imports::COLUMN)}</th>
                        <th scope="col">{t(lang, k::imports::VALUE_LABEL)}</th>
                        <th scope="col" class="num">{t(lang, k::imports::ROWS)}</th>
                        <th scope="col" class="num">{t(lang, k::imports::FIRST_LINE)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableWrap>
        {(more > 0)
            .then(|| {
                let count = integer(lang, i64::try_from(more).unwrap_or(0));
                view! { <p class="muted small">{tf(lang, k::imports::MORE_FINDINGS, &[("count", &count)])}</p> }
            })}
    }
    .into_any()
}

fn row(lang: Lang, group: IssueGroup) -> impl IntoView {
    let (tone, glyph) = match group.issue.issue.severity {
        Severity::Error => (Tone::Danger, Glyph::XCircle),
        Severity::Warning => (Tone::Warning, Glyph::Alert),
        Severity::Info => (Tone::Neutral, Glyph::Info),
    };
    view! {
        <tr>
            <td data-label=t(lang, k::imports::FINDING)>
                <Badge text=issue_text(lang, &group.issue.issue) tone icon=glyph plain=true />
            </td>
            <td data-label=t(lang, k::imports::COLUMN)>
                {group.issue.column.unwrap_or_else(|| t(lang, k::imports::WHOLE_ROW).to_owned())}
            </td>
            <td data-label=t(lang, k::imports::VALUE_LABEL)>{group.issue.value}</td>
            <td data-label=t(lang, k::imports::ROWS) class="num">{integer(lang, i64::from(group.count))}</td>
            <td data-label=t(lang, k::imports::FIRST_LINE) class="num">{integer(lang, i64::from(group.line))}</td>
        </tr>
    }
}
