//! Tasks: the row is `r` and its deal `o`, as [`crate::work::visible`] knows them.

use super::KeyKind::{Day, Number, Text};
use super::{ACCOUNT_COUNTRY, ACCOUNT_INDUSTRY, Column, Special, blank, key, plain, special, with};

pub(super) const TASKS: &[Column] = &[
    plain("name", "r.subject", &[key(Text, "LOWER(r.subject)")]),
    plain(
        "status",
        "CASE WHEN r.done_at IS NULL THEN 'open' ELSE 'done' END",
        &[key(Number, "CASE WHEN r.done_at IS NULL THEN 0 ELSE 1 END")],
    ),
    Column {
        month: "COALESCE(SUBSTR(CAST(r.due_on AS TEXT), 1, 7), '')",
        ..plain(
            "due",
            "r.due_on",
            &[blank(
                Day,
                "COALESCE(r.due_on, '9999-12-31')",
                "r.due_on IS NULL",
            )],
        )
    },
    plain(
        "priority",
        "r.priority",
        &[key(
            Number,
            "CASE r.priority WHEN 'low' THEN 0 WHEN 'normal' THEN 1 ELSE 2 END",
        )],
    ),
    plain("kind", "r.kind", &[key(Text, "r.kind")]),
    with(
        "account",
        "r.account_id",
        "a.name",
        &[blank(Text, "COALESCE(a.search, '')", "a.id IS NULL")],
    ),
    with(
        "opportunity",
        "r.opportunity_id",
        "o.name",
        &[blank(Text, "COALESCE(o.search, '')", "o.id IS NULL")],
    ),
    with(
        "contact",
        "r.contact_id",
        "TRIM(c.first_name || ' ' || c.last_name)",
        &[blank(Text, "COALESCE(c.search, '')", "c.id IS NULL")],
    ),
    with("owner", "r.owner_id", "u.name", &[key(Text, "u.name")]),
    with(
        "owner.team",
        "u.team_id",
        "t.name",
        &[blank(Text, "COALESCE(t.name, '')", "t.id IS NULL")],
    ),
    special("overdue", Special::Overdue),
    plain(
        "due_at",
        "r.due_at",
        &[blank(Number, "COALESCE(r.due_at, 0)", "r.due_at IS NULL")],
    ),
    plain(
        "done_at",
        "r.done_at",
        &[blank(Number, "COALESCE(r.done_at, 0)", "r.done_at IS NULL")],
    ),
    plain("notes", "r.notes", &[]),
    ACCOUNT_COUNTRY,
    ACCOUNT_INDUSTRY,
    plain("created", "r.created_at", &[key(Number, "r.created_at")]),
    plain("updated", "r.updated_at", &[key(Number, "r.updated_at")]),
];
