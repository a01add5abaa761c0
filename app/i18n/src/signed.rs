//! The record of a signature in words, as the customer's page and the certificate have it.

use crate::{Key, Lang, bytes, date_time, k, money, signed_quantities};
use shared::cpq::rooms::{Signature, SignatureView};
use shared::kernel::{Instant, Money, Zone};

/// A moment in a zone, with its name: who reads it may be in another.
#[must_use]
pub fn moment_in(lang: Lang, zone: &Zone, at: Instant) -> String {
    let name = match zone.name.as_str() {
        "" => "UTC",
        name => name,
    };
    format!("{} ({name})", date_time(lang, zone.local(at)))
}

/// `Data sheet (sheet.pdf, SHA-256 …) · …`: the files that were signed with it.
fn files(lang: Lang, record: &Signature) -> String {
    let said = record.files.iter().map(|file| {
        let size = bytes(lang, file.size);
        format!(
            "{} ({}, {size}, SHA-256 {})",
            file.title, file.file_name, file.sha256
        )
    });
    said.collect::<Vec<_>>().join(" · ")
}

/// Everything a record says, each with what it is; what it does not say is left out.
#[must_use]
pub fn signed_rows(lang: Lang, zone: &Zone, signed: &SignatureView) -> Vec<(Key, String)> {
    use k::room::proof as p;
    let record = &signed.signature;
    let total = Money::new(record.gross_minor, record.currency);
    let rows = [
        (p::SIGNER, record.name.clone()),
        (p::AT, moment_in(lang, zone, record.at)),
        (p::TOTAL, money(lang, total)),
        (p::OPTIONS, record.options.join(", ")),
        (p::ALTERNATIVES, record.alternatives.join(", ")),
        (
            p::QUANTITIES,
            signed_quantities(lang, &record.quantities).join(" · "),
        ),
        (p::CODE, record.code_sent_to.clone()),
        (p::ADDRESS, record.address.clone()),
        (p::BROWSER, record.user_agent.clone()),
        (p::CONSENT, record.consent.clone()),
        (p::DOCUMENT, record.document_hash.clone()),
        (p::FILES, files(lang, record)),
        (p::PREVIOUS, record.previous.clone()),
        (p::SEAL, signed.seal.clone()),
    ];
    let said = rows.into_iter().filter(|(_, value)| !value.is_empty());
    said.collect()
}
