//! First interest of the last months: some of it waits in the queue, some has become a deal, some of
//! it came twice.

use super::accounts::{Accounts, phone};
use super::deals::Deal;
use super::lead_words::{INTERESTS, JOBS, TALKS};
use super::people::{People, Rep, Team};
use super::places::{COUNTRIES, Country};
use super::random::Random;
use crate::crm::Recorded;
use i18n::{k, t};
use shared::crm::leads::{
    CONSENT_PURPOSE, Disqualification, LeadFacts, LeadSource, LeadState, LeadStatus, Rating,
    StatusChange, change_status, lead_search, touched,
};
use shared::kernel::event::Entity;
use shared::kernel::{
    AccountId, ContactId, Instant, Lang, LeadId, LeadTouchId, OpportunityId, UserId, search_key,
};
use store::platform::bulk::{EventRow, LeadRow, LeadTouchRow};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

#[derive(Default)]
pub(super) struct LeadRows {
    pub(super) leads: Vec<LeadRow>,
    pub(super) touches: Vec<LeadTouchRow>,
    pub(super) events: Vec<EventRow>,
}

/// How many there are of each status: with an owner, and in the queue.
const PLAN: [(LeadStatus, u32, u32); 6] = [
    (LeadStatus::New, 8, 9),
    (LeadStatus::Contacted, 11, 0),
    (LeadStatus::Nurturing, 8, 0),
    (LeadStatus::Qualified, 9, 0),
    (LeadStatus::Disqualified, 7, 1),
    (LeadStatus::Recycled, 2, 3),
];
/// How many have become a deal.
const CONVERTED: usize = 8;

pub(super) fn leads(
    random: &mut Random,
    people: &People,
    accounts: &Accounts,
    deals: &[Deal],
    now: Instant,
) -> LeadRows {
    let mut made = LeadRows::default();
    for (status, owned, queued) in PLAN {
        for number in 0..owned + queued {
            let person = person(random, people, number < owned);
            let created_at = born(random, status, number, now);
            add(random, &mut made, &person, status, created_at, now);
        }
    }
    for deal in deals
        .iter()
        .filter(|deal| deal.path.started().0 > now.0 - 150 * DAY)
    {
        if made
            .leads
            .iter()
            .filter(|lead| lead.converted_at.is_some())
            .count()
            == CONVERTED
        {
            break;
        }
        convert(random, &mut made, accounts, deal);
    }
    twice(random, &mut made, now);
    known(random, &mut made, people, accounts, now);
    made
}

/// Somebody who showed interest, and who looks after them.
struct Person {
    facts: LeadFacts,
    rep: Rep,
}

fn person(random: &mut Random, people: &People, owned: bool) -> Person {
    let country: &Country = &COUNTRIES[random.weighted(&[60, 18, 12, 5, 5])];
    let team = if country.code == "FR" {
        Team::France
    } else {
        Team::NorthernEurope
    };
    let rep = *random.pick(&people.reps_of(team));
    let (trade, _) = *random.pick(country.trades);
    let place = random.pick(country.names);
    let company = if country.french {
        format!("{trade} {place}")
    } else {
        format!("{place} {trade}")
    };
    let first = (*random.pick(country.first)).to_owned();
    let last = (*random.pick(country.last)).to_owned();
    let (_, city) = *random.pick(country.towns);
    let lang = if country.french { Lang::Fr } else { Lang::En };
    let pick = |(en, fr): (&'static str, &'static str)| if lang == Lang::Fr { fr } else { en };
    let rating = [Rating::Cold, Rating::Warm, Rating::Hot][random.weighted(&[25, 55, 20])];
    let source = [
        LeadSource::Web,
        LeadSource::Event,
        LeadSource::Phone,
        LeadSource::Referral,
        LeadSource::Social,
        LeadSource::Partner,
        LeadSource::Prospecting,
    ][random.weighted(&[40, 18, 12, 12, 8, 5, 5])];
    let facts = LeadFacts {
        email: address(&first, &last, &company),
        title: pick(*random.pick(&JOBS)).to_owned(),
        phone: if random.percent(75) {
            phone(random, country)
        } else {
            String::new()
        },
        city: city.to_owned(),
        country: country.code.to_owned(),
        language: Some(lang),
        source,
        rating,
        interest: pick(*random.pick(&INTERESTS)).to_owned(),
        company,
        ..LeadFacts::named(first, last, owned.then_some(rep.id))
    };
    Person { facts, rep }
}

fn address(first: &str, last: &str, company: &str) -> String {
    let plain = |text: &str, gap: &str| {
        search_key(text)
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(gap)
    };
    format!(
        "{}.{}@{}.example",
        plain(first, ""),
        plain(last, ""),
        plain(company, "-")
    )
}

