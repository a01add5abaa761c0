//! Sign-in, people, company, search, imports, jobs, mail, health and the sample company, through their
//! operations, on both databases.

pub(crate) mod access;
mod api;
mod audit;
mod audit_seals;
mod auth;
mod auth_tries;
mod bin;
pub(crate) mod branding;
mod clock;
mod demo;
mod disk;
mod erasure;
mod erasure_files;
mod erasure_kept;
mod export;
mod export_notices;
pub(crate) mod fields;
mod fields_lists;
mod fields_products;
mod fields_quotes;
mod fields_tasks;
pub(crate) mod files;
mod health;
mod hot_paths;
pub(crate) mod imports;
mod imports_cards;
mod imports_leads;
mod imports_match;
mod imports_own;
mod imports_real;
mod imports_rules;
mod imports_servers;
mod imports_undo;
mod imports_xlsx;
mod imports_xlsx_bounds;
mod imports_xlsx_damaged;
mod jobs;
mod list_plans;
mod mail;
mod neighbours;
mod notifications;
pub(crate) mod passkeys;
mod people;
mod people_taken_over;
mod profile;
mod reach;
pub(crate) mod roles;
mod search;
mod search_said;
mod secrets;
mod settings;
mod setup;
pub(crate) mod sso;
mod upgrades;
mod views;
mod views_kept;
mod views_leads;
mod views_products;
mod views_quotes;
mod views_tasks;
mod ways_in;
mod webhooks;

/// What the log says happened to a record, oldest first.
async fn last_actions(bench: &crate::bench::Bench, id: uuid::Uuid) -> Vec<String> {
    let mut session = bench.services.store().read().await.unwrap();
    let rows: Vec<(String,)> = session
        .all(
            "SELECT action FROM events WHERE entity_id = $1 ORDER BY seq",
            store::args![id],
        )
        .await
        .unwrap();
    rows.into_iter().map(|(action,)| action).collect()
}

/// What was mailed to somebody, oldest first.
async fn mailed(bench: &crate::bench::Bench, to: &str) -> Vec<String> {
    let mut session = bench.services.store().read().await.unwrap();
    let rows: Vec<(String,)> = session
        .all(
            "SELECT text_body FROM mails WHERE recipient = $1 ORDER BY created_at, id",
            store::args![to],
        )
        .await
        .unwrap();
    rows.into_iter().map(|(text,)| text).collect()
}
