//! Deals as rows: the opportunity, its facts over time, contacts, competitors, products, events.

use super::accounts::Buyer;
use super::deals::{Deal, Ground};
use super::random::Random;
use super::words;
use shared::deals::opportunities::{AmountSource, BuyingRole, DealFields, DealPlace, TeamRole};
use shared::deals::pipelines::{ForecastCategory, StageState};
use shared::kernel::event::Entity;
use shared::kernel::{ContactId, Instant, Money, Percent, search_key};
use std::collections::BTreeSet;
use store::platform::bulk::{
    CompetitorRow, DealContactRow, DealProductRow, DealTeamRow, EventRow, FactRow, OpportunityRow,
};

/// Events of this many days are in the log; older ones would only be weight.
const LOGGED_DAYS: i64 = 75;

#[derive(Default)]
pub(super) struct DealRows {
    pub(super) opportunities: Vec<OpportunityRow>,
    pub(super) facts: Vec<FactRow>,
    pub(super) contacts: Vec<DealContactRow>,
    pub(super) competitors: Vec<CompetitorRow>,
    pub(super) team: Vec<DealTeamRow>,
    pub(super) products: Vec<DealProductRow>,
    pub(super) events: Vec<EventRow>,
}

pub(super) fn rows(random: &mut Random, ground: &Ground<'_>, deals: &[Deal]) -> DealRows {
    let mut rows = DealRows::default();
    for deal in deals {
        let buyer = &ground.accounts.buyers[deal.buyer];
        let row = opportunity(random, ground, deal, buyer);
        facts(random, ground, deal, &mut rows);
        people(random, deal, buyer, &mut rows);
        for (position, line) in deal.lines.iter().enumerate() {
            let item = &ground.catalog.items[line.item];
            rows.products.push(DealProductRow {
                id: line.id,
                opportunity_id: deal.id,
                product_id: item.id,
                position: i64::try_from(position).unwrap_or(0),
                charge: item.charge.code(),
                quantity_e4: line.quantity,
                unit_price_e4: line.unit_price,
                discount_bp: line.discount,
            });
        }
        events(ground, deal, &row, &mut rows.events);
        rows.opportunities.push(row);
    }
    rows.events.sort_by_key(|event| event.at);
    rows
}

fn opportunity(
    random: &mut Random,
    ground: &Ground<'_>,
    deal: &Deal,
    buyer: &Buyer,
) -> OpportunityRow {
    let pipeline = &ground.pipelines[deal.pipeline];
    let stage = &pipeline.stages[deal.path.stage()];
    let open = deal.path.state == StageState::Open;
    let planned = open && random.percent(64);
    let step_day = super::time::working_day_after(ground.present.day_after(random.between(-4, 14)));
    let last_date = deal
        .path
        .close_dates
        .last()
        .map_or(deal.path.entered(), |(at, _)| *at);
    OpportunityRow {
        id: deal.id,
        name: deal.name.clone(),
        search: search_key(&deal.name),
        account_id: Some(buyer.id),
        pipeline_id: pipeline.id,
        stage_id: stage.id,
        state: stage.state.code(),
        owner_id: deal.owner.id,
        kind: deal.kind.code().to_owned(),
        amount_minor: deal.amount_minor,
        currency: deal.currency,
        amount_source: amount_source(deal).code(),
        close_date: deal.path.close_date(),
        probability_judged_bp: deal.path.judged.map(|(_, points)| points),
        category_judged: deal.path.judged.map(|(category, _)| category.code()),
        next_step: if planned {
            words::of(*random.pick(&words::NEXT_STEPS), deal.lang()).to_owned()
        } else {
            String::new()
        },
        next_step_on: planned.then_some(step_day),
        source: words::of(*random.pick(&words::SOURCES), deal.lang()).to_owned(),
        loss_reason_id: deal.loss_reason,
        loss_note: deal.loss_note.clone(),
        closed_on: deal.path.closed_on,
        stage_entered_at: deal.path.entered(),
        last_activity_at: None,
        next_activity_on: None,
        close_date_pushes: deal.path.pushes(),
        sample: true,
        created_at: deal.path.started(),
        updated_at: deal.path.entered().max(last_date),
        deleted_at: None,
        version: i64::try_from(deal.path.visits.len()).unwrap_or(1),
    }
}

const fn amount_source(deal: &Deal) -> AmountSource {
    if deal.lines.is_empty() {
        AmountSource::Typed
    } else {
        AmountSource::Products
    }
}

/// One row per change, oldest first; the last one is the deal as it is.
fn facts(random: &mut Random, ground: &Ground<'_>, deal: &Deal, rows: &mut DealRows) {
    let pipeline = &ground.pipelines[deal.pipeline];
    let mut moments: BTreeSet<Instant> = deal.path.visits.iter().map(|(_, at)| *at).collect();
    moments.extend(deal.path.close_dates.iter().map(|(at, _)| *at));
    // The first estimate was rounder; it became the amount with a later stage.
    let estimated = deal.path.visits.len() > 2 && random.percent(48);
    let estimate = (deal.amount_minor * random.between(65, 140) / 100 / 50_000).max(1) * 50_000;
    let settled = deal
        .path
        .visits
        .get(deal.path.visits.len() / 2)
        .map(|(_, at)| *at);
    let last = moments.last().copied();
    for at in moments {
        let visit = deal
            .path
            .visits
            .iter()
            .rev()
            .find(|(_, entered)| *entered <= at);
        let stage = &pipeline.stages[visit.map_or(0, |(stage, _)| *stage)];
        let dates = deal.path.close_dates.iter().rev();
        let close_date = dates
            .clone()
            .find(|(since, _)| *since <= at)
            .map(|(_, day)| *day);
        let early = estimated && settled.is_some_and(|settled| at < settled);
        let judged = deal.path.judged.filter(|_| Some(at) == last);
        rows.facts.push(FactRow {
            opportunity_id: deal.id,
            at,
            actor_id: Some(deal.owner.id),
            stage_id: stage.id,
            state: stage.state.code(),
            owner_id: deal.owner.id,
            amount_minor: if early { estimate } else { deal.amount_minor },
            currency: deal.currency,
            close_date: close_date.unwrap_or(deal.path.close_date()),
            probability_bp: judged.map_or(i64::from(stage.probability.0), |(_, points)| points),
            category: judged
                .map_or(stage.category, |(category, _): (ForecastCategory, i64)| {
                    category
                })
                .code(),
        });
    }
}

