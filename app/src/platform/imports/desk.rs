//! What the page knows: the files, how they are read, and the plan that follows from it.

use super::api;
use super::send::{existing, pause, send, unpack};
use crate::boot::{new_uuid, use_session};
use crate::call::Fault;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{ImportId, Issue};
use shared::platform::imports::decode::{MAX_BYTES, is_workbook};
use shared::platform::imports::model::{ColumnMapping, OnError, OnGate};
use shared::platform::imports::ops::{ImportSetUp, ImportState, ImportView, ReadImports};
use shared::platform::imports::table::{Correction, MAX_CORRECTIONS};
use shared::platform::imports::{
    Existing, FilePlan, ImportContext, ImportKind, Mapping, ReadOptions, Settings, SheetText,
    SourceFile, Table, guess, plan_files, read, read_sheet,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A file that could be read.
#[derive(Clone)]
pub(super) struct Loaded {
    pub(super) id: ImportId,
    pub(super) name: String,
    pub(super) bytes: Arc<Vec<u8>>,
    /// The sheet of a workbook, which the server has unpacked.
    pub(super) sheet: Option<Arc<SheetText>>,
    pub(super) read: ReadOptions,
    /// Cells corrected on the page; the table has them already.
    pub(super) corrections: Vec<Correction>,
    pub(super) table: Arc<Table>,
    pub(super) mapping: Mapping,
    pub(super) confidence: Vec<u8>,
    /// The mapping is that of an earlier file with the same columns.
    pub(super) remembered: bool,
}

/// Everything, as signals. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) context: StoredValue<ImportContext>,
    mappings: StoredValue<Vec<Mapping>>,
    pub(super) files: RwSignal<Vec<Loaded>>,
    pub(super) rejected: RwSignal<Vec<(String, Issue)>>,
    pub(super) settings: RwSignal<Settings>,
    pub(super) plans: RwSignal<Vec<FilePlan>>,
    pub(super) planning: RwSignal<bool>,
    /// Workbooks being sent and unpacked.
    pub(super) unpacking: RwSignal<u32>,
    pub(super) fault: RwSignal<Option<Fault>>,
    generation: StoredValue<u32>,
    pub(super) running: RwSignal<bool>,
    pub(super) runs: RwSignal<Vec<ImportView>>,
}

impl Desk {
    pub(super) fn new(set_up: ImportSetUp) -> Self {
        let pipeline = set_up.context.pipelines.first();
        let settings = Settings {
            pipeline_id: pipeline.map_or_else(
                || shared::kernel::PipelineId(uuid::Uuid::nil()),
                |pipeline| pipeline.id,
            ),
            currency: set_up.context.currency,
            source: "file".to_owned(),
            owner_id: use_session().actor.user_id,
            create_missing: true,
            on_error: OnError::RefuseFile,
            on_gate: OnGate::Exception,
        };
        Self {
            context: StoredValue::new(set_up.context),
            mappings: StoredValue::new(set_up.mappings),
            files: RwSignal::new(Vec::new()),
            rejected: RwSignal::new(Vec::new()),
            settings: RwSignal::new(settings),
            plans: RwSignal::new(Vec::new()),
            planning: RwSignal::new(false),
            unpacking: RwSignal::new(0),
            fault: RwSignal::new(None),
            generation: StoredValue::new(0),
            running: RwSignal::new(false),
            runs: RwSignal::new(Vec::new()),
        }
    }

    /// Reads a file and guesses what it is. A workbook is unpacked by the server, which can bound it.
    pub(super) fn add(self, name: String, bytes: Vec<u8>) {
        let id = ImportId(new_uuid());
        if !is_workbook(&bytes) {
            let table = read(&bytes, ReadOptions::default());
            self.place(id, name, Arc::new(bytes), None, table);
            return;
        }
        if bytes.len() > MAX_BYTES {
            let issue = Issue::error("file_too_large", "file").with("limit", 50);
            self.rejected.update(|all| all.push((name, issue)));
            return;
        }
        let bytes = Arc::new(bytes);
        self.unpacking.update(|count| *count += 1);
        spawn_local(async move {
            let answer = unpack(id, &bytes, None).await;
            if self.unpacking.try_update(|count| *count -= 1).is_none() {
                return;
            }
            match answer {
                Ok(sheet) => {
                    let table = read_sheet(&sheet, ReadOptions::default());
                    self.place(id, name, bytes, Some(Arc::new(sheet)), table);
                }
                Err(fault) => self.refuse(name, fault),
            }
        });
    }

    /// Says why a file was not taken: its findings, or what went wrong on the way.
    fn refuse(self, name: String, Fault(problem): Fault) {
        if problem.issues.is_empty() {
            self.fault.set(Some(Fault(problem)));
            return;
        }
        self.rejected.update(|all| {
            all.extend(
                problem
                    .issues
                    .into_iter()
                    .map(|issue| (name.clone(), issue)),
            );
        });
    }

