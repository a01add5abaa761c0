//! The rows that are about the person: emptied or gone.

use crate::platform::bin;
use crate::sql::Sql;
use crate::{Result, Session, args};
use shared::kernel::Instant;
use shared::kernel::search::search_key;
use shared::platform::bin::BinKind;
use shared::platform::erasure::MARK;
use shared::platform::erasure::terms::{Term, find, redact};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What an erasure is about.
#[derive(Debug)]
pub struct About<'a> {
    /// Contacts of the person.
    pub contacts: &'a [Uuid],
    /// Leads of the person.
    pub leads: &'a [Uuid],
    /// Accounts that are the person: those of consumers.
    pub accounts: &'a [Uuid],
    /// Quotes that must not change.
    pub kept: &'a BTreeSet<Uuid>,
    /// Words that give the person away, shared ones, too.
    pub terms: &'a [Term],
}

/// How many rows were emptied or went, by table.
pub type Wiped = BTreeMap<&'static str, u32>;

struct Hand<'s> {
    session: &'s mut Session,
    done: Wiped,
}

impl Hand<'_> {
    /// Runs a statement on these rows, counted under a table.
    async fn run(
        &mut self,
        table: &'static str,
        statement: &'static str,
        column: &'static str,
        ids: &[Uuid],
    ) -> Result<()> {
        for chunk in ids.chunks(200) {
            let mut sql = Sql::new(statement);
            sql.within(column, chunk.iter().copied());
            let count = self.session.exec_of(sql).await?;
            self.count(table, count);
        }
        Ok(())
    }

    fn count(&mut self, table: &'static str, count: u64) {
        if count > 0 {
            *self.done.entry(table).or_default() += u32::try_from(count).unwrap_or(u32::MAX);
        }
    }

    async fn ids(
        &mut self,
        statement: &'static str,
        column: &'static str,
        of: &[Uuid],
    ) -> Result<Vec<Uuid>> {
        let mut all = Vec::new();
        for chunk in of.chunks(200) {
            let mut sql = Sql::new(statement);
            sql.within(column, chunk.iter().copied());
            let rows: Vec<(Uuid,)> = self.session.all_of(sql).await?;
            all.extend(rows.into_iter().map(|(id,)| id));
        }
        Ok(all)
    }
}

/// Empties or removes what is about the person. Contacts that a kept quote names stay as an empty row,
/// all others go, and so do the leads.
pub async fn wipe(session: &mut Session, about: &About<'_>, now: Instant) -> Result<Wiped> {
    let mut hand = Hand {
        session,
        done: Wiped::new(),
    };
    let mut logged: Vec<Uuid> = [about.contacts, about.leads, about.accounts].concat();
    logged.extend(work(&mut hand, about).await?);
    memory(&mut hand, about, &logged).await?;
    rooms(&mut hand, about).await?;
    files(&mut hand, about).await?;
    accounts(&mut hand, about, now).await?;
    contacts(&mut hand, about, now).await?;
    let leads = about.leads.len();
    bin::purge(hand.session, BinKind::Lead, about.leads).await?;
    hand.count("leads", u64::try_from(leads).unwrap_or(0));
    Ok(hand.done)
}

/// Activities and tasks with the person: that they happened stays, what was said does not.
async fn work(hand: &mut Hand<'_>, about: &About<'_>) -> Result<Vec<Uuid>> {
    let activities = hand
        .ids(
            "SELECT id FROM activities WHERE",
            "contact_id IN",
            about.contacts,
        )
        .await?;
    let tasks = hand
        .ids(
            "SELECT id FROM tasks WHERE",
            "contact_id IN",
            about.contacts,
        )
        .await?;
    hand.run(
        "activities",
        "UPDATE activities SET subject = '[…]', body = '', outcome = '', version = version + 1 WHERE",
        "id IN",
        &activities,
    )
    .await?;
    hand.run(
        "tasks",
        "UPDATE tasks SET subject = '[…]', notes = '', version = version + 1 WHERE",
        "id IN",
        &tasks,
    )
    .await?;
    hand.run(
        "task_values",
        "DELETE FROM task_values WHERE",
        "record_id IN",
        &tasks,
    )
    .await?;
    hand.run(
        "lead_touches",
        "DELETE FROM lead_touches WHERE",
        "lead_id IN",
        about.leads,
    )
    .await?;
    Ok([activities, tasks].concat())
}

