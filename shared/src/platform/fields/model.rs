//! What an administrator says about a field.

use crate::kernel::event::Entity;
use crate::kernel::{LocalText, coded};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

coded! {
    /// What has the field.
    Holder {
        /// Organisations and consumers.
        Account = "account",
        /// Persons.
        Contact = "contact",
        /// Leads.
        Lead = "lead",
        /// Deals.
        Opportunity = "opportunity",
        /// Quotes, each of their versions.
        Quote = "quote",
        /// Things to do.
        Task = "task",
        /// What is sold.
        Product = "product",
    }
}

impl Holder {
    /// The kind of record in the event log.
    #[must_use]
    pub const fn entity(self) -> Entity {
        match self {
            Holder::Account => Entity::Account,
            Holder::Contact => Entity::Contact,
            Holder::Lead => Entity::Lead,
            Holder::Opportunity => Entity::Opportunity,
            Holder::Quote => Entity::Quote,
            Holder::Task => Entity::Task,
            Holder::Product => Entity::Product,
        }
    }
}

coded! {
    /// The type of a field's values.
    FieldKind {
        /// One line of words.
        Text = "text",
        /// A number of at most four decimals.
        Number = "number",
        /// An amount in its own currency.
        Money = "money",
        /// A day.
        Date = "date",
        /// One of the field's options.
        Choice = "choice",
        /// An address: `https:`, `http:` or `mailto:`.
        Link = "link",
        /// Yes or no.
        Flag = "flag",
    }
}

/// One option of a choice.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FieldOption {
    /// Its word in filters, files and the database; never changes.
    pub code: String,
    /// What people read.
    pub label: LocalText,
}

/// A field of an administrator.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CustomField {
    /// Which.
    pub id: Uuid,
    /// Raised by each change; 0 before it is there.
    pub version: i64,
    /// Its number in the tables of values; the server gives it.
    pub number: i64,
    /// What has it.
    pub holder: Holder,
    /// Its word in filters, files and the interface for programs; never changes.
    pub key: String,
    /// What people read.
    pub label: LocalText,
    /// The type of its values; never changes.
    pub kind: FieldKind,
    /// The options of a choice, in order.
    pub options: Vec<FieldOption>,
    /// What to write there; may be empty.
    pub help: LocalText,
    /// New records must have it, and nobody may clear it.
    pub required: bool,
    /// Its place among the fields of its object.
    pub position: i32,
    /// Hidden everywhere; its values are kept.
    pub archived: bool,
}
