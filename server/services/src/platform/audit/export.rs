//! The log as a file for a spreadsheet.

use super::{rows, wanted};
use crate::{Ctx, OrProblem};
use i18n::{Key, fact_name, k, shown_text, t};
use shared::kernel::{Issue, Lang, Problem, ProblemKind};
use shared::platform::audit::{AuditFile, AuditRow, ExportAudit, FieldChange};
use shared::platform::imports::bad_rows::neutralised;
use store::platform::audit::{self, Wanted};

/// Entries read at once.
const PIECE: i64 = 1_000;
/// The most entries of a file: a spreadsheet and a person take no more.
const MOST: usize = 50_000;

pub(super) async fn export(ctx: Ctx, request: ExportAudit) -> Result<AuditFile, Problem> {
    let lang = request.lang;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let put = |writer: &mut csv::Writer<Vec<u8>>, cells: Vec<String>| {
        let cells = cells.iter().map(|cell| neutralised(cell));
        writer
            .write_record(cells)
            .map_err(|_| Problem::of(ProblemKind::Internal))
    };
    put(&mut writer, head(lang))?;
    let mut session = ctx.read().await?;
    let mut wanted = wanted(&ctx, &request.filter);
    let mut count = 0;
    loop {
        let entries = audit::read(&mut session, &wanted, PIECE)
            .await
            .or_problem()?;
        let Some(last) = entries.last().map(|entry| entry.seq) else {
            break;
        };
        count += entries.len();
        if count > MOST {
            return Err(Problem::because(
                Issue::error("too_many_rows", "from").with("max", MOST),
            ));
        }
        for row in rows(&mut session, entries, lang).await? {
            put(&mut writer, cells(&ctx, lang, &row))?;
        }
        wanted = Wanted {
            before: Some(last),
            ..wanted
        };
    }
    let bytes = writer
        .into_inner()
        .map_err(|_| Problem::of(ProblemKind::Internal))?;
    let text = String::from_utf8(bytes).map_err(|_| Problem::of(ProblemKind::Internal))?;
    Ok(AuditFile {
        name: format!("jalon-audit-{}.csv", ctx.today()),
        // Spreadsheets read the accents by it.
        text: format!("\u{feff}{text}"),
    })
}

fn head(lang: Lang) -> Vec<String> {
    [
        k::audit::NUMBER,
        k::audit::WHEN,
        k::audit::WHO,
        k::audit::KIND,
        k::audit::RECORD,
        k::audit::RECORD_ID,
        k::audit::ACTION,
        k::audit::CHANGES,
    ]
    .into_iter()
    .map(|key| t(lang, key).to_owned())
    .collect()
}

fn cells(ctx: &Ctx, lang: Lang, row: &AuditRow) -> Vec<String> {
    let word = |group: &str, code: &str| {
        Key::by_name(&format!("audit.{group}.{code}"))
            .map_or_else(|| code.to_owned(), |key| t(lang, key).to_owned())
    };
    let who = match row.who {
        Some(_) => row.who_name.clone(),
        None => t(lang, k::audit::PROGRAM).to_owned(),
    };
    let changes: Vec<String> = row
        .changes
        .iter()
        .map(|change| change_text(ctx, lang, change))
        .collect();
    vec![
        row.seq.to_string(),
        row.at.to_utc().format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        who,
        word("entity", row.kind.code()),
        row.title.clone(),
        row.record.to_string(),
        word("did", &row.action),
        changes.join("; "),
    ]
}

fn change_text(ctx: &Ctx, lang: Lang, change: &FieldChange) -> String {
    let text = |shown| shown_text(lang, &ctx.actor.zone, &change.field, shown);
    let name = fact_name(lang, &change.field);
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => format!("{name}: {} → {}", text(before), text(after)),
        (None, Some(after)) => format!("{name}: {}", text(after)),
        (Some(before), None) => format!("{name}: {} → ∅", text(before)),
        (None, None) => name,
    }
}
