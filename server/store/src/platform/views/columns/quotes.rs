//! Quotes: where one stands depends on the day, see [`crate::Sql::on_day`].

use super::KeyKind::{Day, Number, Text};
use super::{ACCOUNT_COUNTRY, ACCOUNT_INDUSTRY, Column, blank, key, plain, with};

/// The rule of `shared::cpq::quotes::effective_state`.
macro_rules! state {
    () => {
        "(CASE WHEN q.state IN ('sent', 'viewed') AND q.valid_until < @today THEN 'expired' ELSE q.state END)"
    };
}
/// The title as it is compared: the search key is the number, a space and the title.
macro_rules! title {
    () => {
        "SUBSTR(q.search, LENGTH(q.number) + 2)"
    };
}

pub(super) const QUOTES: &[Column] = &[
    plain(
        "name",
        "COALESCE(NULLIF(TRIM(q.title), ''), q.number)",
        &[key(Text, title!())],
    ),
    plain("number", "q.number", &[key(Text, "q.number")]),
    with(
        "account",
        "q.account_id",
        "a.name",
        &[blank(Text, "COALESCE(a.search, '')", "a.id IS NULL")],
    ),
    plain(
        "state",
        state!(),
        &[key(
            Number,
            concat!(
                "CASE ",
                state!(),
                " WHEN 'draft' THEN 0 WHEN 'in_approval' THEN 1 WHEN 'approved' THEN 2 WHEN 'sent' THEN 3 WHEN 'viewed' THEN 4
                WHEN 'accepted' THEN 5 WHEN 'declined' THEN 6 WHEN 'expired' THEN 7 WHEN 'superseded' THEN 8 ELSE 9 END"
            ),
        )],
    ),
    with(
        "net",
        "q.net_minor",
        "q.currency",
        &[key(Text, "q.currency"), key(Number, "q.net_minor")],
    ),
    Column {
        month: "SUBSTR(CAST(q.valid_until AS TEXT), 1, 7)",
        ..plain("valid_until", "q.valid_until", &[key(Day, "q.valid_until")])
    },
    with("owner", "q.owner_id", "u.name", &[key(Text, "u.name")]),
    with(
        "owner.team",
        "u.team_id",
        "t.name",
        &[blank(Text, "COALESCE(t.name, '')", "t.id IS NULL")],
    ),
    with(
        "opportunity",
        "q.opportunity_id",
        "o.name",
        &[blank(Text, "COALESCE(o.search, '')", "o.id IS NULL")],
    ),
    plain(
        "version_number",
        "q.version_number",
        &[key(Number, "q.version_number")],
    ),
    plain("active_version", "q.active_version", &[]),
    with("tax", "q.tax_minor", "q.currency", &[]),
    with(
        "gross",
        "q.gross_minor",
        "q.currency",
        &[key(Text, "q.currency"), key(Number, "q.gross_minor")],
    ),
    with(
        "one_time",
        "q.one_time_minor",
        "q.currency",
        &[key(Text, "q.currency"), key(Number, "q.one_time_minor")],
    ),
    with(
        "monthly",
        "q.monthly_minor",
        "q.currency",
        &[key(Text, "q.currency"), key(Number, "q.monthly_minor")],
    ),
    plain("discount", "q.discount_bp", &[key(Number, "q.discount_bp")]),
    plain(
        "term_months",
        "q.term_months",
        &[key(Number, "q.term_months")],
    ),
    plain("currency", "q.currency", &[key(Text, "q.currency")]),
    plain("language", "q.language", &[key(Text, "q.language")]),
    plain("channel", "q.channel", &[key(Text, "q.channel")]),
    Column {
        month: "SUBSTR(CAST(q.issued_on AS TEXT), 1, 7)",
        ..plain("issued_on", "q.issued_on", &[key(Day, "q.issued_on")])
    },
    ACCOUNT_COUNTRY,
    ACCOUNT_INDUSTRY,
    plain("created", "q.created_at", &[key(Number, "q.created_at")]),
    plain("updated", "q.updated_at", &[key(Number, "q.updated_at")]),
];
