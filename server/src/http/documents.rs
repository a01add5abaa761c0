//! Files to look at or save.

use super::State;
use super::auth::signed_in;
use axum::extract::{Path, Query, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use shared::cpq::models::ops::ExportModel;
use shared::cpq::pictures::ops::{PictureFile, ShowPicture};
use shared::cpq::quotes::ops::GetQuotePdf;
use shared::kernel::{Problem, ProblemKind, ProductModelId, QuoteId};
use shared::platform::audit::{AuditFilter, ExportAudit};
use shared::platform::views::{ExportRows, FileForm, ListAddress, Object};

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

/// The picture of a product, for whoever is signed in. Its address changes with it.
pub async fn picture(
    axum::Extension(state): axum::Extension<State>,
    Path(id): Path<uuid::Uuid>,
    request: Request,
) -> Response {
    let Some(signed_in) = signed_in(request.extensions()) else {
        return refusal(&Problem::of(ProblemKind::Unauthenticated));
    };
    match ports::run(&state.dispatcher, &signed_in.actor, ShowPicture { id }).await {
        Ok(file) => picture_answer(file),
        Err(problem) => refusal(&problem),
    }
}

/// A picture as what its bytes are; nothing of it runs (see `security`).
pub fn picture_answer(file: PictureFile) -> Response {
    let headers = [
        (header::CONTENT_TYPE, file.kind.code()),
        (header::CONTENT_DISPOSITION, "inline"),
        (header::CACHE_CONTROL, "private, max-age=604800, immutable"),
    ];
    (headers, file.bytes).into_response()
}

/// A version of a product's model, for another tool.
pub async fn model_file(
    axum::Extension(state): axum::Extension<State>,
    Path((id, format)): Path<(ProductModelId, String)>,
    request: Request,
) -> Response {
    let Some(signed_in) = signed_in(request.extensions()) else {
        return refusal(&Problem::of(ProblemKind::Unauthenticated));
    };
    let Ok(format) = format.parse() else {
        return refusal(&Problem::of(ProblemKind::NotFound));
    };
    let asked = ExportModel { id, format };
    match ports::run(&state.dispatcher, &signed_in.actor, asked).await {
        Ok(file) => {
            // A product's code may hold any letter; a header may not.
            let name: String = file
                .file_name
                .chars()
                .map(|letter| match letter {
                    'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' | '_' => letter,
                    _ => '-',
                })
                .collect();
            let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
                .unwrap_or_else(|_| HeaderValue::from_static("attachment"));
            let headers = [
                (
                    header::CONTENT_TYPE,
                    HeaderValue::from_static("text/plain; charset=utf-8"),
                ),
                (header::CONTENT_DISPOSITION, disposition),
                (
                    header::CACHE_CONTROL,
                    HeaderValue::from_static("private, no-store"),
                ),
            ];
            (headers, file.text).into_response()
        }
        Err(problem) => refusal(&problem),
    }
}

/// The log as the page's filters narrow it, as a file.
pub async fn audit_file(
    axum::Extension(state): axum::Extension<State>,
    Query(query): Query<Vec<(String, String)>>,
    request: Request,
) -> Response {
    let Some(signed_in) = signed_in(request.extensions()) else {
        return refusal(&Problem::of(ProblemKind::Unauthenticated));
    };
    let of = |name: &str| {
        let found = query.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    let filter = AuditFilter {
        who: of("who").parse().ok(),
        kind: of("kind").parse().ok(),
        action: Some(of("action").to_owned()).filter(|action| !action.is_empty()),
        from: of("from").parse().ok(),
        to: of("to").parse().ok(),
        record: of("record").parse().ok(),
    };
    let lang = signed_in.actor.lang;
    let export = ExportAudit { filter, lang };
    match ports::run(&state.dispatcher, &signed_in.actor, export).await {
        Ok(file) => {
            let name = format!("attachment; filename=\"{}\"", file.name);
            let disposition = HeaderValue::from_str(&name)
                .unwrap_or_else(|_| HeaderValue::from_static("attachment"));
            let headers = [
                (
                    header::CONTENT_TYPE,
                    HeaderValue::from_static("text/csv; charset=utf-8"),
                ),
                (header::CONTENT_DISPOSITION, disposition),
                (
                    header::CACHE_CONTROL,
                    HeaderValue::from_static("private, no-store"),
                ),
            ];
            (headers, file.text).into_response()
        }
        Err(problem) => refusal(&problem),
    }
}

fn refusal(problem: &Problem) -> Response {
    let status =
        StatusCode::from_u16(problem.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, problem.kind.code()).into_response()
}

/// A list as a file to save: `opportunities.csv`, with the words of the list's own address.
pub async fn list_export(
    axum::Extension(state): axum::Extension<State>,
    Path(file): Path<String>,
    Query(words): Query<Vec<(String, String)>>,
    request: Request,
) -> Response {
    let Some(signed_in) = signed_in(request.extensions()) else {
        return refusal(&Problem::of(ProblemKind::Unauthenticated));
    };
    let asked = file
        .split_once('.')
        .and_then(|(object, form)| Some((object.parse::<Object>().ok()?, form.parse().ok()?)));
    let Some((object, form)) = asked else {
        return refusal(&Problem::of(ProblemKind::NotFound));
    };
    let address = ListAddress::read(object, |key| {
        let found = words.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value.clone())
    });
    let export = ExportRows {
        object,
        spec: address.spec,
        form,
    };
    let kind = match form {
        FileForm::Csv => "text/csv; charset=utf-8",
        FileForm::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    match ports::run(&state.dispatcher, &signed_in.actor, export).await {
        Ok(file) => {
            let name = format!("attachment; filename=\"{}\"", file.name);
            let disposition = HeaderValue::from_str(&name)
                .unwrap_or_else(|_| HeaderValue::from_static("attachment"));
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
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
