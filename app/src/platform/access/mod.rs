//! Ways in: the pages behind mailed links and the second step of a sign-in, one's own second factor,
//! and what administrators see and do of a person's ways in.

pub mod api;
mod doors;
mod factor;
mod person;
mod rules;

pub use doors::{CodePage, ForgotPage, Outside, ResetPage, WelcomePage};
pub use factor::SecondFactor;
pub use person::PersonPanel;
pub use rules::SecondFactorRules;
