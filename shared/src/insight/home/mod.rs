//! The first page of the day: what a representative should do next; where a manager should help.
//!
//! Terms: a deal *closes this week* when its close date is today or later in the calendar week; its
//! date has *passed* when it is before today; it is *unplanned* without a task or meeting ahead; it
//! *slips* when its date has passed or was moved to a later month twice or more ([`Slip`]); *stalled*
//! is the rule of the board. *Attainment* is won ÷ quota of the current fiscal quarter.
//! Entry points: [`signals`], [`DealGroup::of`], [`Attainment`], [`slipping`], [`late_tasks`], the operations in `ops`.
//! Invariants: the count of a group is the number of its deals, shown or not; sums of several
//! currencies name their rates; the rules are those of board and tasks, not copies.
//! Tests: below; both databases in `server/services/tests/it/insight/home.rs`; the page in
//! `end2end/tests/insight/home.spec.mjs`.

mod ops;
pub use ops::*;

use crate::deals::opportunities::{Stalled, stalled};
use crate::deals::pipelines::{ForecastCategory, Stage, StageState};
use crate::kernel::{
    Converted, Currency, Instant, Lang, LocalText, Percent, RateTable, StageId, UserId,
};
use crate::platform::views::{Filter, Op};
use crate::work::tasks::week_end;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Moves of the close date to a later month from which on a deal counts as slipping.
pub const SLIPS_FROM: i32 = 2;

/// Why a deal slips.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Slip {
    /// Its close date is before today.
    Passed,
    /// Its close date was moved to a later month so many times.
    Pushed(i32),
}

/// What an open deal asks for today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signals {
    /// Its close date is today or later this week.
    pub closes_this_week: bool,
    /// Its close date is before today.
    pub passed: bool,
    /// Nothing has happened for too long.
    pub stalled: Option<Stalled>,
    /// Neither task nor meeting lies ahead or is due.
    pub unplanned: bool,
    /// Its close date moves away.
    pub slip: Option<Slip>,
}

impl HomeDeal {
    /// Since when and why nothing happens, by the rule of the board.
    #[must_use]
    pub fn stalled(&self, now: Instant, today: NaiveDate) -> Option<Stalled> {
        let stage = Stage {
            id: StageId(Uuid::nil()),
            name: LocalText::default(),
            position: 0,
            state: StageState::Open,
            probability: Percent::ZERO,
            category: ForecastCategory::Pipeline,
            exit_criteria: Vec::new(),
            required_fields: Vec::new(),
            guidance: LocalText::default(),
            stalled_after_days: self.stalled_after_days,
            active: true,
        };
        stalled(
            &stage,
            self.stage_entered_at,
            self.last_activity_at,
            self.next_activity_on,
            now,
            today,
        )
    }

    /// Why it slips, if it does.
    #[must_use]
    pub fn slip(&self, today: NaiveDate) -> Option<Slip> {
        if self.close_date < today {
            Some(Slip::Passed)
        } else {
            (self.close_date_pushes >= SLIPS_FROM).then_some(Slip::Pushed(self.close_date_pushes))
        }
    }
}

/// What an open deal asks for today. `lang` decides on which day a week ends.
#[must_use]
pub fn signals(deal: &HomeDeal, now: Instant, today: NaiveDate, lang: Lang) -> Signals {
    Signals {
        closes_this_week: (today..=week_end(today, lang)).contains(&deal.close_date),
        passed: deal.close_date < today,
        stalled: deal.stalled(now, today),
        unplanned: deal.next_activity_on.is_none(),
        slip: deal.slip(today),
    }
}

fn of_owner(owner: Option<UserId>) -> Option<Filter> {
    owner.map(|id| Filter::test("owner", Op::Is, [id.to_string()]))
}

/// The list of the deals that slip, of one person or of everybody in view: the rule of
/// [`HomeDeal::slip`] as a filter.
#[must_use]
pub fn slipping(owner: Option<UserId>) -> Filter {
    let slips = Filter::Any(vec![
        Filter::test("close_date", Op::Lt, ["today"]),
        Filter::test("pushes", Op::Ge, [SLIPS_FROM.to_string()]),
    ]);
    let mut parts = vec![Filter::test("state", Op::Is, ["open"]), slips];
    parts.extend(of_owner(owner));
    Filter::all(parts)
}

/// The list of the overdue tasks of one person.
#[must_use]
pub fn late_tasks(owner: UserId) -> Filter {
    let mut parts = vec![Filter::test("overdue", Op::Is, ["yes"])];
    parts.extend(of_owner(Some(owner)));
    Filter::all(parts)
}

