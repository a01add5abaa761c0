//! What is being edited: one signal per line, so that a keystroke re-renders one row.

use super::saving::Saving;
use crate::boot::{new_uuid, use_lang, use_session};
use leptos::prelude::*;
use shared::cpq::catalog::CatalogItem;
use shared::cpq::pricing::{PricedLine, PricedQuote, Tax, Totals};
use shared::cpq::quotes::rules::{is_complete, tax_issues};
use shared::cpq::quotes::state::MoveContext;
use shared::cpq::quotes::{
    QuoteDraft, QuoteLine, QuoteMove, QuoteView, allowed_moves, approval_reasons, price_draft,
};
use shared::kernel::{Issue, Lang, Quantity, QuoteLineId, Role};
use std::sync::Arc;
use ui::{Announcer, Toaster, use_announcer, use_toaster};

/// A line on the screen.
#[derive(Clone)]
pub struct Row {
    /// Which line.
    pub id: QuoteLineId,
    /// Its contents.
    pub line: ArcRwSignal<QuoteLine>,
    /// Its amounts; told only when one of them changes.
    pub priced: ArcRwSignal<PricedLine>,
}

impl Row {
    fn new(line: QuoteLine) -> Self {
        Self {
            id: line.id,
            line: ArcRwSignal::new(line),
            priced: ArcRwSignal::new(PricedLine::default()),
        }
    }
}

/// The editor's state. Copied freely; everything in it is a handle.
#[derive(Clone, Copy)]
pub struct Editor {
    /// The quote as it was loaded.
    pub view: StoredValue<Arc<QuoteView>>,
    /// Language of the page.
    pub lang: Lang,
    /// Whether anything can be changed.
    pub editable: bool,
    /// Everything but the lines.
    pub head: RwSignal<QuoteDraft>,
    /// The lines, in order.
    pub rows: RwSignal<Vec<Row>>,
    /// The totals.
    pub totals: RwSignal<Totals>,
    /// Findings on the whole document and its lines.
    pub issues: RwSignal<Vec<Issue>>,
    /// Why a manager has to approve.
    pub reasons: RwSignal<Vec<Issue>>,
    /// Moves possible now.
    pub moves: RwSignal<Vec<QuoteMove>>,
    /// The price book's items, once read.
    pub catalog: RwSignal<Arc<Vec<CatalogItem>>>,
    /// The line whose details are shown.
    pub opened: RwSignal<Option<QuoteLineId>>,
    /// How it is saved.
    pub saving: Saving,
    /// Messages; kept here because a key's handler has no context to find them in.
    pub toaster: Toaster,
    /// Speaks to screen readers.
    pub announcer: Announcer,
    may_approve: bool,
}

impl Editor {
    /// An editor on `view`.
    pub fn new(view: Arc<QuoteView>) -> Self {
        let role = use_session().actor.role;
        let mut head = view.draft.clone();
        let lines = std::mem::take(&mut head.lines);
        let editor = Self {
            lang: use_lang(),
            editable: view.may_edit,
            head: RwSignal::new(head),
            rows: RwSignal::new(lines.into_iter().map(Row::new).collect()),
            totals: RwSignal::new(Totals::default()),
            issues: RwSignal::new(Vec::new()),
            reasons: RwSignal::new(Vec::new()),
            moves: RwSignal::new(Vec::new()),
            catalog: RwSignal::new(Arc::new(Vec::new())),
            opened: RwSignal::new(None),
            saving: Saving::new(view.id, view.version),
            toaster: use_toaster(),
            announcer: use_announcer(),
            may_approve: matches!(role, Role::Manager | Role::Administrator),
            view: StoredValue::new(view),
        };
        editor.reprice();
        editor
    }

    /// The contents as they are now.
    pub fn draft(&self) -> QuoteDraft {
        let mut draft = self.head.get_untracked();
        draft.lines = self
            .rows
            .with_untracked(|rows| rows.iter().map(|row| row.line.get_untracked()).collect());
        draft
    }

