//! What may be asked about affiliations, relations and the map.

use super::affiliation::{Affiliation, AffiliationDraft, AffiliationRow};
use super::bond::Acquaintance;
use super::chart::PeopleMap;
use super::model::{Relation, RelationDraft, RelationRow};
use crate::kernel::{AccountId, AffiliationId, ContactId, RelationId};
use crate::operation;
use serde::{Deserialize, Serialize};

/// The further accounts of a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListAffiliations {
    /// Whose.
    pub contact_id: ContactId,
}
operation!(ListAffiliations => AffiliationList, "affiliations.list", ViewAccount);

/// The answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffiliationList {
    /// Those that hold first, by account; only accounts the reader may see.
    pub rows: Vec<AffiliationRow>,
    /// Whether the reader may change the contact.
    pub may_edit: bool,
}

/// One affiliation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetAffiliation {
    /// Which.
    pub id: AffiliationId,
}
operation!(GetAffiliation => Affiliation, "affiliations.get", ViewAccount);

/// Adds or changes an affiliation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveAffiliation {
    /// Chosen by the client.
    pub id: AffiliationId,
    /// Who; of one that is there it does not change.
    pub contact_id: ContactId,
    /// Where; of one that is there it does not change.
    pub account_id: AccountId,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// What is written now.
    pub draft: AffiliationDraft,
}
operation!(SaveAffiliation => Affiliation, "affiliations.save", EditAccount);

/// Takes an affiliation away; the answer is what it was, to bring it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteAffiliation {
    /// Which.
    pub id: AffiliationId,
    /// The version that was read.
    pub version: i64,
}
operation!(DeleteAffiliation => Affiliation, "affiliations.delete", EditAccount);

/// Makes the account of an affiliation the contact's own one. The former becomes an affiliation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakePrimary {
    /// Which affiliation.
    pub id: AffiliationId,
    /// The version that was read.
    pub version: i64,
    /// The id of the affiliation with the former account, chosen by the client.
    pub former_id: AffiliationId,
}
operation!(MakePrimary => AffiliationList, "affiliations.make_primary", EditAccount);

/// How a contact stands to others, and who of us knows the contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRelations {
    /// Whose.
    pub contact_id: ContactId,
}
operation!(ListRelations => RelationList, "relations.list", ViewAccount);

/// The answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationList {
    /// By kind, then by name; only people the reader may see.
    pub rows: Vec<RelationRow>,
    /// Colleagues, who knows the contact best first.
    pub known_by: Vec<Acquaintance>,
    /// Whether the reader may change the contact.
    pub may_edit: bool,
}

/// One relation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetRelation {
    /// Which.
    pub id: RelationId,
}
operation!(GetRelation => Relation, "relations.get", ViewAccount);

/// Adds or changes a relation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveRelation {
    /// Chosen by the client.
    pub id: RelationId,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// What is written now.
    pub draft: RelationDraft,
}
operation!(SaveRelation => Relation, "relations.save", EditAccount);

/// Takes a relation away; the answer is what it was, to bring it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteRelation {
    /// Which.
    pub id: RelationId,
    /// The version that was read.
    pub version: i64,
}
operation!(DeleteRelation => Relation, "relations.delete", EditAccount);

/// Everybody at an account and how they stand to each other and to us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetPeopleMap {
    /// Which account.
    pub account_id: AccountId,
}
operation!(GetPeopleMap => PeopleMap, "relations.map", ViewAccount);
