//! The file of an export: read from the disk piece by piece while it is sent, as slowly as whoever takes it reads.

use super::documents::{Disposition, Reader, refusal};
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures::stream;
use shared::kernel::{Problem, ProblemKind};
use shared::platform::export::ops::TakeExport;
use std::fs::File;
use std::io::{self, Read};

/// Bytes read at once.
const PIECE: usize = 256 * 1024;

/// Everything the company keeps, for whoever may have it.
pub async fn file(reader: Reader, Path(id): Path<uuid::Uuid>) -> Result<Response, Response> {
    let place = reader.ask(TakeExport { id }).await?;
    let path = place.path;
    let opened = tokio::task::spawn_blocking(move || {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        Ok::<_, io::Error>((file, size))
    })
    .await;
    // It may have been deleted in this moment.
    let Ok(Ok((file, size))) = opened else {
        return Err(refusal(&Problem::of(ProblemKind::NotFound)));
    };
    let pieces = stream::try_unfold(file, |file| async {
        tokio::task::spawn_blocking(move || next(file))
            .await
            .unwrap_or_else(|error| Err(io::Error::other(error)))
    });
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/zip"),
        ),
        (
            header::CONTENT_DISPOSITION,
            Disposition::Attachment.of(&place.name),
        ),
        (header::CONTENT_LENGTH, HeaderValue::from(size)),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        ),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// The next piece, and the file to go on with; nothing at its end.
fn next(mut file: File) -> io::Result<Option<(Vec<u8>, File)>> {
    let mut piece = vec![0; PIECE];
    let read = file.read(&mut piece)?;
    piece.truncate(read);
    Ok((read > 0).then_some((piece, file)))
}