/// New ones came today, so that their clocks still run; the others weeks ago.
fn born(random: &mut Random, status: LeadStatus, number: u32, now: Instant) -> Instant {
    let ago = match (status, number) {
        (LeadStatus::New, 0) => 4 * MINUTE,
        (LeadStatus::New, 9) => 11 * MINUTE,
        (LeadStatus::New, 10) => 38 * MINUTE,
        (LeadStatus::New, _) => random.between(50 * MINUTE, 60 * HOUR),
        _ => random.between(3 * DAY, 90 * DAY),
    };
    Instant(now.0 - ago)
}

fn add(
    random: &mut Random,
    made: &mut LeadRows,
    person: &Person,
    status: LeadStatus,
    created_at: Instant,
    now: Instant,
) {
    let (facts, rep) = (&person.facts, person.rep);
    let id = LeadId(random.id(created_at));
    let new = LeadState::new(created_at);
    event(
        made,
        id,
        created_at,
        ("created", Some(rep.id)),
        facts,
        [None, Some(&new)],
    );
    let mut state = new.clone();
    let mut at = created_at;
    if !matches!(status, LeadStatus::New) && facts.owner_id.is_some() {
        let quick = random.percent(65);
        let wait = if quick {
            random.between(4, 55)
        } else {
            random.between(70, 1_500)
        };
        at = Instant((at.0 + wait * MINUTE).min(now.0 - MINUTE));
        for _ in 0..random.between(1, 3) {
            let (kind, en, fr) = *random.pick(&TALKS);
            state = touched(&state, kind, at);
            made.touches.push(LeadTouchRow {
                id: LeadTouchId(random.id(at)),
                lead_id: id,
                kind: kind.code(),
                body: if facts.language == Some(Lang::Fr) {
                    fr
                } else {
                    en
                }
                .to_owned(),
                at,
                actor_id: Some(rep.id),
            });
            at = Instant((at.0 + random.between(HOUR, 2 * DAY)).min(now.0 - MINUTE));
        }
    }
    let mut change = StatusChange::to(status);
    if status == LeadStatus::Disqualified {
        let reasons = [
            Disqualification::Budget,
            Disqualification::Fit,
            Disqualification::Unreachable,
            Disqualification::Competitor,
        ];
        change.reason = Some(*random.pick(&reasons));
    }
    let today = now.to_utc().date_naive();
    if matches!(status, LeadStatus::Nurturing | LeadStatus::Recycled) {
        change.until = super::time::shifted(today, random.between(5, 120)).into();
    }
    // What came from the queue was somebody's before it was given back.
    if status == LeadStatus::Recycled && state.status == LeadStatus::New {
        state.status = LeadStatus::Contacted;
        state.first_contacted_at = Some(Instant(created_at.0 + random.between(20, 300) * MINUTE));
    }
    if let Ok(next) = change_status(&state, &change, at, today) {
        event(
            made,
            id,
            at,
            ("status_changed", Some(rep.id)),
            facts,
            [Some(&state), Some(&next)],
        );
        state = next;
    }
    made.leads.push(row(id, facts, &state, created_at, at));
}

