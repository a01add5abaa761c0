//! What the address of the page says.

use crate::routes::path;
use chrono::{Days, Months, NaiveDate};
use shared::insight::team::ops::LoadTeamFigures;
use shared::kernel::{DaySpan, FiscalCalendar, TeamId};

/// The spans to choose from, by their word in the address and the catalogue.
pub const SPANS: [&str; 5] = ["quarter", "last_quarter", "year", "months12", "months24"];
/// The span when the address names none: long enough for rates to mean something.
pub const DEFAULT: &str = "months12";

/// The choices of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query {
    /// One of [`SPANS`].
    pub span: &'static str,
    /// Only this team.
    pub team: Option<TeamId>,
}

impl Query {
    /// Reads an address. What cannot be understood is at its default.
    #[must_use]
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let span = get("span");
        Self {
            span: SPANS
                .into_iter()
                .find(|known| span.as_deref() == Some(known))
                .unwrap_or(DEFAULT),
            team: get("team").and_then(|id| id.parse().ok()),
        }
    }

    /// The address of these choices.
    #[must_use]
    pub fn address(self) -> String {
        let team = self
            .team
            .map(|id| format!("&team={id}"))
            .unwrap_or_default();
        format!("{}?span={}{team}", path::TEAM, self.span)
    }

    /// The days meant, on `today`.
    #[must_use]
    pub fn days(self, calendar: FiscalCalendar, today: NaiveDate) -> DaySpan {
        let months = |count: u32| DaySpan {
            from: today
                .checked_sub_months(Months::new(count))
                .and_then(|day| day.checked_add_days(Days::new(1)))
                .unwrap_or(today),
            to: today,
        };
        match self.span {
            "quarter" => calendar.span(calendar.quarter_of(today)),
            "last_quarter" => calendar.span(calendar.quarter_of(today).previous()),
            "year" => calendar.span(calendar.year_of(today)),
            "months24" => months(24),
            _ => months(12),
        }
    }

    /// What the server is asked for.
    #[must_use]
    pub fn request(self, calendar: FiscalCalendar, today: NaiveDate) -> LoadTeamFigures {
        LoadTeamFigures {
            span: self.days(calendar, today),
            team: self.team,
            currency: None,
        }
    }
}
