//! A resource: the operations behind its verbs, and the routes that follow from them.

use super::book::{Book, shown, words};
use super::check::{merge, patched, read};
use super::record::{Load, Prepare, is_deleted, load, meant, prepare, same_version, stale, told};
use super::refusal::Refusal;
use super::route::{Answer, Call, Checks, Kind, Reply, Route, Run};
use super::schema::{id, loosen, reference};
use axum::http::Method;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use shared::kernel::{Action, Operation};
use std::sync::Arc;
use uuid::Uuid;

/// A resource being written down. `V` is what operations answer, `R` what the interface shows.
pub struct Resource<'a, V, R> {
    book: &'a mut Book,
    path: &'static str,
    name: &'static str,
    flat: &'static [&'static str],
    load: Load<V>,
    /// The operation that loads, and the right it needs.
    loader: (&'static str, Action),
    record: fn(V) -> R,
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
    ) -> Resource<'_, V, R>
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
            load: load(move |call, id| Box::pin(call.ask(get(id)))),
            loader: (G::NAME, G::ACTION),
            record,
        }
    }

    /// Begins a resource that is only ever read as one of a short list.
    pub fn listed<L, V, R>(
        &mut self,
        (path, name): (&'static str, &'static str),
        flat: &'static [&'static str],
        list: fn() -> L,
        pick: fn(L::Answer, Uuid) -> Option<V>,
        record: fn(V) -> R,
    ) -> Resource<'_, V, R>
    where
        L: Operation,
        V: Send + 'static,
        R: Serialize + JsonSchema + 'static,
    {
        self.schemas.record::<R>(name, flat);
        let read = load(move |call, id| {
            Box::pin(async move {
                let all = call.ask(list()).await?;
                pick(all, id).ok_or_else(|| Refusal::of(404, "not_found"))
            })
        });
        Resource {
            book: self,
            path,
            name,
            flat,
            load: read,
            loader: (L::NAME, L::ACTION),
            record,
        }
    }
}

