//! What the seller asks about rooms. Visitors have no operations: they come through a link.

use super::RoomsView;
use crate::cpq::quotes::ops::QuotePdf;
use crate::kernel::QuoteId;
use crate::operation;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Asks for a quote's rooms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetRooms {
    /// Which quote.
    pub id: QuoteId,
}
operation!(GetRooms => RoomsView, "rooms.get", ViewQuote);

/// Asks for the certificate of a quote's signature, as a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetCertificate {
    /// Of which quote.
    pub id: QuoteId,
}
operation!(GetCertificate => QuotePdf, "rooms.certificate", ViewQuote);

/// Makes a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRoom {
    /// To which quote.
    pub id: QuoteId,
    /// The room's id, made by the client.
    pub room_id: Uuid,
    /// Who it is for.
    pub recipient: String,
    /// Where the code is sent before it is signed; empty: none is asked for.
    #[serde(default)]
    pub email: String,
}
operation!(OpenRoom => OpenedRoom, "rooms.open", EditQuote);

/// The answer to [`OpenRoom`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedRoom {
    /// The address below the server's own, `/room/…`. It is told this once: only its hash is kept.
    pub path: String,
    /// The rooms as they are now.
    pub view: RoomsView,
}

/// Closes a link: it leads nowhere from then on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseRoom {
    /// Of which quote.
    pub id: QuoteId,
    /// Which.
    pub room_id: Uuid,
}
operation!(CloseRoom => RoomsView, "rooms.close", EditQuote);

/// Answers the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerRoom {
    /// About which quote.
    pub id: QuoteId,
    /// The message's id, made by the client: sent twice, it is kept once.
    pub message_id: Uuid,
    /// What.
    pub text: String,
}
operation!(AnswerRoom => RoomsView, "rooms.answer", EditQuote);
