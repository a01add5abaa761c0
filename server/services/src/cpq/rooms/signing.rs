//! Accepting by signature, and proving it later.

use crate::OrProblem;
use crate::cpq::attachments;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use shared::cpq::rooms::{Signature, SignatureView};
use shared::kernel::{Problem, ProblemKind, QuoteId};
use store::Session;
use store::cpq::rooms::{self as rows, Kept};

/// SHA-256 in hexadecimal.
pub(super) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Seals a record and keeps it with its document.
pub(super) async fn keep(
    session: &mut Session,
    quote: QuoteId,
    mut signature: Signature,
    document: &[u8],
) -> Result<(), Problem> {
    signature.document_hash = hash(document);
    signature.previous = rows::last_seal(session, None)
        .await
        .or_problem()?
        .unwrap_or_default();
    let seal = hash(signature.sealed_text().as_bytes());
    rows::insert_signature(
        session,
        quote,
        &signature,
        &seal,
        &STANDARD.encode(document),
    )
    .await
    .or_problem()
}

/// The signature of a quote with its proof made again.
pub(super) async fn kept(
    session: &mut Session,
    quote: QuoteId,
) -> Result<Option<SignatureView>, Problem> {
    let Some(kept) = rows::signature(session, quote).await.or_problem()? else {
        return Ok(None);
    };
    let previous = rows::last_seal(session, Some(kept.seq))
        .await
        .or_problem()?
        .unwrap_or_default();
    let document = bytes(&kept).map(|bytes| hash(&bytes)).unwrap_or_default();
    // The files are as they were signed: none is another, none is gone, none has come.
    let files = attachments::signed(session, quote).await?;
    let intact = files == kept.signature.files
        && hash(kept.signature.sealed_text().as_bytes()) == kept.seal
        && document == kept.signature.document_hash
        && previous == kept.signature.previous;
    Ok(Some(SignatureView {
        signature: kept.signature,
        seal: kept.seal,
        intact,
    }))
}

fn bytes(kept: &Kept) -> Option<Vec<u8>> {
    STANDARD.decode(&kept.document).ok()
}

/// The document that was signed, byte for byte.
pub(super) async fn document(
    session: &mut Session,
    quote: QuoteId,
) -> Result<Option<Vec<u8>>, Problem> {
    match rows::signature(session, quote).await.or_problem()? {
        None => Ok(None),
        Some(kept) => bytes(&kept)
            .map(Some)
            .ok_or_else(|| Problem::of(ProblemKind::Internal)),
    }
}