    /// Puts other contents in the place of these.
    pub fn replace(&self, mut draft: QuoteDraft) {
        let lines = std::mem::take(&mut draft.lines);
        self.rows.set(lines.into_iter().map(Row::new).collect());
        self.head.set(draft);
        self.changed();
    }

    /// Prices everything; tells only what differs.
    pub fn reprice(&self) {
        let draft = self.draft();
        let priced = price_draft(&draft);
        self.rows.with_untracked(|rows| {
            for (row, amounts) in rows.iter().zip(&priced.lines) {
                if row.priced.with_untracked(|old| old != amounts) {
                    row.priced.set(amounts.clone());
                }
            }
        });
        set_if_new(self.issues, self.findings(&draft, &priced));
        let reasons = approval_reasons(&draft, &priced);
        set_if_new(
            self.moves,
            self.moves_of(&draft, &priced, !reasons.is_empty()),
        );
        set_if_new(self.reasons, reasons);
        set_if_new(self.totals, priced.totals);
    }

    fn findings(&self, draft: &QuoteDraft, priced: &PricedQuote) -> Vec<Issue> {
        let vat_known = self.view.with_value(|view| view.account_has_vat_number);
        let mut issues = tax_issues(draft, vat_known);
        issues.extend(priced.issues.iter().cloned());
        for (position, line) in priced.lines.iter().enumerate() {
            issues.extend(line.issues.iter().map(|issue| {
                let field = issue.field.as_deref().unwrap_or_default();
                Issue {
                    field: Some(format!("lines.{position}.{field}").into()),
                    ..issue.clone()
                }
            }));
        }
        issues
    }

    fn moves_of(
        &self,
        draft: &QuoteDraft,
        priced: &PricedQuote,
        needs_approval: bool,
    ) -> Vec<QuoteMove> {
        self.view.with_value(|view| {
            if !view.may_edit {
                return view.moves.clone();
            }
            allowed_moves(&MoveContext {
                state: view.state,
                active_version: view.active_version,
                needs_approval,
                may_approve: self.may_approve,
                complete: is_complete(draft, priced),
            })
        })
    }

    /// After any change: prices at once, saves later.
    pub fn changed(&self) {
        self.reprice();
        self.saving.touch(*self);
    }

    /// Changes one line.
    pub fn update_line(&self, id: QuoteLineId, change: impl FnOnce(&mut QuoteLine)) {
        if let Some(row) = self.row(id) {
            row.line.update(change);
            self.changed();
        }
    }

    /// Changes what is not a line.
    pub fn update_head(&self, change: impl FnOnce(&mut QuoteDraft)) {
        self.head.update(change);
        self.changed();
    }

    /// The row of a line.
    pub fn row(&self, id: QuoteLineId) -> Option<Row> {
        self.rows
            .with_untracked(|rows| rows.iter().find(|row| row.id == id).cloned())
    }

    /// Where a line stands, from 0.
    pub fn position(&self, id: QuoteLineId) -> Option<usize> {
        self.rows
            .with_untracked(|rows| rows.iter().position(|row| row.id == id))
    }

    /// The line `steps` below (or above) another.
    pub fn neighbour(&self, id: QuoteLineId, steps: isize) -> Option<QuoteLineId> {
        let at = self.position(id)?.checked_add_signed(steps)?;
        self.rows
            .with_untracked(|rows| rows.get(at).map(|row| row.id))
    }

    /// Adds an empty line after another, or at the end.
    pub fn add_line(&self, after: Option<QuoteLineId>) -> QuoteLineId {
        let mut price = shared::cpq::pricing::LineInput {
            quantity: Quantity::ONE,
            ..Default::default()
        };
        price.tax = self.usual_tax();
        let line = QuoteLine {
            id: QuoteLineId(new_uuid()),
            product_id: None,
            description: String::new(),
            unit: "unit".to_owned(),
            price,
        };
        self.insert(line, after)
    }

