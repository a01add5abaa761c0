//! `jalon import`: the page's import at the command line, by the same planner.

use super::Failure;
use clap::Args;
use i18n::{issue_line, problem_text};
use services::Services;
use services::platform::imports::{LocalFile, LocalRun, read_workbook};
use shared::kernel::{Actor, Currency, Issue, Lang, Problem, Severity};
use shared::platform::fields::field_name;
use shared::platform::imports::bad_rows::{bad_rows_file, report_file};
use shared::platform::imports::decode::{Encoding, MAX_BYTES, is_workbook};
use shared::platform::imports::model::{Mapping, OnError, OnGate, PipelineRef};
use shared::platform::imports::ops::{ImportRow, ImportState};
use shared::platform::imports::own::find_own;
use shared::platform::imports::plan::grouped_issues;
use shared::platform::imports::{
    Field, FilePlan, ImportContext, ImportKind, OnMatch, ReadOptions, Settings, Table, guess, read,
};
use std::path::{Path, PathBuf};

/// Findings printed for one file.
const SHOWN: usize = 12;

/// Imports files that belong together, in the order they need.
#[derive(Args)]
pub struct Import {
    /// CSV, XLSX or vCard files: people, products, accounts, contacts, leads, opportunities.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Number of the sheet to take from workbooks, the first being 1; otherwise the first one that is
    /// shown and has rows.
    #[arg(long, env = "JALON_IMPORT_SHEET")]
    pub sheet: Option<u32>,
    /// What the rows are, when it cannot be guessed: people, products, accounts, contacts,
    /// leads, opportunities. For a single file.
    #[arg(long, env = "JALON_IMPORT_KIND")]
    pub kind: Option<String>,
    /// Say what would happen and write nothing.
    #[arg(long, env = "JALON_IMPORT_DRY_RUN")]
    pub dry_run: bool,
    /// Name of the pipeline opportunities go to; the first one otherwise.
    #[arg(long, env = "JALON_IMPORT_PIPELINE")]
    pub pipeline: Option<String>,
    /// Currency of amounts without one; the company's otherwise.
    #[arg(long, env = "JALON_IMPORT_CURRENCY")]
    pub currency: Option<String>,
    /// Name of the system the files come from: its keys recognise records the next time.
    #[arg(long, env = "JALON_IMPORT_SOURCE", default_value = "file")]
    pub source: String,
    /// What becomes of records that are there already: update (what the file gives replaces what they
    /// have; empty cells clear nothing), merge (only what is empty in them is filled), skip (they stay as
    /// they are).
    #[arg(long, env = "JALON_IMPORT_ON_MATCH", default_value = "update")]
    pub on_match: String,
    /// Leave bad rows out instead of refusing their file.
    #[arg(long, env = "JALON_IMPORT_LEAVE_BAD_ROWS_OUT")]
    pub leave_bad_rows_out: bool,
    /// Treat deals that lack what their stage asks for as errors, instead of taking them as exceptions
    /// that their history keeps.
    #[arg(long, env = "JALON_IMPORT_STRICT_GATES")]
    pub strict_gates: bool,
    /// Write the bad rows with their reasons to this file (one per imported file: -2, -3 …).
    #[arg(long, env = "JALON_IMPORT_BAD_ROWS")]
    pub bad_rows: Option<PathBuf>,
    /// Write what becomes of each row to this file (one per imported file: -2, -3 …).
    #[arg(long, env = "JALON_IMPORT_REPORT")]
    pub report: Option<PathBuf>,
    /// Language of the report: en or fr.
    #[arg(long, env = "JALON_IMPORT_LANG", default_value = "en")]
    pub lang: String,
}

pub async fn run(services: &Services, command: Import) -> Result<(), Failure> {
    let lang: Lang = command
        .lang
        .parse()
        .map_err(|()| format!("'{}' is no language: en or fr", command.lang))?;
    let actor = services
        .first_administrator()
        .await
        .map_err(|problem| told(lang, &problem))?
        .ok_or("there is no administrator yet: `jalon user add --role administrator` first")?;
    let context = services
        .import_context(actor.clone())
        .await
        .map_err(|problem| told(lang, &problem))?;
    let settings = settings(&command, &context, &actor)?;
    let on_match: OnMatch = command
        .on_match
        .parse()
        .map_err(|()| format!("'{}' is none of update, merge, skip", command.on_match))?;
    let pipeline = context.pipeline(settings.pipeline_id);
    let mut files = Vec::new();
    for path in &command.files {
        let mut file = local_file(services, &command, path, &context, pipeline, lang)?;
        file.mapping.on_match = on_match;
        files.push(file);
    }
    let done = services
        .import_files(actor, files, &settings, command.dry_run)
        .await
        .map_err(|problem| told(lang, &problem))?;
    report(&done, lang);
    bad_rows(&command, &done, lang)?;
    row_reports(&command, &done, &context, lang)?;
    let failed = done
        .views
        .iter()
        .any(|view| view.state != ImportState::Done)
        || done.plans.iter().any(|plan| plan.refused);
    if failed {
        return Err("not everything was imported".into());
    }
    Ok(())
}

