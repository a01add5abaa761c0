//! Which days a view covers.

use crate::kernel::Lang;
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// How much of the calendar is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CalendarView {
    /// The weeks that touch a month.
    Month,
    /// A week.
    #[default]
    Week,
    /// A day.
    Day,
    /// Two weeks from the anchor day, as a list (telephones).
    Agenda,
}

impl CalendarView {
    /// Every view, in the order of the switch.
    pub const ALL: [CalendarView; 4] = [
        CalendarView::Month,
        CalendarView::Week,
        CalendarView::Day,
        CalendarView::Agenda,
    ];

    /// The word in an address and in the catalogue (`work.calendar.<code>`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            CalendarView::Month => "month",
            CalendarView::Week => "week",
            CalendarView::Day => "day",
            CalendarView::Agenda => "agenda",
        }
    }
}

impl FromStr for CalendarView {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        CalendarView::ALL
            .into_iter()
            .find(|view| view.code() == text)
            .ok_or(())
    }
}

/// Whole days, the last one included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayRange {
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
}

/// The day a week begins with.
#[must_use]
pub const fn week_start(lang: Lang) -> Weekday {
    match lang {
        Lang::Fr => Weekday::Mon,
        Lang::En => Weekday::Sun,
    }
}

fn back_to_week_start(day: NaiveDate, lang: Lang) -> NaiveDate {
    let passed =
        (7 + day.weekday().num_days_from_monday() - week_start(lang).num_days_from_monday()) % 7;
    day.checked_sub_days(Days::new(u64::from(passed)))
        .unwrap_or(day)
}

fn plus(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

/// The days `view` shows around `anchor`.
#[must_use]
pub fn range(view: CalendarView, anchor: NaiveDate, lang: Lang) -> DayRange {
    match view {
        CalendarView::Day => DayRange {
            first: anchor,
            last: anchor,
        },
        CalendarView::Agenda => DayRange {
            first: anchor,
            last: plus(anchor, 13),
        },
        CalendarView::Week => {
            let first = back_to_week_start(anchor, lang);
            DayRange {
                first,
                last: plus(first, 6),
            }
        }
        CalendarView::Month => {
            let begin = anchor.with_day(1).unwrap_or(anchor);
            let end = begin
                .checked_add_months(Months::new(1))
                .and_then(|next| next.pred_opt())
                .unwrap_or(begin);
            DayRange {
                first: back_to_week_start(begin, lang),
                last: plus(back_to_week_start(end, lang), 6),
            }
        }
    }
}

/// The anchor one view later (`forward`) or earlier.
#[must_use]
pub fn step(view: CalendarView, anchor: NaiveDate, forward: bool) -> NaiveDate {
    let days = match view {
        CalendarView::Day => 1,
        CalendarView::Week => 7,
        CalendarView::Agenda => 14,
        CalendarView::Month => {
            let month = Months::new(1);
            return if forward {
                anchor.checked_add_months(month)
            } else {
                anchor.checked_sub_months(month)
            }
            .unwrap_or(anchor);
        }
    };
    let days = Days::new(days);
    if forward {
        anchor.checked_add_days(days)
    } else {
        anchor.checked_sub_days(days)
    }
    .unwrap_or(anchor)
}

/// Every day of a range.
pub fn days(range: DayRange) -> impl Iterator<Item = NaiveDate> {
    range
        .first
        .iter_days()
        .take_while(move |day| *day <= range.last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn weeks_start_where_the_language_says() {
        let anchor = day("2026-11-25");
        assert_eq!(
            range(CalendarView::Week, anchor, Lang::Fr).first,
            day("2026-11-23")
        );
        assert_eq!(
            range(CalendarView::Week, anchor, Lang::En).first,
            day("2026-11-22")
        );
    }

    #[test]
    fn a_month_shows_whole_weeks() {
        let shown = range(CalendarView::Month, day("2026-11-15"), Lang::Fr);
        assert_eq!(
            (shown.first, shown.last),
            (day("2026-10-26"), day("2026-12-06"))
        );
        let shown = range(CalendarView::Month, day("2027-02-15"), Lang::Fr);
        assert_eq!(days(shown).count(), 28);
    }

    proptest! {
        #[test]
        fn a_view_holds_its_anchor(offset in 0_u64..20_000, french: bool) {
            let lang = if french { Lang::Fr } else { Lang::En };
            let anchor = plus(day("2000-01-01"), offset);
            for view in CalendarView::ALL {
                let shown = range(view, anchor, lang);
                prop_assert!(shown.first <= anchor && anchor <= shown.last);
                if matches!(view, CalendarView::Month | CalendarView::Week) {
                    prop_assert_eq!(days(shown).count() % 7, 0);
                    prop_assert_eq!(shown.first.weekday(), week_start(lang));
                }
                prop_assert!(step(view, anchor, true) > anchor);
                prop_assert!(step(view, anchor, false) < anchor);
            }
        }
    }
}
