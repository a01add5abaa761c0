//! Which records are the person, which others carry the same words, which documents are kept.

use crate::sql::Sql;
use crate::{Result, Session, args};
use shared::kernel::search::search_key;
use shared::platform::erasure::terms::{Person, Term, terms};
use shared::platform::erasure::{KeptDocument, Subject, SubjectKind, TermKind};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A record of the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Which.
    pub subject: Subject,
    /// What it says of the person.
    pub person: Person,
}

/// Records of one person that are followed at most.
const MOST: usize = 200;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    first_name: String,
    last_name: String,
    email: String,
    phone: String,
    other: Option<Uuid>,
}

const CONTACTS: &str =
    "SELECT id, first_name, last_name, email, phone, account_id AS other FROM contacts WHERE";
const LEADS: &str = "SELECT id, first_name, last_name, email, phone, converted_contact_id AS other FROM leads WHERE";

const fn select(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Contact => CONTACTS,
        SubjectKind::Lead => LEADS,
    }
}

fn member(kind: SubjectKind, row: Row) -> (Member, Option<Uuid>) {
    let made = Member {
        subject: Subject { kind, id: row.id },
        person: Person {
            first: row.first_name,
            last: row.last_name,
            email: row.email,
            phone: row.phone,
        },
    };
    (made, row.other)
}

/// All records of the person, the one asked for first: those with its address and its name, what a
/// lead became and came from, what was merged.
pub async fn person(session: &mut Session, subject: Subject) -> Result<Vec<Member>> {
    let mut found: Vec<Member> = Vec::new();
    let mut waiting = vec![subject];
    while let Some(next) = waiting.pop() {
        if found.len() >= MOST || found.iter().any(|known| known.subject == next) {
            continue;
        }
        let mut sql = Sql::new(select(next.kind));
        sql.with("id =", next.id);
        let Some(row) = session.opt_of::<Row>(sql).await? else {
            continue;
        };
        let (member, other) = member(next.kind, row);
        if let (SubjectKind::Lead, Some(contact)) = (next.kind, other) {
            waiting.push(Subject {
                kind: SubjectKind::Contact,
                id: contact,
            });
        }
        waiting.extend(neighbours(session, &member).await?);
        found.push(member);
    }
    Ok(found)
}

async fn neighbours(session: &mut Session, of: &Member) -> Result<Vec<Subject>> {
    let mut all = Vec::new();
    let id = of.subject.id;
    let ids: Vec<(Uuid, Uuid)> = session
        .all(
            "SELECT kept_id, merged_id FROM merges WHERE (kept_id = $1 OR merged_id = $1) AND undone_at IS NULL AND entity <> 'account'",
            args![id],
        )
        .await?;
    let kind = of.subject.kind;
    for (kept, merged) in ids {
        all.extend([kept, merged].map(|id| Subject { kind, id }));
    }
    if kind == SubjectKind::Contact {
        let leads: Vec<(Uuid,)> = session
            .all(
                "SELECT id FROM leads WHERE converted_contact_id = $1",
                args![id],
            )
            .await?;
        all.extend(leads.into_iter().map(|(id,)| Subject {
            kind: SubjectKind::Lead,
            id,
        }));
    }
    for other in with_address(session, &of.person.email).await? {
        if search_key(&other.person.name()) == search_key(&of.person.name()) {
            all.push(other.subject);
        }
    }
    Ok(all)
}

/// Contacts and leads with an address.
async fn with_address(session: &mut Session, email: &str) -> Result<Vec<Member>> {
    let mut all = Vec::new();
    if email.trim().is_empty() {
        return Ok(all);
    }
    for kind in [SubjectKind::Contact, SubjectKind::Lead] {
        let mut sql = Sql::new(select(kind));
        sql.with("LOWER(email) =", email.trim().to_lowercase());
        let rows: Vec<Row> = session.all_of(sql).await?;
        all.extend(rows.into_iter().map(|row| member(kind, row).0));
    }
    Ok(all)
}

