//! The leads a file may concern, and what it changes of them.

use super::change::{run, set};
use super::collect::{list, of};
use super::known::CHUNK;
use crate::crm::leads::LeadFactsRow;
use crate::sql::Sql;
use crate::{Result, Session, args};
use shared::crm::leads::{LeadFacts, lead_search};
use shared::kernel::{Instant, search_key};
use shared::platform::imports::Field;
use shared::platform::imports::model::{Change, ExistingRecord};
use shared::platform::imports::ops::RecordKeys;
use std::collections::BTreeSet;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct LeadRow {
    id: Uuid,
    version: i64,
    #[sqlx(flatten)]
    facts: LeadFactsRow,
}

/// Their facts as an import compares them.
pub(super) async fn records(session: &mut Session, ids: &[Uuid]) -> Result<Vec<ExistingRecord>> {
    let sql = list(
        "SELECT id, version, first_name, last_name, company, title, email, phone, city, country, language, source, rating, interest, notes, owner_id
         FROM leads WHERE deleted_at IS NULL AND",
        ids,
    );
    let rows: Vec<LeadRow> = session.all_of(sql).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let facts = row.facts;
            of().text(Field::FirstName, facts.first_name)
                .text(Field::LastName, facts.last_name)
                .text(Field::Company, facts.company)
                .text(Field::JobTitle, facts.title)
                .text(Field::Email, facts.email.to_lowercase())
                .text(Field::Phone, facts.phone)
                .text(Field::City, facts.city)
                .text(Field::Country, facts.country)
                .text(Field::Language, facts.language)
                .text(Field::LeadSource, facts.source)
                .text(Field::Rating, facts.rating)
                .text(Field::Interest, facts.interest)
                .text(Field::Notes, facts.notes)
                .id(Field::Owner, facts.owner_id)
                .done(row.id, row.version)
        })
        .collect())
}

/// Those with an address of the file, or, without an address, with a name of it.
pub(super) async fn by_name(session: &mut Session, wanted: &RecordKeys) -> Result<Vec<Uuid>> {
    let mut ids = Vec::new();
    for chunk in wanted.emails.chunks(CHUNK) {
        let mut sql = Sql::new("SELECT id FROM leads WHERE deleted_at IS NULL");
        sql.within("AND LOWER(email) IN", chunk.iter().map(String::as_str));
        let rows: Vec<(Uuid,)> = session.all_of(sql).await?;
        ids.extend(rows.into_iter().map(|(id,)| id));
    }
    let names: BTreeSet<String> = wanted.names.iter().map(|name| search_key(name)).collect();
    let all: Vec<(Uuid, String, String, String)> = session
        .all(
            "SELECT id, first_name, last_name, company FROM leads WHERE deleted_at IS NULL AND email = ''",
            args![],
        )
        .await?;
    let known = |first: &str, last: &str, company: &str| {
        names.contains(&search_key(last))
            || names.contains(&search_key(&format!("{first} {last}")))
            || (last.is_empty() && names.contains(&search_key(company)))
    };
    ids.extend(
        all.into_iter()
            .filter(|(_, first, last, company)| known(first, last, company))
            .map(|(id, ..)| id),
    );
    Ok(ids)
}

/// Changes one lead; `false` when it is no longer at that version.
pub(super) async fn change(
    session: &mut Session,
    at: (Uuid, i64),
    changes: &[Change],
    now: Instant,
) -> Result<bool> {
    let mut sql = Sql::new("UPDATE leads SET version = version + 1, updated_at =");
    sql.bind(now);
    for change in changes {
        let column = match change.field {
            Field::FirstName => ", first_name =",
            Field::LastName => ", last_name =",
            Field::Company => ", company =",
            Field::JobTitle => ", title =",
            Field::Email => ", email =",
            Field::Phone => ", phone =",
            Field::City => ", city =",
            Field::Country => ", country =",
            Field::Language => ", language =",
            Field::LeadSource => ", source =",
            Field::Rating => ", rating =",
            Field::Interest => ", interest =",
            Field::Notes => ", notes =",
            Field::Owner => ", owner_id =",
            _ => continue,
        };
        set(&mut sql, Some(column), &change.after);
    }
    if !run(session, sql, at).await? {
        return Ok(false);
    }
    let (first, last, company, email, city): (String, String, String, String, String) = session
        .one(
            "SELECT first_name, last_name, company, email, city FROM leads WHERE id = $1",
            args![at.0],
        )
        .await?;
    let mut facts = LeadFacts::named(first, last, None);
    (facts.company, facts.email, facts.city) = (company, email, city);
    session
        .exec(
            "UPDATE leads SET search = $2 WHERE id = $1",
            args![at.0, lead_search(&facts)],
        )
        .await?;
    Ok(true)
}
