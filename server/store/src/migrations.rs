//! The steps of the schema: number, name, text. Never edit one that has been released.

use crate::{Result, StoreError};
use sqlx::error::DatabaseError;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::PgPool;
use std::time::Duration;

/// The migrations, in order; one text for both databases.
pub(crate) const MIGRATIONS: &[(i64, &str, &str)] = &[
    (
        1,
        "platform",
        include_str!("../migrations/0001_platform.sql"),
    ),
    (2, "crm", include_str!("../migrations/0002_crm.sql")),
    (3, "deals", include_str!("../migrations/0003_deals.sql")),
    (4, "work", include_str!("../migrations/0004_work.sql")),
    (5, "cpq", include_str!("../migrations/0005_cpq.sql")),
    (20, "quotes", include_str!("../migrations/0020_quotes.sql")),
    (
        21,
        "list_order",
        include_str!("../migrations/0021_list_order.sql"),
    ),
    (22, "leads", include_str!("../migrations/0022_leads.sql")),
    (23, "views", include_str!("../migrations/0023_views.sql")),
    (
        24,
        "jobs_and_access",
        include_str!("../migrations/0024_jobs_and_access.sql"),
    ),
    (
        25,
        "product_models",
        include_str!("../migrations/0025_product_models.sql"),
    ),
    (
        26,
        "notifications",
        include_str!("../migrations/0026_notifications.sql"),
    ),
    (27, "api", include_str!("../migrations/0027_api.sql")),
    (28, "rooms", include_str!("../migrations/0028_rooms.sql")),
    (
        29,
        "approvals",
        include_str!("../migrations/0029_approvals.sql"),
    ),
    (
        30,
        "undo_and_bin",
        include_str!("../migrations/0030_undo_and_bin.sql"),
    ),
    (
        31,
        "agreements",
        include_str!("../migrations/0031_agreements.sql"),
    ),
    (
        32,
        "erasure",
        include_str!("../migrations/0032_erasure.sql"),
    ),
    (
        33,
        "custom_fields",
        include_str!("../migrations/0033_custom_fields.sql"),
    ),
    (34, "search", include_str!("../migrations/0034_search.sql")),
    (
        35,
        "notices_by_mail",
        include_str!("../migrations/0035_notices_by_mail.sql"),
    ),
    (
        36,
        "list_orders",
        include_str!("../migrations/0036_list_orders.sql"),
    ),
    (
        37,
        "promotions",
        include_str!("../migrations/0037_promotions.sql"),
    ),
    (38, "finder", include_str!("../migrations/0038_finder.sql")),
    (
        39,
        "more_orders",
        include_str!("../migrations/0039_more_orders.sql"),
    ),
    (
        40,
        "relations",
        include_str!("../migrations/0040_relations.sql"),
    ),
    (
        41,
        "single_sign_on",
        include_str!("../migrations/0041_single_sign_on.sql"),
    ),
    (
        42,
        "quote_sections",
        include_str!("../migrations/0042_quote_sections.sql"),
    ),
    (
        43,
        "import_rows",
        include_str!("../migrations/0043_import_rows.sql"),
    ),
    (44, "roles", include_str!("../migrations/0044_roles.sql")),
    (
        45,
        "signing_codes",
        include_str!("../migrations/0045_signing_codes.sql"),
    ),
    (
        46,
        "line_choices",
        include_str!("../migrations/0046_line_choices.sql"),
    ),
    (
        47,
        "approval_links",
        include_str!("../migrations/0047_approval_links.sql"),
    ),
    (
        48,
        "presentation",
        include_str!("../migrations/0048_presentation.sql"),
    ),
    (
        49,
        "price_kinds",
        include_str!("../migrations/0049_price_kinds.sql"),
    ),
    (
        50,
        "recurring",
        include_str!("../migrations/0050_recurring.sql"),
    ),
    (
        51,
        "promotion_budgets",
        include_str!("../migrations/0051_promotion_budgets.sql"),
    ),
    (
        53,
        "passkeys",
        include_str!("../migrations/0053_passkeys.sql"),
    ),
    (
        54,
        "duplicate_runs",
        include_str!("../migrations/0054_duplicate_runs.sql"),
    ),
    (
        55,
        "popular_choices",
        include_str!("../migrations/0055_popular_choices.sql"),
    ),
    (
        56,
        "allowed",
        include_str!("../migrations/0056_allowed.sql"),
    ),
    (
        57,
        "price_books",
        include_str!("../migrations/0057_price_books.sql"),
    ),
    (
        59,
        "account_makers",
        include_str!("../migrations/0059_account_makers.sql"),
    ),
    (
        62,
        "api_buckets",
        include_str!("../migrations/0062_api_buckets.sql"),
    ),
    (
        63,
        "branding",
        include_str!("../migrations/0063_branding.sql"),
    ),
    (
        65,
        "channels_and_rounding",
        include_str!("../migrations/0065_channels_and_rounding.sql"),
    ),
    (
        66,
        "discount_schedules",
        include_str!("../migrations/0066_discount_schedules.sql"),
    ),
    (
        67,
        "quote_attachments",
        include_str!("../migrations/0067_quote_attachments.sql"),
    ),
    (
        69,
        "event_seals",
        include_str!("../migrations/0069_event_seals.sql"),
    ),
    (
        70,
        "room_trial",
        include_str!("../migrations/0070_room_trial.sql"),
    ),
    (
        71,
        "temporary_passwords",
        include_str!("../migrations/0071_temporary_passwords.sql"),
    ),
    (
        72,
        "exports",
        include_str!("../migrations/0072_exports.sql"),
    ),
    (
        73,
        "record_files",
        include_str!("../migrations/0073_record_files.sql"),
    ),
    (
        74,
        "surcharges",
        include_str!("../migrations/0074_surcharges.sql"),
    ),
    (
        75,
        "quote_orders",
        include_str!("../migrations/0075_quote_orders.sql"),
    ),
    (76, "words", include_str!("../migrations/0076_words.sql")),
    (
        78,
        "hot_paths",
        include_str!("../migrations/0078_hot_paths.sql"),
    ),
    (
        79,
        "payment_days",
        include_str!("../migrations/0079_payment_days.sql"),
    ),
    (
        80,
        "template_attachments",
        include_str!("../migrations/0080_template_attachments.sql"),
    ),
    (
        81,
        "task_orders",
        include_str!("../migrations/0081_task_orders.sql"),
    ),
    (
        82,
        "product_orders",
        include_str!("../migrations/0082_product_orders.sql"),
    ),
    (
        83,
        "account_payment_days",
        include_str!("../migrations/0083_account_payment_days.sql"),
    ),
    (
        84,
        "more_own_values",
        include_str!("../migrations/0084_more_own_values.sql"),
    ),
    (
        87,
        "gone_signatures",
        include_str!("../migrations/0087_gone_signatures.sql"),
    ),
    (
        89,
        "import_uploads",
        include_str!("../migrations/0089_import_uploads.sql"),
    ),
];

