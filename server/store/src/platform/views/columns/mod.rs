//! The columns behind the fields of every list: static texts, chosen by name, never made of input.

mod crm;
mod leads;
mod products;
mod quotes;
mod tasks;

use super::own::Shape;
use crate::platform::search::Place;
use shared::platform::views::{Field, Object};

/// How a sort key is compared and bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyKind {
    /// Byte by byte on both databases.
    Text,
    /// As a number.
    Number,
    /// As a day, so that an index on it serves.
    Day,
    /// An id, to keep records of one name apart.
    Id,
}

/// One key of an order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub kind: KeyKind,
    pub value: &'static str,
    /// The condition under which there is no value: such records come last.
    pub blank: Option<&'static str>,
}

/// A value computed with bound values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Special {
    /// Whether the deal is stalled.
    Stalled,
    /// Open deals of the account which the reader may see.
    OpenDeals,
    /// When somebody last talked to the account: a meeting that is planned does not count.
    AccountLast,
    /// The same of a contact.
    ContactLast,
    /// Where the clock of a lead's first answer stands.
    Clock,
    /// Whether a task is past its moment, or past its day.
    Overdue,
    /// The accounts of a contact, its own and further ones: several, so the service fills them in, and a
    /// filter asks in its own way.
    AnyAccount,
    /// Nothing: the service fills it in.
    Later,
}

/// What a field is in SQL.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub name: &'static str,
    /// The value; of a reference its id, of an amount its minor units.
    pub value: &'static str,
    /// The name of a reference in English and French, or the currency of an amount twice.
    pub second: Option<(&'static str, &'static str)>,
    pub special: Option<Special>,
    pub keys: &'static [Key],
    /// Of a day that can be grouped by: its month.
    pub month: &'static str,
    /// Of a field an administrator added: where its values are.
    pub own: Option<Own>,
}

/// Where the values of an administrator's field are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Own {
    /// From `id IN (SELECT …` to the condition on one value.
    pub among: &'static str,
    /// The condition that there is none.
    pub without: &'static str,
    /// The value within `among`; of an amount its currency, too.
    pub inner: (&'static str, &'static str),
}

const fn key(kind: KeyKind, value: &'static str) -> Key {
    Key {
        kind,
        value,
        blank: None,
    }
}

const fn blank(kind: KeyKind, value: &'static str, blank: &'static str) -> Key {
    Key {
        kind,
        value,
        blank: Some(blank),
    }
}

const fn plain(name: &'static str, value: &'static str, keys: &'static [Key]) -> Column {
    Column {
        name,
        value,
        second: None,
        special: None,
        keys,
        month: "''",
        own: None,
    }
}

const fn with(
    name: &'static str,
    value: &'static str,
    second: &'static str,
    keys: &'static [Key],
) -> Column {
    Column {
        name,
        value,
        second: Some((second, second)),
        special: None,
        keys,
        month: "''",
        own: None,
    }
}

const fn special(name: &'static str, special: Special) -> Column {
    Column {
        name,
        value: "",
        second: None,
        special: Some(special),
        keys: &[],
        month: "''",
        own: None,
    }
}

use KeyKind::{Day, Number, Text};

macro_rules! probability {
    () => {
        "CASE WHEN o.state = 'open' THEN COALESCE(o.probability_judged_bp, s.probability_bp) ELSE s.probability_bp END"
    };
}
macro_rules! category {
    () => {
        "CASE WHEN o.state = 'open' THEN COALESCE(o.category_judged, s.category) ELSE s.category END"
    };
}

/// Of the record's account `a`.
const ACCOUNT_COUNTRY: Column = plain(
    "account.country",
    "COALESCE(a.country, '')",
    &[blank(
        Text,
        "COALESCE(a.country, '')",
        "COALESCE(a.country, '') = ''",
    )],
);
const ACCOUNT_INDUSTRY: Column = plain(
    "account.industry",
    "COALESCE(a.industry, '')",
    &[blank(
        Text,
        "COALESCE(a.industry, '')",
        "COALESCE(a.industry, '') = ''",
    )],
);

