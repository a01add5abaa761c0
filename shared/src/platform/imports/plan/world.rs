//! What is known while files are planned: the company's records and those the plan has created.

use super::decide::Draft;
use super::reader::RowReader;
use crate::kernel::{Issue, UnitPrice};
use crate::platform::imports::kinds::{Field, ImportKind};
use crate::platform::imports::model::{
    Existing, ExistingRecord, Extra, ExtraKind, ImportContext, Outcome, PipelineRef, RowPlan,
    Settings, Value, Values,
};
use crate::platform::imports::similar::{Found, find, name_key, words};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Names to records.
#[derive(Clone, Default)]
pub(super) struct Names {
    pub(super) users: BTreeMap<String, Uuid>,
    pub(super) emails: BTreeMap<String, Uuid>,
    pub(super) teams: BTreeMap<String, Uuid>,
    pub(super) products: BTreeMap<String, Uuid>,
    pub(super) prices: BTreeMap<Uuid, UnitPrice>,
    pub(super) labels: BTreeMap<Uuid, String>,
    pub(super) accounts: BTreeMap<String, Uuid>,
}

/// Names beyond which a reference must be spelt exactly: comparing every unknown name with every
/// known one would take minutes.
const MAX_NEAR_NAMES: usize = 5_000;

/// Which names a reference is looked up in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Book {
    Users,
    Teams,
    Products,
    Accounts,
}

impl Names {
    pub(super) fn book(&self, book: Book) -> &BTreeMap<String, Uuid> {
        match book {
            Book::Users => &self.users,
            Book::Teams => &self.teams,
            Book::Products => &self.products,
            Book::Accounts => &self.accounts,
        }
    }

    fn book_mut(&mut self, book: Book) -> &mut BTreeMap<String, Uuid> {
        match book {
            Book::Users => &mut self.users,
            Book::Teams => &mut self.teams,
            Book::Products => &mut self.products,
            Book::Accounts => &mut self.accounts,
        }
    }

    /// The first record of a name keeps it.
    pub(super) fn add(&mut self, book: Book, name: &str, id: Uuid) {
        let key = name_key(name);
        if !key.is_empty() {
            self.book_mut(book).entry(key).or_insert(id);
            self.labels.entry(id).or_insert_with(|| name.to_owned());
        }
    }
}

pub(super) struct World<'c> {
    pub(super) context: &'c ImportContext,
    pub(super) settings: &'c Settings,
    pub(super) names: Names,
    pub(super) extras: Vec<Extra>,
    /// Addresses that were erased on request.
    pub(super) gone: BTreeMap<String, NaiveDate>,
    pending: Vec<(Book, String, Extra)>,
    /// Slow look-ups by similarity, remembered: the same misspelling stands in many rows.
    near: BTreeMap<(Book, String), Option<Uuid>>,
    pub(super) new_id: &'c mut dyn FnMut() -> Uuid,
}

impl<'c> World<'c> {
    pub(super) fn new(
        context: &'c ImportContext,
        settings: &'c Settings,
        new_id: &'c mut dyn FnMut() -> Uuid,
    ) -> Self {
        let mut names = Names::default();
        for user in &context.users {
            names.add(Book::Users, &user.name, user.id.0);
            names.emails.insert(user.email.to_lowercase(), user.id.0);
        }
        for team in &context.teams {
            names.add(Book::Teams, &team.name, team.id.0);
        }
        for product in &context.products {
            for name in [&product.name.en, &product.name.fr, &product.sku] {
                names.add(Book::Products, name, product.id.0);
            }
            if let Some(price) = product.price {
                names.prices.insert(product.id.0, price);
            }
        }
        for (id, name) in &context.accounts {
            names.add(Book::Accounts, name, *id);
        }
        Self {
            context,
            settings,
            names,
            extras: Vec::new(),
            gone: BTreeMap::new(),
            pending: Vec::new(),
            near: BTreeMap::new(),
            new_id,
        }
    }

    /// The day an address was erased.
    pub(super) fn erased(&self, address: &str) -> Option<NaiveDate> {
        self.gone.get(address).copied()
    }

