//! The document a customer receives.

use super::{load, parties};
use crate::Ctx;
use pdf::{QuoteDocument, quote_pdf};
use shared::cpq::quotes::ops::{GetQuotePdf, QuotePdf};
use shared::cpq::quotes::{effective_state, price_draft};
use shared::kernel::{Problem, ProblemKind};

pub(super) async fn get(ctx: Ctx, request: GetQuotePdf) -> Result<QuotePdf, Problem> {
    let mut session = ctx.read().await?;
    let quote = load(&ctx, &mut session, request.id).await?;
    let parties = parties::of(&mut session, &quote).await?;
    drop(session);
    let (letterhead, customer, owner) = parties.into_print();
    let state = effective_state(quote.state, quote.draft.valid_until, ctx.today());
    let file_name = match quote.version_number {
        1 => format!("{}.pdf", quote.number),
        version => format!("{}-v{version}.pdf", quote.number),
    };
    // Setting 2,000 lines takes a while; other requests go on meanwhile.
    let written = tokio::task::spawn_blocking(move || {
        let priced = price_draft(&quote.draft);
        quote_pdf(&QuoteDocument {
            letterhead: &letterhead,
            customer: &customer,
            number: &quote.number,
            version_number: quote.version_number,
            state,
            owner: &owner,
            draft: &quote.draft,
            priced: &priced,
        })
    })
    .await;
    match written {
        Ok(Ok(bytes)) => Ok(QuotePdf { file_name, bytes }),
        Ok(Err(error)) => {
            tracing::error!(%error, "quote not printed");
            Err(Problem::of(ProblemKind::Internal))
        }
        Err(error) => {
            tracing::error!(%error, "quote not printed");
            Err(Problem::of(ProblemKind::Internal))
        }
    }
}