    fn place(
        self,
        id: ImportId,
        name: String,
        bytes: Arc<Vec<u8>>,
        sheet: Option<Arc<SheetText>>,
        table: Result<Table, Issue>,
    ) {
        match table {
            Ok(table) => {
                let kind = guess::kinds(&name, &table)
                    .first()
                    .map_or(ImportKind::Accounts, |best| best.0);
                let mut file = Loaded {
                    id,
                    name,
                    bytes,
                    read: ReadOptions {
                        sheet: sheet.as_ref().map(|sheet| sheet.sheet),
                        ..ReadOptions::default()
                    },
                    sheet,
                    corrections: Vec::new(),
                    table: Arc::new(table),
                    mapping: Mapping {
                        kind,
                        columns: Vec::new(),
                        values: BTreeMap::new(),
                    },
                    confidence: Vec::new(),
                    remembered: false,
                };
                self.map(&mut file, kind);
                self.files.update(|files| files.push(file));
                self.plan();
            }
            Err(issue) => self.rejected.update(|all| all.push((name, issue))),
        }
    }

    /// Another sheet of a workbook: everything about the file is guessed anew.
    pub(super) fn set_sheet(self, id: ImportId, index: u32) {
        let found = self
            .files
            .with_untracked(|files| files.iter().find(|file| file.id == id).cloned());
        let Some(file) = found else { return };
        self.rejected.set(Vec::new());
        self.unpacking.update(|count| *count += 1);
        spawn_local(async move {
            let answer = unpack(id, &file.bytes, Some(index)).await;
            if self.unpacking.try_update(|count| *count -= 1).is_none() {
                return;
            }
            let sheet = match answer {
                Ok(sheet) => Arc::new(sheet),
                Err(fault) => return self.refuse(file.name, fault),
            };
            let read = ReadOptions {
                sheet: Some(index),
                ..ReadOptions::default()
            };
            match read_sheet(&sheet, read) {
                Ok(table) => {
                    let kind = guess::kinds(&file.name, &table)
                        .first()
                        .map_or(file.mapping.kind, |best| best.0);
                    self.files.update(|files| {
                        if let Some(file) = files.iter_mut().find(|file| file.id == id) {
                            file.sheet = Some(sheet);
                            file.corrections.clear();
                            file.read = read;
                            file.table = Arc::new(table);
                            self.map(file, kind);
                        }
                    });
                    self.plan();
                }
                Err(issue) => self.rejected.update(|all| all.push((file.name, issue))),
            }
        });
    }

    /// Gives a file the mapping used before for such columns, else a guessed one.
    fn map(self, file: &mut Loaded, kind: ImportKind) {
        let pipeline = self
            .settings
            .with_untracked(|settings| settings.pipeline_id);
        let (mapping, confidence) = self.context.with_value(|context| {
            guess::mapping(&file.table, kind, context, context.pipeline(pipeline))
        });
        let same = |known: &&Mapping| {
            known.kind == kind
                && known.columns.len() == mapping.columns.len()
                && known
                    .columns
                    .iter()
                    .zip(&mapping.columns)
                    .all(|(a, b)| a.header == b.header)
        };
        let known = self
            .mappings
            .with_value(|all| all.iter().find(same).cloned());
        file.remembered = known.is_some();
        file.confidence = if known.is_some() {
            vec![100; confidence.len()]
        } else {
            confidence
        };
        file.mapping = known.map_or(mapping.clone(), |known| Mapping {
            columns: known.columns,
            ..mapping
        });
    }

    /// Another kind, separator or header: everything is guessed anew.
    pub(super) fn reread(
        self,
        id: ImportId,
        kind: Option<ImportKind>,
        options: Option<ReadOptions>,
    ) {
        self.files.update(|files| {
            let Some(file) = files.iter_mut().find(|file| file.id == id) else {
                return;
            };
            if let Some(options) = options {
                let table = match &file.sheet {
                    Some(sheet) => read_sheet(sheet, options),
                    None => read(&file.bytes, options),
                };
                match table {
                    Ok(table) => {
                        file.read = options;
                        file.corrections.clear();
                        file.table = Arc::new(table);
                    }
                    Err(issue) => {
                        let name = file.name.clone();
                        self.rejected.update(|all| all.push((name, issue)));
                        return;
                    }
                }
            }
            let kind = kind.unwrap_or(file.mapping.kind);
            self.map(file, kind);
        });
        self.plan();
    }

    /// Changes how one column is used.
    pub(super) fn set_column(
        self,
        id: ImportId,
        index: usize,
        change: impl FnOnce(&mut ColumnMapping),
    ) {
        let pipeline = self
            .settings
            .with_untracked(|settings| settings.pipeline_id);
        self.files.update(|files| {
            let Some(file) = files.iter_mut().find(|file| file.id == id) else {
                return;
            };
            if let Some(column) = file.mapping.columns.get_mut(index) {
                change(column);
                let field = column.field;
                // A field is filled by one column only.
                for (other, column) in file.mapping.columns.iter_mut().enumerate() {
                    if other != index && field.is_some() && column.field == field {
                        column.field = None;
                    }
                }
            }
            self.context.with_value(|context| {
                guess::guess_values(
                    &file.table,
                    &mut file.mapping,
                    context,
                    context.pipeline(pipeline),
                );
            });
        });
        self.plan();
    }

