//! What may be imported, and into which fields. Codes are the same in remembered mappings, in the
//! command line and in the translation catalogue (`import.kind.<code>`, `import.field.<code>`).

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// What the rows of a file are.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
        /// A field of an imported record. Written as text it is its code, or `own.<number>`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(missing_docs)] // each is explained by `import.field.<code>` in both languages
        pub enum Field {
            $($name,)+
            /// A field an administrator added, by its number, which never stands for another one.
            Own(u32),
            /// The currency of such a field's amounts, where the file has it in a column of its own.
            OwnCurrency(u32),
        }

        impl Field {
            /// Every field that is in each company.
            pub const ALL: &'static [Field] = &[$(Field::$name),+];

            /// The code, also the catalogue key `import.field.<code>`; one word for all fields of
            /// administrators, whose names are data.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Field::$name => $code,)+
                    Field::Own(_) | Field::OwnCurrency(_) => "custom",
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
    PaymentDays = "payment_days",
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

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Field::Own(number) => write!(f, "own.{number}"),
            Field::OwnCurrency(number) => write!(f, "own.{number}.currency"),
            other => f.write_str(other.code()),
        }
    }
}

impl FromStr for Field {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        if let Some(own) = text.strip_prefix("own.") {
            return match own.strip_suffix(".currency") {
                Some(number) => number.parse().map(Field::OwnCurrency),
                None => own.parse().map(Field::Own),
            }
            .map_err(|_| ());
        }
        Field::ALL
            .iter()
            .copied()
            .find(|field| field.code() == text)
            .ok_or(())
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl serde::de::Visitor<'_> for Text {
            type Value = Field;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field of an import")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Field, E> {
                text.parse()
                    .map_err(|()| E::custom("no field of an import"))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_written_and_read_as_text() {
        let own = [Field::Own(7), Field::OwnCurrency(7)];
        for field in Field::ALL.iter().copied().chain(own) {
            let text = serde_json::to_string(&field).unwrap();
            assert_eq!(serde_json::from_str::<Field>(&text).unwrap(), field);
            assert_eq!(field.to_string().parse(), Ok(field));
        }
        for none in ["own.", "own.x", "own.7.rate", "custom", ""] {
            assert_eq!(none.parse::<Field>(), Err(()), "{none}");
        }
    }
}
