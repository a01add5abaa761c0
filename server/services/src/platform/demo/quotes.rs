//! Quotes in every state, priced by the rule every quote has.

use super::accounts::Buyer;
use super::catalog::{Item, TAX, tiers_json};
use super::choices;
use super::clauses;
use super::deals::{Deal, DealLine, Ground};
use super::models;
use super::random::Random;
use super::recurring;
use super::sections;
use super::surcharges;
use super::time::shifted;
use super::words;
use chrono::Datelike;
use shared::cpq::pricing::{LineInput, PricedQuote, Tax, TaxCategory};
use shared::cpq::quotes::{QuoteDraft, QuoteLine, QuoteState, price_draft, quote_number};
use shared::deals::pipelines::StageState;
use shared::kernel::event::Entity;
use shared::kernel::{
    Currency, Instant, Lang, Percent, QuoteId, QuoteLineId, UnitPrice, search_key,
};
use std::collections::BTreeMap;
use store::platform::bulk::{EventRow, QuoteLineRow, QuoteRow};

#[derive(Default)]
pub(super) struct QuoteRows {
    pub(super) quotes: Vec<QuoteRow>,
    pub(super) lines: Vec<QuoteLineRow>,
    pub(super) events: Vec<EventRow>,
    /// Numbers used, by year.
    pub(super) used: BTreeMap<i32, i64>,
}

/// How many quotes of each state, and the state of the deals they belong to.
const WANTED: [(QuoteState, StageState, usize); 9] = [
    (QuoteState::Accepted, StageState::Won, 34),
    (QuoteState::Sent, StageState::Open, 27),
    (QuoteState::Viewed, StageState::Open, 17),
    (QuoteState::Draft, StageState::Open, 20),
    (QuoteState::InApproval, StageState::Open, 8),
    (QuoteState::Approved, StageState::Open, 7),
    (QuoteState::Declined, StageState::Lost, 13),
    (QuoteState::Expired, StageState::Lost, 11),
    (QuoteState::Cancelled, StageState::Lost, 4),
];
/// Sent quotes that replace an earlier version.
const REPLACED: usize = 9;

pub(super) fn quotes(random: &mut Random, ground: &Ground<'_>, deals: &[Deal]) -> QuoteRows {
    let mut rows = QuoteRows::default();
    let mut replaced = 0;
    let mut plans = Vec::new();
    for (state, of, count) in WANTED {
        let mut candidates: Vec<&Deal> = deals
            .iter()
            .filter(|deal| deal.path.state == of && deal.lines.len() > 1 && deal.path.reached() > 0)
            .collect();
        // The furthest open deals, the latest closed ones.
        candidates.sort_by_key(|deal| {
            std::cmp::Reverse((deal.path.reached().min(3), deal.path.entered(), deal.id))
        });
        let taken: Vec<&Deal> = candidates
            .into_iter()
            .filter(|deal| {
                !plans
                    .iter()
                    .any(|(_, known): &(QuoteState, &Deal)| known.id == deal.id)
            })
            .take(count)
            .collect();
        plans.extend(taken.into_iter().map(|deal| (state, deal)));
    }
    // Numbers follow the order in which quotes were made.
    plans.sort_by_key(|(_, deal)| deal.path.entered());
    for (state, deal) in plans {
        let buyer = &ground.accounts.buyers[deal.buyer];
        let series = QuoteId(random.id(deal.path.entered()));
        let number = next_number(&mut rows, deal.path.entered());
        if state == QuoteState::Sent && replaced < REPLACED {
            replaced += 1;
            let first = Version {
                state: QuoteState::Superseded,
                id: series,
                series,
                number: &number,
                place: 1,
            };
            quote(random, ground, deal, buyer, &first, &mut rows);
            let id = QuoteId(random.id(deal.path.entered().plus_days(1)));
            let second = Version {
                state,
                id,
                series,
                number: &number,
                place: 2,
            };
            quote(random, ground, deal, buyer, &second, &mut rows);
        } else {
            let only = Version {
                state,
                id: series,
                series,
                number: &number,
                place: 1,
            };
            quote(random, ground, deal, buyer, &only, &mut rows);
        }
    }
    rows
}

