//! Server functions of lists.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::views::{
    BulkChange, BulkStep, CountGroups, CountRows, DeleteView, GroupsView, ListViews, ReadRows,
    RestoreView, RowsView, SaveView, SavedView, Totals, UndoBulk, UpdateView,
};

/// A piece of a list.
#[server(name = ReadRowsCall, endpoint = "views.rows", input = Json, output = Json)]
pub async fn rows(request: ReadRows) -> Result<RowsView, Fault> {
    call::run(request).await
}

/// Number and sums.
#[server(name = CountRowsCall, endpoint = "views.count", input = Json, output = Json)]
pub async fn count(request: CountRows) -> Result<Totals, Fault> {
    call::run(request).await
}

/// Number and sums by group.
#[server(name = CountGroupsCall, endpoint = "views.groups", input = Json, output = Json)]
pub async fn groups(request: CountGroups) -> Result<GroupsView, Fault> {
    call::run(request).await
}

/// The saved views of a list.
#[server(name = ListViewsCall, endpoint = "views.list", input = Json, output = Json)]
pub async fn list(request: ListViews) -> Result<Vec<SavedView>, Fault> {
    call::run(request).await
}

/// Saves a new view.
#[server(name = SaveViewCall, endpoint = "views.save", input = Json, output = Json)]
pub async fn save(request: SaveView) -> Result<SavedView, Fault> {
    call::run(request).await
}

/// Changes a view.
#[server(name = UpdateViewCall, endpoint = "views.update", input = Json, output = Json)]
pub async fn update(request: UpdateView) -> Result<SavedView, Fault> {
    call::run(request).await
}

/// Deletes a view.
#[server(name = DeleteViewCall, endpoint = "views.delete", input = Json, output = Json)]
pub async fn delete(request: DeleteView) -> Result<SavedView, Fault> {
    call::run(request).await
}

/// Brings a view back.
#[server(name = RestoreViewCall, endpoint = "views.restore", input = Json, output = Json)]
pub async fn restore(request: RestoreView) -> Result<SavedView, Fault> {
    call::run(request).await
}

/// One chunk of a bulk change.
#[server(name = BulkChangeCall, endpoint = "views.bulk", input = Json, output = Json)]
pub async fn bulk(request: BulkChange) -> Result<BulkStep, Fault> {
    call::run(request).await
}

/// One chunk of its undoing.
#[server(name = UndoBulkCall, endpoint = "views.undo_bulk", input = Json, output = Json)]
pub async fn undo_bulk(request: UndoBulk) -> Result<BulkStep, Fault> {
    call::run(request).await
}
