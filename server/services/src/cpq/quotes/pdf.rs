//! The document a customer receives.

use super::{load, parties};
use crate::Ctx;
use pdf::{Customer, Letterhead, QuoteDocument, quote_pdf};
use shared::cpq::quotes::ops::{GetQuotePdf, QuotePdf};
use shared::cpq::quotes::{QuoteDraft, QuoteState, effective_state, price_draft};
use shared::kernel::{Problem, ProblemKind};

/// What is printed.
pub(in crate::cpq) struct Print {
    pub number: String,
    pub version_number: u32,
    pub state: QuoteState,
    pub draft: QuoteDraft,
    /// The sender, the receiver and who made it.
    pub parties: (Letterhead, Customer, String),
}

pub(super) async fn get(ctx: Ctx, request: GetQuotePdf) -> Result<QuotePdf, Problem> {
    let mut session = ctx.read().await?;
    let quote = load(&ctx, &mut session, request.id).await?;
    let parties = parties::of(&mut session, &quote).await?.into_print();
    drop(session);
    print(Print {
        number: quote.number,
        version_number: quote.version_number,
        state: effective_state(quote.state, quote.draft.valid_until, ctx.today()),
        draft: quote.draft,
        parties,
    })
    .await
}

/// Prints a quote. Setting 2,000 lines takes a while; other requests go on meanwhile.
pub(in crate::cpq) async fn print(what: Print) -> Result<QuotePdf, Problem> {
    let file_name = match what.version_number {
        1 => format!("{}.pdf", what.number),
        version => format!("{}-v{version}.pdf", what.number),
    };
    let written = tokio::task::spawn_blocking(move || {
        let (letterhead, customer, owner) = &what.parties;
        let priced = price_draft(&what.draft);
        quote_pdf(&QuoteDocument {
            letterhead,
            customer,
            number: &what.number,
            version_number: what.version_number,
            state: what.state,
            owner,
            draft: &what.draft,
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
