//! The rows on the page: more of them, read again while others change records, edited in place.

use super::edit::Refused;
use super::keyboard::Stood;
use super::load::{Loaded, PAGE, Shape, load, more};
use super::select::Selection;
use super::state::{ListCtx, record_path};
use crate::live;
use crate::shell::{on_resumed, use_trail};
use i18n::problem_text;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::deals::pipelines::PipelinesView;
use shared::kernel::event::Entity;
use shared::kernel::{Instant, ProblemKind};
use shared::platform::views::{GroupsView, Object, Place, Totals, ViewRow, ViewSpec};
use std::time::Duration;
use ui::{Toaster, use_toaster};
use uuid::Uuid;

/// Events within this time cause one reading.
const GATHER: Duration = Duration::from_millis(300);

/// The rows shown, and the ways to get more or read them again. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    pub ctx: ListCtx,
    /// Which table of the page it is: each has another number.
    pub table: u32,
    pub rows: RwSignal<Vec<ViewRow>>,
    pub next: RwSignal<Option<Place>>,
    /// There is no record at all that the reader may see, whatever the filter.
    pub none: RwSignal<bool>,
    pub totals: RwSignal<Totals>,
    pub groups: RwSignal<Option<GroupsView>>,
    pub now: RwSignal<Instant>,
    pub busy: RwSignal<bool>,
    pub shape: StoredValue<Shape>,
    pub pipelines: StoredValue<PipelinesView>,
    pub selection: Selection,
    /// The cell being edited.
    pub editing: RwSignal<Option<(Uuid, &'static str)>>,
    /// What was typed last and not taken: its cell opens with it.
    pub refused: StoredValue<Option<Refused>>,
    pub toaster: Toaster,
    /// What the rows shown were read with.
    spec: RwSignal<ViewSpec>,
    /// Raised by every reading: a further piece asked for before belongs to rows that are gone.
    turn: StoredValue<u32>,
    scheduled: StoredValue<bool>,
    failed: StoredValue<u32>,
}

impl Rows {
    pub fn new(ctx: ListCtx, table: u32, loaded: Loaded, pipelines: PipelinesView) -> Self {
        let spec = loaded.spec;
        let rows = Self {
            ctx,
            table,
            shape: StoredValue::new(Shape::new(ctx.fields, &spec)),
            pipelines: StoredValue::new(pipelines),
            totals: RwSignal::new(loaded.totals),
            groups: RwSignal::new(loaded.groups),
            now: RwSignal::new(loaded.now),
            rows: RwSignal::new(loaded.rows),
            next: RwSignal::new(loaded.next),
            none: RwSignal::new(loaded.none),
            busy: RwSignal::new(false),
            selection: Selection::new(),
            editing: RwSignal::new(None),
            refused: StoredValue::new(None),
            toaster: use_toaster(),
            spec: RwSignal::new(spec),
            turn: StoredValue::new(0),
            scheduled: StoredValue::new(false),
            failed: StoredValue::new(0),
        };
        rows.listen();
        rows
    }

    fn listen(self) {
        let object = self.ctx.object;
        live::on_event(move |event| {
            if event.is_none_or(|event| concerns(object, event.entity)) {
                self.read_after(GATHER);
            }
        });
        on_resumed(move || self.read_after(GATHER));
        // The pages of these records lead to one another.
        let trail = use_trail();
        Effect::new(move |_| {
            let place = |row: &ViewRow| record_path(object, row.id);
            trail.lay(self.rows.with(|rows| rows.iter().map(place).collect()));
        });
    }

    pub fn spec(self) -> ViewSpec {
        self.spec.get_untracked()
    }

    /// The order the rows shown are in.
    pub fn sort(self) -> String {
        self.spec.with(|spec| spec.sort.clone())
    }

    /// Shows a reading of the same list in this table, whatever its order; false where the reading needs a
    /// table of its own.
    pub fn take(self, loaded: &Loaded, pipelines: &PipelinesView) -> bool {
        let Some(shown) = self.spec.try_get_untracked() else {
            return false;
        };
        let in_its_order = ViewSpec {
            sort: loaded.spec.sort.clone(),
            ..shown.clone()
        };
        if in_its_order != loaded.spec || self.pipelines.with_value(|known| known != pipelines) {
            return false;
        }
        // The same list once more, from before the rows were last read again: they stay.
        let old = shown == loaded.spec && loaded.now < self.now.get_untracked();
        if !old {
            self.show(loaded.clone());
        }
        true
    }

