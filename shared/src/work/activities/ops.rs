//! What a page may ask about activities.

use super::{ActivityDraft, ActivityView};
use crate::kernel::ActivityId;
use crate::operation;
use serde::{Deserialize, Serialize};

/// Logs an activity, or plans a meeting. The page makes the id, so that sending twice changes
/// nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateActivity {
    /// Id of the new activity.
    pub id: ActivityId,
    /// What to log.
    pub draft: ActivityDraft,
}
operation!(CreateActivity => ActivityView, "activities.create", EditActivity);

/// Replaces what an activity says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditActivity {
    /// Which.
    pub id: ActivityId,
    /// The version it was read at; another one is a conflict.
    pub version: i64,
    /// What it shall say.
    pub draft: ActivityDraft,
}
operation!(EditActivity => ActivityView, "activities.edit", EditActivity);

/// Takes an activity out of every list. [`RestoreActivity`] brings it back whole, with what others
/// changed meanwhile: so no version is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteActivity {
    /// Which.
    pub id: ActivityId,
}
operation!(DeleteActivity => (), "activities.delete", EditActivity);

/// Brings a deleted activity back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreActivity {
    /// Which.
    pub id: ActivityId,
}
operation!(RestoreActivity => ActivityView, "activities.restore", EditActivity);

/// Reads one activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadActivity {
    /// Which.
    pub id: ActivityId,
}
operation!(ReadActivity => ActivityView, "activities.read", ViewActivity);
