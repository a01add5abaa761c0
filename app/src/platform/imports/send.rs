//! What goes to the server and comes back: files in parts, sheets of workbooks, what the files concern.

use super::api;
use super::desk::Loaded;
use crate::boot::new_uuid;
use crate::call::Fault;
use shared::kernel::{ImportId, ProblemKind};
use shared::platform::imports::decode::decode;
use shared::platform::imports::ops::{
    FindExisting, ImportFile, ImportView, PART_BYTES, ReadSheet, StartImport, UploadPart,
};
use shared::platform::imports::plan::record_keys;
use shared::platform::imports::{Existing, ImportKind, Settings, SheetText};
use std::collections::BTreeMap;

/// The records the files may concern, asked in parts.
pub(super) async fn existing(
    files: &[Loaded],
    settings: &Settings,
) -> Result<BTreeMap<ImportKind, Existing>, Fault> {
    let mut all: BTreeMap<ImportKind, Existing> = BTreeMap::new();
    for file in files {
        let known = all.entry(file.mapping.kind).or_default();
        let mut wanted = record_keys(&file.table, &file.mapping);
        wanted.ids.extend(file.chosen.values());
        for wanted in wanted.questions() {
            let request = FindExisting {
                kind: file.mapping.kind,
                source: settings.source.clone(),
                currency: settings.currency,
                wanted,
            };
            let found = api::existing(request).await?;
            known.keys.extend(found.keys);
            known.records.extend(found.records);
            known.erased.extend(found.erased);
        }
    }
    Ok(all)
}

/// Sends each file in parts, then starts.
pub(super) async fn send(files: &[Loaded], settings: Settings) -> Result<Vec<ImportView>, Fault> {
    let mut request = StartImport {
        files: Vec::new(),
        settings,
    };
    for file in files {
        // A workbook was sent to be unpacked; whether the server still keeps it is not known here.
        let upload = ImportId(new_uuid());
        upload_file(upload, file).await?;
        request.files.push(ImportFile {
            upload,
            name: file.name.clone(),
            read: file.read,
            corrections: file.corrections.clone(),
            mapping: file.mapping.clone(),
            chosen: file.chosen.clone(),
        });
    }
    api::start(request).await
}

async fn upload_file(upload: ImportId, file: &Loaded) -> Result<(), Fault> {
    if file.sheet.is_some() {
        return upload_workbook(upload, &file.bytes).await;
    }
    let (text, _) =
        decode(&file.bytes).map_err(|issue| Fault(shared::kernel::Problem::because(issue)))?;
    let mut rest = text.as_str();
    let mut part = 0;
    while !rest.is_empty() {
        let mut end = rest.len().min(PART_BYTES);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (head, tail) = rest.split_at(end);
        api::upload(UploadPart {
            upload,
            part,
            text: head.to_owned(),
            workbook: false,
        })
        .await?;
        part += 1;
        rest = tail;
    }
    Ok(())
}

/// A sheet of a workbook; the server is sent it anew when it does not keep it any more.
pub(super) async fn unpack(
    id: ImportId,
    bytes: &[u8],
    sheet: Option<u32>,
) -> Result<SheetText, Fault> {
    let request = ReadSheet { upload: id, sheet };
    if sheet.is_some() {
        match api::sheet(request.clone()).await {
            Err(Fault(problem)) if problem.kind == ProblemKind::NotFound => {}
            answer => return answer,
        }
    }
    upload_workbook(id, bytes).await?;
    api::sheet(request).await
}

/// Bytes of a workbook in one part: a multiple of three, four thirds of which fit.
const WORKBOOK_PART: usize = PART_BYTES / 4 * 3 / 3 * 3;

async fn upload_workbook(upload: ImportId, bytes: &[u8]) -> Result<(), Fault> {
    for (part, chunk) in (0_u32..).zip(bytes.chunks(WORKBOOK_PART)) {
        api::upload(UploadPart {
            upload,
            part,
            text: base64(chunk),
            workbook: true,
        })
        .await?;
    }
    Ok(())
}

/// Bytes as Base64, by the browser.
fn base64(bytes: &[u8]) -> String {
    let binary: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    web_sys::window()
        .and_then(|window| window.btoa(&binary).ok())
        .unwrap_or_default()
}

/// Waits without keeping the page busy.
pub(crate) async fn pause(ms: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
        }
    });
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}