fn event(
    made: &mut LeadRows,
    id: LeadId,
    at: Instant,
    (action, actor_id): (&'static str, Option<UserId>),
    facts: &LeadFacts,
    sides: [Option<&LeadState>; 2],
) {
    let [before_json, after_json] = sides.map(|state| {
        state.and_then(|state| serde_json::to_string(&Recorded::of(facts, state)).ok())
    });
    // Nobody of ours typed what came through the form.
    let by_form = action == "created" && facts.source == LeadSource::Web;
    made.events.push(EventRow {
        at,
        actor_id: actor_id.filter(|_| !by_form),
        entity: Entity::Lead.code(),
        entity_id: id.0,
        parent_id: None,
        owner_id: facts.owner_id,
        action,
        before_json,
        after_json,
    });
}

fn row(
    id: LeadId,
    facts: &LeadFacts,
    state: &LeadState,
    created_at: Instant,
    updated_at: Instant,
) -> LeadRow {
    let web = facts.source == LeadSource::Web;
    let text = t(facts.language.unwrap_or_default(), k::leads::form::CONSENT);
    LeadRow {
        id,
        first_name: facts.first_name.clone(),
        last_name: facts.last_name.clone(),
        company: facts.company.clone(),
        search: lead_search(facts),
        title: facts.title.clone(),
        email: facts.email.clone(),
        phone: facts.phone.clone(),
        city: facts.city.clone(),
        country: facts.country.clone(),
        language: facts.language.map_or("", Lang::tag).to_owned(),
        source: facts.source.code(),
        rating: facts.rating.code(),
        interest: facts.interest.clone(),
        notes: facts.notes.clone(),
        owner_id: facts.owner_id,
        status: state.status.code(),
        status_since: state.since,
        first_contacted_at: state.first_contacted_at,
        recycle_on: state.recycle_on,
        reason: state.reason.map(Disqualification::code),
        status_note: state.note.clone(),
        consent_purpose: web.then(|| CONSENT_PURPOSE.to_owned()),
        consent_text: web.then(|| text.to_owned()),
        consent_at: web.then_some(created_at),
        consent_origin: web.then(|| "/web/lead-form · 192.0.2.17".to_owned()),
        converted_account_id: None,
        converted_contact_id: None,
        converted_opportunity_id: None,
        converted_at: None,
        sample: true,
        created_at,
        updated_at,
        version: 1,
    }
}

/// A lead that was there before one of the deals.
fn convert(random: &mut Random, made: &mut LeadRows, accounts: &Accounts, deal: &Deal) {
    let buyer = &accounts.buyers[deal.buyer];
    let contact = buyer
        .contacts
        .first()
        .and_then(|id| accounts.contacts.iter().find(|contact| contact.id == *id));
    let Some(contact) = contact.filter(|_| !buyer.consumer) else {
        return;
    };
    let (en, fr) = *random.pick(&INTERESTS);
    let facts = LeadFacts {
        company: buyer.name.clone(),
        title: contact.title.clone(),
        email: contact.email.clone(),
        phone: contact.phone.clone(),
        language: Some(buyer.lang),
        source: LeadSource::Referral,
        rating: Rating::Hot,
        interest: if buyer.lang == Lang::Fr { fr } else { en }.to_owned(),
        ..LeadFacts::named(
            contact.first_name.clone(),
            contact.last_name.clone(),
            Some(deal.owner.id),
        )
    };
    let at = deal.path.started();
    let created_at = Instant(at.0 - random.between(2 * HOUR, 9 * DAY));
    let id = LeadId(random.id(created_at));
    let new = LeadState::new(created_at);
    let state = LeadState {
        status: LeadStatus::Converted,
        since: at,
        first_contacted_at: Some(Instant(created_at.0 + random.between(10, 400) * MINUTE)),
        ..new.clone()
    };
    let by = Some(deal.owner.id);
    event(
        made,
        id,
        created_at,
        ("created", by),
        &facts,
        [None, Some(&new)],
    );
    event(
        made,
        id,
        at,
        ("converted", by),
        &facts,
        [Some(&new), Some(&state)],
    );
    let became: (AccountId, ContactId, OpportunityId) = (buyer.id, contact.id, deal.id);
    made.leads.push(LeadRow {
        converted_account_id: Some(became.0),
        converted_contact_id: Some(became.1),
        converted_opportunity_id: Some(became.2),
        converted_at: Some(at),
        ..row(id, &facts, &state, created_at, at)
    });
}

/// A new lead nobody has looked at.
fn arrive(random: &mut Random, made: &mut LeadRows, facts: &LeadFacts, at: Instant) {
    let id = LeadId(random.id(at));
    let state = LeadState::new(at);
    let states = [None, Some(&state)];
    event(made, id, at, ("created", None), facts, states);
    made.leads.push(row(id, facts, &state, at, at));
}

/// People who wrote again, a little differently.
fn twice(random: &mut Random, made: &mut LeadRows, now: Instant) {
    let again: Vec<LeadRow> = made
        .leads
        .iter()
        .filter(|lead| matches!(lead.status, "contacted" | "nurturing"))
        .step_by(5)
        .cloned()
        .collect();
    for (number, first) in again.into_iter().enumerate() {
        let created_at = Instant(now.0 - random.between(2 * HOUR, 40 * HOUR));
        let facts = LeadFacts {
            company: format!("{} SAS", first.company),
            email: if number % 2 == 0 {
                first.email.clone()
            } else {
                String::new()
            },
            phone: first.phone.clone(),
            city: first.city.clone(),
            country: first.country.clone(),
            language: first.language.parse().ok(),
            source: LeadSource::Web,
            interest: first.interest.clone(),
            ..LeadFacts::named(
                first.first_name.clone(),
                first.last_name.to_uppercase(),
                None,
            )
        };
        arrive(random, made, &facts, created_at);
    }
}

/// People of accounts that are there already.
fn known(
    random: &mut Random,
    made: &mut LeadRows,
    people: &People,
    accounts: &Accounts,
    now: Instant,
) {
    for buyer in accounts
        .buyers
        .iter()
        .filter(|buyer| !buyer.consumer)
        .step_by(97)
        .take(3)
    {
        let contact = buyer
            .contacts
            .last()
            .and_then(|id| accounts.contacts.iter().find(|contact| contact.id == *id));
        let Some(contact) = contact else { continue };
        let created_at = Instant(now.0 - random.between(HOUR, 30 * HOUR));
        let (en, fr) = *random.pick(&INTERESTS);
        let rep = *random.pick(&people.reps_of(buyer.team));
        let facts = LeadFacts {
            company: buyer.name.clone(),
            email: contact.email.clone(),
            language: Some(buyer.lang),
            source: LeadSource::Web,
            interest: if buyer.lang == Lang::Fr { fr } else { en }.to_owned(),
            ..LeadFacts::named(
                contact.first_name.clone(),
                contact.last_name.clone(),
                Some(rep.id),
            )
        };
        arrive(random, made, &facts, created_at);
    }
}
