//! Lines whose price a formula says, that follow a discount schedule, or are a share of other lines, follow at every keystroke.

use super::state::{Editor, Row};
use leptos::prelude::*;
use shared::cpq::catalog::formula::{Asked, Value};
use shared::cpq::quotes::shares::{base_of, resettle, share};
use shared::cpq::quotes::{formulas, schedules};
use shared::kernel::{Currency, Money};

impl Editor {
    /// Writes to such lines what they come to now. Quotes without one pay nothing for it.
    pub(super) fn settle_shares(&self) {
        let is_share = |row: &Row| row.line.with_untracked(|line| share(&line.price).is_some());
        if !self.rows.with_untracked(|rows| rows.iter().any(is_share)) {
            return;
        }
        let mut draft = self.draft();
        let known = self.rows_by_id();
        let changed = self.with_kept(|kept| resettle(&mut draft, kept));
        for index in changed {
            if let Some(line) = draft.lines.get(index)
                && let Some(row) = known.get(&line.id)
            {
                let price = line.price.list_price;
                row.line.update(|line| line.price.list_price = price);
            }
        }
    }

    /// The same for lines with a formula; before promotions, which look at their prices.
    pub(super) fn settle_formulas(&self) {
        let has = |row: &Row| {
            let line = row.line.read_untracked();
            formulas::formula(&line.price).is_some()
        };
        if !self.rows.with_untracked(|rows| rows.iter().any(has)) {
            return;
        }
        let mut draft = self.draft();
        let known = self.rows_by_id();
        for index in formulas::settle(&mut draft) {
            if let Some(line) = draft.lines.get(index)
                && let Some(row) = known.get(&line.id)
            {
                let price = line.price.list_price;
                row.line.update(|line| line.price.list_price = price);
            }
        }
    }

    /// The same for lines that follow a discount schedule: what is measured for it over all lines.
    pub(super) fn settle_schedules(&self) {
        let follows = |row: &Row| row.line.read_untracked().price.schedule.is_some();
        if !self.rows.with_untracked(|rows| rows.iter().any(follows)) {
            return;
        }
        let mut draft = self.draft();
        let known = self.rows_by_id();
        for index in schedules::settle(&mut draft) {
            if let Some(line) = draft.lines.get(index)
                && let Some(row) = known.get(&line.id)
            {
                let schedule = line.price.schedule.clone();
                row.line.update(|line| line.price.schedule = schedule);
            }
        }
    }

    /// What a line answered its formula.
    pub(super) fn answers_of(&self, row: &Row) -> Vec<(Asked, Value)> {
        let draft = self.draft();
        let index = draft.lines.iter().position(|line| line.id == row.id);
        index
            .map(|index| formulas::answers(&draft, index))
            .unwrap_or_default()
    }

    /// What the lines a share is taken of come to for one of its periods.
    pub(super) fn base_of(&self, row: &Row, currency: Currency) -> Option<Money> {
        let draft = self.draft();
        let index = draft.lines.iter().position(|line| line.id == row.id)?;
        Some(Money::new(base_of(&draft, index)?, currency))
    }
}
