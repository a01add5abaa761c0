//! Deal rooms of quotes: links made and closed, what was read through them, questions answered.

use crate::http::api::book::{Book, about, as_json};
use crate::http::api::check::read;
use crate::http::api::refusal::Refusal;
use crate::http::api::route::{Call, Reply};
use axum::http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::cpq::rooms::RoomsView;
use shared::cpq::rooms::ops::{AnswerRoom, CloseRoom, GetRooms, OpenRoom};
use uuid::Uuid;

/// A new link.
#[derive(Deserialize, JsonSchema)]
struct NewRoom {
    /// Made by the client (UUIDv7), so that a repeated request opens nothing twice; made by the server when left out.
    room_id: Option<Uuid>,
    /// Who it is for.
    recipient: String,
    /// Where the code is sent before it is signed; empty: none is asked for.
    #[serde(default)]
    email: String,
}

/// A link that was made.
#[derive(Serialize, JsonSchema)]
struct Opened {
    /// Which.
    room_id: Uuid,
    /// The address below the server's own, `/room/…`; told this once, and null to a repeated request.
    path: Option<String>,
    /// All links of the quote as they are now.
    rooms: RoomsView,
}

/// A link that ends.
#[derive(Deserialize, JsonSchema)]
struct Close {
    /// Which.
    room_id: Uuid,
}

/// An answer to the customer.
#[derive(Deserialize, JsonSchema)]
struct Say {
    /// Made by the client (UUIDv7): sent twice, it is kept once; made by the server when left out.
    message_id: Option<Uuid>,
    /// What.
    text: String,
}

async fn get(call: Call) -> Result<Reply, Refusal> {
    let id = call.id()?.into();
    Ok(Reply::ok(as_json(call.ask(GetRooms { id }).await?)))
}

async fn open(mut call: Call) -> Result<Reply, Refusal> {
    let id = call.id()?.into();
    let new = read::<NewRoom>(std::mem::take(&mut call.body))?;
    let room_id = new.room_id.unwrap_or(call.new_id);
    let open = OpenRoom {
        id,
        room_id,
        recipient: new.recipient,
        email: new.email,
    };
    let opened = call.ask(open).await?;
    let opened = Opened {
        room_id,
        path: Some(opened.path),
        rooms: opened.view,
    };
    Ok(Reply {
        status: 201,
        ..Reply::ok(as_json(opened))
    })
}

async fn close(mut call: Call) -> Result<Reply, Refusal> {
    let id = call.id()?.into();
    let room_id = read::<Close>(std::mem::take(&mut call.body))?.room_id;
    let view = call.ask(CloseRoom { id, room_id }).await?;
    Ok(Reply::ok(as_json(view)))
}

async fn answer(mut call: Call) -> Result<Reply, Refusal> {
    let id = call.id()?.into();
    let said = read::<Say>(std::mem::take(&mut call.body))?;
    let answer = AnswerRoom {
        id,
        message_id: said.message_id.unwrap_or(call.new_id),
        text: said.text,
    };
    Ok(Reply::ok(as_json(call.ask(answer).await?)))
}

pub fn add(book: &mut Book) {
    let rooms = book.schemas.record::<RoomsView>("DealRooms", &[]);
    let mut all = about::<GetRooms, _>(
        "quotes",
        (Method::GET, "{id}/rooms"),
        "The deal rooms of a quote: links, what was read, questions and answers, the signature",
        get,
    );
    all.answer = Some(rooms.clone());

    let body = book.schemas.taken::<NewRoom>();
    let opened = book.schemas.record::<Opened>("OpenedRoom", &[]);
    let mut made = about::<OpenRoom, _>(
        "quotes",
        (Method::POST, "{id}/rooms"),
        "Make a link to a quote for one recipient; its address is told once",
        open,
    );
    "quotes.open_room".clone_into(&mut made.operation_id);
    made.body = Some(book.schemas.keep("RoomOpenBody", body));
    made.answer = Some(opened);
    made.status = 201;
    made.once = &["path"];

    let body = book.schemas.taken::<Close>();
    let mut ended = about::<CloseRoom, _>(
        "quotes",
        (Method::POST, "{id}/rooms/close"),
        "Close a link: it leads nowhere from then on",
        close,
    );
    ended.body = Some(book.schemas.keep("RoomCloseBody", body));
    ended.answer = Some(rooms.clone());

    let body = book.schemas.taken::<Say>();
    let mut said = about::<AnswerRoom, _>(
        "quotes",
        (Method::POST, "{id}/rooms/answer"),
        "Answer the customer's questions",
        answer,
    );
    said.body = Some(book.schemas.keep("RoomAnswerBody", body));
    said.answer = Some(rooms);
    book.routes.extend([all, made, ended, said]);
}
