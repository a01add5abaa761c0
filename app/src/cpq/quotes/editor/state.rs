//! What is being edited: one signal per line, so that a keystroke re-renders one row.

use super::agreed::Offers;
use super::alternatives::{Proposed, proposed};
use super::book::{taxes_of, used_taxes};
use super::clauses::Library;
use super::later::Later;
use super::paste::Left;
use super::picking::Picked;
use super::promoted::Promoted;
use super::saving::Saving;
use crate::boot::{use_lang, use_session};
use crate::platform::fields::fields_of;
use chrono::NaiveDate;
use i18n::facts::asking;
use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use serde::{Deserialize, Serialize};
use shared::cpq::approvals::{Reach, Risk, needed, risk_of};
use shared::cpq::catalog::{BookChoice, CatalogItem};
use shared::cpq::models::ModelRow;
use shared::cpq::pricing::{Kept, PricedLine, PricedQuote, Tax, Totals};
use shared::cpq::quotes::rules::{adopt_prices, is_out_of_date, tax_issues};
use shared::cpq::quotes::state::MoveContext;
use shared::cpq::quotes::{
    QuoteDraft, QuoteLine, QuoteMove, QuoteState, QuoteView, SectionTotals, allowed_moves,
    blocking, section_totals,
};
use shared::kernel::{Issue, Lang, Percent, QuoteLineId};
use shared::platform::fields::{CustomField, Holder, lacking};
use std::collections::BTreeMap;
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
    pub(super) fn new(line: QuoteLine) -> Self {
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
    /// The first row of the table that is shown, of a long quote.
    pub first: RwSignal<usize>,
    /// The totals.
    pub totals: RwSignal<Totals>,
    /// Of every group of alternatives the name of the one proposed.
    pub alternatives: RwSignal<Proposed>,
    /// The lines selected.
    pub picked: Picked,
    /// Rows of a pasted table that were not taken.
    pub left_rows: RwSignal<Option<Arc<Left>>>,
    /// What lives as long as the editor; a dialog in it does not.
    pub owner: StoredValue<WeakOwner>,
    /// What each section comes to.
    pub subtotals: RwSignal<Vec<SectionTotals>>,
    /// Findings on the whole document and its lines.
    pub issues: RwSignal<Vec<Issue>>,
    /// Why a manager has to approve.
    pub reasons: RwSignal<Vec<Issue>>,
    /// What keeps it from being sent.
    pub blocking: RwSignal<Vec<Issue>>,
    /// Moves possible now.
    pub moves: RwSignal<Vec<QuoteMove>>,
    /// Why it has its price book, as the server last said.
    pub book_why: RwSignal<Option<BookChoice>>,
    /// Names of the account and the contact chosen.
    pub names: RwSignal<Names>,
    /// Grows whenever other contents take the place of these, so that the fields are filled again.
    pub generation: RwSignal<u32>,
    /// The price book's items, once read.
    pub catalog: RwSignal<Arc<Vec<CatalogItem>>>,
    /// Prices agreed with the customer, once read.
    pub offers: Offers,
    /// The clauses library, once read.
    pub library: Library,
    /// What is known of promotions.
    pub promoted: Promoted,
    /// The taxes to choose from: those of the price book and of the lines, then those without rate.
    pub taxes: Memo<Vec<Tax>>,
    /// The products suggested for the line being typed.
    pub suggestions: Suggestions,
    /// The line whose details are shown.
    pub opened: RwSignal<Option<QuoteLineId>>,
    /// Products that can be configured, with the version offered today.
    pub models: RwSignal<Arc<Vec<ModelRow>>>,
    /// The line being configured.
    pub configuring: RwSignal<Option<QuoteLineId>>,
    /// Whether its window opens with the guide.
    pub guiding: RwSignal<bool>,
    /// The line whose configurations are compared.
    pub comparing: RwSignal<Option<QuoteLineId>>,
    /// Whether the finder is open.
    pub finding: RwSignal<bool>,
    /// How it is saved.
    pub saving: Saving,
    /// Messages; kept here because a key's handler has no context to find them in.
    pub toaster: Toaster,
    /// Speaks to screen readers.
    pub announcer: Announcer,
    /// What waits to be priced, of a long quote, and what was.
    pub(super) later: Later,
    used: RwSignal<Vec<Tax>>,
    /// The largest document discount at which nobody has to approve.
    pub free: RwSignal<Option<Percent>>,
    /// How much of it is out of the ordinary.
    pub risk: RwSignal<Risk>,
    today: NaiveDate,
    own: StoredValue<Vec<CustomField>>,
    /// Whether nobody else has to be waited for.
    alone: RwSignal<bool>,
}

/// Names of what the head points at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// The account's.
    pub account: Option<String>,
    /// The contact's.
    pub contact: Option<String>,
}