/// What is remembered of these records: the log keeps that something happened, and who did it.
async fn memory(hand: &mut Hand<'_>, about: &About<'_>, logged: &[Uuid]) -> Result<()> {
    for chunk in logged.chunks(200) {
        let mut sql = Sql::new(
            "UPDATE webhook_deliveries SET excerpt = '', error = '' WHERE (excerpt <> '' OR error <> '') AND event_seq IN (SELECT seq FROM events WHERE",
        );
        sql.within("entity_id IN", chunk.iter().copied()).push(")");
        let count = hand.session.exec_of(sql).await?;
        hand.count("webhook_deliveries", count);
        // The log's seals are told what is rewritten.
        let mut sql = Sql::new(
            "INSERT INTO event_seal_queue (seq, why) SELECT seq, 'erased' FROM events WHERE (before_json IS NOT NULL OR after_json IS NOT NULL) AND",
        );
        sql.within("entity_id IN", chunk.iter().copied())
            .push("ON CONFLICT (seq) DO NOTHING");
        hand.session.exec_of(sql).await?;
    }
    hand.run(
        "events",
        "UPDATE events SET before_json = NULL, after_json = NULL WHERE (before_json IS NOT NULL OR after_json IS NOT NULL) AND",
        "entity_id IN",
        logged,
    )
    .await?;
    let people = [about.contacts, about.leads, about.accounts].concat();
    for (table, statement, column) in [
        ("merges", "DELETE FROM merges WHERE", "kept_id IN"),
        ("merges", "DELETE FROM merges WHERE", "merged_id IN"),
        (
            "import_records",
            "DELETE FROM import_records WHERE",
            "record_id IN",
        ),
        (
            "import_rows",
            "DELETE FROM import_rows WHERE",
            "record_id IN",
        ),
        (
            "external_ids",
            "DELETE FROM external_ids WHERE",
            "record_id IN",
        ),
    ] {
        hand.run(table, statement, column, &people).await?;
    }
    // What would put back a subject or a value of one's own, of tasks, too.
    hand.run(
        "bulk_changes",
        "DELETE FROM bulk_changes WHERE",
        "record_id IN",
        logged,
    )
    .await?;
    hand.run(
        "notifications",
        "DELETE FROM notifications WHERE",
        "entity_id IN",
        logged,
    )
    .await?;
    for term in about.terms.iter().filter(|term| term.text.contains('@')) {
        let count = hand
            .session
            .exec(
                "DELETE FROM mails WHERE LOWER(recipient) = $1",
                args![term.text.as_str()],
            )
            .await?;
        hand.count("mails", count);
    }
    Ok(())
}

/// Deal rooms opened for the person, with their visits, and what the person wrote there; those of kept
/// quotes are evidence.
async fn rooms(hand: &mut Hand<'_>, about: &About<'_>) -> Result<()> {
    let open: Vec<(Uuid, Uuid, String)> = hand
        .session
        .all("SELECT id, quote_id, recipient FROM rooms", args![])
        .await?;
    let theirs = |text: &str, quote: &Uuid| {
        !about.kept.contains(quote) && !find(text, about.terms).is_empty()
    };
    let rooms = open.into_iter().filter(|(_, quote, to)| theirs(to, quote));
    let rooms: Vec<Uuid> = rooms.map(|(id, ..)| id).collect();
    hand.run(
        "room_visits",
        "DELETE FROM room_visits WHERE",
        "room_id IN",
        &rooms,
    )
    .await?;
    hand.run("rooms", "DELETE FROM rooms WHERE", "id IN", &rooms)
        .await?;
    let said: Vec<(Uuid, Uuid, String)> = hand
        .session
        .all(
            "SELECT id, quote_id, author FROM room_messages WHERE NOT ours",
            args![],
        )
        .await?;
    let said = said.into_iter().filter(|(_, quote, by)| theirs(by, quote));
    let said: Vec<Uuid> = said.map(|(id, ..)| id).collect();
    hand.run(
        "room_messages",
        "DELETE FROM room_messages WHERE",
        "id IN",
        &said,
    )
    .await
}

