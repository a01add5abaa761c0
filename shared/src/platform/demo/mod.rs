//! The sample company, as the administration sees it: how much of it is there, and its removal.
//!
//! It is made by `jalon demo` and `jalon serve --demo` (`services::platform::demo`).
//! Entry points: [`ReadDemo`], [`RemoveDemo`]. Invariants: removing it leaves settings and everything of
//! one's own; it is refused while only its people could sign in afterwards.
//! Tests: `server/services/tests/it/platform/demo.rs`.

use crate::operation;
use serde::{Deserialize, Serialize};

/// How much of the sample company is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleView {
    /// Records with the flag; zero when it is not there.
    pub rows: i64,
    /// There is an administrator of one's own, who can sign in afterwards: it may be removed.
    pub removable: bool,
}

/// Asks whether the sample company is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadDemo {}
operation!(ReadDemo => SampleView, "demo.read", ManageCompany);

/// Takes the sample company away; settings stay. Refused (`demo_needs_own_administrator`) while
/// only its own people could sign in afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveDemo {}
operation!(RemoveDemo => SampleView, "demo.remove", ManageCompany);
