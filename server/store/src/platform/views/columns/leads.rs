//! Leads: those in the queue have no owner.

use super::KeyKind::{Number, Text};
use super::{Column, Special, blank, key, plain, special, with};

macro_rules! name {
    () => {
        "COALESCE(NULLIF(TRIM(l.first_name || ' ' || l.last_name), ''), l.company)"
    };
}

pub(super) const LEADS: &[Column] = &[
    plain("name", name!(), &[key(Text, "l.search")]),
    plain(
        "company",
        "l.company",
        &[blank(Text, "l.company", "l.company = ''")],
    ),
    plain(
        "status",
        "l.status",
        &[key(
            Number,
            "CASE l.status WHEN 'new' THEN 0 WHEN 'contacted' THEN 1 WHEN 'nurturing' THEN 2 WHEN 'qualified' THEN 3 WHEN 'recycled' THEN 4 WHEN 'converted' THEN 5 ELSE 6 END",
        )],
    ),
    plain(
        "rating",
        "l.rating",
        &[key(
            Number,
            "CASE l.rating WHEN 'cold' THEN 0 WHEN 'warm' THEN 1 ELSE 2 END",
        )],
    ),
    plain("lead_source", "l.source", &[key(Text, "l.source")]),
    special("response", Special::Clock),
    with(
        "owner",
        "l.owner_id",
        "u.name",
        &[blank(Text, "COALESCE(u.name, '')", "l.owner_id IS NULL")],
    ),
    with(
        "owner.team",
        "u.team_id",
        "t.name",
        &[blank(Text, "COALESCE(t.name, '')", "t.id IS NULL")],
    ),
    plain("created", "l.created_at", &[key(Number, "l.created_at")]),
    plain(
        "title",
        "l.title",
        &[blank(Text, "l.title", "l.title = ''")],
    ),
    plain(
        "email",
        "l.email",
        &[blank(Text, "l.email", "l.email = ''")],
    ),
    plain("phone", "l.phone", &[]),
    plain("city", "l.city", &[blank(Text, "l.city", "l.city = ''")]),
    plain(
        "country",
        "l.country",
        &[blank(Text, "l.country", "l.country = ''")],
    ),
    plain(
        "language",
        "l.language",
        &[blank(Text, "l.language", "l.language = ''")],
    ),
    plain("interest", "l.interest", &[]),
    plain(
        "first_contacted",
        "l.first_contacted_at",
        &[blank(
            Number,
            "COALESCE(l.first_contacted_at, 0)",
            "l.first_contacted_at IS NULL",
        )],
    ),
    plain(
        "status_since",
        "l.status_since",
        &[key(Number, "l.status_since")],
    ),
    plain(
        "recycle_on",
        "l.recycle_on",
        &[blank(
            Text,
            "COALESCE(CAST(l.recycle_on AS TEXT), '')",
            "l.recycle_on IS NULL",
        )],
    ),
    plain("updated", "l.updated_at", &[key(Number, "l.updated_at")]),
];
