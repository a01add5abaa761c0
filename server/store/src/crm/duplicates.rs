//! Records that may be one: all of a kind, or the few worth comparing with one.

use super::{accounts, contacts, leads};
use crate::platform::search::{Place, has};
use crate::{Result, Session, Sql, args};
use shared::crm::contacts::full_name;
use shared::crm::duplicates::{
    DuplicateKind, DuplicateRecord, Print, email_key, name_words, phone_key,
};
use shared::crm::leads::lead_name;
use shared::kernel::{AccountId, Actor, ContactId, Instant, LeadId, Scope, UserId};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A record to compare, with what a list shows of it.
#[derive(Clone, Debug)]
pub struct Compared {
    /// What is compared.
    pub print: Print,
    /// What is shown.
    pub record: DuplicateRecord,
    /// Whose it is; nobody's for a lead of the queue.
    pub owner: Option<UserId>,
}

/// Most records looked at for one that is typed.
const CANDIDATES: &str = "LIMIT 300";

fn shown(
    kind: DuplicateKind,
    id: Uuid,
    (name, detail, owner): (String, Vec<&str>, String),
    updated_at: Instant,
) -> DuplicateRecord {
    let detail: Vec<&str> = detail.into_iter().filter(|part| !part.is_empty()).collect();
    DuplicateRecord {
        kind,
        id,
        name,
        detail: detail.join(" · "),
        owner,
        updated_at,
    }
}

/// Of a stored account.
#[must_use]
pub fn of_account(stored: &accounts::StoredAccount) -> Compared {
    let facts = &stored.facts;
    let site = facts.website.trim_start_matches("https://");
    let detail = vec![facts.city.as_str(), site, facts.vat_number.as_str()];
    let told = (facts.name.clone(), detail, stored.owner_name.clone());
    Compared {
        print: Print::of_account(stored.id.0, facts),
        record: shown(DuplicateKind::Account, stored.id.0, told, stored.updated_at),
        owner: Some(facts.owner_id),
    }
}

/// Of a stored contact.
#[must_use]
pub fn of_contact(stored: &contacts::StoredContact) -> Compared {
    let facts = &stored.facts;
    let account = stored.account_name.as_deref().unwrap_or_default();
    let detail = vec![account, facts.email.as_str(), facts.phone.as_str()];
    let name = full_name(&facts.first_name, &facts.last_name);
    let told = (name, detail, stored.owner_name.clone());
    Compared {
        print: Print::of_contact(stored.id.0, facts, account),
        record: shown(DuplicateKind::Contact, stored.id.0, told, stored.updated_at),
        owner: Some(facts.owner_id),
    }
}

/// Of a stored lead.
#[must_use]
pub fn of_lead(stored: &leads::StoredLead) -> Compared {
    let facts = &stored.facts;
    let name = lead_name(facts);
    let company = if facts.company == name {
        ""
    } else {
        facts.company.as_str()
    };
    let detail = vec![company, facts.email.as_str(), facts.phone.as_str()];
    let told = (name, detail, stored.owner_name.clone().unwrap_or_default());
    Compared {
        print: Print::of_lead(stored.id.0, facts),
        record: shown(DuplicateKind::Lead, stored.id.0, told, stored.updated_at),
        owner: facts.owner_id,
    }
}

/// Every living record of a kind; open leads as far as `scope` reaches.
pub async fn all(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    kind: DuplicateKind,
) -> Result<Vec<Compared>> {
    Ok(match kind {
        DuplicateKind::Account => {
            let all = accounts::some(session, |_| {}).await?;
            all.iter().map(of_account).collect()
        }
        DuplicateKind::Contact => {
            let all = contacts::some(session, |_| {}).await?;
            all.iter().map(of_contact).collect()
        }
        DuplicateKind::Lead => {
            let all = leads::some(session, actor, scope, |sql| {
                sql.push("AND l.status NOT IN ('converted', 'disqualified')");
            })
            .await?;
            all.iter().map(of_lead).collect()
        }
    })
}

/// One record of a kind, deleted or not; leads as far as `scope` reaches.
pub async fn one(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    kind: DuplicateKind,
    id: Uuid,
) -> Result<Option<Compared>> {
    Ok(match kind {
        DuplicateKind::Account => accounts::get(session, AccountId(id))
            .await?
            .as_ref()
            .map(of_account),
        DuplicateKind::Contact => contacts::get(session, ContactId(id))
            .await?
            .as_ref()
            .map(of_contact),
        DuplicateKind::Lead => leads::get(session, actor, scope, LeadId(id))
            .await?
            .as_ref()
            .map(of_lead),
    })
}

