//! What is being edited, and what the check says about it.

use crate::boot::{new_uuid, now};
use crate::cpq::models::api;
use crate::cpq::models::errands::{self, Heard, Lane};
use i18n::{k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::models::guide::finder::{Finder, Offer};
use shared::cpq::models::guide::{Question, validate_guide};
use shared::cpq::models::ops::{FinderView, ModelDesk, PublishModel, SaveFinder, SaveModel};
use shared::cpq::models::{
    CheckLimits, CheckProgress, Engine, Errand, ModelCheck, ModelContent, ModelDraft, ModelFinding,
    ModelState, News, ProductModel, Task,
};
use shared::kernel::{Currency, Instant, Issue, Lang, LocalText, ProductId, ProductModelId};
use std::sync::Arc;
use std::time::Duration;
use ui::{Tell, Toaster, use_toaster};

/// How long after the last keystroke the model is checked.
const PAUSE: Duration = Duration::from_millis(250);
/// How long a check goes on before the page may answer, in milliseconds.
const TURN: i64 = 8;
/// Steps of the solver between two looks at the clock: about two milliseconds.
const STEPS: u64 = 20_000;
/// How long a check may take before it is said how far it is, in milliseconds.
const PATIENCE: i64 = 400;

/// The check under way.
#[derive(Default)]
enum Running {
    /// There is none.
    #[default]
    None,
    /// On the page, in turns.
    Here(Box<ModelCheck>),
    /// Beside it; what it has found so far.
    Beside(Vec<ModelFinding>),
}

/// What the check found, and the engine when the model can be configured.
#[derive(Clone)]
pub struct Checked {
    pub findings: Vec<ModelFinding>,
    pub engine: Option<Arc<Engine>>,
    /// Of the finder's questions.
    pub finder: Option<Arc<Finder>>,
}

/// Handles only; copied freely.
#[derive(Clone, Copy)]
pub struct Studio {
    pub lang: Lang,
    /// As it was read.
    pub desk: StoredValue<ModelDesk>,
    /// What is written now.
    pub draft: RwSignal<ModelDraft>,
    /// Grows when rows come or go, so that lists are drawn again.
    pub shape: RwSignal<u32>,
    /// Whether anything can be changed.
    pub editable: bool,
    /// Whether something is not saved.
    pub dirty: RwSignal<bool>,
    /// What the last check found; `None` before the first.
    pub checked: RwSignal<Option<Checked>>,
    /// On its way to the server.
    pub busy: RwSignal<bool>,
    pub toaster: Toaster,
    /// Whether the preview asks the guide's questions.
    pub asking: RwSignal<bool>,
    /// The catalogue, when it is the finder's questions that are written.
    pub offers: StoredValue<Option<Arc<Vec<Offer>>>>,
    /// How far the check is that is under way, once it takes a while.
    pub progress: RwSignal<Option<CheckProgress>>,
    version: StoredValue<(ProductModelId, i64)>,
    turn: StoredValue<u32>,
    /// The check under way.
    running: StoredValue<Running>,
    reload: Callback<()>,
}

impl Studio {
    pub fn new(lang: Lang, desk: ModelDesk, may_edit: bool, reload: Callback<()>) -> Option<Self> {
        let model = desk.model.clone()?;
        Some(Self {
            lang,
            editable: may_edit && model.state == ModelState::Draft,
            draft: RwSignal::new(model.draft),
            version: StoredValue::new((model.id, model.version)),
            desk: StoredValue::new(desk),
            shape: RwSignal::new(0),
            dirty: RwSignal::new(false),
            checked: RwSignal::new(None),
            busy: RwSignal::new(false),
            toaster: use_toaster(),
            asking: RwSignal::new(false),
            offers: StoredValue::new(None),
            turn: StoredValue::new(0),
            progress: RwSignal::new(None),
            running: StoredValue::new(Running::None),
            reload,
        })
    }

    /// The questions of the finder, edited like those of a model.
    pub fn of_finder(lang: Lang, view: FinderView, reload: Callback<()>) -> Self {
        let draft = ModelDraft {
            content: ModelContent {
                guide: view.guide,
                ..ModelContent::default()
            },
            ..ModelDraft::default()
        };
        let desk = ModelDesk {
            product_id: ProductId(uuid::Uuid::nil()),
            sku: String::new(),
            name: LocalText::default(),
            versions: Vec::new(),
            model: None,
        };
        Self {
            lang,
            editable: true,
            draft: RwSignal::new(draft),
            version: StoredValue::new((ProductModelId(uuid::Uuid::nil()), view.version)),
            desk: StoredValue::new(desk),
            shape: RwSignal::new(0),
            dirty: RwSignal::new(false),
            checked: RwSignal::new(None),
            busy: RwSignal::new(false),
            toaster: use_toaster(),
            asking: RwSignal::new(true),
            offers: StoredValue::new(Some(Arc::new(view.offers))),
            turn: StoredValue::new(0),
            progress: RwSignal::new(None),
            running: StoredValue::new(Running::None),
            reload,
        }
    }

    /// Changes what is written; checked after a pause.
    pub fn edit(&self, change: impl FnOnce(&mut ModelContent)) {
        self.draft.update(|draft| change(&mut draft.content));
        self.dirty.set(true);
        self.check_soon();
    }

    /// The same when rows come or go.
    pub fn reshape(&self, change: impl FnOnce(&mut ModelContent)) {
        self.edit(change);
        self.shape.update(|shape| *shape += 1);
    }

    /// Checks after a pause, unless something changes before.
    pub fn check_soon(self) {
        // Ends a check under way, too: it is about what was written before.
        self.turn.update_value(|turn| *turn += 1);
        self.halt();
        let mine = self.turn.get_value();
        set_timeout(
            move || {
                if self.turn.try_get_value() == Some(mine) {
                    self.check();
                }
            },
            PAUSE,
        );
    }

    /// Checks now, as much as while somebody types.
    pub fn check(&self) {
        self.check_within(CheckLimits::LIVE);
    }

    /// Checks to the end, however long it takes.
    pub fn check_fully(&self) {
        self.check_within(CheckLimits::FULL);
    }

    /// What is written next, or another check, ends it. That of a long model is done beside the page.
    fn check_within(&self, limits: CheckLimits) {
        let content = self.draft.with_untracked(|draft| draft.content.clone());
        self.turn.update_value(|turn| *turn += 1);
        self.halt();
        if let Some(offers) = self.offers.get_value() {
            self.checked.set(Some(check_finder(&offers, content.guide)));
        } else if errands::is_long(&content) {
            self.check_beside(content, limits);
        } else {
            self.check_here(content, limits);
        }
    }

    /// Forgets the check under way.
    fn halt(&self) {
        errands::give_up(Lane::Model);
        self.running.set_value(Running::None);
        self.progress.set(None);
    }

    fn check_beside(self, content: ModelContent, limits: CheckLimits) {
        let (mine, since) = (self.turn.get_value(), now());
        self.running.set_value(Running::Beside(Vec::new()));
        let errand = Errand {
            content: content.clone(),
            guided: false,
            choices: Vec::new(),
            task: Task::Check(limits),
            steps: limits.steps,
        };
        errands::send(Lane::Model, &errand, move |heard| {
            if self.turn.try_get_value() != Some(mine) {
                // The page is gone: nobody waits for the rest.
                errands::give_up(Lane::Model);
                return;
            }
            match heard {
                Heard::News(News::Underway { progress, so_far }, _) => {
                    self.running.set_value(Running::Beside(so_far));
                    self.show_progress(progress, since);
                }
                Heard::News(News::Checked { findings, guided }, bytes) => {
                    let load = |bytes: Vec<u8>| {
                        Engine::load(Arc::new(content.clone()), guided, &bytes).ok()
                    };
                    self.found(findings, bytes.and_then(load).map(Arc::new));
                }
                Heard::News(..) | Heard::NoWorker => self.check_here(content.clone(), limits),
            }
        });
    }

    /// A check on the page goes on in turns of some milliseconds, so that the page answers between them.
    fn check_here(self, content: ModelContent, limits: CheckLimits) {
        let check = ModelCheck::new(Arc::new(content), limits);
        self.running.set_value(Running::Here(Box::new(check)));
        self.go_on(self.turn.get_value(), now());
    }

    fn show_progress(&self, progress: CheckProgress, since: Instant) {
        if now().0 - since.0 > PATIENCE {
            self.progress.set(Some(progress));
        }
    }

    /// A turn of the check; its number tells whether it is still the one that is wanted.
    fn go_on(self, mine: u32, since: Instant) {
        if self.turn.try_get_value() != Some(mine) {
            return;
        }
        let begun = now();
        loop {
            let progress = self.running.try_update_value(|running| match running {
                Running::Here(check) => check.turn(STEPS),
                _ => None,
            });
            let Some(progress) = progress.flatten() else {
                self.end_check();
                return;
            };
            self.show_progress(progress, since);
            if now().0 - begun.0 >= TURN {
                break;
            }
        }
        set_timeout(move || self.go_on(mine, since), Duration::ZERO);
    }

    /// Takes what the check under way found, to its end or so far.
    pub fn end_check(&self) {
        let running = self.running.try_update_value(std::mem::take);
        match running.unwrap_or_default() {
            Running::None => {}
            Running::Here(check) => {
                let (findings, engine) = check.finish();
                self.found(findings, engine);
            }
            Running::Beside(mut findings) => {
                errands::give_up(Lane::Model);
                findings.push(ModelFinding::Unfinished);
                let content = self.draft.with_untracked(|draft| draft.content.clone());
                let engine = Engine::build(Arc::new(content)).ok();
                self.found(findings, engine.map(Arc::new));
            }
        }
    }

    fn found(&self, findings: Vec<ModelFinding>, engine: Option<Arc<Engine>>) {
        self.turn.update_value(|turn| *turn += 1);
        self.running.set_value(Running::None);
        self.progress.set(None);
        self.checked.set(Some(Checked {
            findings,
            engine,
            finder: None,
        }));
    }

    /// Findings about a field (or below it) that were in the last check.
    pub fn issues_at(&self, field: &str) -> Vec<Issue> {
        self.checked.with(|checked| {
            let findings = checked.as_ref().map(|checked| checked.findings.as_slice());
            findings
                .unwrap_or_default()
                .iter()
                .filter_map(|finding| match finding {
                    ModelFinding::Wrong(issue) if issue.field.as_deref() == Some(field) => {
                        Some(issue.clone())
                    }
                    _ => None,
                })
                .collect()
        })
    }

    async fn save_now(self) -> Option<ProductModel> {
        let (id, version) = self.version.get_value();
        let request = SaveModel {
            id,
            product_id: self.desk.with_value(|desk| desk.product_id),
            version,
            draft: self.draft.get_untracked(),
        };
        match api::save_model(request).await {
            Ok(saved) => {
                let _ = self
                    .version
                    .try_update_value(|of| *of = (saved.id, saved.version));
                self.dirty.try_set(false);
                Some(saved)
            }
            Err(fault) => {
                self.toaster.problem(problem_text(self.lang, &fault.0));
                None
            }
        }
    }

    /// Saves the questions of the finder.
    pub fn save_finder(self) {
        self.busy.set(true);
        spawn_local(async move {
            let (id, version) = self.version.get_value();
            let guide = self
                .draft
                .with_untracked(|draft| draft.content.guide.clone());
            match api::save_finder(SaveFinder { version, guide }).await {
                Ok(saved) => {
                    let _ = self
                        .version
                        .try_update_value(|of| *of = (id, saved.version));
                    self.dirty.try_set(false);
                    self.toaster.success(t(self.lang, k::models::find::SAVED));
                }
                Err(fault) => self.toaster.problem(problem_text(self.lang, &fault.0)),
            }
            self.busy.try_set(false);
        });
    }

    /// Saves the draft.
    pub fn save(self) {
        self.busy.set(true);
        spawn_local(async move {
            if self.save_now().await.is_some() {
                self.toaster.success(t(self.lang, k::models::SAVED));
            }
            self.busy.try_set(false);
        });
    }

    /// Saves and publishes.
    pub fn publish(self) {
        self.busy.set(true);
        spawn_local(async move {
            let saved = if self.dirty.get_untracked() {
                self.save_now().await.map(|saved| (saved.id, saved.version))
            } else {
                Some(self.version.get_value())
            };
            if let Some((id, version)) = saved {
                match api::publish_model(PublishModel { id, version }).await {
                    Ok(model) => {
                        let number = model.number;
                        self.toaster.success(tf(
                            self.lang,
                            k::models::PUBLISHED,
                            &[("number", &number)],
                        ));
                        self.reload.tell(());
                    }
                    Err(fault) => self.toaster.problem(problem_text(self.lang, &fault.0)),
                }
            }
            self.busy.try_set(false);
        });
    }

    /// Id and version of what is shown.
    pub fn version(&self) -> (ProductModelId, i64) {
        self.version.get_value()
    }

    /// Reads the page again.
    pub fn reload(&self) {
        self.reload.tell(());
    }
}

/// What is odd about the finder's questions.
fn check_finder(offers: &[Offer], guide: Vec<Question>) -> Checked {
    let wrong = validate_guide(&guide);
    let finder = Finder::new(offers.to_vec(), guide).map(Arc::new);
    let findings = match &finder {
        Some(finder) => finder.check(),
        None => wrong.into_iter().map(ModelFinding::Wrong).collect(),
    };
    Checked {
        findings,
        engine: None,
        finder,
    }
}

/// Makes the first or the next version of a product's model, from what is shown.
pub fn start(
    lang: Lang,
    desk: &ModelDesk,
    currency: Currency,
    toaster: Toaster,
    reload: Callback<()>,
) {
    let draft = desk
        .model
        .as_ref()
        .map(|model| ModelDraft {
            valid_from: None,
            valid_to: None,
            content: model.draft.content.clone(),
        })
        .unwrap_or_else(|| ModelDraft {
            content: ModelContent {
                currency,
                ..ModelContent::default()
            },
            ..ModelDraft::default()
        });
    let request = SaveModel {
        id: ProductModelId(new_uuid()),
        product_id: desk.product_id,
        version: 0,
        draft,
    };
    spawn_local(async move {
        match api::save_model(request).await {
            Ok(_) => reload.tell(()),
            Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
        }
    });
}