/// Contacts with their part in the purchase, rivals, and a helping colleague.
fn people(random: &mut Random, deal: &Deal, buyer: &Buyer, rows: &mut DealRows) {
    let reached = deal.path.reached();
    let wanted = if buyer.consumer {
        1
    } else {
        (reached + 1).min(4)
    };
    let roles = [
        BuyingRole::DecisionMaker,
        BuyingRole::Champion,
        BuyingRole::Buyer,
        BuyingRole::User,
    ];
    // A fresh deal may have nobody yet: its gate says so.
    let nobody = reached == 0 && random.percent(30);
    if !nobody {
        for (contact, role) in contacts(buyer).zip(roles).take(wanted) {
            rows.contacts.push(DealContactRow {
                opportunity_id: deal.id,
                contact_id: contact,
                buying_role: role.code(),
            });
        }
    }
    if !buyer.consumer && random.percent(34) {
        let incumbent = random.percent(30);
        rows.competitors.push(CompetitorRow {
            opportunity_id: deal.id,
            name: (*random.pick(&words::COMPETITORS)).to_owned(),
            incumbent,
        });
    }
    if let Some(helper) = deal.helper {
        rows.team.push(DealTeamRow {
            opportunity_id: deal.id,
            user_id: helper,
            role: if random.percent(60) {
                TeamRole::PreSales
            } else {
                TeamRole::CoOwner
            }
            .code(),
        });
    }
}

fn contacts(buyer: &Buyer) -> impl Iterator<Item = ContactId> + '_ {
    buyer.contacts.iter().copied()
}

/// The log of the last weeks, in the form edits and moves write it.
fn events(ground: &Ground<'_>, deal: &Deal, row: &OpportunityRow, events: &mut Vec<EventRow>) {
    let since = ground.present.now.plus_days(-LOGGED_DAYS);
    let pipeline = &ground.pipelines[deal.pipeline];
    let mut push = |at: Instant, action, before: Option<String>, after: String| {
        events.push(EventRow {
            at,
            actor_id: Some(deal.owner.id),
            entity: Entity::Opportunity.code(),
            entity_id: deal.id.0,
            parent_id: None,
            owner_id: Some(deal.owner.id),
            action,
            before_json: before,
            after_json: Some(after),
        });
    };
    if deal.path.started() >= since {
        let first = deal
            .path
            .close_dates
            .first()
            .map_or(row.close_date, |(_, day)| *day);
        push(
            deal.path.started(),
            "created",
            None,
            json(&fields(deal, row, first)),
        );
    }
    for pair in deal.path.visits.windows(2) {
        let at = pair[1].1;
        if at >= since {
            let place = |index: usize, entered| place(deal, &pipeline.stages[index], entered, at);
            let before = place(pair[0].0, pair[0].1);
            push(
                at,
                "stage_moved",
                Some(json(&before)),
                json(&place(pair[1].0, at)),
            );
        }
    }
    for pair in deal.path.close_dates.windows(2) {
        let at = pair[1].0;
        // The closing day comes with the move.
        if at >= since && at != deal.path.entered() {
            let before = json(&fields(deal, row, pair[0].1));
            push(
                at,
                "edited",
                Some(before),
                json(&fields(deal, row, pair[1].1)),
            );
        }
    }
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn fields(deal: &Deal, row: &OpportunityRow, close_date: chrono::NaiveDate) -> DealFields {
    DealFields {
        name: row.name.clone(),
        account_id: row.account_id,
        amount: Money::new(row.amount_minor, row.currency),
        amount_source: amount_source(deal),
        close_date,
        close_date_pushes: i32::try_from(row.close_date_pushes).unwrap_or(0),
        kind: deal.kind,
        next_step: row.next_step.clone(),
        next_step_on: row.next_step_on,
        source: row.source.clone(),
        channel: shared::kernel::SalesChannel::Direct,
        probability_judged: deal
            .path
            .judged
            .and_then(|(_, points)| i32::try_from(points).ok())
            .map(Percent),
        category_judged: deal.path.judged.map(|(category, _)| category),
        loss_reason_id: None,
        loss_note: String::new(),
        custom: shared::platform::fields::CustomValues::default(),
    }
}

fn place(
    deal: &Deal,
    stage: &shared::deals::pipelines::Stage,
    stage_entered_at: Instant,
    at: Instant,
) -> DealPlace {
    let lost = stage.state == StageState::Lost;
    let announced = deal
        .path
        .close_dates
        .iter()
        .rev()
        .find(|(since, _)| *since <= at);
    DealPlace {
        stage_id: stage.id,
        state: stage.state,
        stage_entered_at,
        close_date: announced.map_or(deal.path.close_date(), |(_, day)| *day),
        closed_on: deal
            .path
            .closed_on
            .filter(|_| stage.state != StageState::Open),
        loss_reason_id: deal.loss_reason.filter(|_| lost),
        loss_note: if lost {
            deal.loss_note.clone()
        } else {
            String::new()
        },
    }
}
