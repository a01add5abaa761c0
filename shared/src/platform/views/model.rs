//! What a list is made of: objects, fields, cells, and what a view keeps.

use super::Fields;
use crate::kernel::event::Entity;
use crate::kernel::{Action, Instant, Issue, Money, Named, coded};
use crate::platform::fields::CustomField;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

coded! {
    /// What a list lists. One table of fields, one of columns in the store, and one address make
    /// another object known.
    Object {
        /// Deals.
        Opportunities = "opportunities",
        /// Organisations and consumers.
        Accounts = "accounts",
        /// Persons.
        Contacts = "contacts",
        /// First interest, before there is an account.
        Leads = "leads",
        /// Quotes, each of their versions.
        Quotes = "quotes",
        /// Things to do, open and done.
        Tasks = "tasks",
        /// What is sold.
        Products = "products",
    }
}

impl Object {
    /// The kind of record in the event log.
    #[must_use]
    pub const fn entity(self) -> Entity {
        match self {
            Object::Opportunities => Entity::Opportunity,
            Object::Accounts => Entity::Account,
            Object::Contacts => Entity::Contact,
            Object::Leads => Entity::Lead,
            Object::Quotes => Entity::Quote,
            Object::Tasks => Entity::Task,
            Object::Products => Entity::Product,
        }
    }

    /// The right to read it.
    #[must_use]
    pub const fn view_action(self) -> Action {
        match self {
            Object::Opportunities => Action::ViewOpportunity,
            Object::Accounts | Object::Contacts => Action::ViewAccount,
            Object::Leads => Action::ViewLead,
            Object::Quotes => Action::ViewQuote,
            Object::Tasks => Action::ViewActivity,
            Object::Products => Action::ReadReference,
        }
    }

    /// The right to change it.
    #[must_use]
    pub const fn edit_action(self) -> Action {
        match self {
            Object::Opportunities => Action::EditOpportunity,
            Object::Accounts | Object::Contacts => Action::EditAccount,
            Object::Leads => Action::EditLead,
            Object::Quotes => Action::EditQuote,
            Object::Tasks => Action::EditActivity,
            Object::Products => Action::ManageProducts,
        }
    }

    /// Whether many can be given to somebody at once: a quote stays with who wrote it, a product is nobody's.
    #[must_use]
    pub const fn is_assigned(self) -> bool {
        !matches!(self, Object::Quotes | Object::Products)
    }

    /// Whether one can be deleted: a product is switched off, since quotes keep it.
    #[must_use]
    pub const fn is_deletable(self) -> bool {
        !matches!(self, Object::Products)
    }

    /// The built-in field called `name`, whoever may see it.
    #[must_use]
    pub fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.name == name)
    }
}

/// What a reference leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A colleague; `me` stands for the reader.
    User,
    /// A team with those below it; `my_team` stands for the reader's.
    Team,
    /// An account.
    Account,
    /// A pipeline.
    Pipeline,
    /// A stage.
    Stage,
    /// A deal.
    Opportunity,
    /// A person.
    Contact,
}

/// The type of a field's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words, compared without regard to ASCII case; empty is no value.
    Text,
    /// An address that can be opened; compared as words.
    Link,
    /// A whole number.
    Number,
    /// Ten-thousandths; written as a number.
    Decimal,
    /// Basis points; written as percent.
    Percent,
    /// An amount in minor units of its own currency; compared at the rates of the day.
    Money,
    /// A business day.
    Date,
    /// A moment; compared by the reader's days.
    Instant,
    /// One of these words; an empty list takes any word.
    Choice(&'static [&'static str]),
    /// Another record.
    Reference(Target),
    /// Yes or no.
    Flag,
}

/// A field of an object, or of a record one step away (`account.country`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in filters and addresses.
    pub name: &'static str,
    /// Its name in the catalogue, and that of its words: another where one name means two things.
    pub label: &'static str,
    /// The type of its values.
    pub kind: Kind,
    /// A list can be sorted by it.
    pub sort: bool,
    /// A list can be grouped by it; days by their month.
    pub group: bool,
    /// It can stand in a filter.
    pub filter: bool,
    /// Its amounts are added up.
    pub sum: bool,
    /// It can be edited in the list.
    pub edit: bool,
    /// It can be set on many records at once.
    pub bulk: bool,
    /// Only those who see margins see it, see [`Fields::seen_by`].
    pub margin: bool,
    /// What its administrator said of it; `None` for a built-in field.
    pub custom: Option<&'static CustomField>,
}

