//! Bad cells corrected on the page, before anything is written.

use super::desk::Desk;
use crate::boot::use_lang;
use i18n::{integer, issue_text, k, t, tf};
use leptos::prelude::*;
use shared::kernel::{ImportId, Issue, Severity};
use shared::platform::imports::table::Correction;
use ui::{TableWrap, TextInput};

/// Bad cells shown at once; the next ones follow when these are corrected.
const SHOWN: usize = 25;

/// A cell that cannot be what its column says.
#[derive(Clone, PartialEq)]
struct BadCell {
    line: u32,
    column: u32,
    header: String,
    text: String,
    issue: Issue,
}

/// The first bad cells of a file, each with a field; what was corrected goes away.
#[component]
pub(super) fn Corrections(desk: Desk, id: ImportId) -> impl IntoView {
    let lang = use_lang();
    let bad = Memo::new(move |_| bad_cells(desk, id));
    let more = move || bad.with(|all| all.len().saturating_sub(SHOWN));
    let shown = move || bad.with(|all| all.iter().take(SHOWN).cloned().collect::<Vec<_>>());
    view! {
        <div class="stack-sm" hidden=move || bad.with(Vec::is_empty)>
            <h4>{t(lang, k::imports::CORRECT)}</h4>
            <p class="muted small">{t(lang, k::imports::CORRECT_HINT)}</p>
            <TableWrap label=t(lang, k::imports::CORRECT)>
                <table class="table table-cards">
                    <thead>
                        <tr>
                            <th scope="col" class="num">{t(lang, k::imports::LINE_LABEL)}</th>
                            <th scope="col">{t(lang, k::imports::COLUMN)}</th>
                            <th scope="col">{t(lang, k::imports::FINDING)}</th>
                            <th scope="col">{t(lang, k::imports::CORRECTED)}</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For
                            each=shown
                            key=|cell| (cell.line, cell.column)
                            children=move |cell| view! { <Cell desk id cell /> }
                        />
                    </tbody>
                </table>
            </TableWrap>
            {move || {
                let count = i64::try_from(more()).unwrap_or(0);
                (count > 0)
                    .then(|| {
                        let text = tf(lang, k::imports::MORE_FINDINGS, &[("count", &integer(lang, count))]);
                        view! { <p class="muted small">{text}</p> }
                    })
            }}
        </div>
    }
}

#[component]
fn Cell(desk: Desk, id: ImportId, cell: BadCell) -> impl IntoView {
    let lang = use_lang();
    let (line, column) = (cell.line, cell.column);
    let value = RwSignal::new(cell.text);
    let number = integer(lang, i64::from(line));
    let label = tf(
        lang,
        k::imports::CORRECT_CELL,
        &[("line", &number), ("column", &cell.header)],
    );
    view! {
        <tr>
            <td class="num" data-label=t(lang, k::imports::LINE_LABEL)>{number}</td>
            <td data-label=t(lang, k::imports::COLUMN)>{cell.header}</td>
            <td data-label=t(lang, k::imports::FINDING)>{issue_text(lang, &cell.issue)}</td>
            <td data-label=t(lang, k::imports::CORRECTED)>
                <TextInput
                    id=format!("correct-{id}-{line}-{column}")
                    label
                    bare=true
                    value
                    on_commit=Callback::new(move |text: String| {
                        desk.correct(id, Correction { line, column, text });
                    })
                />
            </td>
        </tr>
    }
}

/// Each bad cell once, with the first of its findings.
fn bad_cells(desk: Desk, id: ImportId) -> Vec<BadCell> {
    let found = desk.files.with(|files| {
        let place = files.iter().position(|file| file.id == id)?;
        files.get(place).map(|file| (place, file.table.clone()))
    });
    let Some((place, table)) = found else {
        return Vec::new();
    };
    desk.plans.with(|plans| {
        let mut all: Vec<BadCell> = Vec::new();
        for row in plans.get(place).into_iter().flat_map(|plan| &plan.rows) {
            for found in &row.issues {
                let header = found.column.as_ref();
                let column = header.and_then(|name| table.headers.iter().position(|of| of == name));
                let Some(column) = column.filter(|_| found.issue.severity == Severity::Error)
                else {
                    continue;
                };
                let at = u32::try_from(column).unwrap_or(0);
                if all
                    .last()
                    .is_some_and(|last| (last.line, last.column) == (row.line, at))
                {
                    continue;
                }
                let line = table.rows.binary_search_by_key(&row.line, |row| row.line);
                let cells = line.ok().and_then(|place| table.rows.get(place));
                all.push(BadCell {
                    line: row.line,
                    column: at,
                    header: found.column.clone().unwrap_or_default(),
                    text: cells.map_or_else(String::new, |row| row.cell(column).to_owned()),
                    issue: found.issue.clone(),
                });
            }
        }
        all
    })
}
