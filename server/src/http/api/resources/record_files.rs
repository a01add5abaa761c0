//! Files people keep on accounts, contacts, leads, opportunities and quotes. Their bytes travel in Base64 on the
//! way in and as they are on the way out.

use crate::http::api::book::{Book, as_json, plain};
use crate::http::api::check::read;
use crate::http::api::record::{same_version, stale};
use crate::http::api::refusal::Refusal;
use crate::http::api::route::{Answer, Call, IfMatch, Reply, Route, Run, Written};
use axum::http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::cpq::attachments::ops::{
    AddAttachment, AttachmentsView, GetAttachments, ReadAttachment, SaveAttachments,
};
use shared::cpq::attachments::{Arranged, Attachment};
use shared::kernel::Operation;
use shared::platform::files::ops::{
    AddFile, FilesView, GetFiles, ReadFile, RemoveFile, RenameFile, RestoreFile,
};
use shared::platform::files::{FileContent, FileHolder, FileOf, RecordFile};
use std::sync::Arc;
use uuid::Uuid;

/// What a file may be.
const KINDS: &[&str] = &[
    "application/pdf",
    "image/png",
    "image/jpeg",
    "image/webp",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
    "text/plain",
    "text/csv",
];

/// A file to be kept.
#[derive(Deserialize, JsonSchema)]
struct NewFile {
    /// Made by the client (UUIDv7): sent twice, it is kept once; made by the server when left out.
    id: Option<Uuid>,
    /// The name it has; its ending has to fit its bytes.
    file_name: String,
    /// Its bytes in Base64; 4 MB of them at most.
    content: String,
}

/// A file to go with a quote.
#[derive(Deserialize, JsonSchema)]
struct NewAttachment {
    /// Made by the client (UUIDv7): sent twice, it is kept once; made by the server when left out.
    id: Option<Uuid>,
    /// The name it has; its ending has to fit its bytes.
    file_name: String,
    /// Its bytes in Base64; 4 MB of them at most.
    content: String,
    /// Whether the customer gets it.
    #[serde(default)]
    shown: bool,
}

/// What a file is called.
#[derive(Deserialize, JsonSchema)]
struct Title {
    /// What, in one line.
    title: String,
}

/// A file of the list as it shall be.
#[derive(Deserialize, JsonSchema)]
struct Place {
    /// Which.
    id: Uuid,
    /// What it is called.
    title: String,
    /// Whether the customer gets it.
    shown: bool,
}

/// The list of files as it shall be.
#[derive(Deserialize, JsonSchema)]
struct Order {
    /// In this order. What is not named is taken away; what was taken away within thirty days comes back by its id.
    files: Vec<Place>,
}

/// The files of a record.
#[derive(Serialize, JsonSchema)]
struct RecordFiles {
    /// Whether the token's person may change them.
    may_edit: bool,
    /// The latest first.
    data: Vec<RecordFile>,
}

/// The files of a quote.
#[derive(Serialize, JsonSchema)]
struct QuoteFiles {
    /// Raised by every change of the list.
    version: i64,
    /// Whether the token's person may change them now: only while the quote is written.
    may_edit: bool,
    /// In the order the customer sees.
    data: Vec<Attachment>,
}

impl From<AttachmentsView> for QuoteFiles {
    fn from(view: AttachmentsView) -> Self {
        Self {
            version: view.version,
            may_edit: view.may_edit,
            data: view.items,
        }
    }
}

fn missing() -> Refusal {
    Refusal::of(404, "not_found")
}

fn bytes(file: FileContent) -> Reply {
    Reply {
        status: 200,
        written: Some(Written {
            kind: file.kind.media_type(),
            content: file.bytes.into(),
            name: Some(file.file_name),
        }),
        ..Reply::default()
    }
}

async fn list(call: Call, of: FileOf) -> Result<Reply, Refusal> {
    let view = call.ask(GetFiles { of }).await?;
    Ok(Reply::ok(as_json(RecordFiles {
        may_edit: view.may_edit,
        data: view.items,
    })))
}

/// One of the files.
fn picked(view: FilesView, id: Uuid) -> Result<RecordFile, Refusal> {
    let mut files = view.items.into_iter();
    files.find(|file| file.id == id).ok_or_else(missing)
}

async fn add_file(mut call: Call, of: FileOf) -> Result<Reply, Refusal> {
    let new = read::<NewFile>(std::mem::take(&mut call.body))?;
    let id = new.id.unwrap_or(call.new_id);
    let add = AddFile {
        of,
        id,
        file_name: new.file_name,
        content: new.content,
    };
    let file = picked(call.ask(add).await?, id)?;
    let record = of.kind;
    Ok(Reply {
        status: 201,
        location: Some(format!("/api/v1/{}/{}/files/{id}", path(record), of.id)),
        ..Reply::ok(as_json(file))
    })
}

async fn one(call: Call, of: FileOf) -> Result<Reply, Refusal> {
    let view = call.ask(GetFiles { of }).await?;
    Ok(Reply::ok(as_json(picked(view, call.second()?)?)))
}