    fn insert(&self, line: QuoteLine, after: Option<QuoteLineId>) -> QuoteLineId {
        let id = line.id;
        let at = after
            .and_then(|id| self.position(id))
            .map_or(usize::MAX, |at| at + 1);
        self.rows
            .update(|rows| rows.insert(at.min(rows.len()), Row::new(line)));
        self.changed();
        id
    }

    /// The tax of the last line, else of the price book's first product.
    fn usual_tax(&self) -> Tax {
        let last = self.rows.with_untracked(|rows| {
            rows.last()
                .map(|row| row.line.with_untracked(|l| l.price.tax))
        });
        last.or_else(|| {
            self.catalog
                .with_untracked(|items| items.first().map(|item| item.tax))
        })
        .unwrap_or_default()
    }

    /// Adds a copy of a line under it.
    pub fn duplicate(&self, id: QuoteLineId) -> Option<QuoteLineId> {
        let mut line = self.row(id)?.line.get_untracked();
        line.id = QuoteLineId(new_uuid());
        Some(self.insert(line, Some(id)))
    }

    /// Takes a line out; answers it with its place, to be put back.
    pub fn remove(&self, id: QuoteLineId) -> Option<(usize, QuoteLine)> {
        let at = self.position(id)?;
        let line = self.row(id)?.line.get_untracked();
        self.rows.update(|rows| {
            rows.remove(at);
        });
        self.changed();
        Some((at, line))
    }

    /// Puts a line back.
    pub fn put_back(&self, at: usize, line: QuoteLine) {
        self.rows
            .update(|rows| rows.insert(at.min(rows.len()), Row::new(line)));
        self.changed();
    }

    /// Moves a line up or down; says whether it could.
    pub fn shift(&self, id: QuoteLineId, steps: isize) -> bool {
        let count = self.rows.with_untracked(Vec::len);
        let places = self
            .position(id)
            .and_then(|at| Some((at, at.checked_add_signed(steps)?)));
        match places {
            Some((at, to)) if to < count => {
                self.rows.update(|rows| rows.swap(at, to));
                self.changed();
                true
            }
            _ => false,
        }
    }

    /// Makes a line one of this product. Quantity and discount typed before stay.
    pub fn pick(&self, id: QuoteLineId, item: &CatalogItem) {
        let language = self.head.with_untracked(|head| head.language);
        self.update_line(id, |line| {
            let (quantity, discount, optional) = (
                line.price.quantity,
                line.price.discount,
                line.price.optional,
            );
            line.product_id = Some(item.entry.product_id);
            line.description = described(item, language);
            line.unit.clone_from(&item.unit);
            line.price = item.to_line();
            line.price.quantity = quantity;
            line.price.discount = discount;
            line.price.optional = optional;
        });
    }

    /// Takes over another price book: its currency, and its prices for the products it has.
    pub fn take_price_book(&self, catalog: &shared::cpq::catalog::Catalog) {
        let currency = catalog.book.draft.currency;
        let other = self.head.with_untracked(|head| head.currency != currency);
        self.rows.with_untracked(|rows| {
            for row in rows {
                row.line.update(|line| {
                    let item = catalog.items.iter().find(|item| {
                        Some(item.entry.product_id) == line.product_id
                            && item.entry.charge == line.price.charge
                    });
                    if let Some(item) = item {
                        let source = item.to_line();
                        line.price.list_price = source.list_price;
                        line.price.tier_mode = source.tier_mode;
                        line.price.tiers = source.tiers;
                        line.price.floor = source.floor;
                        line.price.cost = source.cost;
                    }
                    if other {
                        line.price.manual_price = None;
                    }
                });
            }
        });
        self.catalog.set(Arc::new(catalog.items.clone()));
        self.update_head(|head| {
            head.price_book_id = Some(catalog.book.id);
            head.currency = currency;
        });
    }
}

/// Name and details of a product, as a customer reads them.
fn described(item: &CatalogItem, language: Lang) -> String {
    let (name, details) = (item.name.get(language), item.description.get(language));
    if details.trim().is_empty() {
        name.to_owned()
    } else {
        format!("{name}\n{details}")
    }
}

fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}
