//! What is done with everything a list shows: counted, put into groups, saved as a file, changed. Each is
//! what the page of the list does, by the same filters.

use super::book::{Book, about, as_json, words};
use super::check::read;
use super::cursor;
use super::lists::{columns, params, value};
use super::refusal::Refusal;
use super::route::{Answer, Call, Kind, Param, Reply, Route};
use super::schema::{codes, id, reference, text};
use axum::http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::kernel::{Named, Operation, UserId};
use shared::platform::views::{
    BulkAct, BulkChange, BulkStep, CountGroups, CountRows, ExportRows, FieldSum, FileForm,
    ListViews, Object, SavedView, Sharing, Targets, UndoBulk, ViewSpec,
};
use std::sync::Arc;
use uuid::Uuid;

/// A change of many records: a piece of fifty at a time, until `next` is null. Each goes the way of a single
/// change, by the same rights and rules.
#[derive(Deserialize, JsonSchema)]
struct Change {
    /// The handle of the whole change, the same for all its pieces; `undo-change` takes it. Made by the server
    /// when left out.
    run: Option<Uuid>,
    /// Which records.
    targets: Which,
    /// What is done to each.
    act: Act,
    /// The `next` of the piece before.
    #[schemars(length(max = 1000))]
    cursor: Option<String>,
}

/// Which records are changed.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Which {
    /// These, each in the version that was read.
    Records(#[schemars(length(min = 1, max = 1000))] Vec<Seen>),
    /// All that a filter lets through, as they are when their turn comes.
    Matching {
        /// The filter, as `filter` of the list; empty lets everything through.
        #[schemars(length(max = 4000))]
        filter: String,
        /// Words searched.
        #[serde(default)]
        #[schemars(length(max = 200))]
        search: String,
    },
}

/// A record with the version that was read.
#[derive(Deserialize, JsonSchema)]
struct Seen {
    /// Which.
    id: Uuid,
    /// The version that was read.
    version: i64,
}

/// What is done.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Act {
    /// Sets a field, to a value as filters write it; empty clears it.
    Set {
        /// The field, by its name in the list.
        field: String,
        /// Its value.
        value: String,
    },
    /// Gives it to this person.
    Assign(UserId),
    /// Deletes it.
    Delete,
}

impl From<Act> for BulkAct {
    fn from(act: Act) -> Self {
        match act {
            Act::Set { field, value } => BulkAct::Set { field, value },
            Act::Assign(owner) => BulkAct::Assign(owner),
            Act::Delete => BulkAct::Delete,
        }
    }
}

impl From<Which> for Targets {
    fn from(which: Which) -> Self {
        match which {
            Which::Records(all) => {
                let seen = all.into_iter().map(|one| (one.id, one.version));
                Targets::Records(seen.collect())
            }
            Which::Matching { filter, search } => Targets::Matching { filter, search },
        }
    }
}

/// A change that is put back.
#[derive(Deserialize, JsonSchema)]
struct Undo {
    /// Its handle.
    run: Uuid,
    /// The `next` of the piece before.
    #[schemars(length(max = 1000))]
    cursor: Option<String>,
}

/// What is asked of a list.
fn spec(object: Object, call: &Call) -> ViewSpec {
    let word = |name| call.query.text(name).unwrap_or_default().to_owned();
    ViewSpec {
        filter: word("filter"),
        search: word("search"),
        sort: word("sort"),
        columns: columns(object, &call.query),
        group: String::new(),
    }
}

async fn export(object: Object, call: Call) -> Result<Reply, Refusal> {
    let form = call.query.parsed("form").unwrap_or(FileForm::Csv);
    let spec = spec(object, &call);
    let file = call.ask(ExportRows { object, spec, form }).await?;
    Ok(Reply::file(kind(form), file.name, file.bytes))
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

const fn kind(form: FileForm) -> &'static str {
    match form {
        FileForm::Csv => "text/csv; charset=utf-8",
        FileForm::Xlsx => XLSX,
    }
}

async fn count(object: Object, call: Call) -> Result<Reply, Refusal> {
    let ViewSpec { filter, search, .. } = spec(object, &call);
    let asked = CountRows {
        object,
        filter,
        search,
        own: Vec::new(),
    };
    let sums = call.ask(asked).await?.sums;
    Ok(Reply::ok(
        json!({ "count": sums.count, "sums": as_json(sums.fields) }),
    ))
}