const OPPORTUNITIES: &[Column] = &[
    plain("name", "o.name", &[key(Text, "o.search")]),
    with(
        "account",
        "o.account_id",
        "a.name",
        &[blank(Text, "COALESCE(a.search, '')", "a.id IS NULL")],
    ),
    Column {
        name: "stage",
        value: "o.stage_id",
        second: Some(("s.name_en", "s.name_fr")),
        special: None,
        keys: &[key(Number, "p.position * 1000 + s.position")],
        month: "''",
        own: None,
    },
    with(
        "amount",
        "o.amount_minor",
        "o.currency",
        &[key(Text, "o.currency"), key(Number, "o.amount_minor")],
    ),
    plain(
        "probability",
        probability!(),
        &[key(Number, probability!())],
    ),
    with(
        "weighted",
        concat!("((o.amount_minor * (", probability!(), ") + 5000) / 10000)"),
        "o.currency",
        &[],
    ),
    Column {
        month: "SUBSTR(CAST(o.close_date AS TEXT), 1, 7)",
        ..plain("close_date", "o.close_date", &[key(Day, "o.close_date")])
    },
    with("owner", "o.owner_id", "u.name", &[key(Text, "u.name")]),
    with(
        "owner.team",
        "u.team_id",
        "t.name",
        &[blank(Text, "COALESCE(t.name, '')", "t.id IS NULL")],
    ),
    plain(
        "next_activity",
        "o.next_activity_on",
        &[blank(
            Text,
            "COALESCE(CAST(o.next_activity_on AS TEXT), '')",
            "o.next_activity_on IS NULL",
        )],
    ),
    plain(
        "state",
        "o.state",
        &[key(
            Number,
            "CASE o.state WHEN 'open' THEN 0 WHEN 'won' THEN 1 ELSE 2 END",
        )],
    ),
    plain("kind", "o.kind", &[key(Text, "o.kind")]),
    plain(
        "category",
        category!(),
        &[key(
            Number,
            concat!(
                "CASE ",
                category!(),
                " WHEN 'closed' THEN 0 WHEN 'commit' THEN 1 WHEN 'best_case' THEN 2 WHEN 'pipeline' THEN 3 ELSE 4 END"
            ),
        )],
    ),
    Column {
        name: "pipeline",
        value: "o.pipeline_id",
        second: Some(("p.name_en", "p.name_fr")),
        special: None,
        keys: &[key(Number, "p.position")],
        month: "''",
        own: None,
    },
    special("stalled", Special::Stalled),
    plain("next_step", "o.next_step", &[]),
    plain(
        "next_step_on",
        "o.next_step_on",
        &[blank(
            Text,
            "COALESCE(CAST(o.next_step_on AS TEXT), '')",
            "o.next_step_on IS NULL",
        )],
    ),
    plain(
        "source",
        "o.source",
        &[blank(Text, "o.source", "o.source = ''")],
    ),
    plain(
        "last_activity",
        "o.last_activity_at",
        &[blank(
            Number,
            "COALESCE(o.last_activity_at, 0)",
            "o.last_activity_at IS NULL",
        )],
    ),
    plain(
        "stage_since",
        "o.stage_entered_at",
        &[key(Number, "o.stage_entered_at")],
    ),
    plain(
        "closed_on",
        "o.closed_on",
        &[blank(
            Text,
            "COALESCE(CAST(o.closed_on AS TEXT), '')",
            "o.closed_on IS NULL",
        )],
    ),
    plain(
        "pushes",
        "o.close_date_pushes",
        &[key(Number, "o.close_date_pushes")],
    ),
    ACCOUNT_COUNTRY,
    ACCOUNT_INDUSTRY,
    plain("created", "o.created_at", &[key(Number, "o.created_at")]),
    plain("updated", "o.updated_at", &[key(Number, "o.updated_at")]),
];

/// Who may see the records of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Whoever may see what their owner has, by its column, and the team of their deal, where there is one.
    Owned(&'static str, Option<&'static str>),
    /// As it is with leads: those of an owner as above, those without one are everybody's.
    Queue,
    /// As the queue of tasks has it: whoever may see what the owner of the task or of its deal has.
    Work,
    /// Nobody's: who may see one may see all.
    Everybody,
}

/// An object in SQL.
pub(super) struct Table {
    pub columns: &'static [Column],
    /// From the table to the `WHERE`. Outer joins all: the first table is read in the order asked for, and
    /// what is not looked at need not be joined.
    pub from: &'static str,
    pub id: &'static str,
    pub version: &'static str,
    /// When a record was deleted; `None` where none ever is.
    pub deleted: Option<&'static str>,
    /// Who may see a record.
    pub reach: Reach,
    /// In whose search keys each word may stand; `None` for what has no key: a task is found by what it says and by
    /// what it is about.
    pub search: Option<Place>,
    /// The currency of the amounts that are added up.
    pub currency: &'static str,
}

