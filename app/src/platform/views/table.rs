//! The table: heads that sort, groups with their sums, rows with their selection.

use super::cells::{CellCtx, cell_content, is_figure, name_cell};
use super::edit::{CellEditor, pen};
use super::keyboard::focused_row;
use super::rows::Rows;
use super::state::ListCtx;
use crate::boot::{may, use_session, use_today, use_zone};
use crate::shell::use_shortcut;
use crate::work::use_now;
use i18n::{k, list_cell, list_field, t, tf, tn};
use leptos::html;
use leptos::prelude::*;
use shared::platform::views::{Cell, Field, GroupSums, ViewRow, parse_sort, turned};
use std::collections::BTreeMap;
use ui::{SortHeader, Sorting, TableWrap};
use uuid::Uuid;

/// A line of the table.
#[derive(Clone, PartialEq)]
enum Line {
    Group(Cell, Option<GroupSums>),
    Row(ViewRow),
}

impl Line {
    /// Differs whenever the line shows something else.
    fn key(&self) -> String {
        match self {
            Line::Group(key, sums) => format!("{key:?}{sums:?}"),
            Line::Row(row) => format!("{row:?}"),
        }
    }
}

/// The rows with a heading wherever the group changes.
fn lines(rows: Rows) -> Vec<Line> {
    let all = rows.rows.get();
    let Some(groups) = rows.groups.get() else {
        return all.into_iter().map(Line::Row).collect();
    };
    let mut sums: BTreeMap<String, GroupSums> = groups
        .groups
        .into_iter()
        .map(|group| (format!("{:?}", group.key), group))
        .collect();
    let mut lines = Vec::new();
    let mut last = None;
    for row in all {
        if last.as_ref() != Some(&row.group) {
            let found = sums.remove(&format!("{:?}", row.group));
            lines.push(Line::Group(row.group.clone(), found));
            last = Some(row.group.clone());
        }
        lines.push(Line::Row(row));
    }
    lines
}

#[component]
pub(super) fn ListTable(rows: Rows, label: String) -> impl IntoView {
    let lang = rows.ctx.lang;
    let shown = rows.shape.with_value(|shape| shape.shown.clone());
    let columns = StoredValue::new(shown.clone());
    let width = shown.len() + 1;
    let may_edit = may(rows.ctx.object.edit_action());
    let cells = CellCtx {
        lang,
        shape: rows.shape,
        pipelines: rows.pipelines,
        now: rows.now,
        clock: use_now(),
        today: use_today(),
        zone: StoredValue::new(use_zone()),
    };
    let heads = shown.iter().map(|field| head(rows, field)).collect_view();
    // Another order is read from its beginning.
    let table = NodeRef::<html::Table>::new();
    Effect::new(move |before: Option<String>| {
        let sort = rows.sort();
        let frame = table
            .get_untracked()
            .and_then(|table| table.parent_element());
        if let Some(frame) = frame.filter(|_| before.is_some_and(|before| before != sort)) {
            frame.set_scroll_top(0);
        }
        sort
    });
    let line = move |line: Line| match line {
        Line::Group(key, sums) => group_line(rows, key, sums, width),
        Line::Row(row) => row_line(rows, cells, columns, row, may_edit),
    };
    let full = move || {
        rows.rows
            .with(|all| !all.is_empty() && all.iter().all(|row| rows.selection.has(row.id)))
    };
    view! {
        <TableWrap label sticky=true>
            <table node_ref=table class=format!("table table-cards list-table list-{}", rows.ctx.object.code())>
                <thead>
                    <tr>
                        <th scope="col" class="list-check">
                            <input
                                type="checkbox"
                                class="check-box"
                                aria-label=t(lang, k::views::SELECT_PAGE)
                                prop:checked=full
                                on:change=move |_| {
                                    rows.selection.toggle_page(&rows.rows.get_untracked());
                                }
                            />
                        </th>
                        {heads}
                    </tr>
                </thead>
                <tbody>
                    <For each=move || lines(rows) key=Line::key children=line/>
                </tbody>
            </table>
        </TableWrap>
    }
}

fn head(rows: Rows, field: &'static Field) -> AnyView {
    let label = list_field(rows.ctx.lang, field);
    let numeric = is_figure(field.kind);
    if !field.sort {
        return view! { <th scope="col" class=("num", numeric)>{label}</th> }.into_any();
    }
    let sorting = Signal::derive(move || {
        let keys = parse_sort(rows.ctx.fields, &rows.sort()).unwrap_or_default();
        let now = keys.first().filter(|key| key.field.name == field.name)?;
        Some(if now.descending {
            Sorting::Descending
        } else {
            Sorting::Ascending
        })
    });
    view! {
        <SortHeader
            label
            sorting
            numeric
            on_sort=Callback::new(move |()| {
                // What was asked for last, not what the rows are in: those of another turn may be on their way.
                let ctx = rows.ctx;
                ctx.change(|spec| spec.sort = turned(ctx.fields, &spec.sort, field));
            })
        />
    }
    .into_any()
}

