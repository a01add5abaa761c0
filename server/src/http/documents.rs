//! Files to look at or save.

use super::State;
use super::auth::signed_in;
use super::trouble::status_of;
use axum::Extension;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use shared::cpq::attachments::ops::ReadAttachment;
use shared::cpq::models::ops::ExportModel;
use shared::cpq::pictures::ops::{PictureFile, ShowPicture};
use shared::cpq::quotes::ops::{GetQuotePdf, GetQuoteUbl};
use shared::cpq::rooms::ops::GetCertificate;
use shared::kernel::{Actor, Operation, Problem, ProblemKind, ProductModelId, QuoteId};
use shared::platform::audit::{AuditFilter, ExportAudit};
use shared::platform::fields::{CustomField, ListFields, list_fields};
use shared::platform::files::ops::ReadFile;
use shared::platform::files::{FileContent, FileOf};
use shared::platform::views::{ExportRows, FileForm, ListAddress, Object};

/// Who asks for a file, behind the session's door.
pub struct Reader {
    state: State,
    actor: Actor,
}

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, of: &S) -> Result<Self, Response> {
        let state = Extension::<State>::from_request_parts(parts, of).await;
        let Extension(state) = state.map_err(IntoResponse::into_response)?;
        let actor = signed_in(&parts.extensions).map(|who| who.actor.clone());
        let actor = actor.ok_or_else(|| refusal(&Problem::of(ProblemKind::Unauthenticated)))?;
        Ok(Self { state, actor })
    }
}

impl Reader {
    /// What the operation gives this person, or its refusal as a status and a word.
    pub async fn ask<O: Operation>(&self, asked: O) -> Result<O::Answer, Response> {
        let answer = ports::run(&self.state.dispatcher, &self.actor, asked).await;
        answer.map_err(|problem| refusal(&problem))
    }
}

pub fn refusal(problem: &Problem) -> Response {
    (status_of(problem), problem.kind.code()).into_response()
}

/// What a browser does with a file.
#[derive(Clone, Copy)]
pub enum Disposition {
    /// Shows it.
    Inline,
    /// Saves it.
    Attachment,
}

impl Disposition {
    /// The header for a file of this name; without the name when a header cannot hold it.
    pub fn of(self, name: &str) -> HeaderValue {
        let word = match self {
            Self::Inline => "inline",
            Self::Attachment => "attachment",
        };
        HeaderValue::from_str(&format!("{word}; filename=\"{name}\""))
            .unwrap_or_else(|_| HeaderValue::from_static(word))
    }
}

/// A file that is made for whoever asks: nobody keeps it for others.
fn private(kind: &'static str, disposition: HeaderValue, content: impl IntoResponse) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, disposition),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        ),
    ];
    (headers, content).into_response()
}

/// The PDF of a quote, shown in the browser.
pub async fn quote_pdf(reader: Reader, Path(id): Path<QuoteId>) -> Result<Response, Response> {
    let file = reader.ask(GetQuotePdf { id }).await?;
    let disposition = Disposition::Inline.of(&file.file_name);
    Ok(private("application/pdf", disposition, file.bytes))
}

/// The certificate of a quote's signature, shown in the browser.
pub async fn certificate(reader: Reader, Path(id): Path<QuoteId>) -> Result<Response, Response> {
    let file = reader.ask(GetCertificate { id }).await?;
    let disposition = Disposition::Inline.of(&file.file_name);
    Ok(private("application/pdf", disposition, file.bytes))
}

/// The data of a quote, to be saved.
pub async fn quote_ubl(reader: Reader, Path(id): Path<QuoteId>) -> Result<Response, Response> {
    let file = reader.ask(GetQuoteUbl { id }).await?;
    let disposition = Disposition::Attachment.of(&file.file_name);
    Ok(private("application/xml", disposition, file.xml))
}

/// A file of a quote.
pub async fn attachment(
    reader: Reader,
    Path((quote_id, id)): Path<(QuoteId, uuid::Uuid)>,
) -> Result<Response, Response> {
    let file = reader.ask(ReadAttachment { quote_id, id }).await?;
    Ok(file_answer(file))
}

