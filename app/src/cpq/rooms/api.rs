//! A quote's rooms, as its page asks for them.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::cpq::rooms::RoomsView;
use shared::cpq::rooms::ops::{AnswerRoom, CloseRoom, GetRooms, OpenRoom, OpenedRoom};

/// Links, visits, questions, signature.
#[server(name = GetRoomsCall, endpoint = "rooms.get", input = Json, output = Json)]
pub async fn get(request: GetRooms) -> Result<RoomsView, Fault> {
    call::run(request).await
}

/// Makes a link.
#[server(name = OpenRoomCall, endpoint = "rooms.open", input = Json, output = Json)]
pub async fn open(request: OpenRoom) -> Result<OpenedRoom, Fault> {
    call::run(request).await
}

/// Closes a link.
#[server(name = CloseRoomCall, endpoint = "rooms.close", input = Json, output = Json)]
pub async fn close(request: CloseRoom) -> Result<RoomsView, Fault> {
    call::run(request).await
}

/// Answers a question.
#[server(name = AnswerRoomCall, endpoint = "rooms.answer", input = Json, output = Json)]
pub async fn answer(request: AnswerRoom) -> Result<RoomsView, Fault> {
    call::run(request).await
}
