//! One of the many, and what all of them were told.

use crate::bench::START;
use crate::deals::fixture as deals;
use ports::Dispatcher;
use services::Services;
use shared::cpq::promotions::{Families, settle};
use shared::cpq::quotes::ops::{CreateQuote, GetQuote, MoveQuote, NewQuoteVersion, SaveQuote};
use shared::cpq::quotes::{QuoteLine, QuoteMove, QuoteView, figures, price_draft};
use shared::crm::accounts::{AccountChange, EditAccount, GetAccount};
use shared::deals::opportunities::{
    EditOpportunity, GetOpportunity, MoveStage, NewOpportunity, OpportunityChange, OpportunityKind,
    OpportunityView,
};
use shared::deals::pipelines::{Exception, MoveRequest, Pipeline};
use shared::kernel::{
    AccountId, ActivityId, Actor, Currency, Money, Operation, OpportunityId, Problem, ProblemKind,
    Quantity, QuoteId, QuoteLineId,
};
use shared::work::Links;
use shared::work::activities::ops::CreateActivity;
use shared::work::activities::{ActivityDraft, ActivityKind, Outcome};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// What each raise adds to a deal.
pub const RAISE: i64 = 100;
/// A deal begins with so much.
pub const FIRST: i64 = 1_000;

/// What was acknowledged.
#[derive(Default)]
pub struct Ledger {
    pub deals: BTreeMap<OpportunityId, i64>,
    pub accounts: BTreeMap<AccountId, i64>,
    pub quotes: BTreeSet<QuoteId>,
    pub activities: BTreeSet<ActivityId>,
    /// Each record with each version somebody was told to have saved.
    pub versions: BTreeSet<(Uuid, i64)>,
    pub numbered: usize,
    pub conflicts: usize,
}

impl Ledger {
    fn saved(&mut self, id: Uuid, version: i64) {
        let first = self.versions.insert((id, version));
        assert!(
            first,
            "two were told to have saved version {version} of {id}"
        );
    }
}

/// One of the many.
#[derive(Clone)]
pub struct Client {
    pub services: Services,
    pub actor: Actor,
    pub ledger: Arc<Mutex<Ledger>>,
    pub left: Arc<AtomicUsize>,
    pub pipeline: Arc<Pipeline>,
    pub line: QuoteLine,
}

fn one_of<T: Copy>(all: impl ExactSizeIterator<Item = T>) -> T {
    let length = all.len();
    let mut all = all;
    all.nth(rand::random_range(0..length)).unwrap()
}

fn id() -> Uuid {
    shared::kernel::id::uuid_v7(START.0, rand::random())
}

impl Client {
    async fn run<O: Operation>(&self, operation: O) -> Result<O::Answer, Problem> {
        let dispatcher: Arc<dyn Dispatcher> = Arc::new(self.services.clone());
        ports::run(&dispatcher, &self.actor, operation).await
    }

    /// What came of it; that somebody else was first is none of our faults.
    fn heard<T>(&self, outcome: Result<T, Problem>) -> Option<T> {
        match outcome {
            Ok(answer) => Some(answer),
            Err(problem) if problem.kind == ProblemKind::Conflict => {
                self.ledger.lock().unwrap().conflicts += 1;
                None
            }
            Err(problem) => panic!("{problem:?}"),
        }
    }

    fn deal(&self) -> OpportunityId {
        one_of(self.ledger.lock().unwrap().deals.keys().copied())
    }

    fn account(&self) -> AccountId {
        one_of(self.ledger.lock().unwrap().accounts.keys().copied())
    }

    fn quote(&self) -> QuoteId {
        let ledger = self.ledger.lock().unwrap();
        // Mostly the last ones, so that many are at the same.
        let all: Vec<QuoteId> = ledger.quotes.iter().copied().collect();
        one_of(all[all.len().saturating_sub(12)..].iter().copied())
    }

