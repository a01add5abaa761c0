//! Cells as a page shows them: names lead somewhere, late days say so, a stage has its tone.

use super::load::Shape;
use super::state::record_path;
use crate::cpq::catalog::{product_cell, product_name};
use crate::cpq::quotes::quote_cell;
use crate::crm::leads::lead_cell;
use crate::crm::{totals_compact, totals_exact};
use crate::deals::opportunities::words;
use crate::routes;
use crate::work::tasks::{task_cell, task_name};
use chrono::NaiveDate;
use i18n::{date_medium, k, list_cell, list_choice, money_compact_rounded, relative_time, t};
use leptos::prelude::*;
use shared::deals::opportunities::stalled;
use shared::deals::pipelines::PipelinesView;
use shared::kernel::{AccountId, ContactId, Instant, Lang, OpportunityId, StageId, Zone};
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
    /// The person's day and time zone.
    pub today: NaiveDate,
    pub zone: StoredValue<Zone>,
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

    /// Whether nothing of the record is edited in the list.
    pub(super) fn is_fixed(self, row: &ViewRow) -> bool {
        self.shape.with_value(|shape| shape.is_fixed(row))
    }

    fn is_open(self, row: &ViewRow) -> bool {
        matches!(self.cell(row, "state"), Cell::Word(word) if word == "open")
    }
}

/// The first cell: the name, which opens the record.
pub(super) fn name_cell(ctx: CellCtx, row: &ViewRow) -> AnyView {
    let object = ctx.shape.with_value(|shape| shape.object);
    let name = ctx.name(row);
    if object == Object::Tasks {
        return task_name(ctx.lang, row, name, |name| ctx.cell(row, name));
    }
    if object == Object::Products {
        return product_name(ctx.lang, row, name, |name| ctx.cell(row, name));
    }
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
    let (now, today) = (ctx.now.get_untracked(), ctx.today);
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
    let of = |name: &str| ctx.cell(row, name);
    let own = match ctx.shape.with_value(|shape| shape.object) {
        Object::Leads => lead_cell(lang, row, field.name, of),
        Object::Quotes => quote_cell(lang, field.name, of),
        Object::Tasks => task_cell(lang, field.name, of, ctx.clock),
        Object::Products => product_cell(lang, field.name, of),
        Object::Opportunities | Object::Accounts | Object::Contacts => None,
    };
    if let Some(shown) = own {
        return shown;
    }
    match (field.kind, cell) {
        (Kind::Reference(Target::User), Cell::Ref { name, .. }) => {
            view! { <PersonName name/> }.into_any()
        }
        (Kind::Reference(Target::Account), Cell::Ref { id, name }) => {
            record_link(routes::account(AccountId(id)), name)
        }
        (Kind::Reference(Target::Opportunity), Cell::Ref { id, name }) => {
            record_link(routes::opportunity(OpportunityId(id)), name)
        }
        (Kind::Reference(Target::Contact), Cell::Ref { id, name }) => {
            record_link(routes::contact(ContactId(id)), name)
        }
        (Kind::Reference(Target::Stage), Cell::Ref { name, .. }) => {
            let tone = stage_tone(&ctx.cell(row, "state"));
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
            let late = ctx.is_open(row) && day < ctx.today;
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
                let (glyph, tone, text) = words::next_activity(lang, day, ctx.today);
                view! {
                    <span class=format!("deal-next tone-{}", tone.name())><Icon glyph class="icon-sm"/>{text}</span>
                }
            })
            .into_any(),
        (_, Cell::At(at)) => {
            let exact = ctx.zone.with_value(|zone| i18n::date_time(lang, zone.local(at)));
            let since = move || {
                let now = ctx.clock.get();
                let words = ctx.zone.try_with_value(|zone| relative_time(lang, at, now, zone));
                words.unwrap_or_default()
            };
            view! { <span title=exact>{since}</span> }.into_any()
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
        (_, other) => ctx
            .zone
            .with_value(|zone| list_cell(lang, field, &other, zone))
            .into_any(),
    }
}

fn stage_tone(state: &Cell) -> Tone {
    match state {
        Cell::Word(word) if word == "won" => Tone::Success,
        Cell::Word(word) if word == "lost" => Tone::Danger,
        _ => Tone::Neutral,
    }
}

/// The name of a record, which opens it.
fn record_link(href: String, name: String) -> AnyView {
    view! { <a class="truncate list-text" href=href>{name}</a> }.into_any()
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