/// The one list of suggestions, wherever it stands at the moment.
#[derive(Clone, Copy)]
pub struct Suggestions {
    /// The line that asks.
    pub line: RwSignal<Option<QuoteLineId>>,
    /// What was found.
    pub found: RwSignal<Vec<CatalogItem>>,
    /// The one that Enter takes.
    pub active: RwSignal<Option<usize>>,
}

impl Suggestions {
    fn new() -> Self {
        Self {
            line: RwSignal::new(None),
            found: RwSignal::new(Vec::new()),
            active: RwSignal::new(None),
        }
    }

    /// Shows nothing any more.
    pub fn close(&self) {
        if self.line.get_untracked().is_some() {
            self.line.set(None);
            self.found.set(Vec::new());
            self.active.set(None);
        }
    }
}

impl Editor {
    /// An editor on `view`.
    pub fn new(view: Arc<QuoteView>) -> Self {
        let session = use_session();
        let mut head = view.draft.clone();
        let lines = std::mem::take(&mut head.lines);
        let rows: RwSignal<Vec<Row>> = RwSignal::new(lines.into_iter().map(Row::new).collect());
        let catalog = RwSignal::new(Arc::new(Vec::new()));
        let used = RwSignal::new(used_taxes(rows, &head.surcharges));
        let taxes =
            Memo::new(move |_| catalog.with(|items| used.with(|used| taxes_of(items, used))));
        let editor = Self {
            lang: use_lang(),
            editable: view.may_edit,
            head: RwSignal::new(head),
            rows,
            first: RwSignal::new(0),
            totals: RwSignal::new(Totals::default()),
            alternatives: RwSignal::new(Proposed::new()),
            picked: Picked::new(),
            left_rows: RwSignal::new(None),
            owner: StoredValue::new(Owner::current().unwrap_or_default().downgrade()),
            subtotals: RwSignal::new(Vec::new()),
            issues: RwSignal::new(Vec::new()),
            reasons: RwSignal::new(Vec::new()),
            blocking: RwSignal::new(Vec::new()),
            moves: RwSignal::new(Vec::new()),
            book_why: RwSignal::new(view.price_book_why.clone()),
            names: RwSignal::new(Names {
                account: view.account_name.clone(),
                contact: view.contact_name.clone(),
            }),
            generation: RwSignal::new(0),
            catalog,
            offers: RwSignal::new(None),
            library: RwSignal::new(Arc::new(Vec::new())),
            promoted: Promoted::new(),
            later: Later::new(),
            used,
            taxes,
            suggestions: Suggestions::new(),
            opened: RwSignal::new(None),
            models: RwSignal::new(Arc::new(Vec::new())),
            configuring: RwSignal::new(None),
            guiding: RwSignal::new(false),
            comparing: RwSignal::new(None),
            finding: RwSignal::new(false),
            saving: Saving::new(view.id, view.version),
            toaster: use_toaster(),
            announcer: use_announcer(),
            today: session.today,
            own: StoredValue::new(fields_of(Holder::Quote)),
            alone: RwSignal::new(false),
            free: RwSignal::new(None),
            risk: RwSignal::new(Risk::default()),
            view: StoredValue::new(view),
        };
        editor.settle_schedules();
        editor.look_at_promotions();
        editor.settle_shares();
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

    /// Puts other contents in the place of these. A line that is on the page stays where it is and
    /// shows its new values.
    pub fn replace(&self, mut draft: QuoteDraft, names: Names) {
        let lines = std::mem::take(&mut draft.lines);
        let known = self.rows_by_id();
        let rows = lines
            .into_iter()
            .map(|line| match known.get(&line.id) {
                Some(row) => {
                    row.line.set(line);
                    row.clone()
                }
                None => Row::new(line),
            })
            .collect();
        self.rows.set(rows);
        self.head.set(draft);
        self.names.set(names);
        self.generation.update(|n| *n += 1);
        self.changed();
    }

    /// What the server answered to a save: names, versions, what is known of the customer.
    pub fn saved(&self, view: QuoteView) {
        self.adopt_clauses(&view.draft.clauses);
        set_if_new(self.book_why, view.price_book_why.clone());
        self.view.set_value(Arc::new(view));
        self.reprice();
    }

    /// Takes the prices the server knows for the lines it would not believe; answers the names of
    /// those that changed.
    pub fn adopt(&self, trusted: &[QuoteLine]) -> Vec<String> {
        let mut lines = self.draft().lines;
        let changed = adopt_prices(&mut lines, trusted);
        let mut names = Vec::new();
        let known = self.rows_by_id();
        for line in changed.into_iter().filter_map(|at| lines.get(at)) {
            if let Some(row) = known.get(&line.id) {
                row.line.set(line.clone());
                names.push(
                    line.description
                        .lines()
                        .next()
                        .unwrap_or_default()
                        .to_owned(),
                );
            }
        }
        if !names.is_empty() {
            self.changed();
        }
        names
    }

    /// Prices everything; tells only what differs.
    pub fn reprice(&self) {
        let draft = self.draft();
        let priced = self.price(&draft);
        self.show(&draft, priced);
    }

    fn show(&self, draft: &QuoteDraft, priced: PricedQuote) {
        self.rows.with_untracked(|rows| {
            for (row, amounts) in rows.iter().zip(&priced.lines) {
                if row.priced.with_untracked(|old| old != amounts) {
                    row.priced.set(amounts.clone());
                }
            }
        });
        set_if_new(self.issues, self.findings(draft, &priced));
        let (reasons, alone) = self.asked(draft, &priced);
        set_if_new(self.alone, alone);
        let free = self.view.with_value(|view| view.approval.free_discount);
        set_if_new(self.free, free.filter(|_| !reasons.is_empty()));
        let risk = self
            .view
            .with_value(|view| risk_of(draft, &priced, &view.approval.context));
        set_if_new(self.risk, risk);
        let blocking = self.blocking_of(draft, &priced);
        set_if_new(
            self.moves,
            self.moves_of(draft, &blocking, !reasons.is_empty()),
        );
        set_if_new(self.blocking, blocking);
        set_if_new(self.used, used_taxes(self.rows, &draft.surcharges));
        set_if_new(self.reasons, reasons);
        set_if_new(self.alternatives, proposed(draft));
        set_if_new(self.subtotals, section_totals(draft, &priced));
        set_if_new(self.totals, priced.totals);
    }

    /// What the rules ask of the contents as they are now, and whether that is granted by sending it.
    fn asked(&self, draft: &QuoteDraft, priced: &PricedQuote) -> (Vec<Issue>, bool) {
        let asked = |view: &Arc<QuoteView>, kept: &Kept| {
            let rules = &view.approval.rules;
            let conditions = rules.iter().map(|rule| rule.condition.as_str());
            let reach = Reach::of_kept(draft, priced, &view.approval.context, conditions, kept);
            let needed = needed(&view.approval, &reach);
            let alone = needed.iter().all(|asking| asking.rule.granted);
            let reasons = needed.into_iter().map(|one| {
                let who = one.rule.asked.join(", ");
                asking(self.lang, one.rule.name.get(self.lang), &who, &one.because)
            });
            (reasons.collect::<Vec<Issue>>(), alone)
        };
        self.with_kept(|kept| self.view.with_value(|view| asked(view, kept)))
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

    /// Only what is still to be sent can be kept from it.
    fn blocking_of(&self, draft: &QuoteDraft, priced: &PricedQuote) -> Vec<Issue> {
        let to_send = self.view.with_value(|view| {
            view.may_copy
                && view.active_version
                && !view.deleted
                && matches!(view.state, QuoteState::Draft | QuoteState::Approved)
        });
        let draft_state = self.view.with_value(|view| view.state == QuoteState::Draft);
        if to_send {
            let mut issues = blocking(draft, priced, self.today);
            issues.extend(self.clauses_missing(draft, priced));
            if draft_state {
                issues.extend(self.unconfigured(draft));
                issues.extend(self.own.with_value(|own| lacking(own, &draft.custom)));
            }
            issues
        } else {
            Vec::new()
        }
    }

    /// The move that would give it to the customer, while something is in its way.
    pub fn blocked_move(&self) -> Option<QuoteMove> {
        let blocked = self.blocking.with(|issues| !issues.is_empty());
        let wants_manager = self.reasons.with(|reasons| !reasons.is_empty()) && !self.alone.get();
        let is_draft = self.view.with_value(|view| view.state == QuoteState::Draft);
        blocked.then_some(if wants_manager && is_draft {
            QuoteMove::Submit
        } else {
            QuoteMove::Send
        })
    }

    fn moves_of(
        &self,
        draft: &QuoteDraft,
        blocking: &[Issue],
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
                may_approve: self.alone.get_untracked(),
                complete: blocking.iter().all(|issue| issue.code == "validity_passed"),
                out_of_date: is_out_of_date(draft, self.today),
            })
        })
    }

    /// After any change: prices at once, a long quote after a moment; saves later.
    pub fn changed(&self) {
        if self.is_long() {
            self.follow_later();
        } else {
            self.follow();
        }
        self.saving.touch(*self);
    }

    /// Everything follows what was changed.
    pub(super) fn follow(&self) {
        self.settle_formulas();
        self.settle_schedules();
        self.settle();
        self.settle_shares();
        let mut draft = self.draft();
        let priced = self.price(&draft);
        self.take_required(&mut draft, &priced);
        self.show(&draft, priced);
    }

    /// Changes one line.
    pub fn update_line(&self, id: QuoteLineId, change: impl FnOnce(&mut QuoteLine)) {
        if let Some(row) = self.row(id) {
            row.line.update(change);
            if self.is_long() {
                self.price_alone(&row);
            }
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

    /// All of them, to be found at once.
    pub(super) fn rows_by_id(&self) -> BTreeMap<QuoteLineId, Row> {
        let rows = self.rows.get_untracked().into_iter();
        rows.map(|row| (row.id, row)).collect()
    }
}

fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}