    pub async fn work(self) {
        while self
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                left.checked_sub(1)
            })
            .is_ok()
        {
            match rand::random_range(0..12) {
                0 => self.new_deal().await,
                1 | 2 => self.raise().await,
                3 | 4 => self.move_on().await,
                5 => self.new_quote().await,
                6 => self.refused_quote().await,
                7 | 8 => self.change_lines().await,
                9 => self.next_version().await,
                10 => self.count_employee().await,
                _ => self.log().await,
            }
        }
    }

    pub async fn new_deal(&self) {
        let new = NewOpportunity {
            id: OpportunityId(id()),
            name: "Together".into(),
            account_id: None,
            contact: None,
            pipeline_id: self.pipeline.id,
            stage_id: None,
            owner_id: None,
            kind: OpportunityKind::New,
            amount: Money::new(FIRST, Currency::EUR),
            close_date: deals::in_days(20),
            next_step: String::new(),
            next_step_on: None,
            source: String::new(),
            channel: shared::kernel::SalesChannel::Direct,
            custom: shared::platform::fields::CustomValues::default(),
        };
        let deal = self.run(new).await.unwrap();
        let mut ledger = self.ledger.lock().unwrap();
        ledger.saved(deal.id.0, deal.version);
        ledger.deals.insert(deal.id, 0);
    }

    async fn read_deal(&self) -> OpportunityView {
        let get = GetOpportunity { id: self.deal() };
        self.run(get).await.unwrap()
    }

    async fn raise(&self) {
        let deal = self.read_deal().await;
        let amount = Money::new(deal.amount.minor + RAISE, deal.amount.currency);
        let edit = EditOpportunity {
            id: deal.id,
            version: deal.version,
            changes: vec![OpportunityChange::Amount(amount)],
        };
        if let Some(saved) = self.heard(self.run(edit).await) {
            assert_eq!(saved.amount, amount);
            let mut ledger = self.ledger.lock().unwrap();
            ledger.saved(saved.id.0, saved.version);
            *ledger.deals.entry(saved.id).or_default() += 1;
        }
    }

    async fn move_on(&self) {
        let deal = self.read_deal().await;
        let open = self.pipeline.stages.iter().take(3).map(|stage| stage.id);
        let to = one_of(
            open.filter(|id| *id != deal.stage_id)
                .collect::<Vec<_>>()
                .into_iter(),
        );
        let request = MoveStage {
            id: deal.id,
            version: deal.version,
            to,
            fill: Vec::new(),
            request: MoveRequest {
                exception: Some(Exception {
                    reason: "Agreed by telephone".to_owned(),
                }),
                ..MoveRequest::default()
            },
        };
        if let Some(moved) = self.heard(self.run(request).await) {
            assert_eq!(moved.stage_id, to);
            self.ledger.lock().unwrap().saved(moved.id.0, moved.version);
        }
    }

    fn quote_for(&self, account: AccountId) -> CreateQuote {
        CreateQuote {
            id: QuoteId(id()),
            opportunity_id: None,
            account_id: Some(account),
            price_book_id: None,
            title: "Together".into(),
            language: None,
            template_id: None,
        }
    }

    pub async fn new_quote(&self) {
        let new = self.quote_for(self.account());
        let quote = self.run(new).await.unwrap();
        let mut ledger = self.ledger.lock().unwrap();
        ledger.saved(quote.id.0, quote.version);
        ledger.quotes.insert(quote.id);
        ledger.numbered += 1;
    }

    /// What is refused takes no number.
    async fn refused_quote(&self) {
        let new = self.quote_for(AccountId(id()));
        assert!(self.run(new).await.is_err());
    }

    /// A quote as it is read while others write it: whole.
    async fn read_quote(&self) -> QuoteView {
        let quote = self.run(GetQuote { id: self.quote() }).await.unwrap();
        whole(&quote);
        quote
    }

    async fn change_lines(&self) {
        let quote = self.read_quote().await;
        if !quote.may_edit {
            return;
        }
        let mut draft = quote.draft.clone();
        if draft.lines.len() >= 6 {
            draft.lines.remove(rand::random_range(0..6));
        }
        let mut line = self.line.clone();
        line.id = QuoteLineId(id());
        line.price.quantity = Quantity::whole(rand::random_range(1..9));
        draft.lines.push(line);
        settle(&mut draft, &Families::new());
        let save = SaveQuote {
            id: quote.id,
            version: quote.version,
            figures: figures(&price_draft(&draft)),
            draft,
        };
        match self.run(save).await {
            // Somebody has sent it meanwhile.
            Err(problem) if problem.kind == ProblemKind::Invalid => {}
            outcome => {
                if let Some(saved) = self.heard(outcome) {
                    whole(&saved);
                    self.ledger.lock().unwrap().saved(saved.id.0, saved.version);
                }
            }
        }
    }

    /// Two who replace a quote at the same time replace it once.
    async fn next_version(&self) {
        let quote = self.read_quote().await;
        let mut version = quote.version;
        if quote.moves.contains(&QuoteMove::Send) && !quote.draft.lines.is_empty() {
            let send = MoveQuote {
                id: quote.id,
                version,
                step: QuoteMove::Send,
                reason: String::new(),
            };
            match self.run(send).await {
                Ok(sent) => {
                    self.ledger.lock().unwrap().saved(sent.id.0, sent.version);
                    version = sent.version;
                }
                Err(problem) => return beaten(&problem),
            }
        }
        let next = NewQuoteVersion {
            id: quote.id,
            version,
            new_id: QuoteId(id()),
        };
        // Only what was sent has a next version, and only one.
        match self.run(next).await {
            Ok(next) => {
                let mut ledger = self.ledger.lock().unwrap();
                ledger.saved(next.id.0, next.version);
                ledger.quotes.insert(next.id);
            }
            Err(problem) => beaten(&problem),
        }
    }

    async fn count_employee(&self) {
        let get = GetAccount { id: self.account() };
        let account = self.run(get).await.unwrap();
        let more = account.facts.employees.unwrap_or_default() + 1;
        let edit = EditAccount {
            id: account.id,
            version: account.version,
            changes: vec![AccountChange::Employees(Some(more))],
        };
        if let Some(saved) = self.heard(self.run(edit).await) {
            let mut ledger = self.ledger.lock().unwrap();
            ledger.saved(saved.id.0, saved.version);
            *ledger.accounts.entry(saved.id).or_default() += 1;
        }
    }

    async fn log(&self) {
        let new = CreateActivity {
            id: ActivityId(id()),
            draft: ActivityDraft {
                kind: ActivityKind::Call,
                subject: "Together".into(),
                body: String::new(),
                outcome: Outcome::Connected,
                at: START,
                minutes: Some(5),
                links: Links {
                    opportunity: Some(self.deal()),
                    ..Links::default()
                },
            },
        };
        let made = self.run(new).await.unwrap();
        self.ledger.lock().unwrap().activities.insert(made.id);
    }
}

/// Somebody else was first: the version or the state is another.
fn beaten(problem: &Problem) {
    let kinds = [ProblemKind::Conflict, ProblemKind::Invalid];
    assert!(kinds.contains(&problem.kind), "{problem:?}");
}

/// What a quote says it costs is what its lines cost.
pub fn whole(quote: &QuoteView) {
    let counted = figures(&price_draft(&quote.draft));
    assert_eq!(quote.figures, counted, "{} is read in halves", quote.number);
}
