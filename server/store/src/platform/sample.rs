//! The sample company as a whole: is it there, take it away.
//!
//! Taking it away removes every flagged row and what hangs on it. A row of one's own that names a
//! sample record loses that name; one that belongs to a sample person goes to an heir, or, when
//! there is none, is removed too: it was made while trying things out.

use crate::platform::seals;
use crate::{Result, Session, args};
use shared::kernel::UserId;
use std::collections::BTreeSet;

/// Tables with the flag, those that others point to last.
pub const FLAGGED: [&str; 14] = [
    "leads",
    "saved_views",
    "quotes",
    "tasks",
    "activities",
    "opportunities",
    "contacts",
    "accounts",
    "quotas",
    "price_books",
    "products",
    "exchange_rates",
    "users",
    "teams",
];

/// Rows with an owner: given to the heir, or flagged to go.
const TAKE_OVER: [(&str, &str); 6] = [
    (
        "UPDATE leads SET owner_id = $1 WHERE NOT sample AND owner_id IN (SELECT id FROM users WHERE sample)",
        "UPDATE leads SET sample = TRUE WHERE owner_id IN (SELECT id FROM users WHERE sample)",
    ),
    (
        "UPDATE accounts SET owner_id = $1 WHERE NOT sample AND owner_id IN (SELECT id FROM users WHERE sample)",
        "UPDATE accounts SET sample = TRUE WHERE owner_id IN (SELECT id FROM users WHERE sample)",
    ),
    (
        "UPDATE contacts SET owner_id = $1 WHERE NOT sample AND owner_id IN (SELECT id FROM users WHERE sample)",
        "UPDATE contacts SET sample = TRUE WHERE owner_id IN (SELECT id FROM users WHERE sample)",
    ),
    (
        "UPDATE opportunities SET owner_id = $1 WHERE NOT sample AND owner_id IN (SELECT id FROM users WHERE sample)",
        "UPDATE opportunities SET sample = TRUE WHERE owner_id IN (SELECT id FROM users WHERE sample)",
    ),
    (
        "UPDATE tasks SET owner_id = $1 WHERE NOT sample AND owner_id IN (SELECT id FROM users WHERE sample)",
        "UPDATE tasks SET sample = TRUE WHERE owner_id IN (SELECT id FROM users WHERE sample)",
    ),
    (
        "UPDATE activities SET owner_id = $1 WHERE NOT sample AND owner_id IN (SELECT id FROM users WHERE sample)",
        "UPDATE activities SET sample = TRUE WHERE owner_id IN (SELECT id FROM users WHERE sample)",
    ),
];
const TAKE_OVER_QUOTES: [&str; 2] = [
    "UPDATE quotes SET owner_id = $1 WHERE NOT sample AND owner_id IN (SELECT id FROM users WHERE sample)",
    "UPDATE quotes SET sample = TRUE WHERE owner_id IN (SELECT id FROM users WHERE sample)",
];