/// The file of the address, in the version that was meant.
async fn meant(call: &Call, of: FileOf) -> Result<RecordFile, Refusal> {
    let file = picked(call.ask(GetFiles { of }).await?, call.second()?)?;
    same_version(call.if_match, &as_json(&file))?;
    Ok(file)
}

async fn rename(mut call: Call, of: FileOf) -> Result<Reply, Refusal> {
    let title = read::<Title>(std::mem::take(&mut call.body))?.title;
    let file = meant(&call, of).await?;
    let rename = RenameFile {
        of,
        id: file.id,
        version: file.version,
        title,
    };
    let view = call.ask(rename).await;
    let view = view.map_err(|refusal| stale(refusal, &[]))?;
    Ok(Reply::ok(as_json(picked(view, file.id)?)))
}

async fn remove(call: Call, of: FileOf) -> Result<Reply, Refusal> {
    let file = meant(&call, of).await?;
    let remove = RemoveFile {
        of,
        id: file.id,
        version: file.version,
    };
    let removed = call.ask(remove).await;
    removed.map_err(|refusal| stale(refusal, &[]))?;
    Ok(Reply {
        status: 204,
        ..Reply::default()
    })
}

async fn restore(call: Call, of: FileOf) -> Result<Reply, Refusal> {
    let id = call.second()?;
    let view = call.ask(RestoreFile { of, id }).await?;
    Ok(Reply::ok(as_json(picked(view, id)?)))
}

async fn content(call: Call, of: FileOf) -> Result<Reply, Refusal> {
    let id = call.second()?;
    Ok(bytes(call.ask(ReadFile { of, id }).await?))
}

/// Where the records of a kind are.
const fn path(kind: FileHolder) -> &'static str {
    match kind {
        FileHolder::Account => "accounts",
        FileHolder::Contact => "contacts",
        FileHolder::Lead => "leads",
        FileHolder::Opportunity => "opportunities",
    }
}

/// A route about the files of a kind of record, asked with the right to the record.
fn of_record<O, F>(
    kind: FileHolder,
    (method, tail): (Method, &str),
    (verb, summary): (&str, &str),
    run: fn(Call, FileOf) -> F,
) -> Route
where
    O: Operation,
    F: Future<Output = Result<Reply, Refusal>> + Send + 'static,
{
    let of = FileOf::new(kind, Uuid::nil());
    let reads = method == Method::GET;
    let run: Run = Arc::new(move |call: Call| {
        Box::pin(async move {
            let id = call.id()?;
            run(call, FileOf { id, ..of }).await
        }) as Answer
    });
    let tail = format!("{{id}}/files{tail}");
    let mut route = plain(path(kind), (method, &tail), run);
    route.operation_id = format!("{}.{verb}", path(kind));
    summary.clone_into(&mut route.summary);
    route.operations = vec![O::NAME];
    route.action = if reads { of.view() } else { of.edit() };
    route
}

fn records(book: &mut Book, kind: FileHolder) {
    let file = book.schemas.record::<RecordFile>("RecordFile", &[]);
    let files = book.schemas.record::<RecordFiles>("RecordFiles", &[]);
    let new = book.schemas.taken::<NewFile>();
    let new = book.schemas.keep("RecordFileBody", new);
    let title = book.schemas.taken::<Title>();
    let title = book.schemas.keep("RecordFilePatch", title);
    let one_of = "/{file_id}";
    let words = ("files", "The files of the record, the latest first");
    let mut all = of_record::<GetFiles, _>(kind, (Method::GET, ""), words, list);
    all.answer = Some(files);
    let words = ("add_file", "Add a file to the record");
    let mut added = of_record::<AddFile, _>(kind, (Method::POST, ""), words, add_file);
    (added.body, added.status, added.carries) = (Some(new), 201, true);
    (added.answer, added.tagged) = (Some(file.clone()), true);
    let words = ("file", "What one file of the record is, without its bytes");
    let mut there = of_record::<GetFiles, _>(kind, (Method::GET, one_of), words, one);
    (there.answer, there.tagged) = (Some(file.clone()), true);
    let words = ("rename_file", "Call a file of the record something else");
    let mut named = of_record::<RenameFile, _>(kind, (Method::PATCH, one_of), words, rename);
    (named.body, named.versioned) = (Some(title), true);
    (named.answer, named.tagged) = (Some(file.clone()), true);
    let words = (
        "remove_file",
        "Take a file of the record away; it can be had back for thirty days",
    );
    let mut gone = of_record::<RemoveFile, _>(kind, (Method::DELETE, one_of), words, remove);
    (gone.status, gone.versioned) = (204, true);
    let words = ("restore_file", "Bring back a file that was taken away");
    let tail = (Method::POST, "/{file_id}/restore");
    let mut back = of_record::<RestoreFile, _>(kind, tail, words, restore);
    (back.answer, back.tagged) = (Some(file), true);
    let words = ("file_content", "The bytes of a file of the record");
    let tail = (Method::GET, "/{file_id}/content");
    let mut whole = of_record::<ReadFile, _>(kind, tail, words, content);
    whole.gives = KINDS;
    book.routes
        .extend([all, added, there, named, gone, back, whole]);
}

