//! The dry run, in the browser, by the server's own planner.

use super::desk::Loaded;
use shared::platform::imports::{
    Existing, FilePlan, ImportContext, ImportKind, Settings, SourceFile, plan_files,
};
use std::collections::BTreeMap;

/// What would become of the files.
pub(super) fn planned(
    files: &[Loaded],
    context: &ImportContext,
    existing: &BTreeMap<ImportKind, Existing>,
    settings: &Settings,
) -> Vec<FilePlan> {
    let sources: Vec<SourceFile<'_>> = files
        .iter()
        .map(|file| SourceFile {
            name: &file.name,
            table: &file.table,
            mapping: &file.mapping,
            chosen: Some(&file.chosen),
        })
        .collect();
    // Ids of a dry run are never stored: a counter is enough.
    let mut next = 0_u128;
    plan_files(&sources, context, existing, settings, &mut || {
        next += 1;
        uuid::Uuid::from_u128(next)
    })
}