async fn groups(object: Object, call: Call) -> Result<Reply, Refusal> {
    let ViewSpec { filter, search, .. } = spec(object, &call);
    let group = call.query.text("group").unwrap_or_default().to_owned();
    let field = object.field(&group);
    let asked = CountGroups {
        object,
        filter,
        search,
        group,
        own: Vec::new(),
    };
    let data: Vec<Value> = call
        .ask(asked)
        .await?
        .groups
        .into_iter()
        .map(|group| {
            let key = value(field, &group.key);
            json!({ "key": key, "count": group.sums.count, "sums": as_json(group.sums.fields) })
        })
        .collect();
    Ok(Reply::ok(json!({ "data": data })))
}

/// Where a change goes on: in the order of ids, of its own list.
fn order(object: Object, verb: &str) -> String {
    format!("{verb} {}", object.code())
}

/// What a piece did: each record that was refused with the problem it alone would have been answered with.
fn report(call: &Call, (run, order): (Uuid, &str), step: BulkStep) -> Reply {
    let failed: Vec<Value> = step
        .failed
        .into_iter()
        .map(|one| {
            let instance = format!("#/records/{}", one.id);
            let problem = Refusal::from(one.problem).to_json(call.lang, &instance);
            json!({ "id": one.id, "name": one.name, "problem": problem })
        })
        .collect();
    let next = step.next.map(|next| cursor::write(order, &next));
    Reply::ok(json!({ "run": run, "done": step.done, "failed": failed, "next": next }))
}

/// A saved view, with the words an address of the list takes.
#[derive(Serialize, JsonSchema)]
struct View {
    /// Which.
    id: Uuid,
    /// Its name.
    name: String,
    /// Who sees it.
    sharing: Sharing,
    /// Who saved it.
    owner: Named<UserId>,
    /// What it lets through, as `filter`.
    filter: String,
    /// Words searched, as `search`.
    search: String,
    /// Its order, as `sort`.
    sort: String,
    /// Its columns, as `columns`; empty: the usual ones.
    columns: Vec<String>,
    /// The field it is grouped by, as `group`; or empty.
    group: String,
    /// Raised by each change.
    version: i64,
}

impl From<SavedView> for View {
    fn from(view: SavedView) -> Self {
        Self {
            id: view.id,
            name: view.name,
            sharing: view.sharing,
            owner: view.owner,
            filter: view.spec.filter,
            search: view.spec.search,
            sort: view.spec.sort,
            columns: view.spec.columns,
            group: view.spec.group,
            version: view.version,
        }
    }
}

async fn views(object: Object, call: Call) -> Result<Reply, Refusal> {
    let views = call.ask(ListViews { object }).await?.into_iter();
    let views: Vec<View> = views.map(View::from).collect();
    Ok(Reply::ok(json!({ "data": as_json(views) })))
}

async fn change(object: Object, mut call: Call) -> Result<Reply, Refusal> {
    let asked = read::<Change>(std::mem::take(&mut call.body))?;
    let run = asked.run.unwrap_or(call.new_id);
    let order = order(object, "change");
    let change = BulkChange {
        object,
        run,
        targets: asked.targets.into(),
        act: asked.act.into(),
        after: cursor::read(&order, asked.cursor.as_deref())?,
    };
    let step = call.ask(change).await?;
    Ok(report(&call, (run, &order), step))
}

async fn undo(object: Object, mut call: Call) -> Result<Reply, Refusal> {
    let asked = read::<Undo>(std::mem::take(&mut call.body))?;
    let order = order(object, "undo");
    let undo = UndoBulk {
        run: asked.run,
        after: cursor::read(&order, asked.cursor.as_deref())?,
        object: Some(object),
    };
    let step = call.ask(undo).await?;
    Ok(report(&call, (asked.run, &order), step))
}

