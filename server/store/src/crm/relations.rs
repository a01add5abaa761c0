//! How contacts stand to each other.

use crate::scope::scope_condition;
use crate::{Result, Session, Sql, StoreError, args};
use shared::crm::contacts::full_name;
use shared::crm::relations::{Relation, RelationDraft};
use shared::kernel::{AccountId, Action, Actor, ContactId, Named, RelationId, UserId};
use uuid::Uuid;

/// One end of a relation.
#[derive(Clone, Debug)]
pub struct End {
    /// Who, by name.
    pub contact: Named<ContactId>,
    /// Job title, or empty.
    pub title: String,
    /// Whose contact it is.
    pub owner: UserId,
    /// Where the person works, by name.
    pub account: Option<Named<AccountId>>,
}

/// A relation with both its ends.
#[derive(Clone, Debug)]
pub struct StoredRelation {
    /// The relation.
    pub relation: Relation,
    /// Who stands so.
    pub from: End,
    /// To whom.
    pub to: End,
    /// Where the one reports to the other, by name.
    pub account: Option<Named<AccountId>>,
}

impl StoredRelation {
    /// The end that is not this person.
    #[must_use]
    pub fn other(&self, than: ContactId) -> &End {
        if self.from.contact.id == than {
            &self.to
        } else {
            &self.from
        }
    }
}

// The accounts of the two are named only as far as they may be seen: `fa`, `ta` and `a` are joined so.
const COLUMNS: &str = "SELECT r.id, r.from_id, r.to_id, r.kind, r.account_id, r.strength, r.note, r.version,
        f.first_name AS from_first, f.last_name AS from_last, f.title AS from_title, f.owner_id AS from_owner, fa.id AS from_account_id, fa.name AS from_account,
        t.first_name AS to_first, t.last_name AS to_last, t.title AS to_title, t.owner_id AS to_owner, ta.id AS to_account_id, ta.name AS to_account,
        a.name AS account
    FROM contact_relations r JOIN contacts f ON f.id = r.from_id JOIN contacts t ON t.id = r.to_id";

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    from_id: Uuid,
    to_id: Uuid,
    kind: String,
    account_id: Option<Uuid>,
    strength: String,
    note: String,
    version: i64,
    from_first: String,
    from_last: String,
    from_title: String,
    from_owner: Uuid,
    from_account_id: Option<Uuid>,
    from_account: Option<String>,
    to_first: String,
    to_last: String,
    to_title: String,
    to_owner: Uuid,
    to_account_id: Option<Uuid>,
    to_account: Option<String>,
    account: Option<String>,
}

fn named(id: Option<Uuid>, name: Option<String>) -> Option<Named<AccountId>> {
    id.zip(name)
        .map(|(id, name)| Named::new(AccountId(id), name))
}

impl Row {
    fn stored(self) -> Result<StoredRelation> {
        Ok(StoredRelation {
            relation: relation((
                self.id,
                self.from_id,
                self.to_id,
                self.kind,
                self.account_id,
                self.strength,
                self.note,
                self.version,
            ))?,
            from: End {
                contact: Named::new(
                    ContactId(self.from_id),
                    full_name(&self.from_first, &self.from_last),
                ),
                title: self.from_title,
                owner: UserId(self.from_owner),
                account: named(self.from_account_id, self.from_account),
            },
            to: End {
                contact: Named::new(
                    ContactId(self.to_id),
                    full_name(&self.to_first, &self.to_last),
                ),
                title: self.to_title,
                owner: UserId(self.to_owner),
                account: named(self.to_account_id, self.to_account),
            },
            account: named(self.account_id, self.account),
        })
    }
}

/// The columns of the table.
pub(super) type Plain = (Uuid, Uuid, Uuid, String, Option<Uuid>, String, String, i64);

pub(super) fn relation(row: Plain) -> Result<Relation> {
    let (id, from, to, kind, account, strength, note, version) = row;
    Ok(Relation {
        id: RelationId(id),
        draft: RelationDraft {
            from: ContactId(from),
            to: ContactId(to),
            kind: kind
                .parse()
                .map_err(|()| StoreError::Corrupt("contact_relations.kind"))?,
            account_id: account.map(AccountId),
            strength: strength
                .parse()
                .map_err(|()| StoreError::Corrupt("contact_relations.strength"))?,
            note,
        },
        version,
    })
}

