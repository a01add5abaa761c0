//! How a page asks the server.
//!
//! ```ignore
//! #[server(name = MoveStageCall, endpoint = "opportunities.move_stage", input = Json, output = Json)]
//! pub async fn move_stage(request: MoveStage) -> Result<OpportunityView, Fault> {
//!     call::run(request).await
//! }
//! ```
//! The endpoint is the operation's name, the generated type ends in `Call` (its default name would be
//! that of the request), the argument is always called `request`.

use leptos::server_fn::codec::Post;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Serialize};
use shared::kernel::{Issue, Problem, ProblemKind};
use std::fmt;

/// JSON in the body, read as text. The stock encoding reads bytes while resources read texts, and
/// the browser's program then holds two readers of every type: a tenth of its size.
pub struct JsonText;

/// How server functions take their arguments and answer.
pub type Json = Post<JsonText>;

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = serde_json::Error;

    fn encode(output: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(output).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonText {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        let text = std::str::from_utf8(&bytes).map_err(serde_json::Error::custom)?;
        serde_json::from_str(text)
    }
}

/// What stops a page that is otherwise fine; shown by `shell::Interruption`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Interruption {
    /// Nothing.
    #[default]
    None,
    /// The session has ended; what was typed is still on the page.
    SignedOut,
    /// The server has been upgraded; this page is of the old version.
    Outdated,
}

#[cfg(not(feature = "ssr"))]
thread_local! {
    static INTERRUPTION: leptos::prelude::ArcRwSignal<Interruption> = leptos::prelude::ArcRwSignal::new(Interruption::None);
}

/// The present interruption, as a signal. Never one on the server.
#[must_use]
pub fn interruption() -> leptos::prelude::ArcRwSignal<Interruption> {
    #[cfg(not(feature = "ssr"))]
    return INTERRUPTION.with(Clone::clone);
    #[cfg(feature = "ssr")]
    leptos::prelude::ArcRwSignal::new(Interruption::None)
}

#[cfg(not(feature = "ssr"))]
thread_local! {
    static READ_ONLY: leptos::prelude::ArcRwSignal<bool> =
        leptos::prelude::ArcRwSignal::new(crate::boot::read_boot().read_only);
}

/// Whether the server has no room to write, as a signal: known when the page begins, then from the live
/// stream and from refusals.
#[must_use]
pub fn read_only() -> leptos::prelude::ArcRwSignal<bool> {
    #[cfg(not(feature = "ssr"))]
    return READ_ONLY.with(Clone::clone);
    #[cfg(feature = "ssr")]
    leptos::prelude::ArcRwSignal::new(crate::boot::use_boot().read_only)
}

/// A refusal as server functions carry it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fault(pub Problem);

impl Fault {
    /// A refusal without details.
    #[must_use]
    pub const fn of(kind: ProblemKind) -> Self {
        Self(Problem::of(kind))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl std::error::Error for Fault {}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl FromServerFnError for Fault {
    type Encoder = JsonText;

    // Every refusal that reaches a page passes here: the one place to notice an ended session or a full disk.
    fn de(data: Bytes) -> Self {
        let fault = JsonText::decode(data).unwrap_or_else(|_| Self::of(ProblemKind::Internal));
        #[cfg(not(feature = "ssr"))]
        {
            use leptos::prelude::Set;
            if fault.0.kind == ProblemKind::Unauthenticated {
                interruption().set(Interruption::SignedOut);
            } else if fault.0.issues.iter().any(|issue| issue.code == "disk_full") {
                read_only().set(true);
            }
        }
        fault
    }

    // The texts of foreign errors stay out: they may tell more than a caller should know.
    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        match value {
            ServerFnErrorErr::Request(_) => Self::of(ProblemKind::Network),
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => {
                #[cfg(feature = "ssr")]
                set_status(ProblemKind::Invalid.status());
                Self(Problem::because(Issue::error("malformed", "request")))
            }
            _ => Self::of(ProblemKind::Internal),
        }
    }
}

/// Answers an operation for the person of the present request.
///
/// # Errors
/// The refusal, whose HTTP status is set on the response.
#[cfg(feature = "ssr")]
pub async fn run<O: shared::kernel::Operation>(operation: O) -> Result<O::Answer, Fault> {
    use leptos::prelude::use_context;
    let answer = match (
        use_context::<std::sync::Arc<dyn ports::Dispatcher>>(),
        use_context::<shared::kernel::Actor>(),
    ) {
        (Some(dispatcher), Some(actor)) => ports::run(&dispatcher, &actor, operation).await,
        _ => Err(Problem::of(ProblemKind::Unauthenticated)),
    };
    answer.map_err(|problem| {
        set_status(problem.kind.status());
        Fault(problem)
    })
}

/// The session of the present request, for what asks when it was opened.
#[cfg(feature = "ssr")]
#[must_use]
pub fn session() -> Option<shared::kernel::SessionId> {
    leptos::prelude::use_context()
}

/// Gives the page that says why it cannot be shown the status of the refusal.
pub fn page_refused(kind: ProblemKind) {
    #[cfg(feature = "ssr")]
    set_status(kind.status());
    #[cfg(not(feature = "ssr"))]
    let _ = kind;
}

#[cfg(feature = "ssr")]
fn set_status(status: u16) {
    if let Some(response) = leptos::prelude::use_context::<leptos_axum::ResponseOptions>()
        && let Ok(status) = http::StatusCode::from_u16(status)
    {
        response.set_status(status);
    }
}
