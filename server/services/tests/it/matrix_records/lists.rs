//! Lists and views of any object.

use super::*;
use shared::platform::views;

/// A private view of `rep`.
async fn view(bench: &Bench) -> views::SavedView {
    let save = views::SaveView {
        id: bench.uuid(),
        object: views::Object::Opportunities,
        name: "Matrixview".into(),
        sharing: views::Sharing::Private,
        spec: views::ViewSpec::filtered("state.is(open)"),
    };
    bench.run(&bench.rep, save).await.unwrap()
}

fn spec(search: &str) -> Value {
    json!(views::ViewSpec {
        search: search.into(),
        ..views::ViewSpec::default()
    })
}

pub(super) fn rows() -> Rows {
    rows![
        (SEEN, views::ReadRows, |b| {
            let new = deals::deal(b, &b.rep, &format!("List {}", b.uuid()), 1).await;
            json!({"object": "opportunities", "spec": spec(&new.name), "after": null, "limit": 200, "shown": new.id})
        }, shows its_id)
        (ALL, views::CountRows, |_b| json!({"object": "opportunities", "filter": "state.is(open)", "search": ""}))
        (ALL, views::CountGroups, |_b| json!({"object": "accounts", "filter": "", "search": "", "group": "country"}))
        ("S------", views::ListViews, |b| {
            let shown = view(b).await.id;
            json!({"object": "opportunities", "shown": shown})
        }, shows its_id)
        (ALL, views::SaveView, |b| json!({"id": b.uuid(), "object": "opportunities", "name": "Mine", "sharing": "private", "spec": spec("")}))
        (".NNNNNN", views::UpdateView, |b| {
            let view = view(b).await;
            json!({"id": view.id, "version": view.version, "name": "Other", "sharing": "private", "spec": view.spec})
        })
        (".NNNNNN", views::DeleteView, |b| {
            let view = view(b).await;
            json!({"id": view.id, "version": view.version})
        })
        (".NNNNNN", views::RestoreView, |b| {
            let view = view(b).await;
            let delete = views::DeleteView { id: view.id, version: view.version };
            b.run(&b.rep, delete).await.unwrap();
            json!({"id": view.id})
        })
        (CREATE, views::BulkChange, |b| json!({
            "object": "opportunities", "run": b.uuid(), "after": null,
            "targets": views::Targets::Matching { filter: "name.has(nobody)".into(), search: String::new() },
            "act": views::BulkAct::Delete
        }))
        (CREATE, views::UndoBulk, |b| json!({"run": b.uuid(), "after": null, "object": "opportunities"}))
        (ALL, views::ExportRows, |_b| json!({"object": "contacts", "spec": spec(""), "form": "csv"}))
    ]
}
