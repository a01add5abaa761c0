//! The fields of every list: one table per object, and nothing else to do to add one here.

use super::Kind::{Choice, Date, Flag, Instant, Money, Number, Percent, Reference, Text};
use super::{Field, Object, Target};
use crate::crm::accounts::INDUSTRIES;

/// Words of a choice that are not a closed list: country codes.
pub const OPEN: &[&str] = &[];

pub(super) const fn field(name: &'static str, kind: super::Kind) -> Field {
    Field {
        name,
        label: name,
        kind,
        sort: false,
        group: false,
        filter: true,
        sum: false,
        edit: false,
        bulk: false,
        margin: false,
        custom: None,
    }
}

impl Field {
    pub(super) const fn called(self, label: &'static str) -> Self {
        Self { label, ..self }
    }
    pub(super) const fn sorted(self) -> Self {
        Self { sort: true, ..self }
    }
    pub(super) const fn grouped(self) -> Self {
        Self {
            group: true,
            ..self.sorted()
        }
    }
    pub(super) const fn summed(self) -> Self {
        Self { sum: true, ..self }
    }
    pub(super) const fn edited(self) -> Self {
        Self { edit: true, ..self }
    }
    pub(super) const fn bulk(self) -> Self {
        Self {
            bulk: true,
            ..self.edited()
        }
    }
    pub(super) const fn of_margins(self) -> Self {
        Self {
            margin: true,
            ..self
        }
    }
    pub(super) const fn shown_only(self) -> Self {
        Self {
            filter: false,
            ..self
        }
    }
}

pub(super) const OWNER: Field = field("owner", Reference(Target::User)).grouped();
pub(super) const OWNER_TEAM: Field = field("owner.team", Reference(Target::Team)).grouped();
pub(super) const ACCOUNT: Field = field("account", Reference(Target::Account)).grouped();
pub(super) const ACCOUNT_COUNTRY: Field = field("account.country", Choice(OPEN)).grouped();
pub(super) const ACCOUNT_INDUSTRY: Field = field("account.industry", Choice(INDUSTRIES)).grouped();
pub(super) const CREATED: Field = field("created", Instant).sorted();
pub(super) const UPDATED: Field = field("updated", Instant).sorted();

const OPPORTUNITIES: &[Field] = &[
    field("name", Text).sorted().edited(),
    ACCOUNT,
    field("stage", Reference(Target::Stage)).grouped(),
    field("amount", Money).sorted().summed().edited(),
    field("probability", Percent).sorted(),
    field("weighted", Money).summed(),
    field("close_date", Date).grouped().bulk(),
    OWNER,
    OWNER_TEAM,
    field("next_activity", Date).sorted(),
    field("state", Choice(&["open", "won", "lost"])).grouped(),
    field("kind", Choice(&["new", "renewal", "expansion"]))
        .grouped()
        .bulk(),
    field(
        "category",
        Choice(&["pipeline", "best_case", "commit", "closed", "omitted"]),
    )
    .grouped(),
    field("pipeline", Reference(Target::Pipeline)).grouped(),
    field("stalled", Flag),
    field("next_step", Text),
    field("next_step_on", Date).sorted(),
    field("source", Text).sorted().bulk(),
    field("last_activity", Instant).sorted(),
    field("stage_since", Instant).sorted(),
    field("closed_on", Date).sorted(),
    field("pushes", Number).sorted(),
    ACCOUNT_COUNTRY,
    ACCOUNT_INDUSTRY,
    CREATED,
    UPDATED,
];

const ACCOUNTS: &[Field] = &[
    field("name", Text).sorted().edited(),
    field("industry", Choice(INDUSTRIES)).grouped().bulk(),
    field("city", Text).sorted().edited(),
    field("country", Choice(OPEN)).grouped().bulk(),
    OWNER,
    OWNER_TEAM,
    field("open_amount", Money).shown_only(),
    field("open_deals", Number),
    field("contacts", Number),
    field("last_activity", Instant),
    field("kind", Choice(&["business", "consumer"]))
        .grouped()
        .bulk(),
    field("phone", Text).edited(),
    field("website", Text).edited(),
    field("vat_number", Text),
    field("employees", Number).sorted().edited(),
    field("annual_revenue", Money).sorted(),
    field("founded_year", Number).sorted(),
    field("payment_days", Number).sorted(),
    field("parent", Reference(Target::Account)).grouped(),
    CREATED,
    UPDATED,
];