/// What of one's own names a sample record forgets it; what was signed upon a sample quote's seal keeps that.
const FORGET: [&str; 30] = [
    "INSERT INTO gone_signatures (seq, seal) SELECT seq, seal FROM quote_signatures WHERE quote_id IN (SELECT id FROM quotes WHERE sample) ON CONFLICT (seq) DO NOTHING",
    "DELETE FROM promotions WHERE sample",
    "DELETE FROM product_finders WHERE sample",
    "UPDATE leads SET converted_account_id = NULL WHERE NOT sample AND converted_account_id IN (SELECT id FROM accounts WHERE sample)",
    "UPDATE leads SET converted_contact_id = NULL WHERE NOT sample AND converted_contact_id IN (SELECT id FROM contacts WHERE sample)",
    "UPDATE leads SET converted_opportunity_id = NULL WHERE NOT sample AND converted_opportunity_id IN (SELECT id FROM opportunities WHERE sample)",
    "DELETE FROM merges WHERE kept_id IN (SELECT id FROM accounts WHERE sample UNION SELECT id FROM contacts WHERE sample UNION SELECT id FROM leads WHERE sample)",
    "DELETE FROM merges WHERE merged_id IN (SELECT id FROM accounts WHERE sample UNION SELECT id FROM contacts WHERE sample UNION SELECT id FROM leads WHERE sample)",
    "DELETE FROM distinct_pairs WHERE one_id IN (SELECT id FROM accounts WHERE sample UNION SELECT id FROM contacts WHERE sample UNION SELECT id FROM leads WHERE sample)",
    "DELETE FROM distinct_pairs WHERE other_id IN (SELECT id FROM accounts WHERE sample UNION SELECT id FROM contacts WHERE sample UNION SELECT id FROM leads WHERE sample)",
    "UPDATE accounts SET parent_id = NULL WHERE NOT sample AND parent_id IN (SELECT id FROM accounts WHERE sample)",
    "UPDATE contacts SET account_id = NULL WHERE NOT sample AND account_id IN (SELECT id FROM accounts WHERE sample)",
    "UPDATE opportunities SET account_id = NULL WHERE NOT sample AND account_id IN (SELECT id FROM accounts WHERE sample)",
    "UPDATE tasks SET account_id = NULL WHERE NOT sample AND account_id IN (SELECT id FROM accounts WHERE sample)",
    "UPDATE tasks SET contact_id = NULL WHERE NOT sample AND contact_id IN (SELECT id FROM contacts WHERE sample)",
    "UPDATE tasks SET opportunity_id = NULL WHERE NOT sample AND opportunity_id IN (SELECT id FROM opportunities WHERE sample)",
    "UPDATE activities SET account_id = NULL WHERE NOT sample AND account_id IN (SELECT id FROM accounts WHERE sample)",
    "UPDATE activities SET contact_id = NULL WHERE NOT sample AND contact_id IN (SELECT id FROM contacts WHERE sample)",
    "UPDATE activities SET opportunity_id = NULL WHERE NOT sample AND opportunity_id IN (SELECT id FROM opportunities WHERE sample)",
    "UPDATE quotes SET account_id = NULL WHERE NOT sample AND account_id IN (SELECT id FROM accounts WHERE sample)",
    "UPDATE quotes SET contact_id = NULL WHERE NOT sample AND contact_id IN (SELECT id FROM contacts WHERE sample)",
    "UPDATE quotes SET opportunity_id = NULL WHERE NOT sample AND opportunity_id IN (SELECT id FROM opportunities WHERE sample)",
    "UPDATE quotes SET price_book_id = NULL WHERE NOT sample AND price_book_id IN (SELECT id FROM price_books WHERE sample)",
    "UPDATE quote_lines SET product_id = NULL, list_price_e4 = CASE WHEN kind IS NULL THEN list_price_e4 + options_e4 ELSE list_price_e4 END, options_e4 = CASE WHEN kind IS NULL THEN 0 ELSE options_e4 END, options_cost_e4 = NULL, configuration = NULL WHERE product_id IN (SELECT id FROM products WHERE sample)",
    "DELETE FROM opportunity_products WHERE product_id IN (SELECT id FROM products WHERE sample)",
    "DELETE FROM price_book_entries WHERE product_id IN (SELECT id FROM products WHERE sample)",
    "DELETE FROM opportunity_team WHERE user_id IN (SELECT id FROM users WHERE sample)",
    "DELETE FROM quotas WHERE user_id IN (SELECT id FROM users WHERE sample)",
    "UPDATE users SET team_id = NULL WHERE NOT sample AND team_id IN (SELECT id FROM teams WHERE sample)",
    "UPDATE teams SET parent_id = NULL WHERE parent_id IN (SELECT id FROM teams WHERE sample)",
];