/// Which terms of the person others carry, too: another contact or lead, a colleague, for a number an
/// account that is not the person's own.
pub async fn shared(
    session: &mut Session,
    members: &[Member],
    own_accounts: &[Uuid],
    wanted: &[Term],
) -> Result<BTreeSet<Term>> {
    let mut others: Vec<Person> = Vec::new();
    let mine = |subject: &Subject| members.iter().any(|member| member.subject == *subject);
    for kind in [SubjectKind::Contact, SubjectKind::Lead] {
        let mut sql = Sql::new(select(kind));
        sql.push("(1 = 0");
        for member in members {
            let person = &member.person;
            if !person.email.trim().is_empty() {
                sql.with("OR LOWER(email) =", person.email.trim().to_lowercase());
            }
            let (first, last) = (search_key(&person.first), search_key(&person.last));
            if !first.is_empty() && !last.is_empty() {
                sql.with("OR (search LIKE", format!("%{first}%"));
                sql.with("AND search LIKE", format!("%{last}%")).push(")");
            }
        }
        for term in wanted.iter().filter(|term| term.kind == TermKind::Phone) {
            sql.push("OR")
                .push(PHONE_DIGITS)
                .push("LIKE")
                .bind(format!("%{}", term.text));
        }
        sql.push(")");
        let rows: Vec<Row> = session.all_of(sql).await?;
        let found = rows.into_iter().map(|row| member(kind, row).0);
        others.extend(
            found
                .filter(|found| !mine(&found.subject))
                .map(|found| found.person),
        );
    }
    others.extend(colleagues(session).await?);
    for term in wanted.iter().filter(|term| term.kind == TermKind::Phone) {
        others.extend(accounts_with(session, &term.text, own_accounts).await?);
    }
    let theirs: BTreeSet<Term> = terms(&others).into_iter().collect();
    Ok(wanted
        .iter()
        .filter(|term| theirs.contains(term))
        .cloned()
        .collect())
}

const PHONE_DIGITS: &str = "REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(phone, ' ', ''), '.', ''), '-', ''), '/', ''), ')', '')";

async fn colleagues(session: &mut Session) -> Result<Vec<Person>> {
    let rows: Vec<(String, String)> = session
        .all("SELECT name, email FROM users", args![])
        .await?;
    let split = |name: &str| match name.split_once(' ') {
        Some((first, last)) => (first.to_owned(), last.to_owned()),
        None => (String::new(), name.to_owned()),
    };
    Ok(rows
        .into_iter()
        .map(|(name, email)| {
            let (first, last) = split(&name);
            Person {
                first,
                last,
                email,
                phone: String::new(),
            }
        })
        .collect())
}

async fn accounts_with(session: &mut Session, digits: &str, own: &[Uuid]) -> Result<Vec<Person>> {
    let mut sql = Sql::new("SELECT id, phone FROM accounts WHERE");
    sql.push(PHONE_DIGITS)
        .push("LIKE")
        .bind(format!("%{digits}"));
    let rows: Vec<(Uuid, String)> = session.all_of(sql).await?;
    Ok(rows
        .into_iter()
        .filter(|(id, _)| !own.contains(id))
        .map(|(_, phone)| Person {
            phone,
            ..Person::default()
        })
        .collect())
}

/// Quotes to the person that the law wants kept: accepted, or signed.
pub async fn kept(session: &mut Session, contacts: &[Uuid]) -> Result<Vec<(Uuid, KeptDocument)>> {
    let mut sql = Sql::new(
        "SELECT q.id, q.number, EXISTS (SELECT 1 FROM quote_signatures s WHERE s.quote_id = q.id) AS signed FROM quotes q
         WHERE (q.state = 'accepted' OR EXISTS (SELECT 1 FROM quote_signatures s WHERE s.quote_id = q.id))",
    );
    sql.within("AND q.contact_id IN", contacts.iter().copied())
        .push("ORDER BY q.number");
    let rows: Vec<(Uuid, String, bool)> = session.all_of(sql).await?;
    Ok(rows
        .into_iter()
        .map(|(id, number, signed)| (id, KeptDocument { number, signed }))
        .collect())
}

/// Accounts that are the person: those of consumers who have a name of the person.
pub async fn own_accounts(
    session: &mut Session,
    contacts: &[Uuid],
    members: &[Member],
) -> Result<Vec<Uuid>> {
    let mut sql = Sql::new(
        "SELECT DISTINCT a.id, a.name FROM accounts a JOIN contacts c ON c.account_id = a.id WHERE a.kind = 'consumer'",
    );
    sql.within("AND c.id IN", contacts.iter().copied());
    let rows: Vec<(Uuid, String)> = session.all_of(sql).await?;
    let names: BTreeSet<String> = members
        .iter()
        .map(|member| search_key(&member.person.name()))
        .collect();
    Ok(rows
        .into_iter()
        .filter(|(_, name)| names.contains(&search_key(name)))
        .map(|(id, _)| id)
        .collect())
}
