//! The log of every change, for those who may read it and a token that was made for it.

use crate::http::api::book::{Book, about, as_json, limit, paging};
use crate::http::api::cursor;
use crate::http::api::refusal::Refusal;
use crate::http::api::route::{Call, Param, Query, Reply};
use crate::http::api::schema::{id, one_of, text};
use axum::http::Method;
use serde_json::json;
use shared::kernel::event::Entity;
use shared::platform::audit::{AuditFilter, AuditRow, ExportAudit, ReadAudit};

fn filter(query: &Query) -> AuditFilter {
    AuditFilter {
        who: query.parsed("who"),
        kind: query.parsed("kind"),
        action: query.text("action").map(str::to_owned),
        from: query.parsed("from"),
        to: query.parsed("to"),
        record: query.parsed("record"),
    }
}

async fn entries(call: Call) -> Result<Reply, Refusal> {
    let asked = ReadAudit {
        filter: filter(&call.query),
        before: cursor::read("audit", call.query.text("cursor"))?,
        limit: limit(&call.query),
    };
    let page = call.ask(asked).await?;
    let next = page.next.map(|seq| cursor::write("audit", &seq));
    let mut reply = Reply::ok(json!({ "data": as_json(page.rows), "next": next }));
    reply.next = next;
    Ok(reply)
}

async fn export(call: Call) -> Result<Reply, Refusal> {
    let asked = ExportAudit {
        filter: filter(&call.query),
        lang: call.lang,
    };
    let file = call.ask(asked).await?;
    Ok(Reply::file("text/csv; charset=utf-8", file.name, file.text))
}

fn filters() -> Vec<Param> {
    let day = || json!({ "type": "string", "format": "date" });
    let kinds = Entity::ALL.map(Entity::code);
    vec![
        Param::new("who", id(), "Only what this person did."),
        Param::new("kind", one_of(&kinds), "Only about this kind of record."),
        Param::new("action", text(100), "Only this, by its word."),
        Param::new(
            "from",
            day(),
            "From this day on, in the time zone of the token's person.",
        ),
        Param::new("to", day(), "Until this day."),
        Param::new(
            "record",
            id(),
            "Only about this record, and what hangs on it.",
        ),
    ]
}

pub fn add(book: &mut Book) {
    let row = book.schemas.record::<AuditRow>("AuditEntry", &[]);
    let mut log = about::<ReadAudit, _>(
        "audit",
        (Method::GET, ""),
        "The log of every change, the newest first",
        entries,
    );
    log.params = paging();
    log.params.extend(filters());
    log.answer = Some(json!({
        "type": "object",
        "required": ["data", "next"],
        "properties": {
            "data": { "type": "array", "items": row },
            "next": { "type": ["string", "null"], "description": "Send it as `cursor` for the next page; null at the end." }
        }
    }));
    let mut file = about::<ExportAudit, _>(
        "audit",
        (Method::GET, "export"),
        "The log as a file for a spreadsheet, in the language of Accept-Language",
        export,
    );
    file.params = filters();
    file.gives = &["text/csv"];
    book.routes.extend([log, file]);
}