/// The log and the keys of records that go.
const LOG: [&str; 23] = [
    "DELETE FROM events WHERE entity_id IN (SELECT id FROM quote_templates WHERE sample OR owner_id IN (SELECT id FROM users WHERE sample))",
    "DELETE FROM events WHERE entity_id IN (SELECT id FROM clauses WHERE sample)",
    "DELETE FROM events WHERE parent_id IN (SELECT id FROM quotes WHERE sample)",
    "DELETE FROM events WHERE entity_id IN (SELECT id FROM approval_rules WHERE sample)",
    "DELETE FROM events WHERE entity_id IN (SELECT id FROM leads WHERE sample)",
    "DELETE FROM events WHERE entity_id IN (SELECT id FROM product_models WHERE product_id IN (SELECT id FROM products WHERE sample))",
    "DELETE FROM events WHERE entity_id IN (SELECT id FROM opportunities WHERE sample)",
    "DELETE FROM events WHERE parent_id IN (SELECT id FROM opportunities WHERE sample)",
    "DELETE FROM events WHERE entity_id IN (SELECT id FROM quotes WHERE sample)",
    "DELETE FROM events WHERE entity_id IN (SELECT id FROM accounts WHERE sample)",
    "DELETE FROM events WHERE entity_id IN (SELECT id FROM contacts WHERE sample)",
    "DELETE FROM events WHERE entity_id IN (SELECT id FROM tasks WHERE sample)",
    "DELETE FROM events WHERE entity_id IN (SELECT id FROM activities WHERE sample)",
    "DELETE FROM events WHERE entity_id IN (SELECT id FROM products WHERE sample)",
    "DELETE FROM events WHERE entity_id IN (SELECT id FROM users WHERE sample)",
    "DELETE FROM notifications WHERE entity_id IN (SELECT id FROM opportunities WHERE sample)",
    "DELETE FROM notifications WHERE entity_id IN (SELECT id FROM quotes WHERE sample)",
    "DELETE FROM notifications WHERE entity_id IN (SELECT id FROM accounts WHERE sample)",
    "DELETE FROM notifications WHERE entity_id IN (SELECT id FROM contacts WHERE sample)",
    "DELETE FROM notifications WHERE entity_id IN (SELECT id FROM tasks WHERE sample)",
    "DELETE FROM external_ids WHERE record_id IN (SELECT id FROM accounts WHERE sample)",
    "DELETE FROM external_ids WHERE record_id IN (SELECT id FROM opportunities WHERE sample)",
    "DELETE FROM external_ids WHERE record_id IN (SELECT id FROM contacts WHERE sample)",
];

/// Values of records of one's own keep a field of the sample.
const UNUSED_FIELDS: &str = "DELETE FROM custom_fields WHERE sample
    AND number NOT IN (SELECT field FROM account_values) AND number NOT IN (SELECT field FROM contact_values)
    AND number NOT IN (SELECT field FROM lead_values) AND number NOT IN (SELECT field FROM opportunity_values)
    AND number NOT IN (SELECT field FROM quote_values) AND number NOT IN (SELECT field FROM product_values)
    AND number NOT IN (SELECT field FROM task_values)";

const DELETE: [&str; 21] = [
    "DELETE FROM quote_templates WHERE sample OR owner_id IN (SELECT id FROM users WHERE sample)",
    "DELETE FROM clauses WHERE sample",
    "DELETE FROM approval_rules WHERE sample",
    "DELETE FROM leads WHERE sample",
    "DELETE FROM saved_views WHERE sample OR owner_id IN (SELECT id FROM users WHERE sample)",
    "DELETE FROM webhooks WHERE sample",
    "DELETE FROM quotes WHERE sample",
    "DELETE FROM tasks WHERE sample",
    "DELETE FROM activities WHERE sample",
    "DELETE FROM opportunities WHERE sample",
    "DELETE FROM contacts WHERE sample",
    "UPDATE accounts SET parent_id = NULL WHERE sample",
    "DELETE FROM accounts WHERE sample",
    UNUSED_FIELDS,
    "UPDATE custom_fields SET sample = FALSE WHERE sample",
    "DELETE FROM quotas WHERE sample",
    "DELETE FROM price_books WHERE sample",
    "DELETE FROM products WHERE sample",
    "DELETE FROM exchange_rates WHERE sample",
    "DELETE FROM users WHERE sample",
    "DELETE FROM teams WHERE sample",
];

