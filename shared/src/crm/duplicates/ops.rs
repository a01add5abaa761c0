//! What pages ask about duplicates.

use super::merge::{Side, Survivor};
use super::score::Match;
use crate::kernel::{Instant, MergeId};
use crate::{coded, operation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

coded! {
    /// Kinds of records that come twice.
    DuplicateKind {
        /// Accounts.
        Account = "account",
        /// Contacts.
        Contact = "contact",
        /// Leads.
        Lead = "lead",
    }
}

/// A record about to be created, as far as it is typed; empty texts say nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What it will be.
    pub kind: DuplicateKind,
    /// First name of a person.
    pub first_name: String,
    /// Last name of a person.
    pub last_name: String,
    /// Name of the account, or where the person works.
    pub company: String,
    /// E-mail address.
    pub email: String,
    /// Telephone.
    pub phone: String,
    /// Web address.
    pub website: String,
    /// VAT number.
    pub vat_number: String,
}

impl Draft {
    /// Nothing typed yet.
    #[must_use]
    pub const fn new(kind: DuplicateKind) -> Self {
        Self {
            kind,
            first_name: String::new(),
            last_name: String::new(),
            company: String::new(),
            email: String::new(),
            phone: String::new(),
            website: String::new(),
            vat_number: String::new(),
        }
    }

    /// Whether enough is typed to look for anything.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        let long = |text: &str| text.trim().chars().count() >= 3;
        [
            &self.last_name,
            &self.company,
            &self.email,
            &self.phone,
            &self.website,
            &self.vat_number,
        ]
        .into_iter()
        .any(|text| long(text))
    }
}

/// Records that may be the one being typed; the surest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckDuplicates {
    /// What was typed.
    pub draft: Draft,
}
operation!(CheckDuplicates => Vec<SimilarRecord>, "duplicates.check", ViewAccount);

/// A record that may be another one.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimilarRecord {
    /// What it is.
    pub record: DuplicateRecord,
    /// How sure, and why.
    pub found: Match,
}

/// A record in a list of duplicates.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicateRecord {
    /// Account, contact or lead.
    pub kind: DuplicateKind,
    /// Which.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What tells it from others of the same name: company, address, town.
    pub detail: String,
    /// Whose it is; empty for a lead of the queue.
    pub owner: String,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// Records that may be this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordDuplicates {
    /// Account, contact or lead.
    pub kind: DuplicateKind,
    /// Which.
    pub id: Uuid,
}
operation!(RecordDuplicates => Vec<SimilarRecord>, "duplicates.of_record", ViewAccount);

/// All pairs of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindDuplicates {
    /// Of which kind.
    pub kind: DuplicateKind,
}
operation!(FindDuplicates => DuplicateList, "duplicates.find", ViewAccount);

/// The pairs found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicateList {
    /// The surest first; at most two hundred.
    pub pairs: Vec<DuplicatePair>,
    /// Pairs found in all.
    pub total: i64,
    /// Records that were compared.
    pub compared: i64,
    /// There are so many records that a job compares them: the pairs are those it found.
    #[serde(default)]
    pub by_job: bool,
    /// The run whose pairs these are; `None` before the first one is done.
    #[serde(default)]
    pub run: Option<DuplicateRun>,
    /// The run that is not done yet.
    #[serde(default)]
    pub under_way: Option<DuplicateRun>,
}

coded! {
    /// Where a run is.
    RunState {
        /// Waits for its turn or is being done.
        Running = "running",
        /// Done.
        Done = "done",
        /// It failed too often; an administrator sees why.
        Stopped = "stopped",
    }
}

/// A job that looks for duplicates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicateRun {
    /// Where it is.
    pub state: RunState,
    /// Parts that are compared.
    pub part: i64,
    /// All parts.
    pub parts: i64,
    /// Records there were when it began.
    pub compared: i64,
    /// When it was asked for.
    pub asked_at: Instant,
    /// When it was done.
    pub finished_at: Option<Instant>,
}

/// Begins to look for the duplicates of a kind among very many records; a run under way goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookForDuplicates {
    /// Of which kind.
    pub kind: DuplicateKind,
}
operation!(LookForDuplicates => DuplicateRun, "duplicates.look", EditAccount);

/// Two records that may be one.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicatePair {
    /// The first.
    pub one: DuplicateRecord,
    /// The second.
    pub other: DuplicateRecord,
    /// How sure, and why.
    pub found: Match,
    /// Whether the reader may change both.
    pub may_merge: bool,
}

/// What a merge of two records has to decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanMerge {
    /// Of which kind.
    pub kind: DuplicateKind,
    /// The first.
    pub one: Uuid,
    /// The second.
    pub other: Uuid,
}
operation!(PlanMerge => MergePlan, "duplicates.plan_merge", ViewAccount);

/// Two records side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergePlan {
    /// The first.
    pub one: DuplicateSide,
    /// The second.
    pub other: DuplicateSide,
    /// Which of them is proposed to stay.
    pub stays: Side,
    /// The fields in which they differ, with whose value is proposed.
    pub survivors: Vec<Survivor>,
}

/// One of the two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicateSide {
    /// The record.
    pub record: DuplicateRecord,
    /// Its version, for the merge.
    pub version: i64,
    /// Its values as people read them, by field.
    pub texts: Vec<(String, String)>,
    /// Records that point at it: contacts, deals, quotes, activities, tasks.
    pub links: i64,
}

/// Makes two records one: the kept one gets the values chosen and everything that hangs on the other,
/// which is hidden. [`UndoMerge`] puts everything back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeRecords {
    /// Made by the page; repeating it changes nothing.
    pub id: MergeId,
    /// Of which kind.
    pub kind: DuplicateKind,
    /// The one that stays.
    pub kept: Uuid,
    /// The version the reader saw of it.
    pub kept_version: i64,
    /// The one that goes.
    pub merged: Uuid,
    /// The version the reader saw of it.
    pub merged_version: i64,
    /// Names of the fields whose values are taken from the one that goes.
    pub take: Vec<String>,
}
operation!(MergeRecords => MergeRow, "duplicates.merge", EditAccount);

/// A merge that was done.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeRow {
    /// Which.
    pub id: MergeId,
    /// Of which kind.
    pub kind: DuplicateKind,
    /// The record that stayed.
    pub kept: Uuid,
    /// Its name.
    pub kept_name: String,
    /// The record that went.
    pub merged: Uuid,
    /// Its name.
    pub merged_name: String,
    /// Who did it; `None` when that person is gone.
    pub actor: Option<String>,
    /// When.
    pub at: Instant,
    /// When it was undone.
    pub undone_at: Option<Instant>,
    /// Whether the reader may undo it.
    pub may_undo: bool,
}

/// The last merges, newest first; at most a hundred, so that an afternoon of them can be taken apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListMerges {
    /// Of which kind.
    pub kind: DuplicateKind,
}
operation!(ListMerges => Vec<MergeRow>, "duplicates.merges", ViewAccount);

/// Takes two records apart again: what hung on the one that went hangs on it again, and the kept one
/// has its former values where nobody changed them since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoMerge {
    /// Which merge.
    pub id: MergeId,
}
operation!(UndoMerge => MergeRow, "duplicates.undo_merge", EditAccount);

/// Says that two records are two, or takes that back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeparateRecords {
    /// Of which kind.
    pub kind: DuplicateKind,
    /// The first.
    pub one: Uuid,
    /// The second.
    pub other: Uuid,
    /// They are two; `false` takes it back.
    pub apart: bool,
}
operation!(SeparateRecords => DuplicateKind, "duplicates.separate", EditAccount);
