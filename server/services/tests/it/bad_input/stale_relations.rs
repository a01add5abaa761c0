//! A stale request of every operation that changes an affiliation or a relation.

use super::records::FIRST;
use super::stale::Stale;
use super::{ask, made};
use crate::crm::relations::{changed_affiliation, changed_relation, role};
use serde_json::json;
use shared::crm::relations::RelationDraft;
use shared::crm::relations::ops as relations;
use shared::kernel::Operation;

/// Rows: the operation, what reads its record, and the second request.
macro_rules! rows {
    ($(($operation:ty, $read:ty, |$bench:ident| $request:expr))+) => {
        vec![$(Stale {
            name: <$operation>::NAME,
            make: made(move |$bench| Box::pin(async move { $request })),
            ask: ask::<$operation>,
            read: ask::<$read>,
            first: FIRST,
        }),+]
    };
}

pub fn all() -> Vec<Stale> {
    type Places = relations::ListAffiliations;
    type People = relations::ListRelations;
    rows! {
        (relations::SaveAffiliation, Places, |b| {
            let one = changed_affiliation(b, FIRST).await;
            json!({"id": one.id, "contact_id": one.contact_id, "account_id": one.account_id, "version": one.version, "draft": role("Second")})
        })
        (relations::DeleteAffiliation, Places, |b| {
            let one = changed_affiliation(b, FIRST).await;
            json!({"id": one.id, "contact_id": one.contact_id, "version": one.version})
        })
        (relations::MakePrimary, Places, |b| {
            let one = changed_affiliation(b, FIRST).await;
            json!({"id": one.id, "contact_id": one.contact_id, "version": one.version, "former_id": b.uuid()})
        })
        (relations::SaveRelation, People, |b| {
            let one = changed_relation(b, FIRST).await;
            let draft = RelationDraft { note: "Second".into(), ..one.draft };
            json!({"id": one.id, "contact_id": draft.from, "version": one.version, "draft": draft})
        })
        (relations::DeleteRelation, People, |b| {
            let one = changed_relation(b, FIRST).await;
            json!({"id": one.id, "contact_id": one.draft.from, "version": one.version})
        })
    }
}