/// The value of one field of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cell {
    /// No value.
    Empty,
    /// Words.
    Text(String),
    /// A number, basis points or ten-thousandths.
    Number(i64),
    /// An amount.
    Money(Money),
    /// Amounts of several currencies, the largest first.
    Sums(Vec<Money>),
    /// A day.
    Day(NaiveDate),
    /// A moment.
    At(Instant),
    /// The word of a choice; of a group by month, `2026-11`.
    Word(String),
    /// Another record with its name.
    Ref {
        /// Which.
        id: Uuid,
        /// Its name in the reader's language.
        name: String,
    },
    /// Several records with their names.
    Refs(Vec<Named<Uuid>>),
    /// Yes or no.
    Flag(bool),
}

/// A field to sort by, with its direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// By what.
    pub field: &'static Field,
    /// From the largest. Records without a value come last either way.
    pub descending: bool,
}

/// Most keys of one order.
const SORT_KEYS: usize = 3;

/// Reads an order such as `-amount,name`; empty gives the usual one.
///
/// # Errors
/// `filter_field` for what is no sortable field, `too_many` beyond three keys.
pub fn parse_sort(fields: impl Into<Fields>, text: &str) -> Result<Vec<SortKey>, Issue> {
    let fields = fields.into();
    let text = if text.is_empty() {
        fields.object().usual_sort()
    } else {
        text
    };
    let mut keys: Vec<SortKey> = Vec::new();
    for word in text.split(',') {
        let (descending, name) = match word.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, word),
        };
        let field = fields
            .get(name)
            .filter(|field| field.sort)
            .ok_or_else(|| unknown("sort", name))?;
        if keys.iter().all(|key| key.field.name != field.name) {
            keys.push(SortKey { field, descending });
        }
    }
    if keys.len() > SORT_KEYS {
        return Err(Issue::error("too_many", "sort").with("max", SORT_KEYS));
    }
    Ok(keys)
}

/// The order after the head of `field` is pressed in a list of order `text`: by that field, and the other way
/// round when it is the first already. Moments begin with the latest.
#[must_use]
pub fn turned(fields: impl Into<Fields>, text: &str, field: &Field) -> String {
    let keys = parse_sort(fields, text).unwrap_or_default();
    let descending = match keys.first() {
        Some(first) if first.field.name == field.name => !first.descending,
        _ => field.kind == Kind::Instant,
    };
    format!("{}{}", if descending { "-" } else { "" }, field.name)
}

/// The fields called these names, unknown ones refused.
///
/// # Errors
/// `filter_field`.
pub fn parse_columns<S: AsRef<str>>(
    fields: impl Into<Fields>,
    names: &[S],
) -> Result<Vec<&'static Field>, Issue> {
    let fields = fields.into();
    let find = |name: &S| {
        let name = name.as_ref();
        fields.get(name).ok_or_else(|| unknown("columns", name))
    };
    names.iter().map(find).collect()
}

/// The field a list is grouped by; `None` for an empty name.
///
/// # Errors
/// `filter_field` when the list cannot be grouped by it.
pub fn parse_group(fields: impl Into<Fields>, name: &str) -> Result<Option<&'static Field>, Issue> {
    if name.is_empty() {
        return Ok(None);
    }
    fields
        .into()
        .get(name)
        .filter(|field| field.group)
        .map(Some)
        .ok_or_else(|| unknown("group", name))
}

/// The administrators' fields of these names that are added up, in the order of the names, each once;
/// others are left out.
#[must_use]
pub fn own_sums<S: AsRef<str>>(fields: Fields, names: &[S]) -> Vec<&'static Field> {
    let mut found: Vec<&'static Field> = Vec::new();
    for field in names.iter().filter_map(|name| fields.get(name.as_ref())) {
        let known = found.iter().any(|other| other.name == field.name);
        if field.sum && field.custom.is_some() && !known {
            found.push(field);
        }
    }
    found
}

/// An unknown field, named as far as it is short enough to be a name.
pub(super) fn unknown(place: &'static str, name: &str) -> Issue {
    let name: String = name.chars().take(40).collect();
    Issue::error("filter_field", place).with("name", name)
}

/// Everything that makes a list what it is: what an address or a saved view holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewSpec {
    /// The filter's text; empty lets everything through.
    pub filter: String,
    /// Words searched.
    pub search: String,
    /// The order's text; empty is the usual one.
    pub sort: String,
    /// Columns in order; empty gives the usual ones.
    pub columns: Vec<String>,
    /// The field to group by, or empty.
    pub group: String,
}

impl ViewSpec {
    /// A view with nothing but a filter.
    #[must_use]
    pub fn filtered(filter: impl Into<String>) -> Self {
        Self {
            filter: filter.into(),
            ..Self::default()
        }
    }

    /// The columns, the usual ones when none are named.
    #[must_use]
    pub fn shown_columns(&self, object: Object) -> Vec<String> {
        if self.columns.is_empty() {
            object
                .usual_columns()
                .iter()
                .map(|name| (*name).to_owned())
                .collect()
        } else {
            self.columns.clone()
        }
    }
}
