//! What is added beside the prices: express delivery of a line, packing and insurance of the whole. The first quote
//! a customer has looked at has them, in each language. Nothing is random: what is drawn after it stays what it was.

use super::quotes::QuoteRows;
use super::words;
use shared::cpq::pricing::{Added, Charge, DocumentSurcharge, Surcharge, SurchargeReason};
use shared::cpq::quotes::{QuoteDraft, QuoteState};
use shared::kernel::Percent;

/// Of a line that is delivered.
const EXPRESS: Added = Added::Amount(4_500);
const PACKING: Added = Added::Amount(6_000);
const INSURANCE: Added = Added::Percent(Percent(50));

pub(super) fn add(draft: &mut QuoteDraft, state: QuoteState, known: &QuoteRows) {
    let language = draft.language;
    let shown = |row: &store::platform::bulk::QuoteRow| {
        row.language == language.tag() && row.surcharges.is_some()
    };
    let looked_at = state == QuoteState::Viewed && draft.contact_id.is_some();
    if !looked_at || known.quotes.iter().any(shown) {
        return;
    }
    let delivered = draft.lines.iter_mut().find(|line| {
        line.price.charge == Charge::OneTime
            && !line.price.optional
            && line.price.gift_of().is_none()
    });
    let Some(line) = delivered else {
        return;
    };
    let tax = line.price.tax;
    line.price.surcharges = vec![usual(SurchargeReason::Rush, EXPRESS)];
    let insurance = Surcharge {
        reason: words::of(("Transport insurance", "Assurance transport"), language).to_owned(),
        code: String::new(),
        added: INSURANCE,
    };
    draft.surcharges = [usual(SurchargeReason::Packing, PACKING), insurance]
        .map(|surcharge| DocumentSurcharge { surcharge, tax })
        .to_vec();
}

fn usual(reason: SurchargeReason, added: Added) -> Surcharge {
    Surcharge {
        reason: String::new(),
        code: reason.code().to_owned(),
        added,
    }
}
