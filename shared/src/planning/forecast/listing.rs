//! The same deals in the list of opportunities, for those who want to sort or edit them there.

use super::model::{Column, ColumnMode, NodeId};
use crate::deals::opportunities::{ClosePeriod, DealFilter};
use crate::deals::pipelines::{ForecastCategory, StageState};
use crate::kernel::DaySpan;

/// The filter of the list that shows exactly the deals behind a cell; `None` where the list has none:
/// columns of several groups, closed deals (the list goes by the expected day), and everybody (the
/// list also holds deals shared with the reader).
#[must_use]
pub fn list_filter(
    node: NodeId,
    column: Column,
    mode: ColumnMode,
    span: DaySpan,
) -> Option<DealFilter> {
    let category = match (column, mode) {
        (Column::Commit, ColumnMode::Single) => ForecastCategory::Commit,
        (Column::BestCase, ColumnMode::Single) => ForecastCategory::BestCase,
        (Column::Pipeline, ColumnMode::Single) => ForecastCategory::Pipeline,
        _ => return None,
    };
    let (owner, team) = match node {
        NodeId::Everybody => return None,
        NodeId::Team(team) => (None, Some(team)),
        NodeId::Rep(owner) => (Some(owner), None),
    };
    Some(DealFilter {
        owner,
        team,
        category: Some(category),
        close: Some(ClosePeriod::Between(span.from, span.to)),
        state: Some(StageState::Open),
        ..DealFilter::default()
    })
}
