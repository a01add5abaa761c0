//! The customer's page of a quote, behind a link and without an account: read, choose options, ask,
//! accept with a signature, decline, download; and the same as a presentation. It works without the browser program; a small script
//! shows prices at once, tells what is read and takes a drawn signature.

mod forms;
mod lines;
#[cfg(test)]
mod lines_tests;
mod page;
mod slides;
mod words;

use super::State;
use super::documents::Disposition;
use super::door::Knock;
use super::packed;
use super::slow::{answered_within, bounded};
use super::trouble::status_of;
use axum::body::HttpBody;
use axum::extract::{Form, Path, Query, Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use page::Typed;
use services::cpq::rooms::Visitor;
use shared::cpq::quotes::ops::QuotePdf;
use shared::cpq::quotes::rules::LINES;
use shared::cpq::rooms::{Choice, RoomPart, Signing};
use shared::kernel::{Problem, ProblemKind, Quantity, QuoteLineId};

/// The largest body: a message and a drawn signature.
const BODY_LIMIT: usize = 128 * 1024;
/// What one line takes in a form at most: that it is chosen, and how many of it.
const LINE_CHOSEN: usize = 128;
/// The largest body where the choice comes along: something chosen at every line of the longest quote.
const CHOICE_LIMIT: usize = BODY_LIMIT + LINES * LINE_CHOSEN;

type Fields = Vec<(String, String)>;

/// The addresses below `/room`.
pub fn router(state: &State) -> Router {
    let rooms = Router::new()
        .route("/room/{token}/picture/{id}", get(picture))
        .route("/room/{token}/file/{id}", get(file))
        .route("/room/{token}/document", get(document))
        .route("/room/{token}/certificate", get(certificate))
        .route("/room/{token}/seen", post(seen));
    let choosing = Router::new()
        .route("/room/{token}", get(read).post(choose))
        .route("/room/{token}/slides", get(present).post(present_chosen))
        .route("/room/{token}/ask", post(ask))
        .route("/room/{token}/accept", post(accept))
        .route("/room/{token}/decline", post(decline));
    bounded(rooms, state, BODY_LIMIT)
        .merge(bounded(choosing, state, CHOICE_LIMIT))
        .layer(from_fn_with_state(state.clone(), led))
        .layer(answered_within(state.limits.answer))
        .layer(packed())
}

/// What every address of a room names.
#[derive(serde::Deserialize)]
struct Link {
    token: String,
}

/// What is sent to a link that leads nowhere is not read. Looking takes a place as every answer does, and gives it back
/// while the rest comes.
async fn led(
    Shared(state): Shared<State>,
    Path(link): Path<Link>,
    request: Request,
    next: Next,
) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let Some(place) = state.crowd.enter().await else {
        return super::crowd::refused(request.uri(), request.headers());
    };
    let leads = state.services.room_leads(&link.token).await;
    drop(place);
    match leads {
        Ok(()) => next.run(request).await,
        Err(problem) => refused(request.headers(), &problem),
    }
}

fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields
        .iter()
        .find(|(key, _)| key == name)
        .map_or("", |(_, value)| value.as_str())
}

/// What is chosen: `o` an option, `a` or `a.…` an alternative, `q.…` a quantity of a line. What is no
/// quantity is none of those that can be chosen: nothing.
fn choice(fields: &Fields) -> Choice {
    let mut choice = Choice::default();
    for (key, value) in fields {
        let (kind, line) = key.split_once('.').unwrap_or((key, ""));
        match kind {
            "o" => choice.options.extend(value.parse::<QuoteLineId>()),
            "a" => choice.alternatives.extend(value.parse::<QuoteLineId>()),
            "q" => {
                let typed = i18n::parse_decimal(i18n::Lang::Fr, value, "quantity").ok();
                let quantity = typed.and_then(Quantity::from_decimal);
                let line = line.parse::<QuoteLineId>();
                let quantity = quantity.unwrap_or_default();
                choice.quantities.extend(line.map(|line| (line, quantity)));
            }
            _ => {}
        }
    }
    choice
}