    /// Shows the rows after those shown.
    pub fn more(self) {
        let Some(after) = self.next.get_untracked() else {
            return;
        };
        let turn = self.turn.get_value();
        let (shape, spec) = (self.shape.get_value(), self.spec());
        self.busy.set(true);
        spawn_local(async move {
            let answer = more(&shape, &spec, Some(after), PAGE).await;
            let _ = self.busy.try_set(false);
            match answer {
                Ok(piece) if self.turn.try_get_value() == Some(turn) => {
                    let _ = self.rows.try_update(|rows| rows.extend(piece.rows));
                    let _ = self.next.try_set(piece.next);
                }
                // Read again meanwhile: the rows go on elsewhere.
                Ok(_) if self.turn.try_get_value().is_some() => self.more(),
                Ok(_) => {}
                Err(fault) => self.toaster.problem(problem_text(self.ctx.lang, &fault.0)),
            }
        });
    }

    /// Reads as many rows again as are shown, soon; many calls cause one reading.
    pub fn read_after(self, pause: Duration) {
        if self.scheduled.try_get_value() == Some(false) {
            self.scheduled.set_value(true);
            set_timeout(move || self.read_now(), pause);
        }
    }

    fn read_now(self) {
        // Under somebody's fingers nothing moves: their saving reads again.
        if self
            .editing
            .try_get_untracked()
            .is_some_and(|cell| cell.is_some())
        {
            self.scheduled.set_value(false);
            self.read_after(Duration::from_secs(2));
            return;
        }
        let Some(spec) = self.spec.try_get_untracked() else {
            return;
        };
        self.scheduled.set_value(false);
        let wanted = self.rows.with_untracked(Vec::len);
        spawn_local(async move {
            match load(self.ctx.fields, spec, wanted).await {
                // Shown in another order meanwhile.
                Ok(loaded)
                    if self
                        .spec
                        .try_with_untracked(|shown| *shown != loaded.spec)
                        .unwrap_or(false) =>
                {
                    self.read_after(GATHER);
                }
                // More rows were asked for meanwhile: they do not go again.
                Ok(loaded)
                    if loaded.next.is_some()
                        && self
                            .rows
                            .try_with_untracked(Vec::len)
                            .is_some_and(|shown| shown > wanted) =>
                {
                    self.read_after(GATHER);
                }
                Ok(loaded) => self.show(loaded),
                // The page goes on when the person has signed in again.
                Err(fault) if fault.0.kind == ProblemKind::Unauthenticated => {}
                Err(_) => {
                    let failed = self.failed.try_update_value(|failed| {
                        *failed += 1;
                        *failed
                    });
                    if let Some(failed) = failed {
                        self.read_after(Duration::from_secs(1 << failed.min(5)));
                    }
                }
            }
        });
    }

    fn show(self, loaded: Loaded) {
        if self.failed.try_set_value(0).is_some() {
            return;
        }
        self.turn.update_value(|turn| *turn += 1);
        let stood = self.rows.with_untracked(|rows| Stood::among(rows));
        self.selection.refresh(&loaded.rows);
        if self.spec.with_untracked(|shown| *shown != loaded.spec) {
            self.spec.set(loaded.spec);
        }
        self.totals.set(loaded.totals);
        self.groups.set(loaded.groups);
        self.now.set(loaded.now);
        self.none.set(loaded.none);
        self.rows.set(loaded.rows);
        self.next.set(loaded.next);
        if let Some(stood) = stood {
            self.rows.with_untracked(|rows| stood.again(rows));
        }
    }
}

/// Whether a change of this kind of record may change a list.
fn concerns(object: Object, entity: Entity) -> bool {
    entity == object.entity()
        || entity == Entity::Import
        || match object {
            Object::Opportunities => {
                matches!(entity, Entity::Task | Entity::Activity | Entity::Pipeline)
            }
            Object::Accounts => matches!(entity, Entity::Opportunity | Entity::Activity),
            Object::Contacts => entity == Entity::Activity,
            // With its deal a task is gone.
            Object::Tasks => entity == Entity::Opportunity,
            Object::Products => entity == Entity::PriceBook,
            Object::Leads | Object::Quotes => false,
        }
}
