//! A cell edited where it stands: the pen, F2 or Enter on it opens; Enter and Tab save, Escape
//! restores. The cell shows the new value at once and the old one again when it is refused. What cannot be
//! read, or is refused, stays in its box with the reason.

use super::api;
use super::keyboard::{focus_row, is_free_for};
use super::rows::Rows;
use crate::boot::{new_uuid, use_session};
use crate::work::tasks::moment_of;
use i18n::{issue_text, k, list_choice, list_field, parse_decimal, problem_text, t, tf};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use rust_decimal::Decimal;
use shared::crm::countries::countries_by_name;
use shared::kernel::{Currency, Issue, Lang, Money, Problem, ProblemKind};
use shared::platform::fields::DECIMALS;
use shared::platform::views::{
    BulkAct, BulkChange, Cell, Field, Kind, Object, Targets, UndoBulk, ViewRow, may_be_empty,
};
use std::time::Duration;
use ui::Choice;
use uuid::Uuid;

/// What a cell holds, as a person types it.
pub(super) fn typed(lang: Lang, kind: Kind, cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Word(text) => text.clone(),
        Cell::Number(number) if kind == Kind::Decimal => {
            i18n::number_trimmed(lang, Decimal::new(*number, DECIMALS), DECIMALS)
        }
        Cell::Number(number) => number.to_string(),
        Cell::Flag(true) => "yes".to_owned(),
        Cell::Flag(false) => "no".to_owned(),
        Cell::Money(money) => {
            i18n::number_trimmed(lang, money.to_decimal(), money.currency.decimals())
        }
        Cell::Day(day) => day.to_string(),
        _ => String::new(),
    }
}

/// What was typed, in the vocabulary of filters, with the cell it makes.
pub(super) fn value_of(
    lang: Lang,
    field: &Field,
    text: &str,
    currency: Currency,
) -> Result<(String, Cell), Issue> {
    let text = text.trim();
    if text.is_empty() {
        return Ok((String::new(), Cell::Empty));
    }
    Ok(match field.kind {
        Kind::Money => {
            let number = parse_decimal(lang, text, "amount")?;
            let value = format!("{}_{}", number.normalize(), currency.code());
            let money = Money::from_decimal(number, currency, shared::kernel::Rounding::HalfUp);
            (value, money.map_or(Cell::Empty, Cell::Money))
        }
        Kind::Number => {
            let number = i18n::parse_integer(lang, text, "number")?;
            (number.to_string(), Cell::Number(number))
        }
        Kind::Decimal => {
            let number = parse_decimal(lang, text, "number")?.normalize();
            let scaled = number.checked_mul(Decimal::from(10_i64.pow(DECIMALS)));
            let scaled = scaled.and_then(|scaled| i64::try_from(scaled).ok());
            (number.to_string(), scaled.map_or(Cell::Empty, Cell::Number))
        }
        Kind::Flag => (text.to_owned(), Cell::Flag(text == "yes")),
        Kind::Date => (text.to_owned(), text.parse().map_or(Cell::Empty, Cell::Day)),
        Kind::Choice(_) => (text.to_owned(), Cell::Word(text.to_owned())),
        _ => (text.to_owned(), Cell::Text(text.to_owned())),
    })
}

/// The words of a choice, by name; countries for an open one.
pub(super) fn choice_words(lang: Lang, field: &Field) -> Vec<Choice> {
    let words = match field.kind {
        Kind::Choice(words) => words,
        Kind::Flag => {
            return vec![
                Choice::new("yes", t(lang, k::views::WORD_YES)),
                Choice::new("no", t(lang, k::views::WORD_NO)),
            ];
        }
        _ => return Vec::new(),
    };
    if words.is_empty() {
        return countries_by_name(lang)
            .into_iter()
            .map(|country| Choice::new(country.code, country.name(lang)))
            .collect();
    }
    let mut choices: Vec<Choice> = words
        .iter()
        .map(|word| Choice::new(*word, list_choice(lang, field, word)))
        .collect();
    // Long lists by name; short ones in their own order.
    if choices.len() > 8 {
        choices.sort_by_cached_key(|choice| shared::kernel::search_key(&choice.label));
    }
    choices
}

