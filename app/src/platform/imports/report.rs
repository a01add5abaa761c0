//! The report of a run: what became of each row, as a file.

use super::desk::Desk;
use super::files::download;
use super::{api, words};
use crate::boot::use_lang;
use crate::call::Fault;
use crate::routes::{self, path};
use i18n::{issue_text, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{AccountId, ContactId, ImportId, Lang, LeadId, OpportunityId};
use shared::platform::fields::CustomField;
use shared::platform::imports::ImportKind;
use shared::platform::imports::bad_rows::{report_file, report_name};
use shared::platform::imports::ops::{ImportRow, ImportView, ROWS_AT_ONCE, ReadImportRows};
use ui::{Button, Glyph, Size, use_toaster};
use uuid::Uuid;

/// Reads the rows of a run and offers them as a file.
#[component]
pub(super) fn ReportButton(desk: Desk, run: ImportView) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let busy = RwSignal::new(false);
    let label = tf(lang, k::imports::REPORT_OF, &[("file", &run.file)]);
    let press = move |()| {
        let (id, kind, name) = (run.id, run.kind, report_name(&run.file, run.kind));
        busy.set(true);
        spawn_local(async move {
            let rows = all_rows(id).await;
            let _ = busy.try_set(false);
            match rows {
                Ok(rows) => {
                    let own = desk.context.try_with_value(|context| context.own.clone());
                    if let Some(text) = file(lang, kind, &rows, &own.unwrap_or_default()) {
                        download(&name, &text);
                    }
                }
                Err(Fault(problem)) => toaster.problem(problem_text(lang, &problem)),
            }
        });
    };
    view! {
        <Button
            label=t(lang, k::imports::REPORT)
            icon=Glyph::Download
            size=Size::Small
            busy
            attr:aria-label=label
            on_press=Callback::new(press)
        />
    }
}

async fn all_rows(id: ImportId) -> Result<Vec<ImportRow>, Fault> {
    let mut all: Vec<ImportRow> = Vec::new();
    loop {
        let after = all.last().map_or(0, |row| row.line);
        let rows = api::rows(ReadImportRows { id, after }).await?;
        let last = i64::try_from(rows.len()).unwrap_or(0) < ROWS_AT_ONCE;
        all.extend(rows);
        if last {
            return Ok(all);
        }
    }
}

fn file(lang: Lang, kind: ImportKind, rows: &[ImportRow], own: &[CustomField]) -> Option<String> {
    let titles = [
        t(lang, k::imports::LINE),
        t(lang, k::imports::RESULT),
        t(lang, k::imports::CHANGED_FIELDS),
        t(lang, k::imports::REASON),
        t(lang, k::imports::RECORD),
    ];
    let origin = window().location().origin().unwrap_or_default();
    report_file(rows, titles, |row| {
        let fields = row.fields.iter();
        let fields: Vec<String> = fields
            .map(|name| words::reported_field(lang, kind, name, own))
            .collect();
        let reasons = row.issues.iter();
        let reasons: Vec<String> = reasons.map(|issue| issue_text(lang, issue)).collect();
        let record = row.record.map(|id| format!("{origin}{}", place(kind, id)));
        [
            row.line.to_string(),
            words::outcome(lang, row.outcome),
            fields.join(" · "),
            reasons.join(" · "),
            record.unwrap_or_default(),
        ]
    })
}

/// The page of a record; people and products stand in their list.
fn place(kind: ImportKind, id: Uuid) -> String {
    match kind {
        ImportKind::People => path::ADMIN_PEOPLE.to_owned(),
        ImportKind::Products => path::PRODUCTS.to_owned(),
        ImportKind::Accounts => routes::account(AccountId(id)),
        ImportKind::Contacts => routes::contact(ContactId(id)),
        ImportKind::Leads => routes::lead(LeadId(id)),
        ImportKind::Opportunities => routes::opportunity(OpportunityId(id)),
    }
}
