//! The document a customer receives, and the data inside it.

use super::{load, parties};
use crate::Ctx;
use crate::cpq::attachments;
use pdf::{Customer, Letterhead, QuoteDocument, quote_pdf, quote_ubl};
use shared::cpq::attachments::Attachment;
use shared::cpq::quotes::ops::{GetQuotePdf, GetQuoteUbl, QuotePdf, QuoteUbl};
use shared::cpq::quotes::{QuoteDraft, QuoteState, effective_state, price_draft};
use shared::kernel::{Problem, ProblemKind, QuoteId};

/// What is printed.
pub(in crate::cpq) struct Print {
    pub number: String,
    pub version_number: u32,
    pub state: QuoteState,
    pub draft: QuoteDraft,
    /// The sender, the receiver and who made it.
    pub parties: (Letterhead, Customer, String),
    /// The files that go with it, those the customer gets.
    pub files: Vec<Attachment>,
}

impl Print {
    /// The file's name, with its ending.
    fn file_name(&self, ending: &str) -> String {
        match self.version_number {
            1 => format!("{}.{ending}", self.number),
            version => format!("{}-v{version}.{ending}", self.number),
        }
    }

    /// With its prices, as a document.
    fn with_document<T>(&self, run: impl FnOnce(&QuoteDocument<'_>) -> T) -> T {
        let (letterhead, customer, owner) = &self.parties;
        let priced = price_draft(&self.draft);
        run(&QuoteDocument {
            letterhead,
            customer,
            number: &self.number,
            version_number: self.version_number,
            state: self.state,
            owner,
            draft: &self.draft,
            priced: &priced,
            files: &self.files,
        })
    }
}

pub(super) async fn get(ctx: Ctx, request: GetQuotePdf) -> Result<QuotePdf, Problem> {
    print(of(&ctx, request.id).await?).await
}

/// What is inside the document, beside it.
pub(super) async fn ubl(ctx: Ctx, request: GetQuoteUbl) -> Result<QuoteUbl, Problem> {
    let what = of(&ctx, request.id).await?;
    let file_name = what.file_name("xml");
    let written = tokio::task::spawn_blocking(move || what.with_document(quote_ubl)).await;
    match written {
        Ok(xml) => Ok(QuoteUbl { file_name, xml }),
        Err(error) => {
            tracing::error!(%error, "quote not written as data");
            Err(Problem::of(ProblemKind::Internal))
        }
    }
}

/// A quote as it is printed now.
async fn of(ctx: &Ctx, id: QuoteId) -> Result<Print, Problem> {
    let mut session = ctx.snapshot().await?;
    let quote = load(ctx, &mut session, id).await?;
    let parties = parties::of(&mut session, &quote).await?;
    let parties = parties.into_print(&mut session).await?;
    let files = attachments::of_customer(&mut session, quote.id).await?;
    Ok(Print {
        number: quote.number,
        version_number: quote.version_number,
        state: effective_state(quote.state, quote.draft.valid_until, ctx.today()),
        draft: quote.draft,
        parties,
        files,
    })
}

/// Prints a quote. Setting 10,000 lines takes a while; other requests go on meanwhile.
pub(in crate::cpq) async fn print(what: Print) -> Result<QuotePdf, Problem> {
    let file_name = what.file_name("pdf");
    let written = tokio::task::spawn_blocking(move || what.with_document(quote_pdf)).await;
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
