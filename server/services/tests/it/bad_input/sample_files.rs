//! Samples of files: those of quotes, those of records.

use super::records::FIRST;
use super::samples::{Sample, samples};
use super::{ask, made};
use crate::cpq::support;
use crate::matrix_records::fits;
use crate::platform::files as ours;
use serde_json::json;
use shared::cpq::attachments::ops as attachments;
use shared::kernel::Operation;
use shared::platform::files::ops as files;

pub fn all() -> Vec<Sample> {
    samples! {
        (attachments::AddAttachment, attachments::GetAttachments, |b| {
            let quote = support::blank(b, &b.administrator).await;
            json!(crate::cpq::attachments::request(b, quote.id, "Sheet.txt", b"Read me"))
        })
        (attachments::SaveAttachments, attachments::GetAttachments, |b| {
            let (_, view) = crate::cpq::attachments::attached(b, &b.administrator).await;
            json!(crate::cpq::attachments::saving(&view))
        })
        (files::AddFile, files::GetFiles, |b| {
            let (of, _) = ours::filed(b, &b.administrator).await;
            json!(ours::request(b, of, "Sheet.txt", b"Read me"))
        })
        (files::RenameFile, files::GetFiles, |b| {
            let (of, view) = ours::filed(b, &b.administrator).await;
            json!({"of": of, "id": view.items[0].id, "version": 1, "title": FIRST})
        })
    }
}
