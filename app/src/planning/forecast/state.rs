//! The state of the page: what the server sent, the wishes of the "what if", and what follows.

use super::query::Query;
use super::words;
use i18n::Lang;
use leptos::prelude::*;
use shared::kernel::{OpportunityId, UserId};
use shared::planning::forecast::ops::{ForecastView, WaterfallPart};
use shared::planning::forecast::{
    CellFilter, Column, ColumnMode, DealFact, History, NodeId, Projection, RollUp, Row,
    SimulationInput, Totals, Waterfall, Wish, apply_wishes, roll_up, simulate,
};
use std::collections::{BTreeMap, BTreeSet};

/// Where the simulation starts: fixed, so that the same facts always show the same range, on the
/// server and in the browser.
const SEED: u64 = 20_261;
/// Draws of the simulation; fewer over very many deals, whose own luck evens out, so that the page
/// still moves while deals are dragged.
const DRAWS: usize = 1_000;
const LEAST_DRAWS: usize = 200;
const DEALS_DRAWN: usize = 2_000_000;

/// What the panel of deals shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drill {
    /// The deals behind a cell of the table.
    Cell(NodeId, Column),
    /// The deals behind a number of the waterfall.
    Part(WaterfallPart),
}

/// A deal in the panel, and what it adds to the number that was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DrillRow {
    /// The deal's facts as they are.
    pub fact: DealFact,
    /// What it adds under the wishes; `None` when it does not count there any more.
    pub counted: Option<i64>,
}

/// The page. Copies are handles to the same state.
#[derive(Clone, Copy)]
pub struct Sheet {
    /// Language of the page.
    pub lang: Lang,
    /// The choices of the address.
    pub query: Memo<Query>,
    /// What the server sent.
    pub view: RwSignal<ForecastView>,
    /// The "what if".
    pub wishes: RwSignal<BTreeMap<OpportunityId, Wish>>,
    /// Lines of the table that are folded.
    pub folded: RwSignal<BTreeSet<NodeId>>,
    /// What the panel shows.
    pub drill: RwSignal<Option<Drill>>,
    /// Whether the panel is open.
    pub panel: RwSignal<bool>,
    /// The facts under the wishes.
    pub facts: Memo<Vec<DealFact>>,
    /// The table.
    pub table: Memo<RollUp>,
    /// The projection.
    pub projection: Memo<Projection>,
    /// The projection without the wishes, while there are any.
    pub before: Memo<Option<Projection>>,
    /// The company's track record.
    pub history: StoredValue<History>,
}

impl Sheet {
    /// The page of what the server sent.
    #[must_use]
    pub fn new(lang: Lang, query: Memo<Query>, view: ForecastView, history: History) -> Self {
        let view = RwSignal::new(view);
        let history = StoredValue::new(history);
        let wishes = RwSignal::new(BTreeMap::new());
        let facts = Memo::new(move |_| {
            view.with(|view| wishes.with(|wishes| apply_wishes(&view.deals, wishes)))
        });
        let table = Memo::new(move |_| view.with(|view| facts.with(|facts| table_of(view, facts))));
        let project = move |facts: &[DealFact]| {
            view.with(|view| history.with_value(|history| projection_of(view, facts, history)))
        };
        Self {
            lang,
            query,
            view,
            wishes,
            folded: RwSignal::new(BTreeSet::new()),
            drill: RwSignal::new(None),
            panel: RwSignal::new(false),
            facts,
            table,
            projection: Memo::new(move |_| facts.with(|facts| project(facts))),
            before: Memo::new(move |_| {
                let wished = wishes.with(|wishes| !wishes.is_empty());
                wished.then(|| project(&view.with(|view| view.deals.clone())))
            }),
            history,
        }
    }

    /// Whether columns overlap.
    #[must_use]
    pub fn mode(self) -> ColumnMode {
        self.query.with(|query| query.mode)
    }

    /// The sums of a line.
    #[must_use]
    pub fn totals(self, node: NodeId) -> Totals {
        self.table
            .with(|table| table.row(node).map(|row| row.totals))
            .unwrap_or_default()
    }

    /// What a cell shows.
    #[must_use]
    pub fn value(self, node: NodeId, column: Column) -> i64 {
        self.totals(node).value(column, self.mode())
    }

    /// The lines of the table, without those below a folded one.
    #[must_use]
    pub fn rows(self) -> Vec<Row> {
        let rows = self.table.with(RollUp::shown);
        self.folded.with(|folded| {
            let mut hidden: BTreeSet<NodeId> = BTreeSet::new();
            rows.into_iter()
                .filter(|row| {
                    let below = row
                        .parent
                        .is_some_and(|parent| folded.contains(&parent) || hidden.contains(&parent));
                    if below {
                        hidden.insert(row.node);
                    }
                    !below
                })
                .collect()
        })
    }

