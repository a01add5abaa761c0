//! What a list reads: the first piece, the totals, the groups.

use super::api;
use crate::call::Fault;
use serde::{Deserialize, Serialize};
use shared::platform::views::{
    Cell, CountGroups, CountRows, Field, Fields, GroupsView, Object, Place, ReadRows, RowsView,
    Totals, ViewRow, ViewSpec,
};

/// Rows of a piece.
pub(super) const PAGE: u32 = 50;
/// Most rows in one answer.
const MOST: u32 = 200;

/// Columns the row of a deal needs besides those shown: what its name, stage and dates are coloured by.
const SUPPORT: &[&str] = &[
    "state",
    "stage",
    "pipeline",
    "stalled",
    "close_date",
    "next_activity",
    "stage_since",
    "last_activity",
];

/// The columns shown, and those asked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shape {
    pub object: Object,
    pub fields: Fields,
    pub shown: Vec<&'static Field>,
    asked: Vec<&'static Field>,
}

impl Shape {
    pub fn new(fields: Fields, spec: &ViewSpec) -> Self {
        let object = fields.object();
        let find = |name: &str| fields.get(name);
        let shown: Vec<&'static Field> = spec
            .shown_columns(object)
            .iter()
            .filter_map(|name| find(name))
            .collect();
        let mut asked = shown.clone();
        let support = match object {
            Object::Opportunities => SUPPORT,
            Object::Leads => crate::crm::leads::SUPPORT,
            Object::Quotes => crate::cpq::quotes::SUPPORT,
            Object::Tasks => crate::work::tasks::SUPPORT,
            Object::Products => crate::cpq::catalog::SUPPORT,
            Object::Accounts | Object::Contacts => &[],
        };
        for name in std::iter::once(&"name").chain(support) {
            if let Some(field) = find(name)
                && asked.iter().all(|known| known.name != field.name)
            {
                asked.push(field);
            }
        }
        Self {
            object,
            fields,
            shown,
            asked,
        }
    }

    /// Where a column's cell is in a row.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.asked.iter().position(|field| field.name == name)
    }

    /// Whether nothing of the record is edited in the list: a quote is fixed once it is no draft.
    pub fn is_fixed(&self, row: &ViewRow) -> bool {
        let state = self.place("state").and_then(|at| row.cells.get(at));
        self.object == Object::Quotes && !matches!(state, Some(Cell::Word(word)) if word == "draft")
    }

    /// The spec that asks for these columns.
    fn ask(&self, spec: &ViewSpec) -> ViewSpec {
        ViewSpec {
            columns: self.asked.iter().map(|one| one.name.to_owned()).collect(),
            ..spec.clone()
        }
    }
}

/// A list as read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Loaded {
    /// What it was read with: the address may have moved on.
    pub spec: ViewSpec,
    pub rows: Vec<ViewRow>,
    pub next: Option<Place>,
    /// There is no record at all that the reader may see.
    pub none: bool,
    pub now: shared::kernel::Instant,
    pub totals: Totals,
    pub groups: Option<GroupsView>,
}

/// A further piece.
pub(super) async fn more(
    shape: &Shape,
    spec: &ViewSpec,
    after: Option<Place>,
    limit: u32,
) -> Result<RowsView, Fault> {
    api::rows(ReadRows {
        object: shape.object,
        spec: shape.ask(spec),
        after,
        limit,
    })
    .await
}

/// The list with at least `wanted` rows, when there are so many.
pub(super) async fn load(fields: Fields, spec: ViewSpec, wanted: usize) -> Result<Loaded, Fault> {
    let object = fields.object();
    let shape = Shape::new(fields, &spec);
    let limit = u32::try_from(wanted).unwrap_or(MOST).clamp(PAGE, MOST);
    let mut first = more(&shape, &spec, None, limit).await?;
    while first.rows.len() < wanted
        && let Some(after) = first.next.take()
    {
        let piece = more(&shape, &spec, Some(after), MOST).await?;
        first.rows.extend(piece.rows);
        first.next = piece.next;
    }
    let (filter, search) = (spec.filter.clone(), spec.search.clone());
    // Own fields are added up where their column is in sight.
    let shown = shape.shown.iter();
    let own: Vec<String> = shown
        .filter(|field| field.sum && field.custom.is_some())
        .map(|field| field.name.to_owned())
        .collect();
    let count = CountRows {
        object,
        filter: filter.clone(),
        search: search.clone(),
        own: own.clone(),
    };
    let totals = api::count(count).await?;
    let groups = if spec.group.is_empty() {
        None
    } else {
        let ask = CountGroups {
            object,
            filter,
            search,
            group: spec.group.clone(),
            own,
        };
        Some(api::groups(ask).await?)
    };
    Ok(Loaded {
        spec,
        rows: first.rows,
        next: first.next,
        none: first.none,
        now: first.now,
        totals,
        groups,
    })
}
