//! What is between people and accounts of the representative.

use super::*;
use crate::crm::relations::{affiliation, relation};
use shared::crm::relations::ops as relations;

pub fn rows() -> Vec<Row> {
    rows![(ALL, relations::ListAffiliations, |b| {
        json!({"contact_id": affiliation(b).await.contact_id})
    })(ALL, relations::GetAffiliation, |b| {
        json!({"id": affiliation(b).await.id})
    })(OWN, relations::SaveAffiliation, |b| {
        let one = affiliation(b).await;
        json!({"id": one.id, "contact_id": one.contact_id, "account_id": one.account_id, "version": one.version, "draft": one.draft})
    })(OWN, relations::DeleteAffiliation, |b| {
        let one = affiliation(b).await;
        json!({"id": one.id, "version": one.version})
    })(OWN, relations::MakePrimary, |b| {
        let one = affiliation(b).await;
        json!({"id": one.id, "version": one.version, "former_id": b.uuid()})
    })(ALL, relations::ListRelations, |b| {
        json!({"contact_id": relation(b).await.draft.from})
    })(ALL, relations::GetRelation, |b| {
        json!({"id": relation(b).await.id})
    })(OWN, relations::SaveRelation, |b| {
        let one = relation(b).await;
        json!({"id": one.id, "version": one.version, "draft": one.draft})
    })(OWN, relations::DeleteRelation, |b| {
        let one = relation(b).await;
        json!({"id": one.id, "version": one.version})
    })(ALL, relations::GetPeopleMap, |b| {
        json!({"account_id": affiliation(b).await.account_id})
    })]
}