async fn read(
    Extension(state): Extension<State>,
    Path(token): Path<String>,
    Query(fields): Query<Fields>,
    headers: HeaderMap,
) -> Response {
    chosen(&state, &token, &fields, &headers).await
}

/// The same page for a choice that is too long for an address; nothing is changed by it.
async fn choose(
    Extension(state): Extension<State>,
    Path(token): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    chosen(&state, &token, &fields, &headers).await
}

async fn chosen(state: &State, token: &str, fields: &Fields, headers: &HeaderMap) -> Response {
    match state.services.room(token, &choice(fields)).await {
        Ok(room) => page::page(token, &room, &Typed::default(), StatusCode::OK),
        Err(problem) => refused(headers, &problem),
    }
}

async fn present(
    Extension(state): Extension<State>,
    Path(token): Path<String>,
    Query(fields): Query<Fields>,
    headers: HeaderMap,
) -> Response {
    presented(&state, &token, &fields, &headers).await
}

/// The same presentation for a choice that is too long for an address; nothing is changed by it.
async fn present_chosen(
    Extension(state): Extension<State>,
    Path(token): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    presented(&state, &token, &fields, &headers).await
}

async fn presented(state: &State, token: &str, fields: &Fields, headers: &HeaderMap) -> Response {
    match state.services.room(token, &choice(fields)).await {
        Ok(room) => slides::page(token, &room),
        Err(problem) => refused(headers, &problem),
    }
}

async fn picture(
    Extension(state): Extension<State>,
    Path((token, id)): Path<(String, uuid::Uuid)>,
    headers: HeaderMap,
) -> Response {
    match state.services.room_picture(&token, id).await {
        Ok(file) => super::documents::picture_answer(file),
        Err(problem) => refused(&headers, &problem),
    }
}

/// Whether somebody of ours looks, who is signed in here: what a seller reads is no reading of the customer's.
async fn is_ours(state: &State, headers: &HeaderMap) -> bool {
    match super::auth::token(state, headers) {
        None => false,
        Some(token) => matches!(state.services.still_signed_in(token).await, Ok(Some(_))),
    }
}

async fn file(
    Extension(state): Extension<State>,
    Path((token, id)): Path<(String, uuid::Uuid)>,
    headers: HeaderMap,
) -> Response {
    let found = if is_ours(&state, &headers).await {
        let found = state.services.room_file_of_ours(&token, id).await;
        found.map(|(file, _)| file)
    } else {
        state.services.room_file(&token, id).await
    };
    match found {
        Ok(file) => super::documents::file_answer(file),
        Err(problem) => refused(&headers, &problem),
    }
}

/// A link that leads nowhere says so in the visitor's language, and no more.
fn refused(headers: &HeaderMap, problem: &Problem) -> Response {
    if problem.kind == ProblemKind::NotFound {
        page::gone(super::pages::accepted_language(headers))
    } else {
        super::pages::trouble(headers, problem)
    }
}

async fn document(
    Extension(state): Extension<State>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let file = match state.services.room_document(&token).await {
        Ok(file) => file,
        Err(problem) => return refused(&headers, &problem),
    };
    // That it was read is news to the seller, but no reason to keep it from the reader.
    if !is_ours(&state, &headers).await
        && let Err(problem) = state.services.room_read(&token, RoomPart::Document).await
    {
        tracing::warn!(%problem, "a download was not written down");
    }
    printed(file)
}

async fn certificate(
    Extension(state): Extension<State>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    match state.services.room_certificate(&token).await {
        Ok(file) => printed(file),
        Err(problem) => refused(&headers, &problem),
    }
}

fn printed(file: QuotePdf) -> Response {
    let kind = HeaderValue::from_static("application/pdf");
    let disposition = Disposition::Inline.of(&file.file_name);
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, file.bytes).into_response()
}

