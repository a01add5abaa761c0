//! What the page knows: the files, how they are read, and the plan that follows from it.

use super::api;
use crate::boot::{new_uuid, use_session};
use crate::call::Fault;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{ImportId, Issue};
use shared::platform::imports::decode::decode;
use shared::platform::imports::model::{ColumnMapping, OnError, OnGate};
use shared::platform::imports::ops::{
    FindExisting, ImportFile, ImportSetUp, ImportState, ImportView, PART_BYTES, ReadImports,
    StartImport, UploadPart,
};
use shared::platform::imports::plan::record_keys;
use shared::platform::imports::{
    Existing, FilePlan, ImportContext, ImportKind, Mapping, ReadOptions, Settings, SourceFile,
    Table, guess, plan_files, read,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A file that could be read.
#[derive(Clone)]
pub(super) struct Loaded {
    pub(super) id: ImportId,
    pub(super) name: String,
    pub(super) bytes: Arc<Vec<u8>>,
    pub(super) read: ReadOptions,
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
            fault: RwSignal::new(None),
            generation: StoredValue::new(0),
            running: RwSignal::new(false),
            runs: RwSignal::new(Vec::new()),
        }
    }

    /// Reads a file and guesses what it is.
    pub(super) fn add(self, name: String, bytes: Vec<u8>) {
        let read_options = ReadOptions::default();
        match read(&bytes, read_options) {
            Ok(table) => {
                let kind = guess::kinds(&name, &table)
                    .first()
                    .map_or(ImportKind::Accounts, |best| best.0);
                let mut file = Loaded {
                    id: ImportId(new_uuid()),
                    name,
                    bytes: Arc::new(bytes),
                    read: read_options,
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
                match read(&file.bytes, options) {
                    Ok(table) => {
                        file.read = options;
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

async fn existing(
    files: &[Loaded],
    settings: &Settings,
) -> Result<BTreeMap<ImportKind, Existing>, Fault> {
    let mut all: BTreeMap<ImportKind, Existing> = BTreeMap::new();
    for file in files {
        let known = all.entry(file.mapping.kind).or_default();
        for wanted in record_keys(&file.table, &file.mapping).questions() {
            let request = FindExisting {
                kind: file.mapping.kind,
                source: settings.source.clone(),
                currency: settings.currency,
                wanted,
            };
            let found = api::existing(request).await?;
            known.keys.extend(found.keys);
            known.records.extend(found.records);
        }
    }
    Ok(all)
}

/// Sends each file's text in parts, then starts.
async fn send(files: &[Loaded], settings: Settings) -> Result<Vec<ImportView>, Fault> {
    let mut request = StartImport {
        files: Vec::new(),
        settings,
    };
    for file in files {
        let upload = ImportId(new_uuid());
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
            let text = head.to_owned();
            api::upload(UploadPart { upload, part, text }).await?;
            part += 1;
            rest = tail;
        }
        request.files.push(ImportFile {
            upload,
            name: file.name.clone(),
            read: file.read,
            mapping: file.mapping.clone(),
        });
    }
    api::start(request).await
}

/// Waits without keeping the page busy.
async fn pause(ms: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
        }
    });
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}
