//! Rules, requests and absences of approvals.

mod absences;
mod requests;
mod rules;

pub use absences::*;
pub use requests::*;
pub use rules::*;