async fn seen(
    Extension(state): Extension<State>,
    Path(token): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let ours = is_ours(&state, &headers).await;
    let read = match (
        field(&fields, "slide").parse(),
        field(&fields, "part").parse(),
    ) {
        (Ok(slide), _) if !ours => state.services.room_slide(&token, slide).await,
        (_, Ok(part)) if !ours => state.services.room_read(&token, part).await,
        (Ok(_), _) | (_, Ok(_)) => state.services.room_leads(&token).await,
        _ => return StatusCode::UNPROCESSABLE_ENTITY.into_response(),
    };
    match read {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(problem) => status_of(&problem).into_response(),
    }
}

/// The page again with what was typed and why it was refused; or on to where it shows the outcome.
async fn answered(
    state: &State,
    token: &str,
    headers: &HeaderMap,
    outcome: Result<(), Problem>,
    typed: Typed,
    place: &str,
) -> Response {
    let problem = match outcome {
        Ok(()) => {
            // Who only asked goes on choosing.
            let query = if place == "questions" {
                lines::query(&typed.choice)
            } else {
                String::new()
            };
            return Redirect::to(&format!("/room/{token}{query}#{place}")).into_response();
        }
        Err(problem) => problem,
    };
    let status = status_of(&problem);
    match state.services.room(token, &typed.choice).await {
        Ok(room) => {
            let typed = Typed {
                problem: Some((place.to_owned(), problem)),
                ..typed
            };
            page::page(token, &room, &typed, status)
        }
        Err(problem) => refused(headers, &problem),
    }
}

async fn ask(
    Extension(state): Extension<State>,
    Path(token): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let (name, message) = (field(&fields, "name"), field(&fields, "message"));
    let id = field(&fields, "id").parse().ok();
    let outcome = state.services.room_ask(&token, id, name, message).await;
    let typed = Typed {
        choice: choice(&fields),
        name: name.to_owned(),
        message: message.to_owned(),
        ..Typed::default()
    };
    answered(&state, &token, &headers, outcome, typed, "questions").await
}

async fn decline(
    Extension(state): Extension<State>,
    Path(token): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let reason = field(&fields, "reason");
    let outcome = state.services.room_decline(&token, reason).await;
    let typed = Typed {
        choice: choice(&fields),
        reason: reason.to_owned(),
        ..Typed::default()
    };
    answered(&state, &token, &headers, outcome, typed, "decline").await
}

async fn accept(
    Extension(state): Extension<State>,
    knock: Knock,
    Path(token): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let typed = Typed {
        choice: choice(&fields),
        name: field(&fields, "name").to_owned(),
        consent: field(&fields, "consent") == "yes",
        drawing: field(&fields, "drawing").to_owned(),
        code: field(&fields, "code").to_owned(),
        ..Typed::default()
    };
    let outcome = sign(&state, &token, knock, &fields, &typed).await;
    answered(&state, &token, &headers, outcome, typed, "signing").await
}

async fn sign(
    state: &State,
    token: &str,
    knock: Knock,
    fields: &Fields,
    typed: &Typed,
) -> Result<(), Problem> {
    let room = state.services.room(token, &typed.choice).await?;
    let signing = Signing {
        name: typed.name.clone(),
        consent: typed.consent,
        drawing: typed.drawing.clone(),
        options: typed.choice.options.iter().copied().collect(),
        alternatives: typed.choice.alternatives.iter().copied().collect(),
        quantities: typed.choice.quantities.clone().into_iter().collect(),
        // A total that is no number was never shown: it differs from every other.
        gross_minor: field(fields, "gross").parse().unwrap_or(-1),
        code: typed.code.clone(),
    };
    let from = Visitor {
        address: knock.address,
        user_agent: knock.agent,
    };
    let consent = words::consent(&room, room.priced.totals.gross_minor);
    state
        .services
        .room_accept(token, signing, &consent, from)
        .await
}