/// The table of an object.
pub(super) const fn table(object: Object) -> Table {
    match object {
        Object::Opportunities => Table {
            columns: OPPORTUNITIES,
            from: "FROM opportunities o LEFT JOIN stages s ON s.id = o.stage_id LEFT JOIN pipelines p ON p.id = o.pipeline_id
                LEFT JOIN users u ON u.id = o.owner_id LEFT JOIN teams t ON t.id = u.team_id LEFT JOIN accounts a ON a.id = o.account_id WHERE",
            id: "o.id",
            version: "o.version",
            deleted: Some("o.deleted_at"),
            reach: Reach::Owned("o.owner_id", Some("o.id")),
            search: Some(Place::opportunity_of_account("o.id")),
            currency: "o.currency",
        },
        Object::Accounts => Table {
            columns: crm::ACCOUNTS,
            from: "FROM accounts a LEFT JOIN users u ON u.id = a.owner_id LEFT JOIN teams t ON t.id = u.team_id
                LEFT JOIN accounts pa ON pa.id = a.parent_id WHERE",
            id: "a.id",
            version: "a.version",
            deleted: Some("a.deleted_at"),
            reach: Reach::Owned("a.owner_id", None),
            search: Some(Place::account("a.id")),
            currency: "COALESCE(a.annual_revenue_currency, '')",
        },
        Object::Contacts => Table {
            columns: crm::CONTACTS,
            from: "FROM contacts c LEFT JOIN users u ON u.id = c.owner_id LEFT JOIN teams t ON t.id = u.team_id
                LEFT JOIN accounts a ON a.id = c.account_id WHERE",
            id: "c.id",
            version: "c.version",
            deleted: Some("c.deleted_at"),
            reach: Reach::Owned("c.owner_id", None),
            search: Some(Place::contact("c.id")),
            currency: "CAST('' AS TEXT)",
        },
        Object::Leads => Table {
            columns: leads::LEADS,
            from: "FROM leads l LEFT JOIN users u ON u.id = l.owner_id LEFT JOIN teams t ON t.id = u.team_id WHERE",
            id: "l.id",
            version: "l.version",
            deleted: Some("l.deleted_at"),
            reach: Reach::Queue,
            search: Some(Place::lead("l.id")),
            currency: "CAST('' AS TEXT)",
        },
        Object::Quotes => Table {
            columns: quotes::QUOTES,
            from: "FROM quotes q LEFT JOIN users u ON u.id = q.owner_id LEFT JOIN teams t ON t.id = u.team_id
                LEFT JOIN opportunities o ON o.id = q.opportunity_id LEFT JOIN accounts a ON a.id = q.account_id WHERE",
            id: "q.id",
            version: "q.version",
            deleted: Some("q.deleted_at"),
            reach: Reach::Owned("q.owner_id", Some("q.opportunity_id")),
            search: Some(Place::quote_of_account("q.id")),
            currency: "q.currency",
        },
        Object::Tasks => Table {
            columns: tasks::TASKS,
            from: "FROM tasks r LEFT JOIN users u ON u.id = r.owner_id LEFT JOIN teams t ON t.id = u.team_id
                LEFT JOIN accounts a ON a.id = r.account_id LEFT JOIN contacts c ON c.id = r.contact_id
                LEFT JOIN opportunities o ON o.id = r.opportunity_id WHERE",
            id: "r.id",
            version: "r.version",
            deleted: Some("r.deleted_at"),
            reach: Reach::Work,
            search: None,
            currency: "CAST('' AS TEXT)",
        },
        Object::Products => Table {
            columns: products::PRODUCTS,
            from: "FROM products p WHERE",
            id: "p.id",
            version: "p.version",
            deleted: None,
            reach: Reach::Everybody,
            search: Some(Place::product("p.id")),
            currency: "CAST('' AS TEXT)",
        },
    }
}

impl Table {
    /// The column of a field.
    pub fn column(&self, field: &'static Field) -> Option<&'static Column> {
        match field.custom {
            Some(own) => Some(super::own::column(self, own, Shape::Beside)),
            None => self.columns.iter().find(|column| column.name == field.name),
        }
    }

    /// The column of the field a list is grouped by: an administrator's is joined, see
    /// [`super::own::grouped_from`].
    pub fn group_column(&self, field: &'static Field) -> Option<&'static Column> {
        match field.custom {
            Some(own) => Some(super::own::column(self, own, Shape::Grouped)),
            None => self.column(field),
        }
    }
}