/// What somebody typed in a cell that was not taken.
#[derive(Clone)]
pub(super) struct Refused {
    cell: (Uuid, &'static str),
    text: String,
    why: String,
}

/// What is saved of a cell: its place in the row, the value, the cell it makes, and what was typed.
struct Made {
    at: usize,
    value: String,
    cell: Cell,
    text: String,
}

impl Rows {
    /// What `text` makes of a cell; `None` where that stands there already.
    fn made(self, row: &ViewRow, field: &Field, text: String) -> Result<Option<Made>, Issue> {
        let Some(at) = self.shape.with_value(|shape| shape.place(field.name)) else {
            return Ok(None);
        };
        let before = row.cells.get(at).cloned().unwrap_or(Cell::Empty);
        let currency = match &before {
            Cell::Money(money) => money.currency,
            _ => use_session().actor.currency,
        };
        let (value, cell) = value_of(self.ctx.lang, field, &text, currency)?;
        if value.is_empty() && cell != before && !may_be_empty(self.ctx.fields, field) {
            return Err(Issue::error("required", "value"));
        }
        Ok((cell != before).then_some(Made {
            at,
            value,
            cell,
            text,
        }))
    }

    /// Opens a cell again with what was typed and why it was refused, unless the keyboard has gone on elsewhere:
    /// then the reason is told alone.
    fn reopen(self, cell: (Uuid, &'static str), text: String, problem: &Problem) {
        let lang = self.ctx.lang;
        let here = self.editing.try_get_untracked() == Some(None) && is_free_for(cell.0);
        let issue = problem.issues.first();
        match issue.filter(|_| here && problem.kind == ProblemKind::Invalid) {
            Some(issue) => {
                let why = issue_text(lang, issue);
                self.refused.set_value(Some(Refused { cell, text, why }));
                self.editing.set(Some(cell));
            }
            None => self.toaster.problem(problem_text(lang, problem)),
        }
    }

    /// Saves a cell.
    fn save_cell(self, row: &ViewRow, field: &'static Field, made: Made) {
        let Made {
            at,
            value,
            cell,
            text,
        } = made;
        let (id, version, run) = (row.id, row.version, new_uuid());
        let before = self.put_cells(id, self.shown_with(row, field, (at, cell)));
        let request = BulkChange {
            object: self.ctx.object,
            run,
            targets: Targets::Records(vec![(id, version)]),
            act: BulkAct::Set {
                field: field.name.to_owned(),
                value,
            },
            after: None,
        };
        spawn_local(async move {
            let refused = match api::bulk(request).await {
                Ok(mut step) => step.failed.pop().map(|failure| failure.problem),
                Err(fault) => Some(fault.0),
            };
            match refused {
                Some(problem) => {
                    self.put_cells(id, before);
                    self.reopen((id, field.name), text, &problem);
                }
                None => self.offer_undo(field, run),
            }
            self.read_after(Duration::ZERO);
        });
    }

    /// The cells that are another once `cell` is saved at its place: with a task's day goes its moment, which
    /// is what the row says.
    fn shown_with(
        self,
        row: &ViewRow,
        field: &Field,
        (at, cell): (usize, Cell),
    ) -> Vec<(usize, Cell)> {
        let place = |name: &str| self.shape.with_value(|shape| shape.place(name));
        let value = |name: &str| {
            let cell = place(name).and_then(|at| row.cells.get(at).cloned());
            cell.unwrap_or(Cell::Empty)
        };
        let mut cells = Vec::new();
        if self.ctx.object == Object::Tasks
            && field.name == "due"
            && let Some(at) = place("due_at")
        {
            cells.push((at, moment_of(&cell, value)));
        }
        cells.push((at, cell));
        cells
    }

    /// Shows these cells; gives those that stood there.
    fn put_cells(self, id: Uuid, cells: Vec<(usize, Cell)>) -> Vec<(usize, Cell)> {
        let before = self.rows.try_update(|rows| {
            let Some(row) = rows.iter_mut().find(|row| row.id == id) else {
                return Vec::new();
            };
            let put = cells.into_iter().filter_map(|(at, cell)| {
                let place = row.cells.get_mut(at)?;
                Some((at, std::mem::replace(place, cell)))
            });
            put.collect()
        });
        before.unwrap_or_default()
    }

    fn offer_undo(self, field: &'static Field, run: Uuid) {
        let lang = self.ctx.lang;
        let name = list_field(lang, field);
        let undo = Callback::new(move |()| {
            spawn_local(async move {
                let refused = match api::undo_bulk(UndoBulk {
                    run,
                    after: None,
                    object: None,
                })
                .await
                {
                    Ok(mut step) => step.failed.pop().map(|failure| failure.problem),
                    Err(fault) => Some(fault.0),
                };
                if let Some(problem) = refused {
                    self.toaster.problem(problem_text(lang, &problem));
                }
                self.read_after(Duration::ZERO);
            });
        });
        let text = tf(lang, k::views::CELL_SAVED, &[("name", &name)]);
        self.toaster.undo(text, t(lang, k::views::UNDO), undo);
    }
}

/// The pen beside a value.
pub(super) fn pen(rows: Rows, id: Uuid, field: &'static Field) -> AnyView {
    let name = list_field(rows.ctx.lang, field);
    let label = tf(rows.ctx.lang, k::views::EDIT_CELL, &[("name", &name)]);
    view! {
        <button
            type="button"
            class="list-pen drawn drawn-edit"
            aria-label=label
            on:click=move |event| {
                event.stop_propagation();
                rows.editing.set(Some((id, field.name)));
            }
        ></button>
    }
    .into_any()
}

/// Of the finding below the control: one cell is edited at a time.
const ERROR_ID: &str = "list-editor-error";

/// The control in the place of a value.
#[component]
pub(super) fn CellEditor(rows: Rows, row: ViewRow, field: &'static Field) -> impl IntoView {
    let lang = rows.ctx.lang;
    let cell = rows
        .shape
        .with_value(|shape| shape.place(field.name))
        .and_then(|at| row.cells.get(at).cloned())
        .unwrap_or(Cell::Empty);
    let here = (row.id, field.name);
    let refused = rows.refused.get_value().filter(|one| one.cell == here);
    let (text, why) = match refused {
        Some(refused) => (refused.text, Some(refused.why)),
        None => (typed(lang, field.kind, &cell), None),
    };
    let draft = RwSignal::new(text);
    let error = RwSignal::new(why);
    let done = StoredValue::new(false);
    let frame = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let control = frame
            .get()
            .and_then(|frame| frame.query_selector("input, select").ok().flatten());
        if let Some(control) = control {
            if let Some(input) = control.dyn_ref::<web_sys::HtmlInputElement>() {
                input.select();
            }
            if let Some(control) = control.dyn_ref::<web_sys::HtmlElement>() {
                let _ = control.focus();
            }
        }
    });
    let row = StoredValue::new(row);
    // Once: leaving the control by Enter takes the focus from it, too.
    let leave = move |save: bool| {
        if done.try_get_value() != Some(false) {
            return;
        }
        let (text, row) = (draft.get_untracked(), row.get_value());
        let made = match save.then(|| rows.made(&row, field, text)).transpose() {
            Ok(made) => made.flatten(),
            Err(issue) => return error.set(Some(issue_text(lang, &issue))),
        };
        done.set_value(true);
        rows.refused.set_value(None);
        rows.editing.set(None);
        focus_row(row.id);
        if let Some(made) = made {
            rows.save_cell(&row, field, made);
        }
    };
    let control = control(rows, field, draft, error);
    view! {
        <div
            class="list-editor"
            node_ref=frame
            on:keydown=move |event| match event.key().as_str() {
                "Enter" => {
                    event.prevent_default();
                    leave(true);
                }
                "Escape" => {
                    event.prevent_default();
                    event.stop_propagation();
                    leave(false);
                }
                _ => {}
            }
            on:focusout=move |_| leave(true)
        >
            {control}
            <p class="field-error" id=ERROR_ID role="alert" hidden=move || error.with(Option::is_none)>
                {move || error.get()}
            </p>
        </div>
    }
}

