//! What the guided set-up asks.

use super::WAYS;
use crate::deals::pipelines::{Pipeline, PipelineKind};
use crate::kernel::{Issue, PipelineId, coded};
use crate::operation;
use crate::platform::company::{Company, check_company};
use serde::{Deserialize, Serialize};

coded! {
    /// What a new company does next.
    NextStep {
        /// Bring colleagues in.
        Colleagues = "colleagues",
        /// Import accounts, contacts and deals.
        Records = "records",
        /// Products and their prices.
        Products = "products",
        /// A mail server.
        Mail = "mail",
        /// A first deal.
        Deal = "deal",
    }
}

coded! {
    /// A kind of record of which the sample company has some.
    SampleKind {
        /// Accounts.
        Accounts = "accounts",
        /// Contacts.
        Contacts = "contacts",
        /// Leads.
        Leads = "leads",
        /// Deals.
        Opportunities = "opportunities",
        /// Quotes.
        Quotes = "quotes",
        /// Products.
        Products = "products",
        /// People.
        Users = "users",
    }
}

/// How many records of a kind go with the sample company, and how many stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SamplePart {
    /// Which kind.
    pub kind: SampleKind,
    /// The sample's.
    pub sample: i64,
    /// One's own.
    pub own: i64,
}

/// Asks for the set-up as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadSetUp {}

/// The set-up as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUpView {
    /// The company.
    pub company: Company,
    /// Rates are kept in its currency, which therefore stays.
    pub currency_fixed: bool,
    /// Every pipeline, in their order.
    pub pipelines: Vec<Pipeline>,
    /// Those in which there are deals.
    pub used: Vec<PipelineId>,
    /// A price book in the company's currency is offered on quotes of today.
    pub price_book: bool,
    /// What the sample company has, beside one's own.
    pub sample: Vec<SamplePart>,
    /// What is done of the next steps.
    pub next: NextSteps,
}

/// Sets the company up: its facts, the pipelines of the plan, and a price book where there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplySetUp {
    /// How it sells.
    pub way: PipelineKind,
    /// The company as it shall be, in the version that was read.
    pub company: Company,
    /// What was shown of [`super::plan`]: when it is another one by now, applying is a conflict.
    pub plan: Vec<Pipeline>,
}

/// Asks for the next steps the home page offers. While the sample company is there it offers none, and
/// they are not looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadNextSteps {}

/// The next steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextSteps {
    /// Each with whether it is done.
    pub steps: Vec<(NextStep, bool)>,
    /// The sample company is there: the pages have something to show.
    pub sample: bool,
}

operation!(ReadSetUp => SetUpView, "setup.read", ManageCompany);
operation!(ApplySetUp => SetUpView, "setup.apply", ManageCompany);
operation!(ReadNextSteps => NextSteps, "setup.next_steps", ManageCompany);

impl ApplySetUp {
    /// What is wrong with it.
    #[must_use]
    pub fn check(&self) -> Vec<Issue> {
        let mut issues = check_company(&self.company);
        if !WAYS.contains(&self.way) {
            issues.push(Issue::error("required", "way"));
        }
        issues
    }
}

impl NextSteps {
    /// Whether the home page offers them: nothing is there yet, and something is left to do.
    #[must_use]
    pub fn at_home(&self) -> bool {
        !self.sample
            && self
                .steps
                .iter()
                .any(|(step, done)| *step == NextStep::Deal && !done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_home_offers_the_steps() {
        let steps = |sample, deal| NextSteps {
            steps: vec![(NextStep::Mail, false), (NextStep::Deal, deal)],
            sample,
        };
        assert!(steps(false, false).at_home());
        assert!(!steps(false, true).at_home());
        assert!(!steps(true, false).at_home());
    }
}
