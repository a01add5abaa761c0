//! A new quote that starts from a template.

use super::{configured, trust};
use crate::Ctx;
use crate::cpq::clauses;
use shared::cpq::quotes::QuoteDraft;
use shared::cpq::templates::{LeftOut, LeftOutReason, TemplateContents, start};
use shared::kernel::{Problem, QuoteLineId};
use store::Session;

/// Puts what the template says into `draft`, priced by its price book; answers what it could not take.
pub(super) async fn begin(
    ctx: &Ctx,
    session: &mut Session,
    draft: &mut QuoteDraft,
    contents: &TemplateContents,
) -> Result<Vec<LeftOut>, Problem> {
    let items = trust::book_items(ctx, session, draft).await?;
    let library = clauses::library(session).await?;
    let nothing = draft.clone();
    let mut left = start(draft, contents, &items, &library, || {
        QuoteLineId(ctx.uuid())
    });
    left.extend(configure(ctx, session, &nothing, draft).await?);
    Ok(left)
}

/// Prices what is configured; a line whose model no longer allows it comes without.
async fn configure(
    ctx: &Ctx,
    session: &mut Session,
    nothing: &QuoteDraft,
    draft: &mut QuoteDraft,
) -> Result<Vec<LeftOut>, Problem> {
    let mut left = Vec::new();
    loop {
        let Err(problem) = configured::fill_in(session, nothing, draft, ctx.today()).await else {
            return Ok(left);
        };
        let before = left.len();
        for issue in &problem.issues {
            let field = issue.field.as_deref().unwrap_or_default();
            let position = field
                .split('.')
                .nth(1)
                .and_then(|at| at.parse::<usize>().ok());
            let Some(line) = position.and_then(|at| draft.lines.get_mut(at)) else {
                continue;
            };
            if line.configuration.take().is_some() {
                left.push(LeftOut {
                    name: line
                        .description
                        .lines()
                        .next()
                        .unwrap_or_default()
                        .to_owned(),
                    reason: LeftOutReason::Configuration,
                });
            }
        }
        if left.len() == before {
            return Err(problem);
        }
    }
}
