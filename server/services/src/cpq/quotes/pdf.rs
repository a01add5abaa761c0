//! The document a customer receives.

use super::load;
use crate::{Ctx, OrProblem};
use pdf::{Customer, Letterhead, QuoteDocument, quote_pdf};
use shared::cpq::quotes::ops::{GetQuotePdf, QuotePdf};
use shared::cpq::quotes::{effective_state, price_draft};
use shared::kernel::{Problem, ProblemKind};

pub(super) async fn get(ctx: Ctx, request: GetQuotePdf) -> Result<QuotePdf, Problem> {
    let mut session = ctx.read().await?;
    let quote = load(&ctx, &mut session, request.id).await?;
    let company = store::platform::company::get(&mut session)
        .await
        .or_problem()?;
    drop(session);
    let letterhead = company
        .map(|company| Letterhead {
            legal_footer: company.legal_footer.get(quote.draft.language).to_owned(),
            name: company.name,
            address: company.address,
            vat_number: company.vat_number,
        })
        .unwrap_or_default();
    let customer = Customer {
        name: quote.account_name.clone().unwrap_or_default(),
        attention: quote.contact_name.clone().unwrap_or_default(),
        address: quote.account_address.clone(),
        vat_number: quote.account_vat_number.clone(),
    };
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
            owner: &quote.owner.name,
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
