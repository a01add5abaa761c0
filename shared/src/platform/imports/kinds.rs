//! What may be imported, and into which fields. Codes are the same in remembered mappings, in the
//! command line and in the translation catalogue (`import.kind.<code>`, `import.field.<code>`).

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What the rows of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    /// Users, with their teams.
    People,
    /// Products with a list price.
    Products,
    /// Accounts.
    Accounts,
    /// Contacts.
    Contacts,
    /// Leads: first interest, before there is an account.
    Leads,
    /// Opportunities.
    Opportunities,
}

impl ImportKind {
    /// Every kind in the order files must be taken: what others refer to comes first.
    pub const ALL: [ImportKind; 6] = [
        ImportKind::People,
        ImportKind::Products,
        ImportKind::Accounts,
        ImportKind::Contacts,
        ImportKind::Leads,
        ImportKind::Opportunities,
    ];

    /// The word in the database and on the command line.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            ImportKind::People => "people",
            ImportKind::Products => "products",
            ImportKind::Accounts => "accounts",
            ImportKind::Contacts => "contacts",
            ImportKind::Leads => "leads",
            ImportKind::Opportunities => "opportunities",
        }
    }

    /// The fields a column of such a file may fill.
    #[must_use]
    pub const fn fields(self) -> &'static [FieldDef] {
        match self {
            ImportKind::People => super::fields::PEOPLE,
            ImportKind::Products => super::fields::PRODUCTS,
            ImportKind::Accounts => super::fields::ACCOUNTS,
            ImportKind::Contacts => super::fields::CONTACTS,
            ImportKind::Leads => super::fields::LEADS,
            ImportKind::Opportunities => super::fields::OPPORTUNITIES,
        }
    }

    /// The definition of one field of this kind.
    #[must_use]
    pub fn field(self, field: Field) -> Option<&'static FieldDef> {
        self.fields().iter().find(|def| def.field == field)
    }
}

impl FromStr for ImportKind {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        ImportKind::ALL
            .into_iter()
            .find(|kind| kind.code() == text)
            .ok_or(())
    }
}

/// How the cells of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text of at most so many characters.
    Text(usize),
    /// An e-mail address.
    Email,
    /// A number.
    Number,
    /// A day.
    Date,
    /// A country.
    Country,
    /// One of a list: stage, role, kind…
    Choice,
    /// The name (or key) of another record.
    Reference,
}

/// One field of a kind of file.
#[derive(Clone, Copy, Debug)]
pub struct FieldDef {
    /// Which field.
    pub field: Field,
    /// Whether a file without such a column cannot be imported.
    pub required: bool,
    /// How its cells are read.
    pub shape: Shape,
    /// Column names that mean it, English and French, separated by commas; the best first.
    pub synonyms: &'static str,
}

macro_rules! field_codes {
    ($($name:ident = $code:literal),+ $(,)?) => {
        /// A field of an imported record.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[allow(missing_docs)] // each is explained by `import.field.<code>` in both languages
        pub enum Field {
            $(#[serde(rename = $code)] $name),+
        }

        impl Field {
            /// Every field.
            pub const ALL: &'static [Field] = &[$(Field::$name),+];

            /// The code, also the catalogue key `import.field.<code>`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Field::$name => $code),+
                }
            }
        }
    };
}

field_codes! {
    ExternalId = "external_id",
    Name = "name",
    FirstName = "first_name",
    LastName = "last_name",
    Email = "email",
    Phone = "phone",
    JobTitle = "job_title",
    Language = "language",
    Website = "website",
    Street = "street",
    PostalCode = "postal_code",
    City = "city",
    Country = "country",
    VatNumber = "vat_number",
    Industry = "industry",
    AccountKind = "account_kind",
    Employees = "employees",
    AnnualRevenue = "annual_revenue",
    FoundedYear = "founded_year",
    Parent = "parent",
    Account = "account",
    Company = "company",
    LeadSource = "lead_source",
    Rating = "rating",
    Interest = "interest",
    Owner = "owner",
    Notes = "notes",
    Sku = "sku",
    NameFr = "name_fr",
    Family = "family",
    Unit = "unit",
    Description = "description",
    Price = "price",
    Cost = "cost",
    TaxRate = "tax_rate",
    Charge = "charge",
    Currency = "currency",
    Role = "role",
    Team = "team",
    Manager = "manager",
    Office = "office",
    Stage = "stage",
    Amount = "amount",
    CloseDate = "close_date",
    OpenedOn = "opened_on",
    Product = "product",
    DealKind = "deal_kind",
    Probability = "probability",
    NextStep = "next_step",
    Source = "source",
    LossReason = "loss_reason",
}

impl FromStr for Field {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Field::ALL
            .iter()
            .copied()
            .find(|field| field.code() == text)
            .ok_or(())
    }
}