fn told(lang: Lang, problem: &Problem) -> Failure {
    let lines: Vec<String> = problem
        .issues
        .iter()
        .map(|issue| issue_line(lang, issue))
        .collect();
    if lines.is_empty() {
        problem_text(lang, problem).into()
    } else {
        lines.join("; ").into()
    }
}

fn settings(command: &Import, context: &ImportContext, actor: &Actor) -> Result<Settings, Failure> {
    let named = |pipeline: &&PipelineRef| match &command.pipeline {
        Some(name) => [&pipeline.name.en, &pipeline.name.fr].contains(&name),
        None => true,
    };
    let pipeline = context.pipelines.iter().find(named).ok_or_else(|| {
        let names: Vec<&str> = context
            .pipelines
            .iter()
            .map(|p| p.name.en.as_str())
            .collect();
        format!("no pipeline of this name; there are: {}", names.join(", "))
    })?;
    let currency: Currency = match &command.currency {
        Some(code) => code.parse()?,
        None => context.currency,
    };
    Ok(Settings {
        pipeline_id: pipeline.id,
        currency,
        source: command.source.clone(),
        owner_id: actor.user_id,
        create_missing: true,
        on_error: if command.leave_bad_rows_out {
            OnError::LeaveRowsOut
        } else {
            OnError::RefuseFile
        },
        on_gate: if command.strict_gates {
            OnGate::Error
        } else {
            OnGate::Exception
        },
    })
}

fn local_file(
    services: &Services,
    command: &Import,
    path: &Path,
    context: &ImportContext,
    pipeline: Option<&PipelineRef>,
    lang: Lang,
) -> Result<LocalFile, Failure> {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let table = table_in(path, command, lang)?;
    let kind = match &command.kind {
        Some(code) => code.parse::<ImportKind>().map_err(|()| {
            format!(
                "'{code}' is none of people, products, accounts, contacts, leads, opportunities"
            )
        })?,
        None => match guess::kinds(&name, &table).first() {
            Some((kind, fit)) if *fit > 0 => *kind,
            _ => {
                let path = path.display();
                let message = "cannot tell what the rows are; say it with --kind";
                return Err(format!("{path}: {message}").into());
            }
        },
    };
    let (mapping, _) = guess::mapping(&table, kind, context, pipeline);
    show_reading(&name, kind, &table, &mapping, context);
    Ok(LocalFile {
        id: services.new_import_id(),
        name,
        table,
        mapping,
        chosen: std::collections::BTreeMap::new(),
    })
}

/// The rows of a file, which is not too large.
fn table_in(path: &Path, command: &Import, lang: Lang) -> Result<Table, Failure> {
    let at = |issue: &Issue| format!("{}: {}", path.display(), issue_line(lang, issue));
    let size = std::fs::metadata(path).map_err(|error| format!("{}: {error}", path.display()))?;
    if size.len() > u64::try_from(MAX_BYTES).unwrap_or(u64::MAX) {
        return Err(at(&Issue::error("file_too_large", "file").with("limit", 50)).into());
    }
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let options = ReadOptions::default();
    let table = if is_workbook(&bytes) {
        let sheet = command.sheet.map(|number| number.saturating_sub(1));
        read_workbook(&bytes, ReadOptions { sheet, ..options })
    } else {
        read(&bytes, options)
    };
    table.map_err(|issue| at(&issue).into())
}