fn next_number(rows: &mut QuoteRows, at: Instant) -> String {
    let year = at.to_utc().year();
    let used = rows.used.entry(year).or_default();
    *used += 1;
    quote_number(year, *used)
}

struct Version<'n> {
    state: QuoteState,
    id: QuoteId,
    series: QuoteId,
    number: &'n str,
    place: i64,
}

fn quote(
    random: &mut Random,
    ground: &Ground<'_>,
    deal: &Deal,
    buyer: &Buyer,
    version: &Version<'_>,
    rows: &mut QuoteRows,
) {
    let mut draft = draft(random, ground, deal, buyer, version.state);
    if draft.currency == Currency::EUR && configured(version.state) {
        let turn = rows.quotes.len();
        for line in &mut draft.lines {
            models::configure(ground.models, line, turn);
        }
    }
    if rows.quotes.len().is_multiple_of(2) && configured(version.state) {
        sections::group(ground, &mut draft);
        draft.clauses = clauses::of(&draft);
    }
    choices::leave(ground, &mut draft, version.state, rows.quotes.len());
    recurring::over_time(&mut draft, version.state, rows.quotes.len());
    surcharges::add(&mut draft, version.state, rows);
    let priced = price_draft(&draft);
    let created_at = ground.present.moment(random, draft.issued_on);
    let updated_at = match version.state {
        QuoteState::Accepted | QuoteState::Declined => deal.path.entered().max(created_at),
        _ => Instant(
            (created_at.0 + random.below(3) * 86_400_000).min(ground.present.now.0 - 120_000),
        ),
    };
    lines(&draft, version.id, &mut rows.lines);
    let row = row(
        deal,
        buyer,
        version,
        &draft,
        &priced,
        [created_at, updated_at],
    );
    rows.events.extend(events(ground, &row));
    rows.quotes.push(row);
}

/// Open offers name what was configured; older ones were written before there were models.
const fn configured(state: QuoteState) -> bool {
    matches!(
        state,
        QuoteState::Draft | QuoteState::Sent | QuoteState::Viewed | QuoteState::Superseded
    )
}

fn draft(
    random: &mut Random,
    ground: &Ground<'_>,
    deal: &Deal,
    buyer: &Buyer,
    state: QuoteState,
) -> QuoteDraft {
    let present = ground.present;
    let entered = deal.path.entered().to_utc().date_naive();
    let issued_on = match state {
        QuoteState::Draft => present.day_before(random.between(0, 4)),
        QuoteState::InApproval | QuoteState::Approved => present.day_before(random.between(0, 6)),
        QuoteState::Sent | QuoteState::Viewed => present.day_before(random.between(1, 21)),
        QuoteState::Superseded => present.day_before(random.between(22, 34)),
        _ => shifted(entered, -random.between(6, 24)),
    };
    let issued_on = super::time::working_day_before(issued_on);
    let lang = buyer.lang;
    let place = Item::place(deal.currency);
    let tax = if buyer.export && !buyer.consumer {
        Tax {
            category: TaxCategory::G,
            rate: Percent::ZERO,
        }
    } else {
        TAX
    };
    QuoteDraft {
        title: deal.name.clone(),
        account_id: Some(buyer.id),
        contact_id: buyer.contacts.first().copied(),
        price_book_id: Some(ground.catalog.books[place]),
        currency: deal.currency,
        language: lang,
        channel: shared::kernel::SalesChannel::Direct,
        issued_on,
        valid_until: shifted(
            issued_on,
            if state == QuoteState::Expired { 15 } else { 45 },
        ),
        term_months: u32::try_from(*random.pick(&[12, 12, 12, 24, 36])).unwrap_or(12),
        payment_days: None,
        discount: match state {
            QuoteState::InApproval => {
                Percent(i32::try_from(random.between(22, 30)).unwrap_or(25) * 100)
            }
            QuoteState::Approved => Percent(2200),
            _ => Percent(*random.pick(&[0, 0, 0, 200, 300, 500])),
        },
        off: None,
        promotions: Vec::new(),
        subscription: shared::cpq::pricing::Subscription::default(),
        custom: shared::platform::fields::CustomValues::default(),
        introduction: introduction(lang),
        terms: terms(lang),
        surcharges: Vec::new(),
        clauses: Vec::new(),
        sections: Vec::new(),
        lines: deal
            .lines
            .iter()
            .map(|line| {
                let item = &ground.catalog.items[line.item];
                QuoteLine {
                    id: QuoteLineId(random.id(deal.path.entered())),
                    product_id: Some(item.id),
                    section: None,
                    description: item.name.get(lang).to_owned(),
                    unit: item.unit.to_owned(),
                    price: price(item, place, line, tax),
                    configuration: None,
                    choice: shared::cpq::quotes::LineChoice::default(),
                }
            })
            .collect(),
    }
}