/// What a record worth comparing with `print` has in common with it.
struct Asked {
    email: String,
    phone: String,
    starts: Vec<String>,
}

impl Asked {
    fn of(print: &Print) -> Self {
        let mut starts: Vec<String> = name_words(&print.name)
            .into_iter()
            .filter(|word| word.chars().count() >= 3)
            .map(|word| word.chars().take(4).collect())
            .collect();
        // The longest words tell the most.
        starts.sort_by_key(|word| std::cmp::Reverse(word.len()));
        starts.truncate(3);
        if !print.domain.is_empty() && !print.person {
            starts.push(print.domain.clone());
        }
        Self {
            email: email_key(&print.email),
            phone: phone_key(&print.phone),
            starts,
        }
    }

    /// Appends `AND (…)`: one of the three agrees. The columns are static texts of the store.
    fn narrow(
        &self,
        sql: &mut Sql,
        place: Place,
        email: Option<&'static str>,
        phone: &'static str,
    ) {
        sql.push("AND (FALSE");
        if !self.starts.is_empty() {
            sql.push("OR");
            has(sql, place, &self.starts);
        }
        if let Some(column) = email.filter(|_| !self.email.is_empty()) {
            sql.push("OR LOWER(")
                .push(column)
                .push(") =")
                .bind(self.email.clone());
        }
        if !self.phone.is_empty() {
            // The signs people put between digits.
            sql.push("OR REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(")
                .push(phone)
                .push(", ' ', ''), '.', ''), '-', ''), '(', ''), ')', '') LIKE")
                .bind(format!("%{}", self.phone));
        }
        sql.push(")");
    }
}

/// Living records of a kind that may be `print`, without itself.
pub async fn near(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    kind: DuplicateKind,
    print: &Print,
) -> Result<Vec<Compared>> {
    let asked = Asked::of(print);
    let mut found: Vec<Compared> = match kind {
        DuplicateKind::Account => {
            let vat = print.vat_number.clone();
            let all = accounts::some(session, |sql| {
                if vat.is_empty() {
                    asked.narrow(sql, Place::account("a.id"), None, "a.phone");
                } else {
                    sql.with("AND (a.vat_number =", vat).push("OR (TRUE");
                    asked.narrow(sql, Place::account("a.id"), None, "a.phone");
                    sql.push("))");
                }
                sql.push("ORDER BY a.updated_at DESC").push(CANDIDATES);
            })
            .await?;
            all.iter().map(of_account).collect()
        }
        DuplicateKind::Contact => {
            let all = contacts::some(session, |sql| {
                asked.narrow(sql, Place::contact("c.id"), Some("c.email"), "c.phone");
                sql.push("ORDER BY c.updated_at DESC").push(CANDIDATES);
            })
            .await?;
            all.iter().map(of_contact).collect()
        }
        DuplicateKind::Lead => {
            let all = leads::some(session, actor, scope, |sql| {
                asked.narrow(sql, Place::lead("l.id"), Some("l.email"), "l.phone");
                sql.push("ORDER BY l.updated_at DESC").push(CANDIDATES);
            })
            .await?;
            all.iter().map(of_lead).collect()
        }
    };
    found.retain(|record| record.record.id != print.id);
    Ok(found)
}

/// Pairs of a kind somebody found to be two, the smaller id first.
pub async fn separated(
    session: &mut Session,
    kind: DuplicateKind,
) -> Result<BTreeSet<(Uuid, Uuid)>> {
    let rows: Vec<(Uuid, Uuid)> = session
        .all(
            "SELECT one_id, other_id FROM distinct_pairs WHERE entity = $1",
            args![kind.code()],
        )
        .await?;
    Ok(rows.into_iter().collect())
}

/// Says that two records are two, or takes that back.
pub async fn separate(
    session: &mut Session,
    kind: DuplicateKind,
    (one, other): (Uuid, Uuid),
    apart: bool,
    actor: UserId,
    at: Instant,
) -> Result<()> {
    let (one, other) = (one.min(other), one.max(other));
    if apart {
        session
            .exec(
                "INSERT INTO distinct_pairs (entity, one_id, other_id, actor_id, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (entity, one_id, other_id) DO NOTHING",
                args![kind.code(), one, other, actor, at],
            )
            .await?;
    } else {
        session
            .exec(
                "DELETE FROM distinct_pairs WHERE entity = $1 AND one_id = $2 AND other_id = $3",
                args![kind.code(), one, other],
            )
            .await?;
    }
    Ok(())
}
