//! Records that may be one, and making them one.

use crate::http::api::book::{Book, about, as_json};
use crate::http::api::check::read;
use crate::http::api::refusal::{Refusal, at};
use crate::http::api::route::{Call, Param, Query, Reply};
use crate::http::api::schema::{id, one_of};
use axum::http::Method;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use shared::crm::duplicates::{
    CheckDuplicates, Draft, DuplicateKind, DuplicatePair, FindDuplicates, ListMerges,
    LookForDuplicates, MergeRecords, MergeRow, RecordDuplicates, SeparateRecords, SimilarRecord,
    UndoMerge,
};
use shared::kernel::MergeId;
use uuid::Uuid;

/// Two records of a kind that become one.
#[derive(Deserialize, JsonSchema)]
struct Merge {
    /// Made by the client (UUIDv7), so that a repeated request merges nothing twice; made by the server
    /// when left out.
    id: Option<MergeId>,
    /// Of which kind.
    kind: DuplicateKind,
    /// The one that stays.
    kept: Uuid,
    /// The version that was read of it.
    kept_version: i64,
    /// The one that goes.
    merged: Uuid,
    /// The version that was read of it.
    merged_version: i64,
    /// Names of the fields whose values are taken from the one that goes.
    #[serde(default)]
    take: Vec<String>,
}

/// Two records that are two.
#[derive(Deserialize, JsonSchema)]
struct Apart {
    /// Of which kind.
    kind: DuplicateKind,
    /// The first.
    one: Uuid,
    /// The second.
    other: Uuid,
    /// They are two; false takes it back.
    apart: bool,
}

/// Which kind of records.
#[derive(Deserialize, JsonSchema)]
struct OfKind {
    /// Of which kind.
    kind: DuplicateKind,
}

/// A record before it is made: what is known of it.
#[derive(Deserialize, JsonSchema)]
struct Typed {
    /// Account, contact or lead.
    kind: DuplicateKind,
    /// A person's first name.
    #[serde(default)]
    first_name: String,
    /// A person's last name.
    #[serde(default)]
    last_name: String,
    /// The organisation's name.
    #[serde(default)]
    company: String,
    /// E-mail address.
    #[serde(default)]
    email: String,
    /// Telephone.
    #[serde(default)]
    phone: String,
    /// Web site.
    #[serde(default)]
    website: String,
    /// VAT number.
    #[serde(default)]
    vat_number: String,
}

impl From<Typed> for Draft {
    fn from(typed: Typed) -> Self {
        Self {
            kind: typed.kind,
            first_name: typed.first_name,
            last_name: typed.last_name,
            company: typed.company,
            email: typed.email,
            phone: typed.phone,
            website: typed.website,
            vat_number: typed.vat_number,
        }
    }
}

/// Of which kind, which has to be said.
fn kind(query: &Query) -> Result<DuplicateKind, Refusal> {
    query
        .parsed("kind")
        .ok_or_else(|| Refusal::malformed(vec![at("required", "kind")]))
}

async fn found(call: Call) -> Result<Reply, Refusal> {
    let kind = kind(&call.query)?;
    let list = call.ask(FindDuplicates { kind }).await?;
    Ok(Reply::ok(json!({
        "data": as_json(list.pairs),
        "total": list.total,
        "compared": list.compared,
        "by_job": list.by_job,
        "under_way": list.under_way.is_some(),
    })))
}

async fn check(mut call: Call) -> Result<Reply, Refusal> {
    let typed = read::<Typed>(std::mem::take(&mut call.body))?;
    let found = call
        .ask(CheckDuplicates {
            draft: typed.into(),
        })
        .await?;
    Ok(Reply::ok(json!({ "data": as_json(found) })))
}

async fn of_record(call: Call) -> Result<Reply, Refusal> {
    let kind = kind(&call.query)?;
    let id = call.query.parsed("id").unwrap_or_default();
    let found = call.ask(RecordDuplicates { kind, id }).await?;
    Ok(Reply::ok(json!({ "data": as_json(found) })))
}

async fn look(mut call: Call) -> Result<Reply, Refusal> {
    let OfKind { kind } = read(std::mem::take(&mut call.body))?;
    let run = call.ask(LookForDuplicates { kind }).await?;
    Ok(Reply::ok(json!({
        "state": run.state,
        "part": run.part,
        "parts": run.parts,
    })))
}

async fn separate(mut call: Call) -> Result<Reply, Refusal> {
    let asked = read::<Apart>(std::mem::take(&mut call.body))?;
    let separate = SeparateRecords {
        kind: asked.kind,
        one: asked.one,
        other: asked.other,
        apart: asked.apart,
    };
    call.ask(separate).await?;
    Ok(Reply {
        status: 204,
        ..Reply::default()
    })
}