/// How often a migration is tried that other servers stood in the way of.
const TRIES: u32 = 10;

/// Brings a schema up to date while servers of an earlier version write to it. They lock the tables they need in their
/// own order, so that the database may end a migration to free both; it is rolled back whole, and tried again.
pub(crate) async fn beside_others(migrator: &Migrator, pool: &PgPool) -> Result<()> {
    let mut tried = 0;
    loop {
        let mut conn = pool.acquire().await?;
        let Err(fault) = migrator.run(&mut *conn).await else {
            return Ok(());
        };
        // It still holds the lock that lets one server migrate at a time.
        conn.close().await?;
        tried += 1;
        if tried == TRIES || !stood_in_the_way(&fault) {
            return Err(StoreError::Migrate(fault));
        }
        tokio::time::sleep(Duration::from_millis(100) * tried).await;
    }
}

/// Whether somebody else's locks ended it: `deadlock_detected`, `lock_not_available`.
fn stood_in_the_way(fault: &MigrateError) -> bool {
    let (MigrateError::ExecuteMigration(fault, _) | MigrateError::Execute(fault)) = fault else {
        return false;
    };
    let code = fault.as_database_error().and_then(DatabaseError::code);
    matches!(code.as_deref(), Some("40P01" | "55P03"))
}

/// What a database does not have of the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dialect {
    /// The ever-growing 64-bit key.
    pub serial: &'static str,
    /// The mark of its own parts.
    pub mark: &'static str,
}

/// SQLite's.
pub(crate) const SQLITE: Dialect = Dialect {
    serial: "INTEGER PRIMARY KEY AUTOINCREMENT",
    mark: "-- @sqlite",
};

/// PostgreSQL's.
pub(crate) const POSTGRES: Dialect = Dialect {
    serial: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    mark: "-- @postgres",
};

impl Dialect {
    /// A migration's text for this database: the parts of the other left out.
    pub(crate) fn text(self, text: &str) -> String {
        let mut ours = true;
        let mut out = String::with_capacity(text.len());
        // With their ends, so that a text without parts, and its checksum, stay as they are.
        for line in text.split_inclusive('\n') {
            if line.starts_with("-- @") {
                let mark = line.trim_end();
                ours = mark == self.mark || mark == "-- @both";
            }
            if ours {
                out.push_str(line);
            }
        }
        out.replace("@SERIAL@", self.serial)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_database_gets_its_own_parts() {
        let text = "a @SERIAL@\n-- @sqlite\nb\n-- @postgres\nc\n-- @both\nd\n";
        assert_eq!(
            SQLITE.text(text),
            "a INTEGER PRIMARY KEY AUTOINCREMENT\n-- @sqlite\nb\n-- @both\nd\n"
        );
        assert!(POSTGRES.text(text).contains("\nc\n") && !POSTGRES.text(text).contains("\nb\n"));
    }

    /// A misspelt mark would leave a part out of both.
    #[test]
    fn marks_are_known() {
        for (_, name, text) in MIGRATIONS {
            for line in text.lines().filter(|line| line.starts_with("-- @")) {
                assert!(
                    [SQLITE.mark, POSTGRES.mark, "-- @both"].contains(&line),
                    "{name}: {line}"
                );
            }
        }
    }
}