/// The files of the quote of an address.
async fn attached(call: &Call) -> Result<AttachmentsView, Refusal> {
    let quote_id = call.id()?.into();
    call.ask(GetAttachments { quote_id }).await
}

fn told(view: AttachmentsView, status: u16) -> Reply {
    Reply {
        status,
        ..Reply::ok(as_json(QuoteFiles::from(view)))
    }
}

async fn attachments(call: Call) -> Result<Reply, Refusal> {
    Ok(told(attached(&call).await?, 200))
}

async fn attach(mut call: Call) -> Result<Reply, Refusal> {
    let new = read::<NewAttachment>(std::mem::take(&mut call.body))?;
    let add = AddAttachment {
        quote_id: call.id()?.into(),
        id: new.id.unwrap_or(call.new_id),
        file_name: new.file_name,
        content: new.content,
        shown: new.shown,
    };
    Ok(told(call.ask(add).await?, 201))
}

async fn arrange(mut call: Call) -> Result<Reply, Refusal> {
    let order = read::<Order>(std::mem::take(&mut call.body))?;
    let quote_id = call.id()?.into();
    let version = match call.if_match {
        Some(IfMatch::Version(version)) => version,
        _ => {
            let now = as_json(QuoteFiles::from(attached(&call).await?));
            same_version(call.if_match, &now)?;
            now["version"].as_i64().unwrap_or_default()
        }
    };
    let files = order.files.into_iter().map(|place| Arranged {
        id: place.id,
        title: place.title,
        shown: place.shown,
    });
    let save = SaveAttachments {
        quote_id,
        version,
        items: files.collect(),
    };
    match call.ask(save).await {
        Ok(view) => Ok(told(view, 200)),
        // With the list as it is now, in the words of this interface.
        Err(refusal) if refusal.code == "conflict" && refusal.current.is_some() => {
            let now = as_json(QuoteFiles::from(attached(&call).await?));
            Err(Refusal {
                status: 412,
                code: "stale",
                current: Some(now),
                ..refusal
            })
        }
        Err(refusal) => Err(refusal),
    }
}

async fn attachment(call: Call) -> Result<Reply, Refusal> {
    let (quote_id, id) = (call.id()?.into(), call.second()?);
    Ok(bytes(call.ask(ReadAttachment { quote_id, id }).await?))
}

/// A route about the files of a quote.
fn of_quote<O, F>(
    verb: (Method, &str),
    (name, summary): (&str, &str),
    answer: Option<&Value>,
    run: fn(Call) -> F,
) -> Route
where
    O: Operation,
    F: Future<Output = Result<Reply, Refusal>> + Send + 'static,
{
    let mut route = crate::http::api::book::about::<O, F>("quotes", verb, summary, run);
    route.operation_id = format!("quotes.{name}");
    (route.answer, route.tagged) = (answer.cloned(), answer.is_some());
    route
}

fn quotes(book: &mut Book) {
    let files = book.schemas.record::<QuoteFiles>("QuoteFiles", &[]);
    let files = Some(&files);
    let new = book.schemas.taken::<NewAttachment>();
    let new = book.schemas.keep("QuoteFileBody", new);
    let order = book.schemas.taken::<Order>();
    let order = book.schemas.keep("QuoteFilesBody", order);
    let tail = "{id}/files";
    let words = ("files", "The files that go with a quote");
    let all = of_quote::<GetAttachments, _>((Method::GET, tail), words, files, attachments);
    let words = ("add_file", "Add a file to a quote, at the end of its list");
    let mut added = of_quote::<AddAttachment, _>((Method::POST, tail), words, files, attach);
    (added.body, added.status, added.carries) = (Some(new), 201, true);
    let words = (
        "arrange_files",
        "Say which files go with a quote: their order, titles and which the customer gets",
    );
    let mut saved = of_quote::<SaveAttachments, _>((Method::PUT, tail), words, files, arrange);
    (saved.body, saved.versioned) = (Some(order), true);
    let words = ("file_content", "The bytes of a file that goes with a quote");
    let tail = (Method::GET, "{id}/files/{file_id}/content");
    let mut whole = of_quote::<ReadAttachment, _>(tail, words, None, attachment);
    whole.gives = KINDS;
    book.routes.extend([all, added, saved, whole]);
}

pub fn add(book: &mut Book) {
    for kind in FileHolder::ALL.iter().copied() {
        records(book, kind);
    }
    quotes(book);
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::platform::files::FileKind;

    #[test]
    fn every_kind_of_file_is_said_to_be_given() {
        for kind in FileKind::ALL {
            let bare = kind.media_type().split(';').next().unwrap();
            assert!(KINDS.contains(&bare), "{bare}");
        }
        assert_eq!(KINDS.len(), FileKind::ALL.len());
    }
}