fn group_line(rows: Rows, key: Cell, sums: Option<GroupSums>, width: usize) -> AnyView {
    let lang = rows.ctx.lang;
    let field = rows.ctx.fields.get(&rows.spec().group);
    let name = match (&key, field) {
        (Cell::Empty, _) | (_, None) => t(lang, k::views::NO_VALUE).to_owned(),
        (key, Some(field)) => list_cell(lang, field, key, &use_session().actor.zone),
    };
    let figures = sums.map(|group| {
        let count = tn(lang, k::views::GROUP_COUNT, group.sums.count, &[]);
        let totals = rows.groups.get_untracked();
        let amounts = totals.map(|view| {
            let with = (view.currency, &view.rates, view.today);
            super::tools::sum_parts(lang, rows.ctx.fields, &group.sums, with)
        });
        let line: Vec<String> = std::iter::once(count)
            .chain(amounts.unwrap_or_default())
            .collect();
        view! { <span class="list-group-sums">{line.join(" · ")}</span> }
    });
    view! {
        <tr class="list-group">
            <th scope="rowgroup" colspan=width.to_string()>
                <span class="list-group-name">{name}</span>
                {figures}
            </th>
        </tr>
    }
    .into_any()
}

fn row_line(
    rows: Rows,
    cells: CellCtx,
    columns: StoredValue<Vec<&'static Field>>,
    row: ViewRow,
    may_edit: bool,
) -> AnyView {
    let lang = rows.ctx.lang;
    let id = row.id;
    let label = tf(lang, k::views::SELECT_ROW, &[("name", &cells.name(&row))]);
    let may_edit = may_edit && !row.locked;
    // Once for all its cells.
    let row = StoredValue::new(row);
    let content = columns.with_value(|columns| {
        columns
            .iter()
            .map(|field| table_cell(rows, cells, (id, row), field, may_edit))
            .collect_view()
    });
    view! {
        <tr
            class="row-link"
            data-id=id.to_string()
            aria-selected=move || rows.selection.has(id).then_some("true")
        >
            <td class="list-check">
                <input
                    type="checkbox"
                    class="check-box"
                    aria-label=label
                    prop:checked=move || rows.selection.has(id)
                    on:click=move |event| {
                        let shift = event.shift_key();
                        rows.selection.toggle(&rows.rows.get_untracked(), id, shift);
                    }
                />
            </td>
            {content}
        </tr>
    }
    .into_any()
}

fn table_cell(
    rows: Rows,
    cells: CellCtx,
    (id, row): (Uuid, StoredValue<ViewRow>),
    field: &'static Field,
    may_edit: bool,
) -> AnyView {
    let fixed = row.with_value(|row| cells.is_fixed(row));
    let editable = may_edit && field.edit && !fixed;
    let name = field.name;
    let is_name = name == "name";
    let content = move || {
        if editable && rows.editing.get() == Some((id, name)) {
            return view! { <CellEditor rows row=row.get_value() field/> }.into_any();
        }
        let shown = row.with_value(|row| {
            if is_name {
                name_cell(cells, row)
            } else {
                cell_content(cells, row, field)
            }
        });
        if !editable {
            return shown;
        }
        view! { {shown}{pen(rows, id, field)} }.into_any()
    };
    if is_name {
        return view! {
            <th scope="row" class="list-name" class=("list-edits", editable)>{content}</th>
        }
        .into_any();
    }
    let figure = is_figure(field.kind);
    view! {
        <td
            class=("num", figure)
            class=("nowrap", !matches!(field.kind, shared::platform::views::Kind::Text))
            class=("list-edits", editable)
            data-label=list_field(rows.ctx.lang, field)
        >
            {content}
        </td>
    }
    .into_any()
}

/// `x` selects the row, F2 edits its first cell that can be.
pub(super) fn use_keys(ctx: ListCtx, current: StoredValue<Option<Rows>>) {
    let lang = ctx.lang;
    let rows = move || current.try_get_value().flatten();
    let select = Callback::new(move |()| {
        if let (Some(rows), Some(id)) = (rows(), focused_row())
            && let Some(all) = rows.rows.try_get_untracked()
        {
            rows.selection.toggle(&all, id, false);
        }
    });
    use_shortcut("x", t(lang, k::views::KEY_SELECT), select);
    if !may(ctx.object.edit_action()) || !ctx.fields.all().any(|field| field.edit) {
        return;
    }
    let edit = Callback::new(move |()| {
        let Some(rows) = rows() else { return };
        let first = rows
            .shape
            .try_with_value(|shape| shape.shown.iter().find(|field| field.edit).copied());
        let locked = |id: Uuid| {
            let fixed = |row: &ViewRow| rows.shape.try_with_value(|shape| shape.is_fixed(row));
            let row = |all: &Vec<ViewRow>| {
                let row = all.iter().find(|row| row.id == id)?;
                Some(row.locked || fixed(row) != Some(false))
            };
            rows.rows.try_with_untracked(row).flatten() != Some(false)
        };
        let id = focused_row().filter(|id| !locked(*id));
        if let (Some(id), Some(field)) = (id, first.flatten()) {
            let _ = rows.editing.try_set(Some((id, field.name)));
        }
    });
    use_shortcut("F2", t(lang, k::views::KEY_EDIT), edit);
}