    pub(super) fn pipeline(&self) -> Option<&'c PipelineRef> {
        self.context.pipeline(self.settings.pipeline_id)
    }

    /// The record a cell names. A name that is only similar, or spelt without its spaces, is taken
    /// with a warning that says which.
    pub(super) fn reference(
        &mut self,
        reader: &mut RowReader<'_>,
        field: Field,
        book: Book,
    ) -> Option<Uuid> {
        let text = reader.raw(field);
        let exact = self.names.book(book).get(&name_key(text)).copied();
        let found = exact.or_else(|| self.similar(book, text))?;
        let label = self.names.labels.get(&found).map_or("", String::as_str);
        let differs = exact.is_none() || words(text) != words(label);
        // A product is also known by its code and by its other name: those are no misspellings.
        let other_name = exact.is_some() && name_key(text) != name_key(label);
        if differs && !other_name {
            let issue = Issue::warning("taken_for", field.code()).with("name", label);
            reader.finding(field, issue);
        }
        Some(found)
    }

    fn similar(&mut self, book: Book, text: &str) -> Option<Uuid> {
        if self.names.book(book).len() > MAX_NEAR_NAMES {
            return None;
        }
        let key = (book, name_key(text));
        if let Some(known) = self.near.get(&key) {
            return *known;
        }
        let names = self.names.book(book).iter();
        let found = match find(text, names.map(|(name, id)| (name.as_str(), *id))) {
            Found::Same(id) | Found::Near(id) => Some(id),
            Found::No => None,
        };
        self.near.insert(key, found);
        found
    }

    /// The owner a row names, created when allowed; the importing person when it names none.
    pub(super) fn owner(&mut self, reader: &mut RowReader<'_>) -> Option<Uuid> {
        let text = reader.raw(Field::Owner);
        if text.is_empty() {
            return None;
        }
        let by_email = self.names.emails.get(&text.to_lowercase()).copied();
        if let Some(id) = by_email.or_else(|| self.reference(reader, Field::Owner, Book::Users)) {
            return Some(id);
        }
        let name = reader.text(Field::Owner)?;
        if !self.settings.create_missing {
            reader.error(Field::Owner, "unknown_owner");
            return None;
        }
        reader.warning(Field::Owner, "owner_created");
        Some(self.promise_user(&name, "representative", None))
    }

    /// The account a cell names, created when allowed.
    pub(super) fn account(&mut self, reader: &mut RowReader<'_>, field: Field) -> Option<Uuid> {
        if reader.raw(field).is_empty() {
            return None;
        }
        if let Some(id) = self.reference(reader, field, Book::Accounts) {
            return Some(id);
        }
        let name = reader.text(field)?;
        if !self.settings.create_missing {
            reader.error(field, "unknown_account");
            return None;
        }
        reader.warning(field, "account_created");
        let mut values = Values::new();
        values.insert(Field::Name, Value::Text(name.clone()));
        values.insert(Field::Owner, Value::Id(self.settings.owner_id.0));
        Some(self.promise(ExtraKind::Account, Book::Accounts, &name, values))
    }

    /// A user nobody described: in no team unless given, and with an address that no mail reaches,
    /// so that the person cannot sign in before being invited.
    pub(super) fn promise_user(&mut self, name: &str, role: &str, team: Option<Uuid>) -> Uuid {
        let mut values = Values::new();
        values.insert(Field::Name, Value::Text(name.to_owned()));
        values.insert(Field::Email, Value::Text(self.free_address(name)));
        values.insert(Field::Role, Value::Text(role.to_owned()));
        if let Some(team) = team {
            values.insert(Field::Team, Value::Id(team));
        }
        self.promise(ExtraKind::User, Book::Users, name, values)
    }

    pub(super) fn promise(
        &mut self,
        kind: ExtraKind,
        book: Book,
        name: &str,
        values: Values,
    ) -> Uuid {
        let id = (self.new_id)();
        self.names.add(book, name, id);
        self.near.clear();
        self.pending
            .push((book, name_key(name), Extra { kind, id, values }));
        id
    }

    /// An address in the `invalid` domain (RFC 2606) that nobody has yet.
    pub(super) fn free_address(&self, name: &str) -> String {
        let local = words(name).replace(' ', ".");
        let local: String = local.chars().filter(|c| c.is_ascii()).take(50).collect();
        let local = if local.is_empty() {
            "user".to_owned()
        } else {
            local
        };
        let mut address = format!("{local}@import.invalid");
        let mut copy = 1;
        while self.names.emails.contains_key(&address) {
            copy += 1;
            address = format!("{local}.{copy}@import.invalid");
        }
        address
    }

    /// The row is taken: what it needs is created.
    pub(super) fn keep_pending(&mut self) {
        for (_, _, extra) in std::mem::take(&mut self.pending) {
            self.keep(extra);
        }
    }

    /// The row is not taken: what it needed is forgotten.
    pub(super) fn drop_pending(&mut self) {
        for pending in std::mem::take(&mut self.pending) {
            self.forget(pending);
        }
    }

    /// Some of what the row gives is taken: created is what that refers to, a team's office and
    /// whoever manages it included; the rest is forgotten.
    pub(super) fn keep_used<'v>(&mut self, taken: impl Iterator<Item = &'v Value>) {
        let id = |value: Option<&Value>| match value {
            Some(Value::Id(id)) => Some(*id),
            _ => None,
        };
        let mut used: BTreeSet<Uuid> = taken.filter_map(|value| id(Some(value))).collect();
        let pending = std::mem::take(&mut self.pending);
        let mut before = 0;
        while used.len() > before {
            before = used.len();
            for (_, _, extra) in &pending {
                let team = id(extra.values.get(&Field::Team));
                if team.is_some_and(|team| used.contains(&team)) {
                    used.insert(extra.id);
                }
                if used.contains(&extra.id) {
                    used.extend(team);
                    used.extend(id(extra.values.get(&Field::Parent)));
                }
            }
        }
        for pending in pending {
            if used.contains(&pending.2.id) {
                self.keep(pending.2);
            } else {
                self.forget(pending);
            }
        }
    }

    fn keep(&mut self, extra: Extra) {
        if let Some(Value::Text(address)) = extra.values.get(&Field::Email) {
            self.names.emails.insert(address.clone(), extra.id);
        }
        self.extras.push(extra);
    }

    fn forget(&mut self, (book, key, extra): (Book, String, Extra)) {
        if self.names.book(book).get(&key) == Some(&extra.id) {
            self.names.book_mut(book).remove(&key);
        }
        self.names.labels.remove(&extra.id);
        self.near.clear();
    }

    /// Makes a planned row's record known to the rows and files that follow.
    pub(super) fn remember(&mut self, kind: ImportKind, plan: &RowPlan) {
        let Outcome::Create(values) = &plan.outcome else {
            return;
        };
        let text = |field| match values.get(&field) {
            Some(Value::Text(text)) => text.as_str(),
            _ => "",
        };
        let book = match kind {
            ImportKind::People => Book::Users,
            ImportKind::Products => Book::Products,
            ImportKind::Accounts => Book::Accounts,
            ImportKind::Contacts | ImportKind::Leads | ImportKind::Opportunities => return,
        };
        self.near.clear();
        for field in [Field::Name, Field::NameFr, Field::Sku] {
            self.names.add(book, text(field), plan.id);
        }
        if kind == ImportKind::People {
            self.names
                .emails
                .insert(text(Field::Email).to_owned(), plan.id);
        }
        if let Some(Value::Price(price, currency)) = values.get(&Field::Price)
            && *currency == self.context.currency
        {
            self.names.prices.insert(plan.id, *price);
        }
    }
}

