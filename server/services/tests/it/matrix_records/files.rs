//! Files of records: seen with the record, changed by whoever may change it.

use super::*;
use crate::platform::files::{filed, on_account, request};
use shared::platform::files::{FileHolder, FileOf, ops as files};

pub fn rows() -> Vec<Row> {
    rows![(VIEW, files::GetFiles, |b| {
        let (of, _) = filed(b, &b.rep).await;
        json!({"of": of})
    })(VIEW, files::GetFiles, |b| {
        let lead = lead(b, Some(b.rep.user_id)).await;
        json!({"of": FileOf::new(FileHolder::Lead, lead.id)})
    })(ALL, files::GetFiles, |b| {
        let (of, _) = on_account(b, &b.rep).await;
        json!({"of": of})
    })(EDIT, files::AddFile, |b| {
        let (of, _) = filed(b, &b.rep).await;
        json!(request(b, of, "Plan.txt", b"A plan"))
    })(EDIT, files::AddFile, |b| {
        let lead = lead(b, Some(b.rep.user_id)).await;
        json!(request(
            b,
            FileOf::new(FileHolder::Lead, lead.id),
            "Plan.txt",
            b"A plan"
        ))
    })(OWN, files::AddFile, |b| {
        let (of, _) = on_account(b, &b.rep).await;
        json!(request(b, of, "Plan.txt", b"A plan"))
    })(EDIT, files::RenameFile, |b| {
        let (of, view) = filed(b, &b.rep).await;
        json!({"of": of, "id": view.items[0].id, "version": 1, "title": "Plan"})
    })(EDIT, files::RemoveFile, |b| {
        let (of, view) = filed(b, &b.rep).await;
        json!({"of": of, "id": view.items[0].id, "version": 1})
    })(EDIT, files::RestoreFile, |b| {
        let (of, view) = filed(b, &b.rep).await;
        let id = view.items[0].id;
        let remove = files::RemoveFile { of, id, version: 1 };
        b.run(&b.rep, remove).await.unwrap();
        json!({"of": of, "id": id})
    })(VIEW, files::ReadFile, |b| {
        let (of, view) = filed(b, &b.rep).await;
        json!({"of": of, "id": view.items[0].id})
    })(ALL, files::ReadFile, |b| {
        let (of, view) = on_account(b, &b.rep).await;
        json!({"of": of, "id": view.items[0].id})
    })]
}
