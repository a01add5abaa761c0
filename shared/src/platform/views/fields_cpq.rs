//! The fields of what is quoted.

use super::Kind::{Choice, Date, Decimal, Flag, Money, Number, Percent, Reference, Text};
use super::fields::{
    ACCOUNT, ACCOUNT_COUNTRY, ACCOUNT_INDUSTRY, CREATED, OWNER, OWNER_TEAM, UPDATED, field,
};
use super::{Field, Target};

pub(super) const QUOTES: &[Field] = &[
    field("name", Text).called("quote_name").sorted(),
    field("number", Text).sorted(),
    ACCOUNT,
    // As it stands on the reader's day: `shared::cpq::quotes::effective_state`.
    field(
        "state",
        Choice(&[
            "draft",
            "in_approval",
            "approved",
            "sent",
            "viewed",
            "accepted",
            "declined",
            "expired",
            "superseded",
            "cancelled",
        ]),
    )
    .called("quote_state")
    .grouped(),
    field("net", Money).sorted().summed(),
    field("valid_until", Date).grouped(),
    OWNER,
    OWNER_TEAM,
    field("opportunity", Reference(Target::Opportunity)).grouped(),
    field("version_number", Number).sorted(),
    field("active_version", Flag),
    field("tax", Money),
    field("gross", Money).sorted(),
    field("one_time", Money).sorted(),
    field("monthly", Money).sorted(),
    field("discount", Percent).sorted(),
    field("term_months", Number).sorted(),
    field("currency", Choice(crate::kernel::Currency::CODES)).grouped(),
    field("language", Choice(&["en", "fr"])).grouped(),
    field(
        "channel",
        Choice(&["direct", "partner", "web", "marketplace"]),
    )
    .grouped(),
    field("issued_on", Date).grouped(),
    ACCOUNT_COUNTRY,
    ACCOUNT_INDUSTRY,
    CREATED,
    UPDATED,
];

pub(super) const PRODUCTS: &[Field] = &[
    // Name and description in the reader's language, else in the other.
    field("name", Text).sorted(),
    field("sku", Text).sorted(),
    field("family", Text).grouped().bulk(),
    field("status", Choice(&["active", "retired"]))
        .called("product_status")
        .grouped()
        .bulk(),
    field("unit", Text).grouped(),
    field(
        "tax_category",
        Choice(&["S", "Z", "E", "AE", "K", "G", "O", "L", "M"]),
    )
    .grouped(),
    field("tax_rate", Percent).sorted(),
    // In the company's currency.
    field("cost", Decimal).sorted().of_margins(),
    // In how many there is a price of it.
    field("price_books", Number),
    field("description", Text),
];
