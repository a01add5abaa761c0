//! Server functions of fields.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::fields::{
    CustomField, DeleteField, FieldUse, ListFieldUse, ListFields, OrderFields, RestoreField,
    SaveField,
};

/// Every field.
#[server(name = ListFieldsCall, endpoint = "fields.list", input = Json, output = Json)]
pub async fn list(request: ListFields) -> Result<Vec<CustomField>, Fault> {
    call::run(request).await
}

/// Every field with its use.
#[server(name = ListFieldUseCall, endpoint = "fields.use", input = Json, output = Json)]
pub async fn list_use(request: ListFieldUse) -> Result<Vec<FieldUse>, Fault> {
    call::run(request).await
}

/// Creates or saves a field.
#[server(name = SaveFieldCall, endpoint = "fields.save", input = Json, output = Json)]
pub async fn save(request: SaveField) -> Result<CustomField, Fault> {
    call::run(request).await
}

/// Puts fields in order.
#[server(name = OrderFieldsCall, endpoint = "fields.order", input = Json, output = Json)]
pub async fn order(request: OrderFields) -> Result<Vec<CustomField>, Fault> {
    call::run(request).await
}

/// Deletes a field.
#[server(name = DeleteFieldCall, endpoint = "fields.delete", input = Json, output = Json)]
pub async fn delete(request: DeleteField) -> Result<CustomField, Fault> {
    call::run(request).await
}

/// Brings a field back.
#[server(name = RestoreFieldCall, endpoint = "fields.restore", input = Json, output = Json)]
pub async fn restore(request: RestoreField) -> Result<CustomField, Fault> {
    call::run(request).await
}
