//! New rows of a file beside the records that are there.

use crate::crm::duplicates::{lead_scope, print_of};
use crate::{Ctx, OrProblem};
use shared::crm::duplicates::{Print, find_alike};
use shared::kernel::{Issue, Problem, ProblemKind};
use shared::platform::imports::alike::{AT_ONCE, AlikeRow, FindAlike};
use store::crm::duplicates as rows;

pub(super) async fn find(ctx: Ctx, request: FindAlike) -> Result<Vec<AlikeRow>, Problem> {
    if request.rows.len() > AT_ONCE {
        return Err(Problem::because(
            Issue::error("too_many", "rows").with("max", AT_ONCE),
        ));
    }
    // All records of a kind are read for it: no more than a few at a time.
    let internal = || Problem::of(ProblemKind::Internal);
    let unpacking = &ctx.services().inner.imports.unpacking;
    let _turn = unpacking.acquire().await.map_err(|_| internal())?;
    let mut session = ctx.read().await?;
    let all = rows::all(&mut session, &ctx.actor, lead_scope(&ctx), request.kind)
        .await
        .or_problem()?;
    drop(session);
    let drafts = request.rows.iter();
    let new: Vec<Print> = drafts
        .map(|row| print_of(&ctx, &row.draft, request.kind))
        .collect();
    tokio::task::spawn_blocking(move || {
        let prints: Vec<Print> = all.iter().map(|one| one.print.clone()).collect();
        let found = find_alike(&new, &prints);
        let found = request.rows.iter().zip(found);
        found
            .filter_map(|(row, found)| {
                let (at, found) = found?;
                Some(AlikeRow {
                    line: row.line,
                    record: all.get(at)?.record.clone(),
                    found,
                })
            })
            .collect()
    })
    .await
    .map_err(|_| internal())
}