/// A route of a list.
fn of<O, F>(
    object: Object,
    (method, tail): (Method, &'static str),
    summary: &str,
    run: fn(Object, Call) -> F,
) -> Route
where
    O: Operation,
    F: Future<Output = Result<Reply, Refusal>> + Send + 'static,
{
    let place = format!("{}/{tail}", object.code());
    let nothing = |_: Call| async { Ok(Reply::default()) };
    let mut route = about::<O, _>("lists", (method, &place), summary, nothing);
    route.run = Arc::new(move |call| Box::pin(run(object, call)) as Answer);
    route.action = object.view_action();
    route.kind = Kind::Other;
    route
}

fn narrowing(all: &[Param], names: &[&str]) -> Vec<Param> {
    let kept = all.iter().filter(|param| names.contains(&param.name));
    kept.cloned().collect()
}

fn reading(book: &mut Book, object: Object) {
    let what = words(object.code());
    let all = params();
    let mut file = of::<ExportRows, _>(
        object,
        (Method::GET, "export"),
        &format!("The list of {what} as a file: the columns, order and filter that are asked"),
        export,
    );
    file.params = narrowing(&all, &["filter", "search", "sort", "columns"]);
    file.params.push(Param::new(
        "form",
        codes(FileForm::ALL, FileForm::code),
        "The form of the file; `csv` when left out.",
    ));
    file.gives = &["text/csv", XLSX];

    let sums = book.schemas.record::<FieldSum>("FieldSum", &[]);
    let number = json!({ "type": "integer", "minimum": 0 });
    let sums = json!({ "type": "array", "items": sums, "description": "Of the fields that are added up, exact in each currency." });
    let mut total = of::<CountRows, _>(
        object,
        (Method::GET, "count"),
        &format!("How many {what} there are, and how much they come to"),
        count,
    );
    total.params = narrowing(&all, &["filter", "search"]);
    total.answer = Some(json!({
        "type": "object",
        "required": ["count", "sums"],
        "properties": { "count": number, "sums": sums }
    }));

    let mut parts = of::<CountGroups, _>(
        object,
        (Method::GET, "groups"),
        &format!("The same for each value of a field of {what}; the first 500"),
        groups,
    );
    parts.params = narrowing(&all, &["filter", "search"]);
    let field = Param::new(
        "group",
        text(60),
        "The field, as the list has it: `stage`, `owner`, a day by its month, `custom.key`.",
    );
    parts.params.push(field.required());
    parts.answer = Some(json!({
        "type": "object",
        "required": ["data"],
        "properties": { "data": { "type": "array", "items": {
            "type": "object",
            "required": ["key", "count", "sums"],
            "properties": {
                "key": { "description": "The value, as rows of the list have it; days by their month." },
                "count": number,
                "sums": sums
            }
        } } }
    }));
    let row = book.schemas.record::<View>("SavedView", &[]);
    let mut saved = of::<ListViews, _>(
        object,
        (Method::GET, "views"),
        &format!("The saved views of the list of {what} that the token's person may see"),
        views,
    );
    saved.answer = Some(json!({
        "type": "object",
        "required": ["data"],
        "properties": { "data": { "type": "array", "items": row } }
    }));
    book.routes.extend([file, total, parts, saved]);
}

fn changing(book: &mut Book, object: Object) {
    let what = words(object.code());
    let report = json!({
        "type": "object",
        "required": ["run", "done", "failed", "next"],
        "properties": {
            "run": { "type": "string", "format": "uuid", "description": "The handle of the change, for its next piece and to undo it." },
            "done": { "type": "integer", "minimum": 0, "description": "Records changed in this piece." },
            "failed": { "type": "array", "description": "Records that could not be changed, with the reason.", "items": {
                "type": "object",
                "required": ["id", "name", "problem"],
                "properties": { "id": id(), "name": text(1_000), "problem": reference("Problem") }
            } },
            "next": { "type": ["string", "null"], "description": "Send it as `cursor` for the next piece; null when all are done." }
        }
    });
    let body = book.schemas.taken::<Change>();
    let mut many = of::<BulkChange, _>(
        object,
        (Method::POST, "change"),
        &format!("Change, assign or delete many {what}, a piece at a time"),
        change,
    );
    many.action = object.edit_action();
    many.body = Some(book.schemas.keep("ListChangeBody", body));
    many.answer = Some(report.clone());
    let body = book.schemas.taken::<Undo>();
    let mut back = of::<UndoBulk, _>(
        object,
        (Method::POST, "undo-change"),
        &format!("Put back what a change of many {what} did, except what was changed since"),
        undo,
    );
    back.action = object.edit_action();
    back.body = Some(book.schemas.keep("ListUndoBody", body));
    back.answer = Some(report);
    book.routes.extend([many, back]);
}

pub fn add(book: &mut Book) {
    for object in Object::ALL.iter().copied() {
        reading(book, object);
        changing(book, object);
    }
}
