//! Accounts and contacts.

use super::KeyKind::{Number, Text};
use super::{ACCOUNT_COUNTRY, ACCOUNT_INDUSTRY, Column, Special, blank, key, plain, special, with};

pub(super) const ACCOUNTS: &[Column] = &[
    plain("name", "a.name", &[key(Text, "a.search")]),
    plain(
        "industry",
        "a.industry",
        &[blank(Text, "a.industry", "a.industry = ''")],
    ),
    plain("city", "a.city", &[blank(Text, "a.city", "a.city = ''")]),
    plain(
        "country",
        "a.country",
        &[blank(Text, "a.country", "a.country = ''")],
    ),
    with("owner", "a.owner_id", "u.name", &[key(Text, "u.name")]),
    with(
        "owner.team",
        "u.team_id",
        "t.name",
        &[blank(Text, "COALESCE(t.name, '')", "t.id IS NULL")],
    ),
    special("open_amount", Special::Later),
    special("open_deals", Special::OpenDeals),
    plain(
        "contacts",
        "(SELECT COUNT(*) FROM contacts k WHERE k.account_id = a.id AND k.deleted_at IS NULL)",
        &[],
    ),
    special("last_activity", Special::AccountLast),
    plain("kind", "a.kind", &[key(Text, "a.kind")]),
    plain("phone", "a.phone", &[]),
    plain("website", "a.website", &[]),
    plain("vat_number", "a.vat_number", &[]),
    plain(
        "employees",
        "a.employees",
        &[blank(
            Number,
            "COALESCE(a.employees, 0)",
            "a.employees IS NULL",
        )],
    ),
    with(
        "annual_revenue",
        "a.annual_revenue_minor",
        "a.annual_revenue_currency",
        &[
            blank(
                Text,
                "COALESCE(a.annual_revenue_currency, '')",
                "a.annual_revenue_minor IS NULL",
            ),
            key(Number, "COALESCE(a.annual_revenue_minor, 0)"),
        ],
    ),
    plain(
        "founded_year",
        "a.founded_year",
        &[blank(
            Number,
            "COALESCE(a.founded_year, 0)",
            "a.founded_year IS NULL",
        )],
    ),
    plain(
        "payment_days",
        "a.payment_days",
        &[blank(
            Number,
            "COALESCE(a.payment_days, 0)",
            "a.payment_days IS NULL",
        )],
    ),
    with(
        "parent",
        "a.parent_id",
        "pa.name",
        &[blank(Text, "COALESCE(pa.search, '')", "pa.id IS NULL")],
    ),
    plain("created", "a.created_at", &[key(Number, "a.created_at")]),
    plain("updated", "a.updated_at", &[key(Number, "a.updated_at")]),
];

pub(super) const CONTACTS: &[Column] = &[
    plain(
        "name",
        "TRIM(c.first_name || ' ' || c.last_name)",
        &[key(Text, "c.search")],
    ),
    plain(
        "title",
        "c.title",
        &[blank(Text, "c.title", "c.title = ''")],
    ),
    with(
        "account",
        "c.account_id",
        "a.name",
        &[blank(Text, "COALESCE(a.search, '')", "a.id IS NULL")],
    ),
    plain(
        "email",
        "c.email",
        &[blank(Text, "c.email", "c.email = ''")],
    ),
    plain("phone", "c.phone", &[]),
    with("owner", "c.owner_id", "u.name", &[key(Text, "u.name")]),
    with(
        "owner.team",
        "u.team_id",
        "t.name",
        &[blank(Text, "COALESCE(t.name, '')", "t.id IS NULL")],
    ),
    plain(
        "language",
        "c.language",
        &[blank(Text, "c.language", "c.language = ''")],
    ),
    special("last_activity", Special::ContactLast),
    ACCOUNT_COUNTRY,
    ACCOUNT_INDUSTRY,
    special("any_account", Special::AnyAccount),
    plain("created", "c.created_at", &[key(Number, "c.created_at")]),
    plain("updated", "c.updated_at", &[key(Number, "c.updated_at")]),
];
