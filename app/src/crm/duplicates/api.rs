//! Server functions of duplicates.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::crm::duplicates::{
    CheckDuplicates, DuplicateKind, DuplicateList, DuplicateRun, FindDuplicates, ListMerges,
    LookForDuplicates, MergePlan, MergeRecords, MergeRow, PlanMerge, RecordDuplicates,
    SeparateRecords, SimilarRecord, UndoMerge,
};

/// Records that may be the one typed.
#[server(name = CheckDuplicatesCall, endpoint = "duplicates.check", input = Json, output = Json)]
pub async fn check(request: CheckDuplicates) -> Result<Vec<SimilarRecord>, Fault> {
    call::run(request).await
}

/// Records that may be this one.
#[server(name = RecordDuplicatesCall, endpoint = "duplicates.of_record", input = Json, output = Json)]
pub async fn of_record(request: RecordDuplicates) -> Result<Vec<SimilarRecord>, Fault> {
    call::run(request).await
}

/// All pairs of one kind.
#[server(name = FindDuplicatesCall, endpoint = "duplicates.find", input = Json, output = Json)]
pub async fn find(request: FindDuplicates) -> Result<DuplicateList, Fault> {
    call::run(request).await
}

/// Begins to look for pairs among very many records.
#[server(name = LookForDuplicatesCall, endpoint = "duplicates.look", input = Json, output = Json)]
pub async fn look(request: LookForDuplicates) -> Result<DuplicateRun, Fault> {
    call::run(request).await
}

/// Two records side by side.
#[server(name = PlanMergeCall, endpoint = "duplicates.plan_merge", input = Json, output = Json)]
pub async fn plan(request: PlanMerge) -> Result<MergePlan, Fault> {
    call::run(request).await
}

/// The last merges.
#[server(name = ListMergesCall, endpoint = "duplicates.merges", input = Json, output = Json)]
pub async fn merges(request: ListMerges) -> Result<Vec<MergeRow>, Fault> {
    call::run(request).await
}

/// Makes two records one.
#[server(name = MergeRecordsCall, endpoint = "duplicates.merge", input = Json, output = Json)]
pub async fn merge(request: MergeRecords) -> Result<MergeRow, Fault> {
    call::run(request).await
}

/// Takes two records apart again.
#[server(name = UndoMergeCall, endpoint = "duplicates.undo_merge", input = Json, output = Json)]
pub async fn undo(request: UndoMerge) -> Result<MergeRow, Fault> {
    call::run(request).await
}

/// Says that two records are two.
#[server(name = SeparateRecordsCall, endpoint = "duplicates.separate", input = Json, output = Json)]
pub async fn separate(request: SeparateRecords) -> Result<DuplicateKind, Fault> {
    call::run(request).await
}
