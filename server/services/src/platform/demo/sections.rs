//! Sections of sample quotes: what is bought, what is done, what is subscribed to.

use super::deals::Ground;
use super::words;
use shared::cpq::pricing::Charge;
use shared::cpq::quotes::{QuoteDraft, QuoteLine, Section, arrange};
use shared::kernel::QuoteSectionId;
use uuid::Uuid;

/// English and French.
type Both = (&'static str, &'static str);

/// The parts of an offer, and what is said of them.
const PARTS: [(Both, Both); 3] = [
    (
        ("Equipment", "Équipement"),
        (
            "Delivered calibrated, with its certificates.",
            "Livré étalonné, avec ses certificats.",
        ),
    ),
    (("Installation and services", "Pose et services"), ("", "")),
    (
        ("Subscriptions", "Abonnements"),
        (
            "They start with commissioning and run for the whole term.",
            "Ils débutent à la mise en service et courent sur toute la durée.",
        ),
    ),
];

/// An id of its own within each quote is enough, and draws nothing from what the sample is made of.
fn id(part: usize) -> QuoteSectionId {
    let part = u128::try_from(part).unwrap_or(0);
    QuoteSectionId(Uuid::from_u128(
        0x0193_0000_0000_7000_8000_0000_0000_4200 + part,
    ))
}

fn part(ground: &Ground<'_>, line: &QuoteLine) -> usize {
    let service = ground
        .catalog
        .items
        .iter()
        .any(|item| Some(item.id) == line.product_id && item.sku.starts_with("SV-"));
    match (line.price.charge, service) {
        (Charge::OneTime, false) => 0,
        (Charge::OneTime, true) => 1,
        _ => 2,
    }
}

/// Groups the lines of an offer that has lines of several kinds.
pub(super) fn group(ground: &Ground<'_>, draft: &mut QuoteDraft) {
    let parts: Vec<usize> = draft.lines.iter().map(|line| part(ground, line)).collect();
    let used: Vec<usize> = (0..PARTS.len())
        .filter(|part| parts.contains(part))
        .collect();
    if used.len() < 2 {
        return;
    }
    for (line, part) in draft.lines.iter_mut().zip(parts) {
        line.section = Some(id(part));
    }
    for part in used {
        let Some((title, introduction)) = PARTS.get(part) else {
            continue;
        };
        draft.sections.push(Section {
            id: id(part),
            title: words::of(*title, draft.language).to_owned(),
            introduction: words::of(*introduction, draft.language).to_owned(),
            subtotal: true,
        });
    }
    arrange(draft);
}
