//! A resource: the operations behind its verbs, and the routes that follow from them.

use super::book::{Book, shown, words};
use super::check::{merge, read};
use super::refusal::Refusal;
use super::route::{Answer, Call, Checks, IfMatch, Kind, Reply, Route, Run};
use super::schema::{flatten, id, loosen, reference};
use axum::http::Method;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use shared::kernel::Operation;
use std::marker::PhantomData;
use std::sync::Arc;
use uuid::Uuid;

/// A resource being written down. `G` reads one record, `V` is what operations answer, `R` what the
/// interface shows.
pub struct Resource<'a, G, V, R> {
    book: &'a mut Book,
    path: &'static str,
    name: &'static str,
    flat: &'static [&'static str],
    get: fn(Uuid) -> G,
    record: fn(V) -> R,
    types: Types<G, V, R>,
}

/// That a resource is of these three, of which it holds none.
type Types<G, V, R> = PhantomData<fn() -> (G, V, R)>;

fn is_deleted(record: &Value) -> bool {
    let at = record.get("deleted_at").is_some_and(|at| !at.is_null());
    at || record.get("deleted").and_then(Value::as_bool) == Some(true)
}

/// The record as it is, when it is the version the change was made on.
fn same_version(if_match: Option<IfMatch>, record: &Value) -> Result<(), Refusal> {
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
fn stale(refusal: Refusal, flat: &[&str]) -> Refusal {
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

impl Book {
    /// Begins a resource. `flat` names the nested facts that lie flat in the record.
    pub fn resource<G, V, R>(
        &mut self,
        path: &'static str,
        name: &'static str,
        flat: &'static [&'static str],
        get: fn(Uuid) -> G,
        record: fn(V) -> R,
    ) -> Resource<'_, G, V, R>
    where
        G: Operation<Answer = V>,
        V: Send + 'static,
        R: Serialize + JsonSchema + 'static,
    {
        self.schemas.record::<R>(name, flat);
        Resource {
            book: self,
            path,
            name,
            flat,
            get,
            record,
            types: PhantomData,
        }
    }
}

impl<G, V, R> Resource<'_, G, V, R>
where
    G: Operation<Answer = V>,
    V: Clone + Send + Sync + 'static,
    R: Serialize + JsonSchema + Send + 'static,
{
    fn push(&mut self, route: Route) {
        self.book.routes.push(route);
    }

    fn blank(&self, method: Method, kind: Kind, summary: String, verb: &str, run: Run) -> Route {
        let on_one = !matches!(kind, Kind::Create | Kind::Bulk);
        let tail = match kind {
            Kind::Act => format!("/{{id}}/{verb}"),
            Kind::Bulk => "/bulk".to_owned(),
            _ if on_one => "/{id}".to_owned(),
            _ => String::new(),
        };
        Route {
            method,
            path: format!("/{}{tail}", self.path),
            operation_id: format!("{}.{}", self.path, verb.replace('-', "_")),
            tag: self.path,
            kind,
            summary,
            operations: vec![G::NAME],
            action: G::ACTION,
            params: Vec::new(),
            body: None,
            status: 200,
            answer: Some(reference(self.name)),
            versioned: false,
            tagged: true,
            free: false,
            run,
            checks: Checks::default(),
        }
    }

    fn noun(&self) -> String {
        spaced(self.name)
    }

    /// `GET /…/{id}`.
    pub fn read(mut self) -> Self {
        let (get, record, flat) = (self.get, self.record, self.flat);
        let run: Run = Arc::new(move |call| {
            Box::pin(async move {
                let view = call.ask(get(call.id()?)).await?;
                let record = shown(record, flat, view)?;
                if is_deleted(&record) {
                    return Err(Refusal::of(404, "not_found"));
                }
                Ok(Reply::ok(record))
            }) as Answer
        });
        let summary = format!("Read one {}", self.noun());
        let route = self.blank(Method::GET, Kind::Get, summary, "get", run);
        self.push(route);
        self
    }

    /// `POST /…`: the body is `F` with `required` fields, the rest as `blank` has it.
    pub fn create<O, F>(
        mut self,
        required: &[&str],
        blank: fn(&Call) -> Value,
        ask: fn(Uuid, F) -> O,
    ) -> Self
    where
        O: Operation<Answer = V>,
        F: DeserializeOwned + JsonSchema + Send + 'static,
    {
        let mut body = self.book.schemas.taken::<F>();
        if let Some(body) = body.as_object_mut() {
            body.insert("required".to_owned(), json!(required));
            if let Some(properties) = body.get_mut("properties").and_then(Value::as_object_mut) {
                let mut own = id();
                own["description"] = json!(
                    "Made by the client (UUIDv7), so that a repeated request creates nothing twice; made by the server when left out."
                );
                properties.insert("id".to_owned(), own);
            }
        }
        let body = self
            .book
            .schemas
            .keep(&format!("{}Create", self.name), body);
        let (record, flat, path) = (self.record, self.flat, self.path);
        let run: Run = Arc::new(move |mut call| {
            Box::pin(async move {
                let mut body = std::mem::take(&mut call.body);
                let given = body.as_object_mut().and_then(|body| body.remove("id"));
                let id = match given {
                    Some(id) => read::<Uuid>(id)?,
                    None => call.new_id,
                };
                let mut facts = blank(&call);
                merge(&mut facts, body);
                let view = call.ask(ask(id, read::<F>(facts)?)).await?;
                let record = shown(record, flat, view)?;
                Ok(Reply {
                    status: 201,
                    location: Some(format!("/api/v1/{path}/{id}")),
                    ..Reply::ok(record)
                })
            }) as Answer
        });
        let summary = format!("Create a {}", self.noun());
        let mut route = self.blank(Method::POST, Kind::Create, summary, "create", run);
        route.operations = vec![O::NAME];
        route.action = O::ACTION;
        route.body = Some(body);
        route.status = 201;
        self.push(route);
        self
    }

    /// `PATCH /…/{id}`: a merge patch of `F`.
    pub fn update<O, F>(mut self, facts: fn(&V) -> F, ask: fn(&V, F) -> O) -> Self
    where
        O: Operation<Answer = V>,
        F: Serialize + DeserializeOwned + JsonSchema + Send + 'static,
    {
        let mut body = self.book.schemas.taken::<F>();
        loosen(&mut body);
        if let Some(body) = body.as_object_mut() {
            body.insert("minProperties".to_owned(), json!(1));
        }
        let body = self.book.schemas.keep(&format!("{}Patch", self.name), body);
        let (get, record, flat) = (self.get, self.record, self.flat);
        let run: Run = Arc::new(move |mut call| {
            Box::pin(async move {
                let view = call.ask(get(call.id()?)).await?;
                let now = shown(record, flat, view.clone())?;
                if is_deleted(&now) {
                    return Err(Refusal::of(404, "not_found"));
                }
                same_version(call.if_match, &now)?;
                let mut wanted =
                    serde_json::to_value(facts(&view)).map_err(|_| Refusal::of(500, "internal"))?;
                merge(&mut wanted, std::mem::take(&mut call.body));
                let view = call
                    .ask(ask(&view, read::<F>(wanted)?))
                    .await
                    .map_err(|refusal| stale(refusal, flat))?;
                Ok(Reply::ok(shown(record, flat, view)?))
            }) as Answer
        });
        let summary = format!("Change a {}", self.noun());
        let mut route = self.blank(Method::PATCH, Kind::Update, summary, "update", run);
        route.operations.push(O::NAME);
        route.action = O::ACTION;
        route.body = Some(body);
        route.versioned = true;
        self.push(route);
        self
    }

    /// `DELETE /…/{id}`.
    pub fn delete<O: Operation>(mut self, ask: fn(&V) -> O) -> Self {
        let (get, record, flat) = (self.get, self.record, self.flat);
        let run: Run = Arc::new(move |call| {
            Box::pin(async move {
                let view = call.ask(get(call.id()?)).await?;
                let now = shown(record, flat, view.clone())?;
                if is_deleted(&now) {
                    return Err(Refusal::of(404, "not_found"));
                }
                same_version(call.if_match, &now)?;
                call.ask(ask(&view))
                    .await
                    .map_err(|refusal| stale(refusal, flat))?;
                Ok(Reply {
                    status: 204,
                    ..Reply::default()
                })
            }) as Answer
        });
        let summary = format!("Delete a {}", self.noun());
        let mut route = self.blank(Method::DELETE, Kind::Delete, summary, "delete", run);
        route.operations.push(O::NAME);
        route.action = O::ACTION;
        route.status = 204;
        route.answer = None;
        route.versioned = true;
        route.tagged = false;
        self.push(route);
        self
    }

    /// `POST /…/{id}/verb` with a body of `B`.
    pub fn act<O, B>(
        mut self,
        verb: &'static str,
        summary: &'static str,
        ask: fn(&V, B) -> O,
    ) -> Self
    where
        O: Operation<Answer = V>,
        B: DeserializeOwned + JsonSchema + Send + 'static,
    {
        let body = self.book.schemas.taken::<B>();
        // With a word of its own: `QuoteMove` alone is what the schema of a quote refers to.
        let name = format!("{}{}Body", self.name, capitalised(verb));
        let body = self.book.schemas.keep(&name, body);
        let (get, record, flat) = (self.get, self.record, self.flat);
        let run: Run = Arc::new(move |mut call| {
            Box::pin(async move {
                let view = call.ask(get(call.id()?)).await?;
                same_version(call.if_match, &shown(record, flat, view.clone())?)?;
                let body = read::<B>(std::mem::take(&mut call.body))?;
                let view = call
                    .ask(ask(&view, body))
                    .await
                    .map_err(|refusal| stale(refusal, flat))?;
                Ok(Reply::ok(shown(record, flat, view)?))
            }) as Answer
        });
        let mut route = self.blank(Method::POST, Kind::Act, summary.to_owned(), verb, run);
        route.operations.push(O::NAME);
        route.action = O::ACTION;
        route.body = Some(body);
        route.versioned = true;
        self.push(route);
        self
    }

    /// `POST /…/{id}/restore`: takes a deletion back. No version is asked for: nobody can have changed
    /// a deleted record.
    pub fn restore<O: Operation>(mut self, ask: fn(Uuid, i64) -> O, versioned: bool) -> Self {
        let (get, record, flat) = (self.get, self.record, self.flat);
        let run: Run = Arc::new(move |call| {
            Box::pin(async move {
                let id = call.id()?;
                let version = if versioned {
                    let now = shown(record, flat, call.ask(get(id)).await?)?;
                    now.get("version").and_then(Value::as_i64).unwrap_or(0)
                } else {
                    0
                };
                call.ask(ask(id, version)).await?;
                let view = call.ask(get(id)).await?;
                Ok(Reply::ok(shown(record, flat, view)?))
            }) as Answer
        });
        let summary = format!("Take back the deletion of a {}", self.noun());
        let mut route = self.blank(Method::POST, Kind::Act, summary, "restore", run);
        route.operations.push(O::NAME);
        route.action = O::ACTION;
        self.push(route);
        self
    }

    /// `POST /…/bulk`: up to a hundred of the verbs above.
    pub fn bulk(mut self) -> Self {
        let path = self.path;
        let own: Vec<&Route> = self
            .book
            .routes
            .iter()
            .filter(|route| route.tag == path)
            .collect();
        let (run, body, action, operations) = super::bulk::route(self.name, &own);
        let body = self.book.schemas.keep(&format!("{}Bulk", self.name), body);
        let answer = super::bulk::answer(self.name);
        let summary = format!(
            "Create, change and delete up to {} {}",
            super::bulk::MOST,
            words(path)
        );
        let mut route = self.blank(Method::POST, Kind::Bulk, summary, "bulk", run);
        route.operations = operations;
        if let Some(action) = action {
            route.action = action;
        }
        route.body = Some(body);
        route.answer = Some(answer);
        route.tagged = false;
        self.push(route);
        self
    }
}

/// `PriceBook` as words.
fn spaced(name: &str) -> String {
    let mut out = String::new();
    for (position, letter) in name.char_indices() {
        if letter.is_uppercase() && position > 0 {
            out.push(' ');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

fn capitalised(verb: &str) -> String {
    verb.split('-')
        .map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().chain(letters).collect::<String>())
                .unwrap_or_default()
        })
        .collect()
}