const CONTACTS: &[Field] = &[
    field("name", Text).sorted(),
    field("title", Text).sorted().edited(),
    ACCOUNT,
    field("email", Text).sorted().edited(),
    field("phone", Text).edited(),
    OWNER,
    OWNER_TEAM,
    field("language", Choice(&["en", "fr"])).grouped().bulk(),
    field("last_activity", Instant),
    ACCOUNT_COUNTRY,
    ACCOUNT_INDUSTRY,
    // The contact's own account and those the contact is affiliated with today.
    field("any_account", Reference(Target::Account)),
    CREATED,
    UPDATED,
];

const LEADS: &[Field] = &[
    field("name", Text).sorted(),
    field("company", Text).sorted().edited(),
    field(
        "status",
        Choice(&[
            "new",
            "contacted",
            "nurturing",
            "qualified",
            "recycled",
            "converted",
            "disqualified",
        ]),
    )
    .grouped(),
    field("rating", Choice(&["cold", "warm", "hot"]))
        .grouped()
        .bulk(),
    field(
        "lead_source",
        Choice(&[
            "web",
            "phone",
            "email",
            "referral",
            "event",
            "advertising",
            "social",
            "partner",
            "prospecting",
            "other",
        ]),
    )
    .grouped()
    .bulk(),
    // Speed to lead as it stands now: `shared::crm::leads::clock`.
    field(
        "response",
        Choice(&["running", "late", "in_time", "after_limit", "stopped"]),
    ),
    OWNER,
    OWNER_TEAM,
    CREATED,
    field("title", Text).sorted().edited(),
    field("email", Text).sorted().edited(),
    field("phone", Text).edited(),
    field("city", Text).sorted().edited(),
    field("country", Choice(OPEN)).grouped().bulk(),
    field("language", Choice(&["en", "fr"])).grouped().bulk(),
    field("interest", Text),
    field("first_contacted", Instant).sorted(),
    field("status_since", Instant).sorted(),
    field("recycle_on", Date).sorted(),
    UPDATED,
];

impl Object {
    /// Its fields, in the order a chooser shows them, those not everybody sees included; a list has [`super::Fields`].
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Object::Opportunities => OPPORTUNITIES,
            Object::Accounts => ACCOUNTS,
            Object::Contacts => CONTACTS,
            Object::Leads => LEADS,
            Object::Quotes => super::fields_cpq::QUOTES,
            Object::Tasks => super::fields_work::TASKS,
            Object::Products => super::fields_cpq::PRODUCTS,
        }
    }

    /// The columns a list begins with.
    #[must_use]
    pub const fn usual_columns(self) -> &'static [&'static str] {
        match self {
            Object::Opportunities => &[
                "name",
                "account",
                "stage",
                "amount",
                "probability",
                "close_date",
                "owner",
                "next_activity",
            ],
            Object::Accounts => &[
                "name",
                "industry",
                "city",
                "country",
                "owner",
                "open_amount",
                "last_activity",
                "updated",
            ],
            Object::Contacts => &[
                "name",
                "account",
                "title",
                "email",
                "phone",
                "owner",
                "last_activity",
                "updated",
            ],
            Object::Leads => &[
                "name", "company", "status", "rating", "response", "owner", "created",
            ],
            Object::Quotes => &[
                "name",
                "number",
                "account",
                "state",
                "net",
                "valid_until",
                "owner",
                "updated",
            ],
            Object::Tasks => &[
                "name",
                "due",
                "priority",
                "kind",
                "account",
                "opportunity",
                "owner",
            ],
            Object::Products => &["name", "sku", "family", "unit", "tax_rate", "status"],
        }
    }

    /// The order a list begins with.
    #[must_use]
    pub const fn usual_sort(self) -> &'static str {
        match self {
            Object::Opportunities => "close_date",
            Object::Accounts | Object::Contacts => "name",
            Object::Leads => "-created",
            Object::Quotes => "-updated",
            Object::Tasks => "due",
            Object::Products => "sku",
        }
    }
}
