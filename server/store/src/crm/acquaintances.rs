//! Who of us had to do with which contact, and the people around an account.

use crate::scope::scope_condition;
use crate::{Result, Session, Sql};
use shared::crm::relations::Touches;
use shared::kernel::{AccountId, Action, Actor, ContactId, Instant, Named, UserId};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What colleagues had to do with contacts, by contact and colleague.
pub type Known = BTreeMap<ContactId, BTreeMap<Named<UserId>, Touches>>;

/// Contacts asked for at once.
const AT_ONCE: usize = 200;

/// What active colleagues had to do with these contacts up to now. That somebody talked to a person is
/// for everybody to know who may see that person, as the last activity on lists is; what was said is
/// not. Deals count as far as the actor may see them.
pub async fn known(
    session: &mut Session,
    actor: &Actor,
    contacts: &[ContactId],
    now: Instant,
) -> Result<Known> {
    let mut all = Known::new();
    for some in contacts.chunks(AT_ONCE) {
        talks(session, some, now, &mut all).await?;
        deals(session, actor, some, &mut all).await?;
    }
    Ok(all)
}

async fn talks(
    session: &mut Session,
    contacts: &[ContactId],
    now: Instant,
    all: &mut Known,
) -> Result<()> {
    // What did not come about is no conversation.
    let mut sql = Sql::new(
        "SELECT r.contact_id, r.owner_id, u.name, r.kind, COUNT(*), MAX(r.at) FROM activities r JOIN users u ON u.id = r.owner_id
        WHERE u.active AND r.deleted_at IS NULL AND r.outcome NOT IN ('voicemail', 'no_answer', 'no_show', 'cancelled')",
    );
    sql.with("AND r.at <=", now)
        .within("AND r.contact_id IN", contacts.iter().copied())
        .push("GROUP BY r.contact_id, r.owner_id, u.name, r.kind");
    let rows: Vec<(Uuid, Uuid, String, String, i64, i64)> = session.all_of(sql).await?;
    for (contact, user, name, kind, count, last) in rows {
        let touches = all
            .entry(ContactId(contact))
            .or_default()
            .entry(Named::new(UserId(user), name))
            .or_default();
        match kind.as_str() {
            "meeting" => touches.meetings += count,
            "call" => touches.calls += count,
            "email" => touches.emails += count,
            _ => touches.notes += count,
        }
        touches.last_at = touches.last_at.max(Some(Instant(last)));
    }
    Ok(())
}

/// Open deals in which a colleague sells, or helps to, and the contact has a part.
async fn deals(
    session: &mut Session,
    actor: &Actor,
    contacts: &[ContactId],
    all: &mut Known,
) -> Result<()> {
    let mut met: BTreeSet<(Uuid, Uuid, Uuid)> = BTreeSet::new();
    for statement in [
        "SELECT m.contact_id, o.id, u.id, u.name FROM opportunity_contacts m JOIN opportunities o ON o.id = m.opportunity_id JOIN users u ON u.id = o.owner_id
        WHERE u.active AND o.state = 'open' AND o.deleted_at IS NULL",
        "SELECT m.contact_id, o.id, u.id, u.name FROM opportunity_contacts m JOIN opportunities o ON o.id = m.opportunity_id
            JOIN opportunity_team w ON w.opportunity_id = o.id JOIN users u ON u.id = w.user_id
        WHERE u.active AND o.state = 'open' AND o.deleted_at IS NULL",
    ] {
        let mut sql = Sql::new(statement);
        sql.within("AND m.contact_id IN", contacts.iter().copied());
        let scope = actor.scope(Action::ViewOpportunity);
        scope_condition(&mut sql, actor, scope, "o.owner_id", Some("o.id"));
        let rows: Vec<(Uuid, Uuid, Uuid, String)> = session.all_of(sql).await?;
        for (contact, deal, user, name) in rows {
            if met.insert((contact, deal, user)) {
                all.entry(ContactId(contact))
                    .or_default()
                    .entry(Named::new(UserId(user), name))
                    .or_default()
                    .open_deals += 1;
            }
        }
    }
    Ok(())
}

/// The parts these contacts have in open deals of an account that the actor may see.
pub async fn buying_roles(
    session: &mut Session,
    actor: &Actor,
    account: AccountId,
    contacts: &[ContactId],
) -> Result<BTreeMap<ContactId, BTreeSet<String>>> {
    let mut all: BTreeMap<ContactId, BTreeSet<String>> = BTreeMap::new();
    for some in contacts.chunks(AT_ONCE) {
        let mut sql = Sql::new(
            "SELECT m.contact_id, m.buying_role FROM opportunity_contacts m JOIN opportunities o ON o.id = m.opportunity_id
            WHERE o.state = 'open' AND o.deleted_at IS NULL",
        );
        sql.with("AND o.account_id =", account)
            .within("AND m.contact_id IN", some.iter().copied());
        let scope = actor.scope(Action::ViewOpportunity);
        scope_condition(&mut sql, actor, scope, "o.owner_id", Some("o.id"));
        let rows: Vec<(Uuid, String)> = session.all_of(sql).await?;
        for (contact, role) in rows {
            all.entry(ContactId(contact)).or_default().insert(role);
        }
    }
    Ok(all)
}