impl DealGroup {
    /// The deals that `belong`, earliest close date first; at most `keep` are sent along, all are
    /// counted and summed in `currency` at the rates of `today`.
    #[must_use]
    pub fn of(
        deals: &[HomeDeal],
        belong: impl Fn(&HomeDeal) -> bool,
        keep: usize,
        rates: &RateTable,
        currency: Currency,
        today: NaiveDate,
    ) -> Self {
        let mut chosen: Vec<&HomeDeal> = deals.iter().filter(|deal| belong(deal)).collect();
        chosen.sort_by_key(|deal| (deal.close_date, deal.id));
        Self {
            count: i64::try_from(chosen.len()).unwrap_or(i64::MAX),
            total: rates.sum(chosen.iter().map(|deal| deal.amount), currency, today),
            deals: chosen.into_iter().take(keep).cloned().collect(),
        }
    }
}

impl Attainment {
    /// Won ÷ quota in basis points; `None` without a quota above zero.
    #[must_use]
    pub fn share_bp(&self) -> Option<i64> {
        share_bp(self.closed.total.minor, self.quota.as_ref()?.total.minor)
    }

    /// What is still to win, never below zero; `None` without a quota.
    #[must_use]
    pub fn gap_minor(&self) -> Option<i64> {
        let quota = self.quota.as_ref()?.total.minor;
        Some((quota - self.closed.total.minor).max(0))
    }
}

/// `part` ÷ `whole` in basis points, rounded down; `None` when the whole is not above zero.
#[must_use]
pub fn share_bp(part: i64, whole: i64) -> Option<i64> {
    let bp = (i128::from(part) * 10_000).checked_div(i128::from(whole.max(0)))?;
    i64::try_from(bp).ok()
}

/// The shares of one amount converted: nothing, in `currency`.
#[must_use]
pub fn nothing(currency: Currency) -> Converted {
    Converted {
        total: crate::kernel::Money::zero(currency),
        rates: Vec::new(),
        unconverted: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Money, Named, OpportunityId};

    const NOW: Instant = Instant(1_795_424_400_000);

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn deal(close: &str) -> HomeDeal {
        HomeDeal {
            id: OpportunityId::new(1, [1; 10]),
            name: "Rollout".into(),
            account: None,
            owner: Named::new(UserId::new(1, [1; 10]), "Zoé"),
            stage: LocalText::new("Proposal", "Proposition"),
            stalled_after_days: Some(14),
            amount: Money::new(1_000, Currency::EUR),
            close_date: day(close),
            close_date_pushes: 0,
            stage_entered_at: NOW.plus_days(-20),
            last_activity_at: None,
            next_activity_on: None,
        }
    }

    #[test]
    fn a_silent_deal_asks_for_everything() {
        let today = day("2026-11-23");
        let found = signals(&deal("2026-11-20"), NOW, today, Lang::Fr);
        assert!(found.passed && found.unplanned && !found.closes_this_week);
        assert_eq!(found.stalled.unwrap().days, 20);
        assert_eq!(found.slip, Some(Slip::Passed));
    }

    #[test]
    fn weeks_end_as_the_language_has_it() {
        let today = day("2026-11-23");
        let sunday = deal("2026-11-29");
        assert!(signals(&sunday, NOW, today, Lang::Fr).closes_this_week);
        assert!(!signals(&sunday, NOW, today, Lang::En).closes_this_week);
    }

    #[test]
    fn one_push_is_no_slip() {
        let today = day("2026-11-23");
        let mut pushed = deal("2026-12-20");
        pushed.close_date_pushes = 1;
        assert_eq!(pushed.slip(today), None);
        pushed.close_date_pushes = 2;
        assert_eq!(pushed.slip(today), Some(Slip::Pushed(2)));
    }

    #[test]
    fn a_group_counts_what_it_does_not_show() {
        let today = day("2026-11-23");
        let rates = RateTable::new(Currency::EUR, []);
        let deals = [deal("2026-12-02"), deal("2026-12-01"), deal("2026-12-03")];
        let group = DealGroup::of(&deals, |_| true, 2, &rates, Currency::EUR, today);
        assert_eq!((group.count, group.total.total.minor), (3, 3_000));
        assert_eq!(group.deals[0].close_date, day("2026-12-01"));
        assert_eq!(group.deals.len(), 2);
    }

    #[test]
    fn attainment_needs_a_quota() {
        let mut attainment = Attainment {
            closed: nothing(Currency::EUR),
            quota: None,
            open: nothing(Currency::EUR),
        };
        assert_eq!(attainment.share_bp(), None);
        attainment.closed.total.minor = 68;
        attainment.quota = Some(nothing(Currency::EUR));
        assert_eq!(attainment.share_bp(), None);
        attainment.quota.as_mut().unwrap().total.minor = 100;
        assert_eq!(attainment.share_bp(), Some(6_800));
        assert_eq!(attainment.gap_minor(), Some(32));
    }
}
