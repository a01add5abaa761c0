//! What open offers leave to their customers, in turn: a quantity within limits, another sensor in the place of
//! the one proposed, and a line that is charged by use. Nothing is random: what is drawn after it stays what it was.

use super::catalog::{Family, Item};
use super::deals::Ground;
use super::kinds;
use shared::cpq::pricing::{Charge, LineInput};
use shared::cpq::quotes::choice::join_above;
use shared::cpq::quotes::{QuantityLimits, QuoteDraft, QuoteLine, QuoteState, arrange};
use shared::kernel::{AlternativesId, Lang, Quantity, QuoteLineId};
use uuid::Uuid;

/// Messages a month, of which a site sends about so many.
const MESSAGES: i64 = 40_000;

pub(super) fn leave(ground: &Ground<'_>, draft: &mut QuoteDraft, state: QuoteState, turn: usize) {
    let open = matches!(
        state,
        QuoteState::Draft | QuoteState::Sent | QuoteState::Viewed
    );
    if !open {
        return;
    }
    match turn % 4 {
        1 => limits(draft),
        2 => usage(ground, draft),
        3 => alternative(ground, draft),
        _ => {}
    }
    arrange(draft);
}

/// An id that belongs to a line as much as its own.
fn beside(line: &QuoteLine, number: u128) -> Uuid {
    Uuid::from_u128(line.id.0.as_u128() ^ number)
}

/// Half of what is proposed to twice as much.
fn limits(draft: &mut QuoteDraft) {
    let fits = |line: &&mut QuoteLine| {
        let units = line.price.quantity.0 / Quantity::ONE.0;
        let whole = units * Quantity::ONE.0 == line.price.quantity.0;
        whole && units >= 2 && !line.price.optional && line.configuration.is_none()
    };
    if let Some(line) = draft.lines.iter_mut().find(fits) {
        let units = line.price.quantity.0 / Quantity::ONE.0;
        line.choice.limits = Some(QuantityLimits {
            min: Quantity::whole((units / 2).max(1)),
            max: Quantity::whole(units * 2),
        });
    }
}

/// The next sensor of the catalogue in the place of the first one.
fn alternative(ground: &Ground<'_>, draft: &mut QuoteDraft) {
    let sensors = ground.catalog.family(Family::Sense);
    let place = Item::place(draft.currency);
    let found = draft.lines.iter().enumerate().find_map(|(at, line)| {
        let own = sensors
            .iter()
            .position(|item| Some(item.id) == line.product_id)?;
        let next = sensors.get((own + 1) % sensors.len())?;
        let counts = !line.price.optional && line.configuration.is_none();
        counts.then_some((at, *next))
    });
    let Some((at, other)) = found else {
        return;
    };
    let Some(line) = draft.lines.get(at).cloned() else {
        return;
    };
    let (id, group) = (beside(&line, 1), AlternativesId(beside(&line, 2)));
    let price = LineInput {
        list_price: other.price[place],
        tier_mode: other.tier_mode,
        tiers: other.tiers[place].clone(),
        floor: Some(other.floor(place)),
        cost: Some(super::quotes::cost(other, place)),
        ..line.price.clone()
    };
    let other = QuoteLine {
        id: QuoteLineId(id),
        product_id: Some(other.id),
        description: other.name.get(draft.language).to_owned(),
        unit: other.unit.to_owned(),
        price,
        ..line
    };
    let id = other.id;
    draft.lines.insert(at + 1, other);
    // It stands in the section of the line above, which counts.
    let joined = join_above(&mut draft.lines, id, group);
    debug_assert!(joined.is_ok());
}

/// Messages by use, beside what is subscribed to.
fn usage(ground: &Ground<'_>, draft: &mut QuoteDraft) {
    let Some(product) = ground.usage else {
        return;
    };
    let Some(beside_of) = draft
        .lines
        .iter()
        .rev()
        .find(|line| line.price.charge.recurs())
        .cloned()
    else {
        return;
    };
    let place = Item::place(draft.currency);
    let (en, fr) = kinds::USAGE_NAME;
    draft.lines.push(QuoteLine {
        id: QuoteLineId(beside(&beside_of, 4)),
        product_id: Some(product),
        section: beside_of.section,
        description: match draft.language {
            Lang::En => en.to_owned(),
            Lang::Fr => fr.to_owned(),
        },
        unit: "unit".to_owned(),
        price: LineInput {
            charge: Charge::Usage,
            quantity: Quantity::whole(MESSAGES),
            list_price: kinds::at(place, kinds::USAGE_PRICE),
            cost: Some(kinds::at(place, kinds::USAGE_COST)),
            tax: beside_of.price.tax,
            family: Family::Cloud.name().to_owned(),
            ..LineInput::default()
        },
        configuration: None,
        choice: shared::cpq::quotes::LineChoice::default(),
    });
}
