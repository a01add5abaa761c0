//! One record on the way of a request: read, compared with the version that was meant, given back.

use super::book::shown;
use super::refusal::Refusal;
use super::route::{Call, IfMatch};
use super::schema::flatten;
use futures::future::BoxFuture;
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

/// Reads one record.
pub type Load<V> =
    Arc<dyn for<'a> Fn(&'a Call, Uuid) -> BoxFuture<'a, Result<V, Refusal>> + Send + Sync>;

/// What makes a reader of a record one for every request.
pub fn load<V, F>(read: F) -> Load<V>
where
    F: for<'a> Fn(&'a Call, Uuid) -> BoxFuture<'a, Result<V, Refusal>> + Send + Sync + 'static,
{
    Arc::new(read)
}

/// What is asked to make a record, from the facts sent.
pub type Prepare<F, O> =
    Arc<dyn for<'a> Fn(&'a Call, Uuid, F) -> BoxFuture<'a, Result<O, Refusal>> + Send + Sync>;

/// The same for what prepares a record.
pub fn prepare<F, O, A>(ask: A) -> Prepare<F, O>
where
    A: for<'a> Fn(&'a Call, Uuid, F) -> BoxFuture<'a, Result<O, Refusal>> + Send + Sync + 'static,
{
    Arc::new(ask)
}

pub fn is_deleted(record: &Value) -> bool {
    let at = record.get("deleted_at").is_some_and(|at| !at.is_null());
    at || record.get("deleted").and_then(Value::as_bool) == Some(true)
}

/// The record as it is, when it is the version the change was made on.
pub fn same_version(if_match: Option<IfMatch>, record: &Value) -> Result<(), Refusal> {
    let version = record.get("version").and_then(Value::as_i64);
    match if_match {
        None => Err(Refusal::of(428, "precondition_required")),
        Some(IfMatch::Any) => Ok(()),
        Some(IfMatch::Version(meant)) if Some(meant) == version => Ok(()),
        Some(_) => Err(Refusal {
            current: Some(record.clone()),
            ..Refusal::of(412, "stale")
        }),
    }
}

/// A change that lost the race after the versions were compared.
pub fn stale(refusal: Refusal, flat: &[&str]) -> Refusal {
    if refusal.code == "conflict" && refusal.current.is_some() {
        Refusal {
            status: 412,
            code: "stale",
            current: refusal.current.map(|current| flatten(current, flat)),
            ..refusal
        }
    } else {
        refusal
    }
}

/// The record an operation answered, or as it is read after it.
pub async fn told<V>(
    answered: Option<V>,
    load: &Load<V>,
    call: &Call,
    id: Uuid,
) -> Result<V, Refusal> {
    match answered {
        Some(view) => Ok(view),
        None => load(call, id).await,
    }
}

/// The record a change is made on, when it is there in the version that was meant.
pub async fn meant<V: Clone, R: Serialize>(
    load: &Load<V>,
    call: &Call,
    id: Uuid,
    record: fn(V) -> R,
    flat: &[&str],
) -> Result<V, Refusal> {
    let view = load(call, id).await?;
    let now = shown(record, flat, view.clone())?;
    if is_deleted(&now) {
        return Err(Refusal::of(404, "not_found"));
    }
    same_version(call.if_match, &now)?;
    Ok(view)
}
