//! A lead becomes an account, a contact and perhaps a deal: all of it or nothing.

use super::write::save;
use super::{finish, living};
use crate::crm::owner::{require_owner, rights};
use crate::crm::{accounts, contacts};
use crate::deals::opportunities::within;
use crate::{Ctx, OrProblem};
use i18n::{Key, t};
use shared::crm::accounts::tidy_account;
use shared::crm::contacts::{ContactFacts, tidy_contact};
use shared::crm::leads::{
    AccountPart, ContactPart, ConvertLead, DealPart, LeadFacts, LeadState, LeadStatus, LeadTouch,
    LeadView, TouchKind, account_of, check_conversion, contact_of,
};
use shared::deals::opportunities::{BuyingRole, NewOpportunity, OpportunityKind};
use shared::kernel::{
    AccountId, Action, ActivityId, ContactId, Issue, OpportunityId, Problem, ProblemKind, UserId,
};
use shared::platform::fields::{CustomValues, Holder, carried};
use shared::work::Links;
use shared::work::activities::{ActivityDraft, ActivityKind, Outcome};
use store::Session;
use store::crm::affiliations;
use store::crm::contacts::{ContactPlace, StoredContact};
use store::crm::leads::{self as rows, StoredLead};

/// Conversations that go along.
const TOUCHES: i64 = 500;
/// Longest subject of an activity.
const SUBJECT: usize = 200;

pub(super) async fn convert(ctx: Ctx, request: ConvertLead) -> Result<LeadView, Problem> {
    let mut session = ctx.write().await?;
    let lead = living(&ctx, &mut session, request.id, request.version).await?;
    if let Some(issue) = check_conversion(lead.state.status) {
        return Err(Problem::because(issue));
    }
    let owner = lead.facts.owner_id.unwrap_or(ctx.actor.user_id);
    let account = account(&ctx, &mut session, &lead.facts, owner, &request.account).await?;
    let contact = contact(
        &ctx,
        &mut session,
        &lead.facts,
        (account, owner),
        &request.contact,
    )
    .await?;
    let parties = Parties {
        account,
        contact,
        owner,
    };
    let (deal, mut session) = deal(&ctx, session, &lead.facts, &parties, &request.deal).await?;
    carry_on(&ctx, &mut session, &lead, &parties, deal).await?;
    let facts = LeadFacts {
        owner_id: Some(owner),
        ..lead.facts.clone()
    };
    let state = LeadState {
        status: LeadStatus::Converted,
        since: ctx.now(),
        first_contacted_at: lead.state.first_contacted_at.or(Some(ctx.now())),
        recycle_on: None,
        reason: None,
        note: String::new(),
    };
    save(&ctx, &mut session, &lead, (&facts, &state), "converted").await?;
    rows::set_converted(&mut session, lead.id, account, contact, deal, ctx.now())
        .await
        .or_problem()?;
    finish(&ctx, session, request.id).await
}

/// Whom the lead has become, and whose they are.
struct Parties {
    account: AccountId,
    contact: ContactId,
    owner: UserId,
}

async fn account(
    ctx: &Ctx,
    session: &mut Session,
    lead: &LeadFacts,
    owner: UserId,
    part: &AccountPart,
) -> Result<AccountId, Problem> {
    use store::crm::accounts as rows;
    match part {
        AccountPart::Existing(id) => match rows::name_of(session, *id).await.or_problem()? {
            Some(_) => Ok(*id),
            None => Err(unknown("account_id")),
        },
        AccountPart::New(id) => {
            ctx.require(Action::EditAccount)?;
            require_owner(ctx, session, None, owner).await?;
            if rows::get(session, *id).await.or_problem()?.is_some() {
                return Err(Problem::because(Issue::error(
                    "already_exists",
                    "account_id",
                )));
            }
            let mut facts = tidy_account(&account_of(lead, owner));
            facts.custom = brought(ctx, session, Holder::Account, lead).await?;
            accounts::add(ctx, session, *id, &facts).await?;
            Ok(*id)
        }
    }
}

async fn contact(
    ctx: &Ctx,
    session: &mut Session,
    lead: &LeadFacts,
    (account, owner): (AccountId, UserId),
    part: &ContactPart,
) -> Result<ContactId, Problem> {
    use store::crm::contacts as rows;
    match part {
        ContactPart::Existing(id) => {
            let there = rows::get(session, *id)
                .await
                .or_problem()?
                .filter(|contact| contact.deleted_at.is_none())
                .ok_or_else(|| unknown("contact_id"))?;
            let place = ContactPlace {
                account,
                today: ctx.today(),
            };
            let belongs = there.facts.account_id == Some(account)
                || affiliations::holds(session, place, *id)
                    .await
                    .or_problem()?;
            match there.facts.account_id {
                _ if belongs => {}
                None => settle(ctx, session, &there, account).await?,
                Some(_) => {
                    let issue = Issue::error("contact_of_other_account", "contact_id");
                    return Err(Problem::because(issue));
                }
            }
            Ok(*id)
        }
        ContactPart::New(id) => {
            ctx.require(Action::EditAccount)?;
            require_owner(ctx, session, None, owner).await?;
            if rows::get(session, *id).await.or_problem()?.is_some() {
                return Err(Problem::because(Issue::error(
                    "already_exists",
                    "contact_id",
                )));
            }
            let mut facts = tidy_contact(&contact_of(lead, account, owner));
            facts.custom = brought(ctx, session, Holder::Contact, lead).await?;
            contacts::add(ctx, session, *id, &facts).await?;
            Ok(*id)
        }
    }
}