/// What a line is priced from: the list's prices in the quote's currency, with what the deal gave.
fn price(item: &Item, place: usize, line: &DealLine, tax: Tax) -> LineInput {
    LineInput {
        charge: item.charge,
        quantity: line.quantity,
        list_price: item.price[place],
        contracted: None,
        options: UnitPrice(0),
        options_cost: None,
        promotions: Vec::new(),
        manual_price: None,
        tier_mode: item.tier_mode,
        tiers: item.tiers[place].clone(),
        floor: Some(item.floor(place)),
        cost: Some(cost(item, place)),
        discount: line.discount,
        off: None,
        tax,
        optional: item.sku == "SV-TRN",
        family: item.family.name().to_owned(),
        ..LineInput::default()
    }
}

/// The cost in the quote's currency, at the rate of the price lists.
pub(super) fn cost(item: &Item, place: usize) -> UnitPrice {
    match place {
        1 => UnitPrice(item.cost.0 * 109 / 100),
        _ => item.cost,
    }
}

fn introduction(lang: Lang) -> String {
    words::of(
        (
            "Thank you for your interest. As discussed, please find our offer below; every sensor is calibrated before delivery and covered for five years.",
            "Nous vous remercions de votre intérêt. Comme convenu, voici notre offre ; chaque capteur est étalonné avant livraison et garanti cinq ans.",
        ),
        lang,
    )
    .to_owned()
}

fn terms(lang: Lang) -> String {
    words::of(
        (
            "Payment within 30 days of invoice. Delivery three weeks after the order. Subscriptions start with commissioning.",
            "Paiement à 30 jours date de facture. Livraison trois semaines après commande. Les abonnements débutent à la mise en service.",
        ),
        lang,
    )
    .to_owned()
}