async fn merges(call: Call) -> Result<Reply, Refusal> {
    let kind = kind(&call.query)?;
    let rows = call.ask(ListMerges { kind }).await?;
    Ok(Reply::ok(json!({ "data": as_json(rows) })))
}

async fn merge(mut call: Call) -> Result<Reply, Refusal> {
    let asked = read::<Merge>(std::mem::take(&mut call.body))?;
    let merge = MergeRecords {
        id: asked.id.unwrap_or_else(|| call.new_id.into()),
        kind: asked.kind,
        kept: asked.kept,
        kept_version: asked.kept_version,
        merged: asked.merged,
        merged_version: asked.merged_version,
        take: asked.take,
    };
    Ok(Reply::ok(as_json(call.ask(merge).await?)))
}

async fn undo(call: Call) -> Result<Reply, Refusal> {
    let id = call.id()?.into();
    Ok(Reply::ok(as_json(call.ask(UndoMerge { id }).await?)))
}

fn list_of(row: Value, more: Value) -> Value {
    let mut properties = more;
    properties["data"] = json!({ "type": "array", "items": row });
    let required: Vec<String> = properties
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name.clone())
        .collect();
    json!({ "type": "object", "required": required, "properties": properties })
}

fn of_kind() -> Vec<Param> {
    let kinds: Vec<&str> = DuplicateKind::ALL.iter().map(|kind| kind.code()).collect();
    vec![Param::new("kind", one_of(&kinds), "Of which kind.").required()]
}

fn duplicates(book: &mut Book) {
    let count = json!({ "type": "integer", "minimum": 0 });
    let flag = json!({ "type": "boolean" });

    let pair = book.schemas.record::<DuplicatePair>("DuplicatePair", &[]);
    let mut find = about::<FindDuplicates, _>(
        "duplicates",
        (Method::GET, ""),
        "Pairs of records that may be one, the surest first, with the reasons",
        found,
    );
    find.params = of_kind();
    let more = json!({ "total": count, "compared": count, "by_job": flag, "under_way": flag });
    find.answer = Some(list_of(pair, more));
    let similar = book.schemas.record::<SimilarRecord>("SimilarRecord", &[]);
    let body = book.schemas.taken::<Typed>();
    let mut before = about::<CheckDuplicates, _>(
        "duplicates",
        (Method::POST, "check"),
        "Records that may be one about to be made, the surest first",
        check,
    );
    before.body = Some(book.schemas.keep("DuplicatesCheckBody", body));
    before.answer = Some(list_of(similar.clone(), json!({})));
    let mut alike = about::<RecordDuplicates, _>(
        "duplicates",
        (Method::GET, "of-record"),
        "Records that may be this one, the surest first",
        of_record,
    );
    alike.params = of_kind();
    alike
        .params
        .push(Param::new("id", id(), "Which.").required());
    alike.answer = Some(list_of(similar, json!({})));
    let body = book.schemas.taken::<OfKind>();
    let mut begin = about::<LookForDuplicates, _>(
        "duplicates",
        (Method::POST, "look"),
        "Begin to look for duplicates among very many records; a run under way goes on",
        look,
    );
    begin.body = Some(book.schemas.keep("DuplicatesLookBody", body));
    begin.answer = Some(json!({
        "type": "object",
        "required": ["state", "part", "parts"],
        "properties": { "state": { "type": "string" }, "part": count, "parts": count }
    }));
    let body = book.schemas.taken::<Apart>();
    let mut apart = about::<SeparateRecords, _>(
        "duplicates",
        (Method::POST, "separate"),
        "Say that two records are two, or take that back",
        separate,
    );
    apart.body = Some(book.schemas.keep("DuplicatesSeparateBody", body));
    apart.status = 204;
    book.routes.extend([find, before, alike, begin, apart]);
}

fn merging(book: &mut Book) {
    let row = book.schemas.record::<MergeRow>("Merge", &[]);
    let mut list = about::<ListMerges, _>(
        "merges",
        (Method::GET, ""),
        "The last merges of a kind, the newest first",
        merges,
    );
    list.params = of_kind();
    list.answer = Some(list_of(row.clone(), json!({})));
    let body = book.schemas.taken::<Merge>();
    let mut make = about::<MergeRecords, _>(
        "merges",
        (Method::POST, ""),
        "Make two records one: what hangs on the one that goes hangs on the one that stays",
        merge,
    );
    "merges.create".clone_into(&mut make.operation_id);
    make.body = Some(book.schemas.keep("MergeBody", body));
    make.answer = Some(row.clone());
    let mut take_apart = about::<UndoMerge, _>(
        "merges",
        (Method::POST, "{id}/undo"),
        "Take two merged records apart again",
        undo,
    );
    take_apart.answer = Some(row);
    book.routes.extend([list, make, take_apart]);
}

pub fn add(book: &mut Book) {
    duplicates(book);
    merging(book);
}
