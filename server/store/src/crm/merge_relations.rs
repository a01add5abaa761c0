//! What a merge does to affiliations and relations: what has no place beside that of the kept record
//! is taken away before the rest is moved, remembered whole, and comes back with the other record.

use super::relations::{Plain, relation};
use super::{affiliations, relations};
use crate::{Result, Session, Sql, args};
use serde::{Deserialize, Serialize};
use shared::crm::duplicates::DuplicateKind;
use shared::crm::relations::{
    Affiliation, AffiliationDraft, Relation, RelationDraft, check_affiliation, check_relation,
    settle,
};
use shared::kernel::{AccountId, AffiliationId, ContactId};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Rows that a merge took away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Affiliations the kept record has, too.
    pub affiliations: Vec<Affiliation>,
    /// Relations that would say nothing new, or what cannot be.
    pub relations: Vec<Relation>,
}

/// Takes away what has no place once `from` is `to`.
pub(super) async fn take(
    session: &mut Session,
    kind: DuplicateKind,
    from: Uuid,
    to: Uuid,
) -> Result<Taken> {
    if kind == DuplicateKind::Lead {
        return Ok(Taken::default());
    }
    let mut taken = Taken {
        affiliations: doubled(session, kind, from, to).await?,
        relations: Vec::new(),
    };
    let all = concerned(session, kind, from, to).await?;
    let gone = settle(&all, |draft| turned(draft, kind, from, to));
    for one in all {
        if gone.contains(&one.id) {
            relations::delete(session, one.id, one.version).await?;
            taken.relations.push(one);
        }
    }
    for one in &taken.affiliations {
        affiliations::delete(session, one.id, one.version).await?;
    }
    Ok(taken)
}

/// Brings back what was taken away, as far as it has a place still: its ends may be gone for good.
pub(super) async fn give_back(session: &mut Session, taken: &Taken) -> Result<()> {
    for one in &taken.affiliations {
        let there = all_there(session, &[one.contact_id.0], Some(one.account_id)).await?;
        let drafts: Vec<AffiliationDraft> =
            affiliations::between(session, one.contact_id, one.account_id)
                .await?
                .into_iter()
                .map(|other| other.draft)
                .collect();
        if there && check_affiliation(&one.draft, &drafts).is_empty() {
            affiliations::insert(session, one).await?;
        }
    }
    for one in &taken.relations {
        let draft = &one.draft;
        let there = all_there(session, &[draft.from.0, draft.to.0], draft.account_id).await?;
        let others: Vec<RelationDraft> =
            relations::beside(session, (draft.from, draft.to), draft.account_id)
                .await?
                .into_iter()
                .map(|other| other.draft)
                .collect();
        if there && check_relation(draft, &others).is_empty() {
            relations::insert(session, one).await?;
        }
    }
    Ok(())
}

/// Whether these contacts and this account are in the database.
async fn all_there(
    session: &mut Session,
    contacts: &[Uuid],
    account: Option<AccountId>,
) -> Result<bool> {
    for id in contacts {
        let row: Option<(i32,)> = session
            .opt("SELECT 1 FROM contacts WHERE id = $1", args![*id])
            .await?;
        if row.is_none() {
            return Ok(false);
        }
    }
    let Some(account) = account else {
        return Ok(true);
    };
    let row: Option<(i32,)> = session
        .opt("SELECT 1 FROM accounts WHERE id = $1", args![account])
        .await?;
    Ok(row.is_some())
}

type Place = (Uuid, Uuid, Uuid);

/// Affiliations of `from` that say what one of `to` says already: the same person at the same account
/// at the same time.
async fn doubled(
    session: &mut Session,
    kind: DuplicateKind,
    from: Uuid,
    to: Uuid,
) -> Result<Vec<Affiliation>> {
    let mut sql = Sql::new("SELECT id, contact_id, account_id FROM contact_accounts WHERE");
    match kind {
        DuplicateKind::Contact => sql.with("contact_id =", from),
        DuplicateKind::Account | DuplicateKind::Lead => sql.with("account_id =", from),
    };
    sql.push("ORDER BY id");
    let rows: Vec<Place> = session.all_of(sql).await?;
    let mut doubled = Vec::new();
    for (id, contact, account) in rows {
        let (contact, account) = (ContactId(contact), AccountId(account));
        let own = affiliations::between(session, contact, account).await?;
        let Some(one) = own.into_iter().find(|one| one.id == AffiliationId(id)) else {
            continue;
        };
        let (contact, account) = match kind {
            DuplicateKind::Contact => (ContactId(to), account),
            DuplicateKind::Account | DuplicateKind::Lead => (contact, AccountId(to)),
        };
        let there: Vec<AffiliationDraft> = affiliations::between(session, contact, account)
            .await?
            .into_iter()
            .map(|other| other.draft)
            .collect();
        if !check_affiliation(&one.draft, &there).is_empty() {
            doubled.push(one);
        }
    }
    Ok(doubled)
}

/// Every relation the merge may touch, with the reporting lines of the accounts it may touch.
async fn concerned(
    session: &mut Session,
    kind: DuplicateKind,
    from: Uuid,
    to: Uuid,
) -> Result<Vec<Relation>> {
    let rows: Vec<Plain> = match kind {
        DuplicateKind::Account | DuplicateKind::Lead => {
            session
                .all(
                    "SELECT id, from_id, to_id, kind, account_id, strength, note, version FROM contact_relations WHERE account_id IN ($1, $2) ORDER BY id",
                    args![from, to],
                )
                .await?
        }
        DuplicateKind::Contact => {
            session
                .all(
                    "SELECT id, from_id, to_id, kind, account_id, strength, note, version FROM contact_relations WHERE from_id IN ($1, $2) OR to_id IN ($1, $2)
                        OR account_id IN (SELECT x.account_id FROM contact_relations x WHERE x.from_id IN ($1, $2) OR x.to_id IN ($1, $2)) ORDER BY id",
                    args![from, to],
                )
                .await?
        }
    };
    let mut met = BTreeSet::new();
    let mut all = Vec::new();
    for row in rows {
        let one = relation(row)?;
        if met.insert(one.id) {
            all.push(one);
        }
    }
    Ok(all)
}

fn turned(draft: &RelationDraft, kind: DuplicateKind, from: Uuid, to: Uuid) -> RelationDraft {
    let turn = |id: Uuid| if id == from { to } else { id };
    match kind {
        DuplicateKind::Contact => RelationDraft {
            from: ContactId(turn(draft.from.0)),
            to: ContactId(turn(draft.to.0)),
            ..draft.clone()
        },
        DuplicateKind::Account | DuplicateKind::Lead => RelationDraft {
            account_id: draft.account_id.map(|id| AccountId(turn(id.0))),
            ..draft.clone()
        },
    }
}
