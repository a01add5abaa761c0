//! What an account is.

use crate::changes;
use crate::kernel::{AccountId, Instant, Money, Named, UserId};
use crate::platform::fields::CustomValues;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Organisation or private buyer.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum AccountKind {
    /// A company, public body or association.
    #[default]
    #[serde(rename = "business")]
    Business,
    /// A private buyer or household.
    #[serde(rename = "consumer")]
    Consumer,
}

impl AccountKind {
    /// Both kinds.
    pub const ALL: [AccountKind; 2] = [AccountKind::Business, AccountKind::Consumer];

    /// The word in the database, in URLs and in the catalogue (`crm.kind.<code>`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            AccountKind::Business => "business",
            AccountKind::Consumer => "consumer",
        }
    }
}

impl FromStr for AccountKind {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        AccountKind::ALL
            .into_iter()
            .find(|kind| kind.code() == text)
            .ok_or(())
    }
}

/// Words for the industry that have a name in both languages (`crm.industry.<word>`). Others may be
/// typed and are shown as typed.
pub const INDUSTRIES: &[&str] = &[
    "agriculture",
    "automotive",
    "banking",
    "chemicals",
    "construction",
    "consulting",
    "consumer_goods",
    "education",
    "energy",
    "entertainment",
    "finance",
    "food",
    "healthcare",
    "hospitality",
    "insurance",
    "logistics",
    "manufacturing",
    "marketing",
    "media",
    "non_profit",
    "pharmaceuticals",
    "public_sector",
    "real_estate",
    "retail",
    "services",
    "software",
    "technology",
    "telecommunications",
    "transport",
    "utilities",
    "employment",
];

/// The facts of an account that people edit.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountFacts {
    /// Name of the organisation, or of the person; at most 200 characters.
    pub name: String,
    /// Organisation or private buyer.
    pub kind: AccountKind,
    /// One of [`INDUSTRIES`], another text, or empty.
    pub industry: String,
    /// `https://…`, or empty.
    pub website: String,
    /// Telephone as written, or empty.
    pub phone: String,
    /// Street and number, may be of several lines.
    pub street: String,
    /// Postal code.
    pub postal_code: String,
    /// Town.
    pub city: String,
    /// ISO 3166-1 alpha-2, or empty.
    pub country: String,
    /// VAT number without spaces, or empty.
    pub vat_number: String,
    /// Number of people working there.
    pub employees: Option<i64>,
    /// Revenue of a year.
    pub annual_revenue: Option<Money>,
    /// Year of foundation.
    pub founded_year: Option<i32>,
    /// Within how many days it pays an invoice, as agreed with it: what its new quotes say.
    #[serde(default)]
    pub payment_days: Option<u32>,
    /// Free text.
    pub notes: String,
    /// The account above.
    pub parent_id: Option<AccountId>,
    /// Whose account it is.
    pub owner_id: UserId,
    /// Values of the fields an administrator added.
    #[serde(default)]
    pub custom: CustomValues,
}

impl AccountFacts {
    /// Facts with only a name and an owner.
    #[must_use]
    pub fn named(name: impl Into<String>, owner_id: UserId) -> Self {
        Self {
            name: name.into(),
            kind: AccountKind::Business,
            industry: String::new(),
            website: String::new(),
            phone: String::new(),
            street: String::new(),
            postal_code: String::new(),
            city: String::new(),
            country: String::new(),
            vat_number: String::new(),
            employees: None,
            annual_revenue: None,
            founded_year: None,
            payment_days: None,
            notes: String::new(),
            parent_id: None,
            owner_id,
            custom: CustomValues::default(),
        }
    }
}

changes! {
    /// A new value for one fact of an account.
    AccountChange of AccountFacts {
        Name(String) = name,
        Kind(AccountKind) = kind,
        Industry(String) = industry,
        Website(String) = website,
        Phone(String) = phone,
        Street(String) = street,
        PostalCode(String) = postal_code,
        City(String) = city,
        Country(String) = country,
        VatNumber(String) = vat_number,
        Employees(Option<i64>) = employees,
        AnnualRevenue(Option<Money>) = annual_revenue,
        FoundedYear(Option<i32>) = founded_year,
        PaymentDays(Option<u32>) = payment_days,
        Notes(String) = notes,
        Parent(Option<AccountId>) = parent_id,
        Owner(UserId) = owner_id,
    } + custom
}

/// A link to an account of the hierarchy.
pub type ParentRef = Named<AccountId>;

/// An account with everything its page shows about the account itself.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Which account.
    pub id: AccountId,
    /// Raised by each change; sent back with every edit.
    pub version: i64,
    /// What people edit.
    pub facts: AccountFacts,
    /// Whose it is, by name.
    pub owner: Named<UserId>,
    /// The accounts above, the highest first.
    pub above: Vec<ParentRef>,
    /// The accounts directly below, by name.
    pub below: Vec<ParentRef>,
    /// When it was created.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// When it was deleted; it can be restored.
    pub deleted_at: Option<Instant>,
    /// Whether the reader may change or delete it.
    pub may_edit: bool,
    /// Whether the reader may give it to another owner.
    pub may_assign: bool,
}

/// An account in a list.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRow {
    /// Which account.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// Organisation or private buyer.
    pub kind: AccountKind,
    /// Industry, or empty.
    pub industry: String,
    /// Town, or empty.
    pub city: String,
    /// ISO country, or empty.
    pub country: String,
    /// Whose it is.
    pub owner: Named<UserId>,
    /// Contacts there.
    pub contacts: i64,
    /// Open opportunities.
    pub open_count: i64,
    /// Their amounts, one sum per currency, largest first.
    pub open_totals: Vec<Money>,
    /// The last logged conversation about it or its deals.
    pub last_activity_at: Option<Instant>,
    /// When it was last changed.
    pub updated_at: Instant,
}
