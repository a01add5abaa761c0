//! Cells as a page shows them: names lead somewhere, late days say so, a stage has its tone.

use super::load::Shape;
use super::state::record_path;
use crate::boot::use_session;
use crate::crm::leads::lead_cell;
use crate::crm::{totals_compact, totals_exact};
use crate::deals::opportunities::words;
use crate::routes;
use i18n::{date_medium, k, list_cell, list_choice, money_compact_rounded, relative_time, t};
use leptos::prelude::*;
use shared::deals::opportunities::stalled;
use shared::deals::pipelines::PipelinesView;
use shared::kernel::{AccountId, Instant, Lang, StageId};
use shared::platform::views::{Cell, Field, Kind, Object, Target, ViewRow};
use ui::{Avatar, Badge, Glyph, Icon, PersonName, Tone};

/// What cells are shown with.
#[derive(Clone, Copy)]
pub(super) struct CellCtx {
    pub lang: Lang,
    pub shape: StoredValue<Shape>,
    pub pipelines: StoredValue<PipelinesView>,
    pub now: RwSignal<Instant>,
    /// The present, as it goes on.
    pub clock: Signal<Instant>,
}

impl CellCtx {
    fn cell(self, row: &ViewRow, name: &str) -> Cell {
        let place = self.shape.with_value(|shape| shape.place(name));
        place
            .and_then(|at| row.cells.get(at).cloned())
            .unwrap_or(Cell::Empty)
    }

    /// The record's name.
    pub fn name(self, row: &ViewRow) -> String {
        match self.cell(row, "name") {
            Cell::Text(name) => name,
            _ => String::new(),
        }
    }

    fn is_open(self, row: &ViewRow) -> bool {
        matches!(self.cell(row, "state"), Cell::Word(word) if word == "open")
    }
}

/// The first cell: the name, which opens the record.
pub(super) fn name_cell(ctx: CellCtx, row: &ViewRow) -> AnyView {
    let object = ctx.shape.with_value(|shape| shape.object);
    let name = ctx.name(row);
    let href = record_path(object, row.id);
    let avatar = matches!(object, Object::Contacts | Object::Leads)
        .then(|| view! { <Avatar name=name.clone()/> });
    view! {
        {avatar}
        <a class="row-anchor" href=href>{name}</a>
        {stalled_mark(ctx, row)}
    }
    .into_any()
}

/// The mark of a silent deal, with why and what clears it.
fn stalled_mark(ctx: CellCtx, row: &ViewRow) -> Option<AnyView> {
    let Cell::Flag(true) = ctx.cell(row, "stalled") else {
        return None;
    };
    let Cell::Ref { id, .. } = ctx.cell(row, "stage") else {
        return None;
    };
    let moment = |name| match ctx.cell(row, name) {
        Cell::At(at) => Some(at),
        _ => None,
    };
    let day = match ctx.cell(row, "next_activity") {
        Cell::Day(day) => Some(day),
        _ => None,
    };
    let (now, today) = (ctx.now.get_untracked(), use_session().today);
    let silent = ctx.pipelines.with_value(|view| {
        let mut all = view.pipelines.iter();
        let stage = all.find_map(|pipeline| pipeline.stage(StageId(id)))?;
        let since = moment("stage_since").unwrap_or(now);
        stalled(stage, since, moment("last_activity"), day, now, today)
    })?;
    let text = words::stalled(ctx.lang, &silent);
    let tip = text.clone();
    Some(
        view! {
            <span class="list-mark" title=tip>
                <Icon glyph=Glyph::Hourglass class="icon-sm"/>
                <span>{t(ctx.lang, k::deals::STALLED)}</span>
                <span class="visually-hidden">{text}</span>
            </span>
        }
        .into_any(),
    )
}

/// The content of any other cell.
pub(super) fn cell_content(ctx: CellCtx, row: &ViewRow, field: &'static Field) -> AnyView {
    let lang = ctx.lang;
    let cell = ctx.cell(row, field.name);
    if ctx.shape.with_value(|shape| shape.object) == Object::Leads
        && let Some(shown) = lead_cell(lang, row, field.name, |name| ctx.cell(row, name))
    {
        return shown;
    }
    match (field.kind, cell) {
        (Kind::Reference(Target::User), Cell::Ref { name, .. }) => {
            view! { <PersonName name/> }.into_any()
        }
        (Kind::Reference(Target::Account), Cell::Ref { id, name }) => {
            view! { <a class="truncate list-text" href=routes::account(AccountId(id))>{name}</a> }
                .into_any()
        }
        (Kind::Reference(Target::Stage), Cell::Ref { name, .. }) => {
            let tone = match ctx.cell(row, "state") {
                Cell::Word(word) if word == "won" => Tone::Success,
                Cell::Word(word) if word == "lost" => Tone::Danger,
                _ => Tone::Neutral,
            };
            view! { <Badge text=name tone/> }.into_any()
        }
        (_, Cell::Money(money)) => {
            let exact = i18n::money(lang, money);
            view! { <span title=exact>{money_compact_rounded(lang, money)}</span> }.into_any()
        }
        (_, Cell::Sums(sums)) => {
            let exact = totals_exact(lang, &sums);
            view! { <span title=exact>{totals_compact(lang, &sums)}</span> }.into_any()
        }
        (_, Cell::Day(day)) if field.name == "close_date" => {
            let late = ctx.is_open(row) && day < use_session().today;
            view! {
                <span class="list-day" class=("tone-danger", late)>
                    {late.then(|| view! { <Icon glyph=Glyph::Alert class="icon-sm"/> })}
                    {date_medium(lang, day)}
                </span>
            }
            .into_any()
        }
        (_, cell) if field.name == "next_activity" => ctx
            .is_open(row)
            .then(|| {
                let day = match cell {
                    Cell::Day(day) => Some(day),
                    _ => None,
                };
                let (glyph, tone, text) = words::next_activity(lang, day, use_session().today);
                view! {
                    <span class=format!("deal-next tone-{}", tone.name())><Icon glyph class="icon-sm"/>{text}</span>
                }
            })
            .into_any(),
        (_, Cell::At(at)) => {
            let zone = use_session().actor.zone;
            let now = ctx.clock;
            let exact = i18n::date_time(lang, zone.local(at));
            view! { <span title=exact>{move || relative_time(lang, at, now.get(), &zone)}</span> }
                .into_any()
        }
        (_, Cell::Text(text)) if field.name == "email" => {
            view! { <a class="truncate list-text" href=format!("mailto:{text}")>{text.clone()}</a> }
                .into_any()
        }
        (Kind::Link, Cell::Text(text)) => link(text),
        (Kind::Text, Cell::Text(text)) => {
            view! { <span class="truncate list-text" title=text.clone()>{text.clone()}</span> }
                .into_any()
        }
        (_, Cell::Word(word)) => list_choice(lang, field, &word).into_any(),
        (_, Cell::Empty) => ().into_any(),
        (_, other) => list_cell(lang, field, &other, &use_session().actor.zone).into_any(),
    }
}

/// An address of an administrator's field; the server lets only `https`, `http` and `mailto` in.
fn link(text: String) -> AnyView {
    let shown = text
        .trim_start_matches("https://")
        .trim_start_matches("http://")
        .trim_start_matches("mailto:")
        .to_owned();
    view! {
        <a class="truncate list-text" href=text.clone() target="_blank" rel="noopener noreferrer" title=text>{shown}</a>
    }
    .into_any()
}

/// Whether a column's figures stand to the right.
pub(super) const fn is_figure(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Number | Kind::Decimal | Kind::Percent | Kind::Money
    )
}