/// The relations whose both ends the actor may see, narrowed down by `narrow`.
async fn some(
    session: &mut Session,
    actor: &Actor,
    narrow: impl FnOnce(&mut Sql),
) -> Result<Vec<StoredRelation>> {
    let scope = actor.scope(Action::ViewAccount);
    let mut sql = Sql::new(COLUMNS);
    sql.push("LEFT JOIN accounts fa ON fa.id = f.account_id AND fa.deleted_at IS NULL");
    scope_condition(&mut sql, actor, scope, "fa.owner_id", None);
    sql.push("LEFT JOIN accounts ta ON ta.id = t.account_id AND ta.deleted_at IS NULL");
    scope_condition(&mut sql, actor, scope, "ta.owner_id", None);
    sql.push("LEFT JOIN accounts a ON a.id = r.account_id AND a.deleted_at IS NULL");
    scope_condition(&mut sql, actor, scope, "a.owner_id", None);
    sql.push("WHERE (r.account_id IS NULL OR a.id IS NOT NULL)");
    scope_condition(&mut sql, actor, scope, "f.owner_id", None);
    scope_condition(&mut sql, actor, scope, "t.owner_id", None);
    narrow(&mut sql);
    let rows: Vec<Row> = session.all_of(sql).await?;
    rows.into_iter().map(Row::stored).collect()
}

/// How a contact stands to others who are there, at most 200.
pub async fn of_contact(
    session: &mut Session,
    actor: &Actor,
    id: ContactId,
) -> Result<Vec<StoredRelation>> {
    some(session, actor, |sql| {
        sql.with("AND (r.from_id =", id).with("OR r.to_id =", id);
        sql.push(") AND CASE WHEN r.from_id =").bind(id);
        sql.push("THEN t.deleted_at ELSE f.deleted_at END IS NULL ORDER BY r.kind, r.id LIMIT 200");
    })
    .await
}

/// One relation.
pub async fn get(
    session: &mut Session,
    actor: &Actor,
    id: RelationId,
) -> Result<Option<StoredRelation>> {
    let mut found = some(session, actor, |sql| {
        sql.with(
            "AND f.deleted_at IS NULL AND t.deleted_at IS NULL AND r.id =",
            id,
        );
    })
    .await?;
    Ok(found.pop())
}

/// How these people stand to anybody; who reports to whom only at this account.
pub async fn around(
    session: &mut Session,
    actor: &Actor,
    account: AccountId,
    people: &[ContactId],
) -> Result<Vec<StoredRelation>> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    some(session, actor, |sql| {
        sql.push("AND f.deleted_at IS NULL AND t.deleted_at IS NULL AND (r.account_id IS NULL");
        sql.with("OR r.account_id =", account)
            .push(") AND r.id IN (SELECT x.id FROM contact_relations x WHERE")
            .within("x.from_id IN", people.iter().copied())
            .push("UNION SELECT y.id FROM contact_relations y WHERE")
            .within("y.to_id IN", people.iter().copied())
            .push(") ORDER BY CASE WHEN r.kind = 'reports_to' THEN 0 ELSE 1 END, r.kind, r.id LIMIT 500");
    })
    .await
}

/// The relations of both people and, when given, the reporting lines of an account, whoever may see
/// them: what the rules are asked with.
pub async fn beside(
    session: &mut Session,
    (one, other): (ContactId, ContactId),
    account: Option<AccountId>,
) -> Result<Vec<Relation>> {
    let rows: Vec<Plain> = session
        .all(
            "SELECT id, from_id, to_id, kind, account_id, strength, note, version FROM contact_relations
             WHERE from_id IN ($1, $2) OR to_id IN ($1, $2) OR account_id = $3 ORDER BY id",
            args![one, other, account],
        )
        .await?;
    rows.into_iter().map(relation).collect()
}

const INSERT: &str = "INSERT INTO contact_relations (id, from_id, to_id, kind, account_id, strength, note, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const UPDATE: &str = "UPDATE contact_relations SET from_id = $3, to_id = $4, kind = $5, account_id = $6, strength = $7, note = $8, version = version + 1 WHERE id = $1 AND version = $2";

/// Adds a relation with the version it says.
pub async fn insert(session: &mut Session, one: &Relation) -> Result<()> {
    let draft = &one.draft;
    session
        .exec(
            INSERT,
            args![
                one.id,
                draft.from,
                draft.to,
                draft.kind.code(),
                draft.account_id,
                draft.strength.code(),
                &draft.note,
                one.version
            ],
        )
        .await?;
    Ok(())
}

/// Changes a relation that still has this version; says whether it had.
pub async fn update(
    session: &mut Session,
    (id, version): (RelationId, i64),
    draft: &RelationDraft,
) -> Result<bool> {
    session
        .exec_one(
            UPDATE,
            args![
                id,
                version,
                draft.from,
                draft.to,
                draft.kind.code(),
                draft.account_id,
                draft.strength.code(),
                &draft.note
            ],
        )
        .await
}

/// Takes a relation away that still has this version; says whether it had.
pub async fn delete(session: &mut Session, id: RelationId, version: i64) -> Result<bool> {
    session
        .exec_one(
            "DELETE FROM contact_relations WHERE id = $1 AND version = $2",
            args![id, version],
        )
        .await
}
