//! Relations: the further accounts of a contact, how people stand to each other, and who of us knows
//! whom.
//!
//! Terms: an *affiliation* is a contact's place at an account that is not the contact's own one; a
//! *relation* leads from one contact to another; a *bond* is how well a colleague knows a contact,
//! computed from what was logged and never typed; the *map* is all of it around one account.
//! Entry points: [`check_affiliation`], [`check_relation`], [`settle`], [`bond`], [`chart`],
//! [`layout`]; the operations in [`ops`].
//! Invariants: nobody is their own manager, however far up; one manager at each account; no two
//! affiliations of a person with one account at the same time; the drawing depends on nothing but
//! the map.
//! Tests: beside the code; on both databases in `services/tests/it/crm/relations`; in the browser in
//! `end2end/tests/crm/relations.spec.mjs`.

mod affiliation;
mod bond;
mod chart;
mod layout;
mod model;
pub mod ops;
mod rules;

pub use affiliation::{
    Affiliate, Affiliation, AffiliationDraft, AffiliationRow, check_affiliation, tidy_affiliation,
};
pub use bond::{Acquaintance, Bond, Touches, best_first, bond};
pub use chart::{ChartLine, MapPerson, MapPlace, MapRelation, PeopleMap, chart};
pub use layout::{Drawing, Line, NODE_HEIGHT, NODE_WIDTH, Node, layout};
pub use model::{Relation, RelationDraft, RelationKind, RelationRow, Strength};
pub use rules::{check_relation, leads_back, settle, tidy_relation};