    /// Corrects a cell; the plan follows. An earlier correction of the same cell is replaced.
    pub(super) fn correct(self, id: ImportId, correction: Correction) {
        self.files.update(|files| {
            if let Some(file) = files.iter_mut().find(|file| file.id == id) {
                let place = (correction.line, correction.column);
                file.corrections
                    .retain(|known| (known.line, known.column) != place);
                if file.corrections.len() < MAX_CORRECTIONS {
                    Arc::make_mut(&mut file.table).correct(std::slice::from_ref(&correction));
                    file.corrections.push(correction);
                }
            }
        });
        self.plan();
    }

    /// Says what a word of a column means.
    pub(super) fn set_word(
        self,
        id: ImportId,
        field: shared::platform::imports::Field,
        word: &str,
        code: String,
    ) {
        let key = shared::platform::imports::similar::name_key(word);
        self.files.update(|files| {
            if let Some(file) = files.iter_mut().find(|file| file.id == id) {
                file.mapping
                    .values
                    .entry(field)
                    .or_default()
                    .insert(key, code);
            }
        });
        self.plan();
    }

    pub(super) fn remove(self, id: ImportId) {
        self.files
            .update(|files| files.retain(|file| file.id != id));
        self.plan();
    }

    /// Another pipeline has other stages: their words are explained anew.
    pub(super) fn set_settings(self, change: impl FnOnce(&mut Settings)) {
        let before = self
            .settings
            .with_untracked(|settings| settings.pipeline_id);
        self.settings.update(change);
        let after = self
            .settings
            .with_untracked(|settings| settings.pipeline_id);
        if before != after {
            self.files.update(|files| {
                for file in files {
                    file.mapping
                        .values
                        .remove(&shared::platform::imports::Field::Stage);
                    self.context.with_value(|context| {
                        guess::guess_values(
                            &file.table,
                            &mut file.mapping,
                            context,
                            context.pipeline(after),
                        );
                    });
                }
            });
        }
        self.plan();
    }

    /// Asks for the records the files may concern and plans in the browser. A newer call makes an
    /// older one give up.
    pub(super) fn plan(self) {
        let generation = self.generation.with_value(|count| count + 1);
        self.generation.set_value(generation);
        let files = self.files.get_untracked();
        let settings = self.settings.get_untracked();
        if files.is_empty() {
            self.plans.set(Vec::new());
            return;
        }
        self.planning.set(true);
        spawn_local(async move {
            let found = existing(&files, &settings).await;
            if self.generation.try_get_value() != Some(generation) {
                return;
            }
            self.planning.set(false);
            match found {
                Ok(existing) => {
                    self.fault.set(None);
                    let plans = self
                        .context
                        .with_value(|context| planned(&files, context, &existing, &settings));
                    self.plans.set(plans);
                }
                Err(fault) => self.fault.set(Some(fault)),
            }
        });
    }

    /// Sends the files and starts the run, then follows it.
    pub(super) fn run(self) {
        let files = self.files.get_untracked();
        let settings = self.settings.get_untracked();
        self.running.set(true);
        self.fault.set(None);
        spawn_local(async move {
            match send(&files, settings).await {
                Ok(views) => self.follow(views).await,
                Err(fault) => self.fault.set(Some(fault)),
            }
            let _ = self.running.try_set(false);
        });
    }

    /// The same columns come back as they were just mapped, without a reload.
    fn remember(self) {
        let used: Vec<Mapping> = self
            .files
            .with_untracked(|files| files.iter().map(|file| file.mapping.clone()).collect());
        self.mappings.update_value(|all| {
            all.splice(0..0, used);
        });
    }

    async fn follow(self, mut views: Vec<ImportView>) {
        let ids: Vec<ImportId> = views.iter().map(|view| view.id).collect();
        self.remember();
        self.files.set(Vec::new());
        self.plans.set(Vec::new());
        loop {
            let done = views.iter().all(|view| view.state != ImportState::Running);
            views.sort_by_key(|view| view.kind);
            if self.runs.try_set(views).is_some() || done {
                return;
            }
            pause(400).await;
            match api::runs(ReadImports { ids: ids.clone() }).await {
                Ok(next) => views = next,
                Err(fault) => {
                    self.fault.set(Some(fault));
                    return;
                }
            }
        }
    }
}

fn planned(
    files: &[Loaded],
    context: &ImportContext,
    existing: &BTreeMap<ImportKind, Existing>,
    settings: &Settings,
) -> Vec<FilePlan> {
    let sources: Vec<SourceFile<'_>> = files
        .iter()
        .map(|file| SourceFile {
            name: &file.name,
            table: &file.table,
            mapping: &file.mapping,
        })
        .collect();
    // Ids of a dry run are never stored: a counter is enough.
    let mut next = 0_u128;
    plan_files(&sources, context, existing, settings, &mut || {
        next += 1;
        uuid::Uuid::from_u128(next)
    })
}