/// Removes the sample company in this unit of work. Events of other people's records that a sample
/// person wrote keep their text and lose the name.
pub async fn remove(session: &mut Session, heir: Option<UserId>) -> Result<()> {
    for (give, flag) in TAKE_OVER {
        match heir {
            Some(heir) => session.exec(give, args![heir]).await?,
            None => session.exec(flag, args![]).await?,
        };
    }
    let [give, flag] = TAKE_OVER_QUOTES;
    match heir {
        Some(heir) => session.exec(give, args![heir]).await?,
        None => session.exec(flag, args![]).await?,
    };
    let gone_before: BTreeSet<i64> = seals::without_event(session).await?.into_iter().collect();
    for statement in FORGET.into_iter().chain(LOG).chain(DELETE) {
        session.exec(statement, args![]).await?;
    }
    // The log's seals are told of what goes and of what loses a name, and of nothing that was gone before.
    let gone = seals::without_event(session).await?.into_iter();
    let gone: Vec<i64> = gone.filter(|seq| !gone_before.contains(seq)).collect();
    seals::seal_again(session, &gone, "removed").await?;
    session.exec(NAMELESS_SEALS, args![]).await?;
    session.exec(NAMELESS, args![]).await?;
    Ok(())
}

const NAMELESS: &str = "UPDATE events SET actor_id = NULL WHERE actor_id IS NOT NULL AND actor_id NOT IN (SELECT id FROM users)";
const NAMELESS_SEALS: &str = "INSERT INTO event_seal_queue (seq, why) SELECT seq, 'changed' FROM events
    WHERE actor_id IS NOT NULL AND actor_id NOT IN (SELECT id FROM users) ON CONFLICT (seq) DO NOTHING";

/// Rows with the flag, by table; all zero when the sample company is not there.
pub async fn counts(session: &mut Session) -> Result<Vec<(&'static str, i64)>> {
    const COUNT: [&str; 14] = [
        "SELECT COUNT(*) FROM leads WHERE sample",
        "SELECT COUNT(*) FROM saved_views WHERE sample",
        "SELECT COUNT(*) FROM quotes WHERE sample",
        "SELECT COUNT(*) FROM tasks WHERE sample",
        "SELECT COUNT(*) FROM activities WHERE sample",
        "SELECT COUNT(*) FROM opportunities WHERE sample",
        "SELECT COUNT(*) FROM contacts WHERE sample",
        "SELECT COUNT(*) FROM accounts WHERE sample",
        "SELECT COUNT(*) FROM quotas WHERE sample",
        "SELECT COUNT(*) FROM price_books WHERE sample",
        "SELECT COUNT(*) FROM products WHERE sample",
        "SELECT COUNT(*) FROM exchange_rates WHERE sample",
        "SELECT COUNT(*) FROM users WHERE sample",
        "SELECT COUNT(*) FROM teams WHERE sample",
    ];
    let mut counts = Vec::new();
    for (table, statement) in FLAGGED.into_iter().zip(COUNT) {
        let (count,): (i64,) = session.one(statement, args![]).await?;
        counts.push((table, count));
    }
    Ok(counts)
}

/// An administrator of one's own who may sign in, to whom records are given.
pub async fn own_administrator(session: &mut Session) -> Result<Option<UserId>> {
    let row: Option<(uuid::Uuid,)> = session
        .opt(
            "SELECT id FROM users WHERE NOT sample AND active AND role = 'administrator' AND password_hash <> '' ORDER BY created_at, id LIMIT 1",
            args![],
        )
        .await?;
    Ok(row.map(|(id,)| UserId(id)))
}

/// Raises a counter to at least `value`, so that numbers go on after those of the sample company.
pub async fn raise_counter(session: &mut Session, name: &str, value: i64) -> Result<()> {
    session
        .exec(
            "INSERT INTO counters (name, value) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET value = CASE WHEN counters.value < $2 THEN $2 ELSE counters.value END",
            args![name, value],
        )
        .await?;
    Ok(())
}