/// The records a file may concern, by every key.
pub(super) struct Known {
    by_id: BTreeMap<Uuid, ExistingRecord>,
    keys: BTreeMap<String, Uuid>,
    natural: BTreeMap<String, Uuid>,
}

impl Known {
    pub(super) fn new(kind: ImportKind, existing: Option<&Existing>) -> Self {
        let mut known = Self {
            by_id: BTreeMap::new(),
            keys: existing.map(|e| e.keys.clone()).unwrap_or_default(),
            natural: BTreeMap::new(),
        };
        for record in existing.iter().flat_map(|existing| &existing.records) {
            for key in natural_keys(kind, &record.values) {
                known.natural.entry(key).or_insert(record.id);
            }
            known.by_id.insert(record.id, record.clone());
        }
        known
    }

    pub(super) fn values(&self, id: Uuid) -> Option<&Values> {
        self.by_id.get(&id).map(|record| &record.values)
    }

    /// A known record.
    pub(super) fn record(&self, id: Uuid) -> Option<(Uuid, &ExistingRecord)> {
        self.by_id.get(&id).map(|record| (id, record))
    }

    /// The known record that a key in the source stands for.
    pub(super) fn by_key(&self, key: Option<&str>) -> Option<(Uuid, &ExistingRecord)> {
        self.record(*self.keys.get(key?)?)
    }

    /// The known record of a draft's natural keys.
    pub(super) fn by_nature(&self, draft: &Draft) -> Option<(Uuid, &ExistingRecord)> {
        let mut keys = draft.natural.iter();
        self.record(*keys.find_map(|key| self.natural.get(key))?)
    }
}

/// The keys by which a record is recognised without a key of the source: the name of an account,
/// code or name of a product, address or name of a person; an opportunity has none.
pub(super) fn natural_keys(kind: ImportKind, values: &Values) -> Vec<String> {
    let text = |field| match values.get(&field) {
        Some(Value::Text(text)) if !text.is_empty() => Some(text.as_str()),
        _ => None,
    };
    let named =
        |prefix: &str, field| text(field).map(|text| format!("{prefix}:{}", name_key(text)));
    match kind {
        ImportKind::Accounts => named("name", Field::Name).into_iter().collect(),
        ImportKind::Products => [named("sku", Field::Sku), named("name", Field::Name)]
            .into_iter()
            .flatten()
            .collect(),
        ImportKind::People => [
            text(Field::Email).map(|email| format!("email:{email}")),
            named("name", Field::Name),
        ]
        .into_iter()
        .flatten()
        .collect(),
        ImportKind::Leads => match text(Field::Email) {
            Some(email) => vec![format!("email:{email}")],
            None => {
                let part = |field| text(field).unwrap_or("");
                // Wherever the name is cut in two.
                let name = format!("{} {}", part(Field::FirstName), part(Field::LastName));
                vec![format!(
                    "lead:{}|{}",
                    name_key(&name),
                    name_key(part(Field::Company))
                )]
            }
        },
        ImportKind::Contacts => match text(Field::Email) {
            Some(email) => vec![format!("email:{email}")],
            None => {
                let account = match values.get(&Field::Account) {
                    Some(Value::Id(id)) => id.to_string(),
                    _ => String::new(),
                };
                let first = text(Field::FirstName).unwrap_or("");
                let last = text(Field::LastName).unwrap_or("");
                vec![format!(
                    "person:{}|{account}",
                    name_key(&format!("{first} {last}"))
                )]
            }
        },
        ImportKind::Opportunities => Vec::new(),
    }
}
