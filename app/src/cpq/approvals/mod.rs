//! Approvals: the page of one's requests, the card on a quote, the rules, one's absences.

mod absences;
mod api;
mod card;
pub mod condition;
mod decide;
mod form;
mod here;
mod money;
mod page;
mod panel;
mod progress;
mod risk;
mod rules;
mod trial;
mod words;

pub use absences::AbsencesCard;
pub use card::ApprovalCard;
pub use here::DecideHere;
pub use page::ApprovalsPage;
pub use risk::RiskFigures;
pub use rules::ApprovalRulesPage;
