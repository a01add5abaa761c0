//! Rules, requests and absences of approvals.

mod absences;
mod links;
mod requests;
mod rules;

pub use absences::*;
pub use links::*;
pub use requests::*;
pub use rules::*;