/// A file of a record.
pub async fn record_file(
    reader: Reader,
    Path((kind, record, id)): Path<(String, uuid::Uuid, uuid::Uuid)>,
) -> Result<Response, Response> {
    let Ok(kind) = kind.parse() else {
        return Err(refusal(&Problem::of(ProblemKind::NotFound)));
    };
    let of = FileOf { kind, id: record };
    let file = reader.ask(ReadFile { of, id }).await?;
    Ok(file_answer(file))
}

/// A file to save, never to show: what is in it is somebody else's.
pub fn file_answer(file: FileContent) -> Response {
    let disposition = saved_as(&file.file_name);
    private(file.kind.media_type(), disposition, file.bytes)
}

/// The header for a file of any name (RFC 6266): in plain letters for old programs, and as it is.
fn saved_as(name: &str) -> HeaderValue {
    let plain: String = name
        .chars()
        .map(|letter| match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' | '_' | ' ' => letter,
            _ => '-',
        })
        .collect();
    use std::fmt::Write as _;
    let mut whole = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                whole.push(char::from(byte));
            }
            _ => {
                let _ = write!(whole, "%{byte:02X}");
            }
        }
    }
    let text = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

/// The picture of a product, for whoever is signed in. Its address changes with it.
pub async fn picture(reader: Reader, Path(id): Path<uuid::Uuid>) -> Result<Response, Response> {
    reader.ask(ShowPicture { id }).await.map(picture_answer)
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
    reader: Reader,
    Path((id, format)): Path<(ProductModelId, String)>,
) -> Result<Response, Response> {
    let Ok(format) = format.parse() else {
        return Err(refusal(&Problem::of(ProblemKind::NotFound)));
    };
    let file = reader.ask(ExportModel { id, format }).await?;
    // A product's code may hold any letter; a header may not.
    let name: String = file
        .file_name
        .chars()
        .map(|letter| match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' | '_' => letter,
            _ => '-',
        })
        .collect();
    let disposition = Disposition::Attachment.of(&name);
    Ok(private("text/plain; charset=utf-8", disposition, file.text))
}

/// The log as the page's filters narrow it, as a file.
pub async fn audit_file(
    reader: Reader,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Response> {
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
    let lang = reader.actor.lang;
    let file = reader.ask(ExportAudit { filter, lang }).await?;
    let disposition = Disposition::Attachment.of(&file.name);
    Ok(private("text/csv; charset=utf-8", disposition, file.text))
}

/// A list as a file to save: `opportunities.csv`, with the words of the list's own address.
pub async fn list_export(
    reader: Reader,
    Path(file): Path<String>,
    Query(words): Query<Vec<(String, String)>>,
) -> Result<Response, Response> {
    let asked = file
        .split_once('.')
        .and_then(|(object, form)| Some((object.parse::<Object>().ok()?, form.parse().ok()?)));
    let Some((object, form)) = asked else {
        return Err(refusal(&Problem::of(ProblemKind::NotFound)));
    };
    // As the page has them: the company's own fields, and those not everybody sees.
    let own: Vec<CustomField> = reader.ask(ListFields {}).await?;
    let fields = list_fields(object, &own).seen_by(&reader.actor);
    let address = ListAddress::read(fields, |key| {
        let found = words.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value.clone())
    });
    let kind = match form {
        FileForm::Csv => "text/csv; charset=utf-8",
        FileForm::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    let export = ExportRows {
        object,
        spec: address.spec,
        form,
    };
    let file = reader.ask(export).await?;
    let disposition = Disposition::Attachment.of(&file.name);
    Ok(private(kind, disposition, file.bytes))
}

#[cfg(test)]
mod tests {
    use super::saved_as;

    #[test]
    fn a_file_keeps_its_name_whatever_it_is() {
        for (name, header) in [
            (
                "sheet.pdf",
                "attachment; filename=\"sheet.pdf\"; filename*=UTF-8''sheet.pdf",
            ),
            (
                "Fiche été.pdf",
                "attachment; filename=\"Fiche -t-.pdf\"; filename*=UTF-8''Fiche%20%C3%A9t%C3%A9.pdf",
            ),
            (
                "a\"b.txt",
                "attachment; filename=\"a-b.txt\"; filename*=UTF-8''a%22b.txt",
            ),
        ] {
            assert_eq!(saved_as(name).to_str().unwrap(), header);
        }
    }
}