impl<V, R> Resource<'_, V, R>
where
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
            operations: vec![self.loader.0],
            action: self.loader.1,
            params: Vec::new(),
            body: None,
            status: 200,
            answer: Some(reference(self.name)),
            gives: &[],
            once: &[],
            versioned: false,
            tagged: true,
            free: false,
            computes: None,
            carries: false,
            run,
            checks: Checks::default(),
        }
    }

    fn noun(&self) -> String {
        spaced(self.name)
    }

    /// `GET /…/{id}`.
    pub fn read(mut self) -> Self {
        let (load, record, flat) = (self.load.clone(), self.record, self.flat);
        let run: Run = Arc::new(move |call| {
            let load = load.clone();
            Box::pin(async move {
                let view = load(&call, call.id()?).await?;
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
        self,
        required: &[&str],
        blank: fn(&Call) -> Value,
        ask: fn(Uuid, F) -> O,
    ) -> Self
    where
        O: Operation<Answer = V>,
        F: DeserializeOwned + JsonSchema + Send + 'static,
    {
        self.create_by(required, blank, ask, Some)
    }

    /// The same where the operation answers something else: `give` finds the record in it, or leaves it
    /// to be read.
    pub fn create_by<O, F>(
        self,
        required: &[&str],
        blank: fn(&Call) -> Value,
        ask: fn(Uuid, F) -> O,
        give: fn(O::Answer) -> Option<V>,
    ) -> Self
    where
        O: Operation,
        F: DeserializeOwned + JsonSchema + Send + 'static,
    {
        let ask = prepare(move |_, id, facts| {
            let asked = ask(id, facts);
            Box::pin(async move { Ok(asked) })
        });
        self.create_of(required, blank, ask, give)
    }

    /// The same where what is asked has to be looked up before, or may be refused.
    pub fn create_of<O, F>(
        mut self,
        required: &[&str],
        blank: fn(&Call) -> Value,
        ask: Prepare<F, O>,
        give: fn(O::Answer) -> Option<V>,
    ) -> Self
    where
        O: Operation,
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
        let (load, record, flat, path) = (self.load.clone(), self.record, self.flat, self.path);
        let run: Run = Arc::new(move |mut call| {
            let (load, ask) = (load.clone(), ask.clone());
            Box::pin(async move {
                let mut body = std::mem::take(&mut call.body);
                let given = body.as_object_mut().and_then(|body| body.remove("id"));
                let id = match given {
                    Some(id) => read::<Uuid>(id)?,
                    None => call.new_id,
                };
                let mut facts = blank(&call);
                merge(&mut facts, body);
                let asked = ask(&call, id, read::<F>(facts)?).await?;
                let answer = call.ask(asked).await?;
                let view = told(give(answer), &load, &call, id).await?;
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
    pub fn update<O, F>(self, facts: fn(&V) -> F, ask: fn(&V, F) -> O) -> Self
    where
        O: Operation<Answer = V>,
        F: Serialize + DeserializeOwned + JsonSchema + Send + 'static,
    {
        self.update_by(facts, ask, Some)
    }

    /// The same where the operation answers something else.
    pub fn update_by<O, F>(
        mut self,
        facts: fn(&V) -> F,
        ask: fn(&V, F) -> O,
        give: fn(O::Answer) -> Option<V>,
    ) -> Self
    where
        O: Operation,
        F: Serialize + DeserializeOwned + JsonSchema + Send + 'static,
    {
        let mut body = self.book.schemas.taken::<F>();
        loosen(&mut body);
        if let Some(body) = body.as_object_mut() {
            body.insert("minProperties".to_owned(), json!(1));
        }
        let body = self.book.schemas.keep(&format!("{}Patch", self.name), body);
        let (load, record, flat) = (self.load.clone(), self.record, self.flat);
        let run: Run = Arc::new(move |mut call| {
            let load = load.clone();
            Box::pin(async move {
                let id = call.id()?;
                let view = meant(&load, &call, id, record, flat).await?;
                let now =
                    serde_json::to_value(facts(&view)).map_err(|_| Refusal::of(500, "internal"))?;
                let wanted = patched::<F>(now, std::mem::take(&mut call.body))?;
                let answer = call
                    .ask(ask(&view, wanted))
                    .await
                    .map_err(|refusal| stale(refusal, flat))?;
                let view = told(give(answer), &load, &call, id).await?;
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
        let (load, record, flat) = (self.load.clone(), self.record, self.flat);
        let run: Run = Arc::new(move |call| {
            let load = load.clone();
            Box::pin(async move {
                let view = meant(&load, &call, call.id()?, record, flat).await?;
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
    pub fn act<O, B>(self, verb: &'static str, summary: &'static str, ask: fn(&V, B) -> O) -> Self
    where
        O: Operation<Answer = V>,
        B: DeserializeOwned + JsonSchema + Send + 'static,
    {
        self.act_by(verb, summary, ask, Some)
    }

    /// The same where the operation answers something else.
    pub fn act_by<O, B>(
        self,
        verb: &'static str,
        summary: &'static str,
        ask: fn(&V, B) -> O,
        give: fn(O::Answer) -> Option<V>,
    ) -> Self
    where
        O: Operation,
        B: DeserializeOwned + JsonSchema + Send + 'static,
    {
        let ask = move |view: &V, body: B, _: Uuid| ask(view, body);
        self.acted(verb, summary, ask, give)
    }

    /// The same where something is made: under the id that is given, if the client made none.
    pub fn act_made<O, B>(
        self,
        verb: &'static str,
        summary: &'static str,
        ask: fn(&V, B, Uuid) -> O,
        give: fn(O::Answer) -> Option<V>,
    ) -> Self
    where
        O: Operation,
        B: DeserializeOwned + JsonSchema + Send + 'static,
    {
        self.acted(verb, summary, ask, give)
    }

    fn acted<O, B, F>(
        mut self,
        verb: &'static str,
        summary: &'static str,
        ask: F,
        give: fn(O::Answer) -> Option<V>,
    ) -> Self
    where
        O: Operation,
        B: DeserializeOwned + JsonSchema + Send + 'static,
        F: Fn(&V, B, Uuid) -> O + Clone + Send + Sync + 'static,
    {
        let body = self.book.schemas.taken::<B>();
        // With a word of its own: `QuoteMove` alone is what the schema of a quote refers to.
        let name = format!("{}{}Body", self.name, capitalised(verb));
        let body = self.book.schemas.keep(&name, body);
        let (load, record, flat) = (self.load.clone(), self.record, self.flat);
        let run: Run = Arc::new(move |mut call| {
            let (load, ask) = (load.clone(), ask.clone());
            Box::pin(async move {
                let id = call.id()?;
                let view = load(&call, id).await?;
                same_version(call.if_match, &shown(record, flat, view.clone())?)?;
                let body = read::<B>(std::mem::take(&mut call.body))?;
                let answer = call
                    .ask(ask(&view, body, call.new_id))
                    .await
                    .map_err(|refusal| stale(refusal, flat))?;
                let view = told(give(answer), &load, &call, id).await?;
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
        let (load, record, flat) = (self.load.clone(), self.record, self.flat);
        let run: Run = Arc::new(move |call| {
            let load = load.clone();
            Box::pin(async move {
                let id = call.id()?;
                let version = if versioned {
                    let now = shown(record, flat, load(&call, id).await?)?;
                    now.get("version").and_then(Value::as_i64).unwrap_or(0)
                } else {
                    0
                };
                call.ask(ask(id, version)).await?;
                let view = load(&call, id).await?;
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
