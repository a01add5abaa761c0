//! Planned leads as rows and as the facts events keep.

use crate::Ctx;
use crate::crm::Recorded;
use shared::crm::leads::{LeadFacts, LeadState, lead_search};
use shared::kernel::{Lang, LeadId};
use shared::platform::fields::CustomField;
use shared::platform::imports::model::Values;
use shared::platform::imports::own::custom;
use shared::platform::imports::plan::lead_facts;
use store::platform::bulk::LeadRow;
use uuid::Uuid;

/// A new lead; without an owner it waits in the queue. Its clock runs from now: before, nobody of ours
/// knew of it.
pub(super) fn lead(ctx: &Ctx, id: Uuid, values: &Values) -> LeadRow {
    let facts = lead_facts(values);
    let state = LeadState::new(ctx.now());
    LeadRow {
        id: LeadId(id),
        search: lead_search(&facts),
        first_name: facts.first_name,
        last_name: facts.last_name,
        company: facts.company,
        title: facts.title,
        email: facts.email,
        phone: facts.phone,
        city: facts.city,
        country: facts.country,
        language: facts.language.map_or("", Lang::tag).to_owned(),
        source: facts.source.code(),
        rating: facts.rating.code(),
        interest: facts.interest,
        notes: facts.notes,
        owner_id: facts.owner_id,
        status: state.status.code(),
        status_since: state.since,
        first_contacted_at: None,
        recycle_on: None,
        reason: None,
        status_note: String::new(),
        consent_purpose: None,
        consent_text: None,
        consent_at: None,
        consent_origin: None,
        converted_account_id: None,
        converted_contact_id: None,
        converted_opportunity_id: None,
        converted_at: None,
        sample: false,
        created_at: ctx.now(),
        updated_at: ctx.now(),
        version: 1,
    }
}

/// What the event of a new lead keeps.
pub(super) fn created(ctx: &Ctx, values: &Values, own: &[CustomField]) -> String {
    let facts = LeadFacts {
        custom: custom(values, own),
        ..lead_facts(values)
    };
    let recorded = Recorded::of(&facts, &LeadState::new(ctx.now()));
    serde_json::to_string(&recorded).unwrap_or_default()
}