    /// The waterfall of the chosen measure.
    #[must_use]
    pub fn waterfall(self) -> Option<Waterfall> {
        let measure = self.query.with(|query| query.measure);
        self.view.with(|view| {
            view.waterfalls
                .iter()
                .find(|(found, _)| *found == measure)
                .map(|(_, waterfall)| waterfall.clone())
        })
    }

    /// Opens the panel.
    pub fn open(self, drill: Drill) {
        self.drill.set(Some(drill));
        self.panel.set(true);
    }

    /// The deals behind a cell: those it counts under the wishes, and those it counted without, so
    /// that a deal left out can be taken back. Largest first.
    #[must_use]
    pub fn behind(self, node: NodeId, column: Column) -> Vec<DrillRow> {
        let mode = self.mode();
        let Some(filter) = self.table.with(|table| table.filter(node, column, mode)) else {
            return Vec::new();
        };
        let wished: BTreeMap<OpportunityId, DealFact> = self
            .facts
            .with(|facts| facts.iter().map(|fact| (fact.id, *fact)).collect());
        self.view.with(|view| behind(&view.deals, &wished, &filter))
    }

    /// Whether any deal lies behind a cell, counted or left out by a wish.
    #[must_use]
    pub fn has_deals(self, node: NodeId, column: Column) -> bool {
        let mode = self.mode();
        let filter = self.table.with(|table| table.filter(node, column, mode));
        filter.is_some_and(|filter| {
            self.view
                .with(|view| view.deals.iter().any(|fact| filter.matches(fact)))
                || self
                    .facts
                    .with(|facts| facts.iter().any(|fact| filter.matches(fact)))
        })
    }

    /// Sets or takes back a wish.
    pub fn wish(self, id: OpportunityId, wish: Option<Wish>) {
        self.wishes.update(|wishes| {
            match wish {
                Some(wish) => wishes.insert(id, wish),
                None => wishes.remove(&id),
            };
        });
    }

    /// The name of a line.
    #[must_use]
    pub fn node_name(self, node: NodeId) -> String {
        let name = self
            .table
            .with(|table| table.row(node).map(|row| row.name.clone()));
        match name {
            Some(name) if !name.is_empty() => name,
            _ => self.view.with(|view| {
                if view.node_name.is_empty() {
                    i18n::t(self.lang, i18n::k::planning::EVERYBODY).to_owned()
                } else {
                    view.node_name.clone()
                }
            }),
        }
    }

    /// An amount without cents in the view's currency.
    #[must_use]
    pub fn whole(self, minor: i64) -> String {
        words::whole(self.lang, minor, self.view.with(|view| view.currency))
    }

    /// An amount in short in the view's currency.
    #[must_use]
    pub fn short(self, minor: i64) -> String {
        words::short(self.lang, minor, self.view.with(|view| view.currency))
    }
}

fn table_of(view: &ForecastView, facts: &[DealFact]) -> RollUp {
    let quotas: BTreeMap<UserId, i64> = view.quota_of.iter().copied().collect();
    roll_up(
        view.span,
        &view.shown_teams,
        &view.shown_people,
        facts,
        &quotas,
    )
}

fn projection_of(view: &ForecastView, facts: &[DealFact], history: &History) -> Projection {
    let quota = view
        .quota_of
        .iter()
        .map(|(_, quota)| *quota)
        .reduce(i64::saturating_add);
    let draws = (DEALS_DRAWN / facts.len().max(1)).clamp(LEAST_DRAWS, DRAWS);
    simulate(&SimulationInput {
        span: view.span,
        today: view.today,
        deals: facts,
        history,
        quota,
        seed: SEED,
        draws: u32::try_from(draws).unwrap_or(1),
    })
}

fn behind(
    deals: &[DealFact],
    wished: &BTreeMap<OpportunityId, DealFact>,
    filter: &CellFilter,
) -> Vec<DrillRow> {
    let mut rows: Vec<DrillRow> = deals
        .iter()
        .filter_map(|deal| {
            let counted = wished
                .get(&deal.id)
                .filter(|fact| filter.matches(fact))
                .map(|fact| filter.column.amount_of(fact));
            (counted.is_some() || filter.matches(deal)).then_some(DrillRow {
                fact: *deal,
                counted,
            })
        })
        .collect();
    rows.sort_by(|a, b| (b.fact.amount, a.fact.id).cmp(&(a.fact.amount, b.fact.id)));
    rows
}
