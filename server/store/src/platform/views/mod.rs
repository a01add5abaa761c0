//! Lists of any object: filters compiled to SQL, saved views, and what undoes a bulk change.

mod bulk;
mod columns;
mod compile;
mod order;
mod own;
mod raw;
mod rows;
mod saved;
mod sums;

pub use bulk::{Undo, forget_undone, keep_undo, undo_steps};
pub use rows::{
    ListAsked, any, any_accounts, explain_rows, list_ids, list_rows, open_amounts, place_fits,
};
pub use saved::{StoredView, get, insert, seen_by, set_deleted, teams, update};
pub use sums::{list_groups, list_sums};

use crate::{Session, Sql};
use chrono::NaiveDate;
use shared::deals::pipelines::Pipeline;
use shared::kernel::{Actor, Instant, Scope};

/// What a list needs to know besides what is asked.
pub struct ListFacts<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// Which records they may see.
    pub scope: Scope,
    /// The day it is for them.
    pub today: NaiveDate,
    /// The moment.
    pub now: Instant,
    /// All pipelines, for the limits of stages.
    pub pipelines: &'a [Pipeline],
    /// Whether the database is PostgreSQL.
    postgres: bool,
}

impl<'a> ListFacts<'a> {
    /// The facts for one session.
    #[must_use]
    pub fn new(
        session: &Session,
        actor: &'a Actor,
        scope: Scope,
        (today, now): (NaiveDate, Instant),
        pipelines: &'a [Pipeline],
    ) -> Self {
        Self {
            actor,
            scope,
            today,
            now,
            pipelines,
            postgres: session.is_postgres(),
        }
    }

    /// Puts the day and the language of who asks in their places in a statement that is whole.
    fn settle(&self, sql: &mut Sql) {
        sql.on_day(self.today);
        sql.in_lang(self.actor.lang);
    }
}
