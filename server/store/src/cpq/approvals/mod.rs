//! Rules, requests and absences of approvals.

mod absences;
mod allowed;
mod links;
mod requests;
mod rules;

pub use absences::*;
pub use allowed::*;
pub use links::*;
pub use requests::*;
pub use rules::*;
