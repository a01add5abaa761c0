//! The further accounts of contacts, and how contacts stand to each other.

use crate::http::api::book::{Book, Listed};
use crate::http::api::refusal::{Refusal, at};
use crate::http::api::route::{Call, Param, Query};
use crate::http::api::schema::id;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::crm::relations::ops::{
    AffiliationList, DeleteAffiliation, DeleteRelation, GetAffiliation, GetRelation,
    ListAffiliations, ListRelations, MakePrimary, RelationList, SaveAffiliation, SaveRelation,
};
use shared::crm::relations::{
    Affiliation, AffiliationDraft, AffiliationRow, Relation, RelationDraft, RelationRow,
};
use shared::kernel::{AccountId, AffiliationId, ContactId, Named};

/// A new affiliation.
#[derive(Deserialize, JsonSchema)]
struct NewAffiliation {
    /// Who.
    contact_id: ContactId,
    /// Where; not the contact's own account.
    account_id: AccountId,
    /// What the person is there: a title, "board member"; or empty.
    role: String,
    /// First day, when known.
    since: Option<NaiveDate>,
    /// The first day on which it is over.
    until: Option<NaiveDate>,
    /// Free text.
    note: String,
}

/// What the contact's former account becomes.
#[derive(Deserialize, JsonSchema)]
struct Former {
    /// The id of the affiliation with it, made by the client (UUIDv7); made by the server when left out.
    former_id: Option<AffiliationId>,
}

/// An affiliation in a list, with the names.
#[derive(Serialize, JsonSchema)]
struct AffiliationItem {
    affiliation: Affiliation,
    /// Who, by name.
    contact: Named<ContactId>,
    /// Where, by name.
    account: Named<AccountId>,
    /// Whether the account has become the contact's own one meanwhile.
    primary: bool,
    /// Whether the token's person may change it.
    may_edit: bool,
}

impl From<AffiliationRow> for AffiliationItem {
    fn from(row: AffiliationRow) -> Self {
        Self {
            affiliation: row.affiliation,
            contact: row.contact,
            account: row.account,
            primary: row.primary,
            may_edit: row.may_edit,
        }
    }
}

/// A relation in the list of one of its two ends.
#[derive(Serialize, JsonSchema)]
struct RelationItem {
    relation: Relation,
    /// The one at the other end.
    other: Named<ContactId>,
    /// Their job title, or empty.
    title: String,
    /// Where the one reports to the other, by name.
    account: Option<Named<AccountId>>,
    /// Whether the token's person may change it.
    may_edit: bool,
}

impl From<RelationRow> for RelationItem {
    fn from(row: RelationRow) -> Self {
        Self {
            relation: row.relation,
            other: row.other,
            title: row.title,
            account: row.account,
            may_edit: row.may_edit,
        }
    }
}

/// Whose, which has to be said: nobody asks for those of everybody.
fn whose(query: &Query) -> Result<ContactId, Refusal> {
    query
        .parsed("contact_id")
        .ok_or_else(|| Refusal::malformed(vec![at("required", "contact_id")]))
}

fn of_contact() -> Vec<Param> {
    vec![Param::new("contact_id", id(), "Of this contact.").required()]
}

fn affiliations_asked(query: &Query, _: &Call) -> Result<ListAffiliations, Refusal> {
    let contact_id = whose(query)?;
    Ok(ListAffiliations { contact_id })
}

fn affiliations_given(list: AffiliationList, _: &Query) -> Listed<AffiliationItem> {
    whole(list.rows)
}

fn relations_asked(query: &Query, _: &Call) -> Result<ListRelations, Refusal> {
    let contact_id = whose(query)?;
    Ok(ListRelations { contact_id })
}

fn relations_given(list: RelationList, _: &Query) -> Listed<RelationItem> {
    whole(list.rows)
}

/// A list that is never long, in one piece.
fn whole<Stored, Row: From<Stored>>(rows: Vec<Stored>) -> Listed<Row> {
    Listed {
        next: None,
        total: i64::try_from(rows.len()).ok(),
        rows: rows.into_iter().map(Row::from).collect(),
    }
}

fn affiliations(book: &mut Book) {
    const NESTED: &[&str] = &["affiliation", "draft"];
    book.list(
        "affiliations",
        ("AffiliationRow", NESTED),
        of_contact(),
        affiliations_asked,
        affiliations_given,
    );
    book.resource(
        "affiliations",
        "Affiliation",
        &["draft"],
        |id| GetAffiliation { id: id.into() },
        |view: Affiliation| view,
    )
    .read()
    .create(
        &["contact_id", "account_id"],
        |_| json!({ "role": "", "since": null, "until": null, "note": "" }),
        |id, new: NewAffiliation| SaveAffiliation {
            id: id.into(),
            contact_id: new.contact_id,
            account_id: new.account_id,
            version: 0,
            draft: AffiliationDraft {
                role: new.role,
                since: new.since,
                until: new.until,
                note: new.note,
            },
        },
    )
    .update(
        |view| view.draft.clone(),
        |view, draft: AffiliationDraft| SaveAffiliation {
            id: view.id,
            contact_id: view.contact_id,
            account_id: view.account_id,
            version: view.version,
            draft,
        },
    )
    .act_made(
        "make-primary",
        "Make the account of an affiliation the contact's own one; the former becomes an affiliation",
        |view, former: Former, new_id| MakePrimary {
            id: view.id,
            version: view.version,
            former_id: former.former_id.unwrap_or(AffiliationId(new_id)),
        },
        |_| None,
    )
    .delete(|view| DeleteAffiliation {
        id: view.id,
        version: view.version,
    })
    .bulk();
}

fn relations(book: &mut Book) {
    book.list(
        "relations",
        ("RelationRow", &["relation", "draft"]),
        of_contact(),
        relations_asked,
        relations_given,
    );
    book.resource(
        "relations",
        "Relation",
        &["draft"],
        |id| GetRelation { id: id.into() },
        |view: Relation| view,
    )
    .read()
    .create(
        &["from", "to", "kind"],
        |_| json!({ "account_id": null, "strength": "good", "note": "" }),
        |id, draft: RelationDraft| SaveRelation {
            id: id.into(),
            version: 0,
            draft,
        },
    )
    .update(
        |view| view.draft.clone(),
        |view, draft: RelationDraft| SaveRelation {
            id: view.id,
            version: view.version,
            draft,
        },
    )
    .delete(|view| DeleteRelation {
        id: view.id,
        version: view.version,
    })
    .bulk();
}

pub fn add(book: &mut Book) {
    affiliations(book);
    relations(book);
}