/// Says how a file is understood.
fn show_reading(
    name: &str,
    kind: ImportKind,
    table: &Table,
    mapping: &Mapping,
    context: &ImportContext,
) {
    let separator = match (table.encoding, table.separator) {
        (Encoding::Workbook | Encoding::Cards, _) => String::new(),
        (_, '\t') => " · separator tab".to_owned(),
        (_, other) => format!(" · separator {other}"),
    };
    println!(
        "{name}: {} · {} rows · {}{separator}",
        kind.code(),
        table.rows.len(),
        table.encoding.label(),
    );
    for column in &mapping.columns {
        let field = match column.field {
            Some(field) => named(field, context),
            None => "(left out)".to_owned(),
        };
        println!("    {:<28} → {field}", column.header);
    }
}

fn report(done: &LocalRun, lang: Lang) {
    for (index, plan) in done.plans.iter().enumerate() {
        let state = match done.views.get(index) {
            Some(view) => view.state.code(),
            None if plan.refused => "would be refused",
            None => "dry run",
        };
        let counts = plan.counts;
        println!(
            "{}: {state} · create {} · update {} · merge {} · skip {} · error {} · warning {} · exception {} · besides {}",
            plan.file,
            counts.create,
            counts.update,
            counts.merge,
            counts.skip,
            counts.error,
            counts.warning,
            counts.exception,
            counts.extra
        );
        for issue in &plan.issues {
            println!("    {}", issue_line(lang, issue));
        }
        print_groups(plan, lang);
    }
}

fn print_groups(plan: &FilePlan, lang: Lang) {
    let groups = grouped_issues(&plan.rows);
    for group in groups.iter().take(SHOWN) {
        let mark = match group.issue.issue.severity {
            Severity::Error => "error  ",
            Severity::Warning => "warning",
            Severity::Info => "note   ",
        };
        println!(
            "    {mark} line {}{}: {} {}{}",
            group.line,
            if group.count > 1 {
                format!(" (and {} more)", group.count - 1)
            } else {
                String::new()
            },
            group.issue.column.as_deref().unwrap_or("row"),
            if group.issue.value.is_empty() {
                String::new()
            } else {
                format!("“{}” — ", group.issue.value)
            },
            i18n::issue_text(lang, &group.issue.issue)
        );
    }
    if groups.len() > SHOWN {
        println!("    … and {} more findings", groups.len() - SHOWN);
    }
}

fn bad_rows(command: &Import, done: &LocalRun, lang: Lang) -> Result<(), Failure> {
    let Some(path) = &command.bad_rows else {
        return Ok(());
    };
    let mut written = 0_u32;
    for (file, plan) in done.files.iter().zip(&done.plans) {
        let text = bad_rows_file(&file.table, plan, ["line", "reason"], |issue| {
            i18n::issue_text(lang, &issue.issue)
        });
        let Some(text) = text else { continue };
        written += 1;
        let path = numbered(path, written);
        std::fs::write(&path, text)?;
        println!("bad rows of {} are in {}", plan.file, path.display());
    }
    Ok(())
}

/// The path of the so many-th file of its kind.
fn numbered(path: &Path, number: u32) -> PathBuf {
    if number == 1 {
        return path.to_owned();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}-{number}.csv"))
}

/// A field as files and the interface for programs name it.
fn named(field: Field, context: &ImportContext) -> String {
    match find_own(field, &context.own) {
        Some(own) => field_name(&own.key),
        None => field.code().to_owned(),
    }
}

/// What becomes of each row, as the page's report says it.
fn row_reports(
    command: &Import,
    done: &LocalRun,
    context: &ImportContext,
    lang: Lang,
) -> Result<(), Failure> {
    let Some(path) = &command.report else {
        return Ok(());
    };
    for (number, (file, plan)) in (1_u32..).zip(done.files.iter().zip(&done.plans)) {
        let rows = plan.rows.iter();
        let on_match = file.mapping.on_match;
        let rows: Vec<ImportRow> = rows
            .map(|row| ImportRow::of(row, on_match, &context.own))
            .collect();
        let titles = ["line", "outcome", "fields", "reason", "record"];
        let text = report_file(&rows, titles, |row| {
            let issues = row.issues.iter().map(|issue| i18n::issue_text(lang, issue));
            [
                row.line.to_string(),
                row.outcome.code().to_owned(),
                row.fields.join(" "),
                issues.collect::<Vec<_>>().join(" · "),
                row.record.map(|id| id.to_string()).unwrap_or_default(),
            ]
        });
        let path = numbered(path, number);
        std::fs::write(&path, text.unwrap_or_default())?;
        println!("what becomes of {} is in {}", plan.file, path.display());
    }
    Ok(())
}
