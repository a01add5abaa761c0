//! The certificate of a signature, for both sides.

use super::{load, signing};
use crate::cpq::quotes::parties_of;
use crate::{Ctx, OrNotFound, OrProblem, Services};
use pdf::{CertificateDocument, certificate_pdf};
use shared::cpq::quotes::ops::QuotePdf;
use shared::cpq::rooms::ops::GetCertificate;
use shared::kernel::{Instant, Problem, ProblemKind, UserId, Zone};
use store::Session;
use store::cpq::quotes::StoredQuote;

pub(super) async fn get(ctx: Ctx, request: GetCertificate) -> Result<QuotePdf, Problem> {
    let mut session = ctx.snapshot().await?;
    let quote = load(&ctx, &mut session, request.id).await?;
    let zone = zone_of(ctx.services(), &mut session, quote.owner.id, ctx.now()).await?;
    of(session, quote, zone).await
}

/// The zone in which a quote's page tells moments: that of whom the customer asks.
pub(super) async fn zone_of(
    services: &Services,
    session: &mut Session,
    owner: UserId,
    now: Instant,
) -> Result<Zone, Problem> {
    let owner = store::platform::users::actor(session, owner)
        .await
        .or_problem()?;
    Ok(owner.map_or_else(Zone::utc, |owner| {
        services.inner.zones.get(&owner.zone.name, now)
    }))
}

/// The certificate of a quote's signature; not found where it is not signed.
pub(super) async fn of(
    mut session: Session,
    quote: StoredQuote,
    zone: Zone,
) -> Result<QuotePdf, Problem> {
    let signed = signing::kept(&mut session, quote.id)
        .await?
        .or_not_found()?;
    let (letterhead, customer, _) = parties_of(&mut session, &quote).await?;
    drop(session);
    let file_name = format!("{}-certificate.pdf", signed.signature.number);
    let written = tokio::task::spawn_blocking(move || {
        certificate_pdf(&CertificateDocument {
            letterhead: &letterhead,
            customer: &customer,
            lang: quote.draft.language,
            title: &quote.draft.title,
            signed: &signed,
            zone: &zone,
        })
    });
    match written.await {
        Ok(Ok(bytes)) => Ok(QuotePdf { file_name, bytes }),
        Ok(Err(error)) => {
            tracing::error!(%error, "certificate not printed");
            Err(Problem::of(ProblemKind::Internal))
        }
        Err(error) => {
            tracing::error!(%error, "certificate not printed");
            Err(Problem::of(ProblemKind::Internal))
        }
    }
}