/// The box or the choice of a cell; what was found wrong goes as soon as somebody types.
fn control(
    rows: Rows,
    field: &'static Field,
    draft: RwSignal<String>,
    error: RwSignal<Option<String>>,
) -> AnyView {
    let lang = rows.ctx.lang;
    let write = move |text: String| {
        draft.set(text);
        error.set(None);
    };
    let invalid = move || error.with(Option::is_some).then_some("true");
    let described = move || error.with(Option::is_some).then_some(ERROR_ID);
    let label = list_field(lang, field);
    match field.kind {
        Kind::Choice(_) | Kind::Flag => {
            let now = draft.get_untracked();
            let none = now.is_empty() || may_be_empty(rows.ctx.fields, field);
            let options = choice_words(lang, field)
                .into_iter()
                .map(|choice| {
                    let selected = choice.value == now;
                    view! { <option value=choice.value selected=selected>{choice.label}</option> }
                })
                .collect_view();
            view! {
                <select
                    class="input select" aria-label=label aria-invalid=invalid aria-describedby=described
                    on:change:target=move |event| write(event.target().value())
                >
                    {none.then(|| view! { <option value=""></option> })}
                    {options}
                </select>
            }
            .into_any()
        }
        kind => {
            let type_ = if kind == Kind::Date { "date" } else { "text" };
            let figure = matches!(kind, Kind::Money | Kind::Number | Kind::Decimal);
            view! {
                <input
                    class="input" class=("num", figure) type=type_ aria-label=label autocomplete="off"
                    inputmode=figure.then_some("decimal")
                    aria-invalid=invalid aria-describedby=described
                    prop:value=draft
                    on:input:target=move |event| write(event.target().value())
                />
            }
            .into_any()
        }
    }
}