/// A known person who works nowhere yet works there from now on. Who may convert the lead but not
/// change the person leaves the person as it is.
async fn settle(
    ctx: &Ctx,
    session: &mut Session,
    before: &StoredContact,
    account: AccountId,
) -> Result<(), Problem> {
    if !rights(ctx, session, before.facts.owner_id).await?.edit {
        return Ok(());
    }
    let after = ContactFacts {
        account_id: Some(account),
        ..before.facts.clone()
    };
    let saved = store::crm::contacts::update(session, before.id, before.version, &after, ctx.now())
        .await
        .or_problem()?;
    if !saved {
        return Err(Problem::of(ProblemKind::Conflict));
    }
    let (old, new) = (Some(&before.facts), Some(&after));
    contacts::record(ctx, session, before.id, "edited", old, new).await
}

async fn deal(
    ctx: &Ctx,
    mut session: Session,
    lead: &LeadFacts,
    parties: &Parties,
    part: &DealPart,
) -> Result<(Option<OpportunityId>, Session), Problem> {
    match part {
        DealPart::None => Ok((None, session)),
        DealPart::Existing(id) => {
            let place = (*id, parties.account);
            let session = within::join(ctx, session, place, parties.contact).await?;
            Ok((Some(*id), session))
        }
        DealPart::New {
            id,
            name,
            pipeline_id,
            amount,
            close_date,
        } => {
            let new = NewOpportunity {
                id: *id,
                name: name.clone(),
                account_id: Some(parties.account),
                contact: Some((parties.contact, BuyingRole::Influencer)),
                pipeline_id: *pipeline_id,
                stage_id: None,
                owner_id: Some(parties.owner),
                kind: OpportunityKind::New,
                amount: *amount,
                close_date: *close_date,
                next_step: String::new(),
                next_step_on: None,
                source: source_name(ctx, lead),
                channel: shared::kernel::SalesChannel::Direct,
                custom: brought(ctx, &mut session, Holder::Opportunity, lead).await?,
            };
            Ok((Some(*id), within::open(ctx, session, &new).await?))
        }
    }
}

/// What the lead's own fields say to fields of the same key; the lead keeps them all.
async fn brought(
    ctx: &Ctx,
    session: &mut Session,
    holder: Holder,
    lead: &LeadFacts,
) -> Result<CustomValues, Problem> {
    if lead.custom.is_empty() {
        return Ok(CustomValues::default());
    }
    let settings = ctx.settings(session).await?;
    Ok(carried(&settings.fields, holder, &lead.custom))
}

/// The channel as a person of the actor's language writes it.
fn source_name(ctx: &Ctx, lead: &LeadFacts) -> String {
    let code = lead.source.code();
    Key::by_name(&format!("leads.source.{code}"))
        .map_or(code, |key| t(ctx.actor.lang, key))
        .to_owned()
}

/// What was said with the lead becomes part of the timelines of what it became; its files go along.
async fn carry_on(
    ctx: &Ctx,
    session: &mut Session,
    lead: &StoredLead,
    parties: &Parties,
    deal: Option<OpportunityId>,
) -> Result<(), Problem> {
    let links = Links {
        account: Some(parties.account),
        contact: Some(parties.contact),
        opportunity: deal,
    };
    let touches = rows::touches(session, lead.id, TOUCHES)
        .await
        .or_problem()?;
    for (touch, by) in touches {
        let id = ActivityId(ctx.uuid());
        let draft = activity(ctx, touch, links);
        let by = by.unwrap_or(ctx.actor.user_id);
        store::work::activities::insert(session, id, &draft, by, ctx.now())
            .await
            .or_problem()?;
    }
    store::platform::files::carry_on(session, lead.id, parties.contact, deal)
        .await
        .or_problem()?;
    if let Some(deal) = deal {
        store::deals::opportunities::refresh_next_activity(
            session,
            deal,
            ctx.now(),
            &ctx.actor.zone,
        )
        .await
        .or_problem()?;
    }
    Ok(())
}

/// A touch as an activity: its first line is the subject.
fn activity(ctx: &Ctx, touch: LeadTouch, links: Links) -> ActivityDraft {
    let kind = match touch.kind {
        TouchKind::Call => ActivityKind::Call,
        TouchKind::Email => ActivityKind::Email,
        TouchKind::Meeting => ActivityKind::Meeting,
        TouchKind::Note => ActivityKind::Note,
    };
    let first = touch.body.lines().next().unwrap_or_default();
    let subject = if first.is_empty() {
        Key::by_name(&format!("leads.touch.{}", touch.kind.code()))
            .map_or("", |key| t(ctx.actor.lang, key))
    } else {
        first
    };
    let whole = subject == touch.body && subject.chars().count() <= SUBJECT;
    ActivityDraft {
        kind,
        subject: subject.chars().take(SUBJECT).collect(),
        body: if whole { String::new() } else { touch.body },
        outcome: Outcome::None,
        at: touch.at,
        minutes: None,
        links,
    }
}

fn unknown(field: &'static str) -> Problem {
    Problem::because(Issue::error("unknown_record", field))
}
