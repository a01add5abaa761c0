//! Files to look at or save.

use super::State;
use super::auth::signed_in;
use axum::extract::{Path, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use shared::cpq::quotes::ops::GetQuotePdf;
use shared::kernel::{Problem, ProblemKind, QuoteId};

/// The PDF of a quote, shown in the browser.
pub async fn quote_pdf(
    axum::Extension(state): axum::Extension<State>,
    Path(id): Path<QuoteId>,
    request: Request,
) -> Response {
    let Some(signed_in) = signed_in(request.extensions()) else {
        return refusal(&Problem::of(ProblemKind::Unauthenticated));
    };
    match ports::run(&state.dispatcher, &signed_in.actor, GetQuotePdf { id }).await {
        Ok(file) => {
            let name = format!("inline; filename=\"{}\"", file.file_name);
            let disposition =
                HeaderValue::from_str(&name).unwrap_or_else(|_| HeaderValue::from_static("inline"));
            let headers = [
                (
                    header::CONTENT_TYPE,
                    HeaderValue::from_static("application/pdf"),
                ),
                (header::CONTENT_DISPOSITION, disposition),
                (
                    header::CACHE_CONTROL,
                    HeaderValue::from_static("private, no-store"),
                ),
            ];
            (headers, file.bytes).into_response()
        }
        Err(problem) => refusal(&problem),
    }
}

fn refusal(problem: &Problem) -> Response {
    let status =
        StatusCode::from_u16(problem.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, problem.kind.code()).into_response()
}