fn row(
    deal: &Deal,
    buyer: &Buyer,
    version: &Version<'_>,
    draft: &QuoteDraft,
    priced: &PricedQuote,
    [created_at, updated_at]: [Instant; 2],
) -> QuoteRow {
    let totals = &priced.totals;
    let declined = (
        "Went with a cheaper offer without installation.",
        "A retenu une offre moins chère, sans la pose.",
    );
    QuoteRow {
        id: version.id,
        series_id: version.series,
        number: version.number.to_owned(),
        version_number: version.place,
        active_version: version.state != QuoteState::Superseded,
        state: version.state.code(),
        title: draft.title.clone(),
        search: search_key(&format!(
            "{} {} {}",
            version.number, draft.title, buyer.name
        )),
        opportunity_id: Some(deal.id),
        account_id: draft.account_id,
        contact_id: draft.contact_id,
        owner_id: deal.owner.id,
        price_book_id: draft.price_book_id,
        currency: draft.currency,
        language: draft.language.tag(),
        issued_on: draft.issued_on,
        valid_until: draft.valid_until,
        term_months: i64::from(draft.term_months),
        discount_bp: draft.discount,
        introduction: draft.introduction.clone(),
        terms: draft.terms.clone(),
        decline_reason: if version.state == QuoteState::Declined {
            words::of(declined, deal.lang()).to_owned()
        } else {
            String::new()
        },
        net_minor: totals.net_minor,
        tax_minor: totals.tax_minor,
        gross_minor: totals.gross_minor,
        one_time_minor: totals.one_time_minor,
        monthly_minor: totals.mrr_minor,
        cost_minor: Some(totals.margin.cost_minor),
        sample: true,
        created_at,
        updated_at,
        deleted_at: None,
        version: 1,
        clauses: Some(&draft.clauses)
            .filter(|clauses| !clauses.is_empty())
            .and_then(|clauses| serde_json::to_string(clauses).ok()),
        subscription: Some(&draft.subscription)
            .filter(|own| !own.is_plain())
            .and_then(|own| serde_json::to_string(own).ok()),
        sections: Some(&draft.sections)
            .filter(|sections| !sections.is_empty())
            .and_then(|sections| serde_json::to_string(sections).ok()),
        surcharges: Some(&draft.surcharges)
            .filter(|surcharges| !surcharges.is_empty())
            .and_then(|surcharges| serde_json::to_string(surcharges).ok()),
    }
}

fn lines(draft: &QuoteDraft, quote_id: QuoteId, rows: &mut Vec<QuoteLineRow>) {
    for (position, line) in draft.lines.iter().enumerate() {
        rows.push(QuoteLineRow {
            id: line.id,
            quote_id,
            position: i64::try_from(position).unwrap_or(0),
            product_id: line.product_id,
            section_id: line.section,
            choice: Some(&line.choice)
                .filter(|choice| !choice.is_none())
                .and_then(|choice| serde_json::to_string(choice).ok()),
            description: line.description.clone(),
            unit: line.unit.clone(),
            charge: line.price.charge.code(),
            quantity_e4: line.price.quantity,
            list_price_e4: line.price.list_price,
            manual_price_e4: None,
            tier_mode: line.price.tier_mode.code(),
            tiers: tiers_json(&line.price.tiers),
            floor_e4: line.price.floor,
            cost_e4: line.price.cost,
            discount_bp: line.price.discount,
            tax_category: line.price.tax.category.code(),
            tax_rate_bp: line.price.tax.rate,
            optional: line.price.optional,
            options_e4: line.price.options,
            options_cost_e4: line.price.options_cost,
            term: line
                .price
                .term
                .as_ref()
                .and_then(|term| serde_json::to_string(term).ok()),
            contracted: line
                .price
                .contracted
                .as_ref()
                .and_then(|contracted| serde_json::to_string(contracted).ok()),
            surcharges: Some(&line.price.surcharges)
                .filter(|surcharges| !surcharges.is_empty())
                .and_then(|surcharges| serde_json::to_string(surcharges).ok()),
            kind: None,
            family: line.price.family.clone(),
            configuration: line
                .configuration
                .as_ref()
                .and_then(|configuration| serde_json::to_string(configuration).ok()),
        });
    }
}

fn events(ground: &Ground<'_>, row: &QuoteRow) -> Vec<EventRow> {
    let since = ground.present.now.plus_days(-75);
    let mut events = Vec::new();
    let mut push = |at: Instant, action, after: String| {
        if at >= since {
            events.push(EventRow {
                at,
                actor_id: Some(row.owner_id),
                entity: Entity::Quote.code(),
                entity_id: row.id.0,
                parent_id: row.opportunity_id.map(|id| id.0),
                owner_id: Some(row.owner_id),
                action,
                before_json: None,
                after_json: Some(after),
            });
        }
    };
    let facts = serde_json::json!({ "number": row.number, "title": row.title, "state": "draft" });
    push(row.created_at, "created", facts.to_string());
    events
}
