//! What the address of the page says.

use crate::routes::path;
use chrono::NaiveDate;
use shared::kernel::{Currency, FiscalPeriod};
use shared::planning::forecast::ops::LoadForecast;
use shared::planning::forecast::{ColumnMode, Measure, NodeId};

/// The choices of the page; what is at its default is left out of the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query {
    /// The current quarter when `None`.
    pub period: Option<FiscalPeriod>,
    /// Whose numbers.
    pub node: NodeId,
    /// The person's own when `None`.
    pub currency: Option<Currency>,
    /// The period's first day when `None`.
    pub since: Option<NaiveDate>,
    /// Whether columns overlap.
    pub mode: ColumnMode,
    /// What the waterfall follows.
    pub measure: Measure,
}

impl Query {
    /// Reads an address. What cannot be understood is at its default.
    #[must_use]
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        fn parsed<T: std::str::FromStr>(text: Option<String>) -> Option<T> {
            text.and_then(|text| text.parse().ok())
        }
        let node = parsed(get("team"))
            .map(NodeId::Team)
            .or_else(|| parsed(get("rep")).map(NodeId::Rep))
            .unwrap_or(NodeId::Everybody);
        Self {
            period: parsed(get("period")),
            node,
            currency: parsed(get("currency")),
            since: parsed(get("since")),
            mode: match get("columns").as_deref() {
                Some("cumulative") => ColumnMode::Cumulative,
                _ => ColumnMode::Single,
            },
            measure: match get("measure").as_deref() {
                Some("commit") => Measure::Commit,
                _ => Measure::Open,
            },
        }
    }

    /// The address of these choices.
    #[must_use]
    pub fn address(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut put = |name: &str, value: Option<String>| {
            parts.extend(value.map(|value| format!("{name}={value}")));
        };
        put("period", self.period.map(|p| p.to_string()));
        match self.node {
            NodeId::Everybody => {}
            NodeId::Team(id) => put("team", Some(id.to_string())),
            NodeId::Rep(id) => put("rep", Some(id.to_string())),
        }
        put("currency", self.currency.map(|c| c.to_string()));
        put("since", self.since.map(|d| d.to_string()));
        let cumulative = self.mode == ColumnMode::Cumulative;
        put("columns", cumulative.then(|| "cumulative".to_owned()));
        let commit = self.measure == Measure::Commit;
        put("measure", commit.then(|| "commit".to_owned()));
        if parts.is_empty() {
            path::FORECAST.to_owned()
        } else {
            format!("{}?{}", path::FORECAST, parts.join("&"))
        }
    }

    /// What the server is asked for.
    #[must_use]
    pub const fn request(&self) -> LoadForecast {
        LoadForecast {
            period: self.period,
            node: self.node,
            currency: self.currency,
            since: self.since,
        }
    }
}
