//! New rows that may be a record which is there, each with the choice.

use super::api;
use super::desk::Desk;
use crate::boot::use_lang;
use crate::call::Fault;
use crate::crm::duplicates::{address, reason_badges};
use i18n::{integer, k, problem_text, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::ImportId;
use shared::platform::imports::alike::{
    AT_ONCE, AlikeRow, FindAlike, NewRow, duplicate_kind, new_rows,
};
use shared::platform::imports::{ImportKind, SourceFile};
use ui::{Button, Choice, Select, Size, TableWrap};

/// Rows shown.
const SHOWN: usize = 100;

/// What was found, and how many new rows were not looked at.
#[derive(Clone, Default)]
struct Answer {
    rows: Vec<AlikeRow>,
    beyond: usize,
}

/// Looks for records that new rows resemble, when asked: every record of a kind is read for it.
#[component]
pub(super) fn Alike(desk: Desk, id: ImportId, kind: ImportKind) -> impl IntoView {
    let lang = use_lang();
    let busy = RwSignal::new(false);
    let answer = RwSignal::new(None::<Answer>);
    let refusal = RwSignal::new(None::<String>);
    let Some(of) = duplicate_kind(kind) else {
        return ().into_any();
    };
    let look = move |()| {
        let mut rows = candidates(desk, id);
        let beyond = rows.len().saturating_sub(AT_ONCE);
        rows.truncate(AT_ONCE);
        busy.set(true);
        refusal.set(None);
        spawn_local(async move {
            let found = api::alike(FindAlike { kind: of, rows }).await;
            let _ = busy.try_set(false);
            match found {
                Ok(rows) => {
                    let _ = answer.try_update(|answer| {
                        let before = answer.take().map(|answer| answer.rows);
                        let mut all = decided(desk, id, before.unwrap_or_default());
                        all.extend(rows);
                        *answer = Some(Answer { rows: all, beyond });
                    });
                }
                Err(Fault(problem)) => {
                    let _ = refusal.try_set(Some(problem_text(lang, &problem)));
                }
            }
        });
    };
    view! {
        <div class="stack-sm">
            <div class="cluster alike-look">
                <Button
                    label=t(lang, k::imports::ALIKE_LOOK)
                    size=Size::Small
                    busy
                    disabled=desk.planning
                    on_press=Callback::new(look)
                />
                <span class="muted small">{t(lang, k::imports::ALIKE_HINT)}</span>
            </div>
            <p class="notice tone-danger" role="alert" hidden=move || refusal.with(Option::is_none)>
                {move || refusal.get()}
            </p>
            <div aria-live="polite">
                {move || answer.get().map(|answer| view! { <Found desk id answer /> })}
            </div>
        </div>
    }
    .into_any()
}

/// Those of earlier findings whose record was chosen: they would not be found again.
fn decided(desk: Desk, id: ImportId, mut rows: Vec<AlikeRow>) -> Vec<AlikeRow> {
    desk.files.with_untracked(|files| {
        let file = files.iter().find(|file| file.id == id);
        rows.retain(|row| {
            file.is_some_and(|file| file.chosen.get(&row.line) == Some(&row.record.id))
        });
    });
    rows
}

/// The rows of a file that would become new records.
fn candidates(desk: Desk, id: ImportId) -> Vec<NewRow> {
    let found = desk.files.with_untracked(|files| {
        let place = files.iter().position(|file| file.id == id)?;
        files.get(place).cloned().map(|file| (place, file))
    });
    let Some((place, file)) = found else {
        return Vec::new();
    };
    let source = SourceFile {
        name: &file.name,
        table: &file.table,
        mapping: &file.mapping,
        chosen: None,
    };
    desk.plans.with_untracked(|plans| {
        plans
            .get(place)
            .map(|plan| new_rows(&source, plan))
            .unwrap_or_default()
    })
}

#[component]
fn Found(desk: Desk, id: ImportId, answer: Answer) -> impl IntoView {
    let lang = use_lang();
    let number = |n: usize| integer(lang, i64::try_from(n).unwrap_or(i64::MAX));
    let found = i64::try_from(answer.rows.len()).unwrap_or(i64::MAX);
    let told = match found {
        0 => t(lang, k::imports::ALIKE_NONE).to_owned(),
        _ => tn(
            lang,
            k::imports::ALIKE_FOUND,
            found,
            &[("n", &integer(lang, found))],
        ),
    };
    let note = |text: String| view! { <p class="muted small">{text}</p> };
    let beyond = (answer.beyond > 0).then(|| {
        let count = number(answer.beyond);
        note(tf(lang, k::imports::ALIKE_BEYOND, &[("n", &count)]))
    });
    let more = answer.rows.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| {
        let count = number(more);
        note(tf(lang, k::imports::MORE_FINDINGS, &[("count", &count)]))
    });
    let rows = answer
        .rows
        .into_iter()
        .take(SHOWN)
        .map(|row| view! { <AlikeLine desk id row /> })
        .collect_view();
    let table = (found > 0).then(|| {
        view! {
            <TableWrap label=t(lang, k::imports::ALIKE)>
                <table class="table table-cards">
                    <thead>
                        <tr>
                            <th scope="col" class="num">{t(lang, k::imports::LINE_LABEL)}</th>
                            <th scope="col">{t(lang, k::imports::NEW_ROW)}</th>
                            <th scope="col">{t(lang, k::imports::ALIKE)}</th>
                            <th scope="col">{t(lang, k::imports::ALIKE_WHY)}</th>
                            <th scope="col">{t(lang, k::imports::ALIKE_CHOICE)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </TableWrap>
        }
    });
    view! {
        <div class="stack-sm">
            <p class="strong">{told}</p>
            {table}
            {more}
            {beyond}
        </div>
    }
}

#[component]
fn AlikeLine(desk: Desk, id: ImportId, row: AlikeRow) -> impl IntoView {
    let lang = use_lang();
    let (line, record) = (row.line, row.record.id);
    let chosen = !decided(desk, id, vec![row.clone()]).is_empty();
    let value = RwSignal::new(if chosen { "same" } else { "new" }.to_owned());
    let options = vec![
        Choice::new("new", t(lang, k::imports::ALIKE_NEW)),
        Choice::new("same", t(lang, k::imports::ALIKE_SAME)),
    ];
    let name = label_of(desk, id, line);
    let number = integer(lang, i64::from(line));
    let label = tf(
        lang,
        k::imports::ALIKE_OF_LINE,
        &[("line", &number), ("name", &row.record.name)],
    );
    view! {
        <tr>
            <td class="num" data-label=t(lang, k::imports::LINE_LABEL)>{number}</td>
            <td data-label=t(lang, k::imports::NEW_ROW)>{name}</td>
            <td data-label=t(lang, k::imports::ALIKE)>
                <span class="stack-xs">
                    <a href=address(&row.record) target="_blank" rel="noopener">{row.record.name.clone()}</a>
                    <span class="muted small">{row.record.detail.clone()}</span>
                </span>
            </td>
            <td data-label=t(lang, k::imports::ALIKE_WHY)>
                <span class="cluster">{reason_badges(lang, &row.found)}</span>
            </td>
            <td data-label=t(lang, k::imports::ALIKE_CHOICE)>
                <Select
                    id=format!("alike-{id}-{line}")
                    label
                    bare=true
                    value
                    options
                    on_commit=Callback::new(move |code: String| {
                        desk.choose(id, line, (code == "same").then_some(record));
                    })
                />
            </td>
        </tr>
    }
}

/// The row's name in the file.
fn label_of(desk: Desk, id: ImportId, line: u32) -> String {
    let place = desk
        .files
        .with_untracked(|files| files.iter().position(|file| file.id == id));
    desk.plans.with_untracked(|plans| {
        let plan = place.and_then(|place| plans.get(place));
        let row = plan.and_then(|plan| plan.rows.iter().find(|row| row.line == line));
        row.map(|row| row.label.clone()).unwrap_or_default()
    })
}