/// Files of the person's records, and those a lead of theirs took along to a deal.
async fn files(hand: &mut Hand<'_>, about: &About<'_>) -> Result<()> {
    for (column, ids) in [
        ("contact_id IN", about.contacts),
        ("lead_id IN", about.leads),
        ("from_lead_id IN", about.leads),
        ("account_id IN", about.accounts),
    ] {
        hand.run(
            "record_files",
            "DELETE FROM record_files WHERE",
            column,
            ids,
        )
        .await?;
    }
    Ok(())
}

/// The account of a consumer is the person: its row stays for the deals, empty.
async fn accounts(hand: &mut Hand<'_>, about: &About<'_>, now: Instant) -> Result<()> {
    for id in about.accounts {
        let count = hand
            .session
            .exec(
                "UPDATE accounts SET name = $2, search = $3, website = '', phone = '', street = '', postal_code = '', city = '', vat_number = '', notes = '', updated_at = $4, version = version + 1 WHERE id = $1",
                args![*id, MARK, search_key(MARK), now],
            )
            .await?;
        hand.count("accounts", count);
    }
    hand.run(
        "account_values",
        "DELETE FROM account_values WHERE",
        "record_id IN",
        about.accounts,
    )
    .await
}

async fn contacts(hand: &mut Hand<'_>, about: &About<'_>, now: Instant) -> Result<()> {
    for id in about.contacts {
        let count = hand
            .session
            .exec(
                "UPDATE contacts SET first_name = '', last_name = $2, search = $3, title = '', email = '', phone = '', language = '', notes = '', deleted_at = COALESCE(deleted_at, $4), updated_at = $4, version = version + 1 WHERE id = $1",
                args![*id, MARK, search_key(MARK), now],
            )
            .await?;
        hand.count("contacts", count);
    }
    // Of a row that stays for a kept quote, too.
    hand.run(
        "contact_values",
        "DELETE FROM contact_values WHERE",
        "record_id IN",
        about.contacts,
    )
    .await?;
    parties(hand, about).await?;
    let mut free = Vec::new();
    for id in about.contacts {
        let mut sql = Sql::new(
            "UPDATE quotes SET contact_id = NULL, version = version + 1 WHERE contact_id =",
        );
        sql.bind(*id);
        if !about.kept.is_empty() {
            sql.within("AND id NOT IN", about.kept.iter().copied());
        }
        let count = hand.session.exec_of(sql).await?;
        hand.count("quotes", count);
        let held: Option<(Uuid,)> = hand
            .session
            .opt(
                "SELECT id FROM quotes WHERE contact_id = $1 LIMIT 1",
                args![*id],
            )
            .await?;
        if held.is_none() {
            free.push(*id);
        }
    }
    hand.run(
        "opportunity_contacts",
        "DELETE FROM opportunity_contacts WHERE",
        "contact_id IN",
        about.contacts,
    )
    .await?;
    stands(hand, about.contacts).await?;
    bin::purge(hand.session, BinKind::Contact, &free).await
}

/// Where the person is and how they stand to others: gone also where an empty row stays.
async fn stands(hand: &mut Hand<'_>, contacts: &[Uuid]) -> Result<()> {
    for (table, statement, column) in [
        (
            "contact_accounts",
            "DELETE FROM contact_accounts WHERE",
            "contact_id IN",
        ),
        (
            "contact_relations",
            "DELETE FROM contact_relations WHERE",
            "from_id IN",
        ),
        (
            "contact_relations",
            "DELETE FROM contact_relations WHERE",
            "to_id IN",
        ),
    ] {
        hand.run(table, statement, column, contacts).await?;
    }
    Ok(())
}

/// Quotes that are not kept name the person among their parties, by words others may carry, too.
async fn parties(hand: &mut Hand<'_>, about: &About<'_>) -> Result<()> {
    let mut sql = Sql::new("SELECT id, parties FROM quotes WHERE parties IS NOT NULL");
    sql.within("AND contact_id IN", about.contacts.iter().copied());
    let quotes: Vec<(Uuid, String)> = hand.session.all_of(sql).await?;
    for (id, parties) in quotes {
        let clean = redact(&parties, about.terms);
        if clean == parties || about.kept.contains(&id) {
            continue;
        }
        hand.session
            .exec(
                "UPDATE quotes SET parties = $2 WHERE id = $1",
                args![id, clean],
            )
            .await?;
    }
    Ok(())
}
