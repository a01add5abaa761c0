//! A new quote that starts from a template, or with what its deal says.

use super::{configured, trust};
use crate::Ctx;
use crate::cpq::clauses;
use crate::platform::fields;
use shared::cpq::quotes::QuoteDraft;
use shared::cpq::templates::{LeftOut, LeftOutReason, TemplateContents, start};
use shared::kernel::{Problem, QuoteLineId};
use shared::platform::fields::{CustomValues, Holder, carried, check_values};
use store::Session;
use store::cpq::quotes::OpportunityBasis;

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
    left.extend(own_values(ctx, session, draft).await?);
    left.extend(configure(ctx, session, &nothing, draft).await?);
    Ok(left)
}

/// The values of administrators' fields as these are now: what one does not take any more stays out.
async fn own_values(
    ctx: &Ctx,
    session: &mut Session,
    draft: &mut QuoteDraft,
) -> Result<Vec<LeftOut>, Problem> {
    let settings = ctx.settings(session).await?;
    let fields = fields::of(&settings.fields, Holder::Quote);
    let none = CustomValues::default();
    // Those that are gone or hidden nobody misses: nobody sees them.
    let seen = |key: &str| {
        let mut all = fields.iter();
        all.any(|field| field.key == key && !field.archived)
    };
    draft.custom.0.retain(|key, _| seen(key));
    let (kept, _) = check_values(&fields, Some(&none), &draft.custom);
    let lost = fields.iter().filter(|field| {
        !draft.custom.get(&field.key).is_empty() && kept.get(&field.key).is_empty()
    });
    let left = lost.map(|field| LeftOut {
        name: field.label.get(ctx.actor.lang).to_owned(),
        reason: LeftOutReason::Field,
    });
    let left: Vec<LeftOut> = left.collect();
    draft.custom = kept;
    Ok(left)
}

/// What the deal's own fields say to fields of quotes with the same key: nothing is typed twice. It counts for more
/// than what a template says of any sale.
pub(super) async fn of_deal(
    ctx: &Ctx,
    session: &mut Session,
    basis: &OpportunityBasis,
    draft: &mut QuoteDraft,
) -> Result<(), Problem> {
    if basis.custom.is_empty() {
        return Ok(());
    }
    let settings = ctx.settings(session).await?;
    let own = carried(&settings.fields, Holder::Quote, &basis.custom);
    draft.custom = own.filled_from(&draft.custom);
    Ok(())
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
