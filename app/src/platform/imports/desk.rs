//! What the page knows: the files, how they are read, and the plan that follows from it.

use super::dry_run::planned;
use super::send::{existing, unpack};
use crate::boot::{new_uuid, use_session};
use crate::call::Fault;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{ImportId, Issue};
use shared::platform::imports::decode::{MAX_BYTES, is_workbook};
use shared::platform::imports::model::{ColumnMapping, OnError, OnGate};
use shared::platform::imports::ops::{ImportSetUp, ImportView};
use shared::platform::imports::table::{Correction, MAX_CORRECTIONS};
use shared::platform::imports::{
    FilePlan, ImportContext, ImportKind, Mapping, OnMatch, ReadOptions, Settings, SheetText, Table,
    guess, read, read_sheet,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

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
    /// The records that rows are about by choice, by line.
    pub(super) chosen: BTreeMap<u32, Uuid>,
}

/// Everything, as signals. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) context: StoredValue<ImportContext>,
    pub(super) mappings: StoredValue<Vec<Mapping>>,
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
                        on_match: OnMatch::default(),
                        columns: Vec::new(),
                        values: BTreeMap::new(),
                    },
                    confidence: Vec::new(),
                    remembered: false,
                    chosen: BTreeMap::new(),
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
                            file.chosen.clear();
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
        // What was chosen for the file stays with it until a mapping with a choice is remembered.
        let on_match = file.mapping.on_match;
        file.mapping = match known {
            Some(known) => Mapping {
                columns: self.still_there(kind, known.columns),
                on_match: known.on_match,
                ..mapping
            },
            None => Mapping {
                on_match,
                ..mapping
            },
        };
    }

    /// Columns without the fields an administrator took away since.
    fn still_there(self, kind: ImportKind, mut columns: Vec<ColumnMapping>) -> Vec<ColumnMapping> {
        self.context.with_value(|context| {
            for column in &mut columns {
                column.field = column
                    .field
                    .filter(|field| context.shape(kind, *field).is_some());
            }
        });
        columns
    }

    /// Says what becomes of records that are there already.
    pub(super) fn set_match(self, id: ImportId, on_match: OnMatch) {
        self.files.update(|files| {
            if let Some(file) = files.iter_mut().find(|file| file.id == id) {
                file.mapping.on_match = on_match;
            }
        });
        self.plan();
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
                        file.chosen.clear();
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
            if kind != file.mapping.kind {
                file.chosen.clear();
            }
            self.map(file, kind);
        });
        self.plan();
    }

    /// Says which record a row is about; `None`: a new one.
    pub(super) fn choose(self, id: ImportId, line: u32, record: Option<Uuid>) {
        self.files.update(|files| {
            if let Some(file) = files.iter_mut().find(|file| file.id == id) {
                match record {
                    Some(record) => file.chosen.insert(line, record),
                    None => file.chosen.remove(&line),
                };
            }
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
}
