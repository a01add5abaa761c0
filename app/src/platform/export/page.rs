//! The page: what an export is, the button, how far the one under way is, those there were.

use super::api;
use super::list::List;
use crate::boot::use_lang;
use crate::call::Fault;
use crate::live;
use crate::platform::admin::{Loaded, Section};
use crate::platform::imports::pause;
use i18n::{Key, integer, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::Lang;
use shared::kernel::event::Entity;
use shared::platform::export::ops::{CancelExport, ReadExports, StartExport};
use shared::platform::export::{ExportState, ExportView, Part};
use ui::{Button, Card, Glyph, Progress, Toaster, Variant, use_toaster};
use uuid::Uuid;

/// How often an export under way is looked at.
const LOOK_MS: i32 = 1_000;

/// `/admin/export`.
#[component]
pub fn ExportPage() -> impl IntoView {
    let loaded = Resource::new(|| (), |()| api::read(ReadExports {}));
    view! {
        <Section title=k::export::TITLE>
            <Loaded loaded lines=8 let(all)><Exports all /></Loaded>
        </Section>
    }
    .into_any()
}

/// What the page knows. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub lang: Lang,
    pub toaster: Toaster,
    /// The exports, the latest first.
    pub all: RwSignal<Vec<ExportView>>,
    /// Something was asked and is not answered yet.
    busy: RwSignal<bool>,
    /// The export under way is being followed.
    following: RwSignal<bool>,
}

impl Desk {
    /// Shows an answer; its text when there was something to say.
    pub(super) fn settle(self, answer: Result<Vec<ExportView>, Fault>, said: Key) {
        match answer {
            Ok(all) => {
                let _ = self.all.try_set(all);
                self.toaster.success(t(self.lang, said));
                self.follow();
            }
            Err(fault) => {
                self.toaster.problem(problem_text(self.lang, &fault.0));
                self.read_again();
            }
        }
    }

    fn read_again(self) {
        spawn_local(async move {
            if let Ok(all) = api::read(ReadExports {}).await {
                let _ = self.all.try_set(all);
                self.follow();
            }
        });
    }

    fn start(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let answer = api::start(StartExport {}).await;
            let _ = self.busy.try_set(false);
            self.settle(answer, k::export::STARTED);
        });
    }

    fn cancel(self, id: Uuid) {
        spawn_local(async move {
            let answer = api::cancel(CancelExport { id }).await;
            self.settle(answer, k::export::CANCELLED);
        });
    }

    /// Looks at the export under way until it ends or the page is left.
    fn follow(self) {
        if self.following.try_get_untracked() != Some(false) || !self.has_running() {
            return;
        }
        let _ = self.following.try_set(true);
        spawn_local(async move {
            while self.has_running() {
                pause(LOOK_MS).await;
                match api::read(ReadExports {}).await {
                    Ok(all) => {
                        let _ = self.all.try_set(all);
                    }
                    Err(_) => break,
                }
            }
            let _ = self.following.try_set(false);
        });
    }

    fn has_running(self) -> bool {
        let running = |all: &Vec<ExportView>| running(all).is_some();
        self.all.try_with_untracked(running).unwrap_or(false)
    }
}

fn running(all: &[ExportView]) -> Option<&ExportView> {
    all.iter().find(|one| one.state == ExportState::Running)
}

#[component]
fn Exports(all: Vec<ExportView>) -> impl IntoView {
    let lang = use_lang();
    let desk = Desk {
        lang,
        toaster: use_toaster(),
        all: RwSignal::new(all),
        busy: RwSignal::new(false),
        following: RwSignal::new(false),
    };
    Effect::new(move |_| desk.follow());
    live::on_event(move |event| {
        if event.is_none_or(|event| event.entity == Entity::Export) {
            desk.read_again();
        }
    });
    let under_way = Memo::new(move |_| desk.all.with(|all| running(all).cloned()));
    let stops = Memo::new(move |_| under_way.with(Option::is_some));
    view! {
        <Card id="export-new" title=t(lang, k::export::NEW)>
            <div class="stack-sm">
                <p>{t(lang, k::export::INTRO)}</p>
                <p class="muted small">{t(lang, k::export::NEW_HINT)}</p>
                <div class="cluster">
                    <Button
                        label=t(lang, k::export::START)
                        icon=Glyph::Download
                        variant=Variant::Primary
                        busy=desk.busy
                        disabled=stops
                        on_press=Callback::new(move |()| desk.start())
                    />
                </div>
                <Show when=move || stops.get()>{under_way_view(desk, under_way)}</Show>
            </div>
        </Card>
        <List desk />
        <p class="notice tone-warning">{t(lang, k::export::PERSONAL)}</p>
    }
}

/// How far the export under way is, and the way to stop it.
fn under_way_view(desk: Desk, under_way: Memo<Option<ExportView>>) -> AnyView {
    let lang = desk.lang;
    let share = move || under_way.with(|one| one.as_ref().and_then(share_of));
    let text = move || under_way.with(|one| one.as_ref().map(|one| told(lang, one)));
    let cancel = Callback::new(move |()| {
        if let Some(id) = under_way.with_untracked(|one| one.as_ref().map(|one| one.id)) {
            desk.cancel(id);
        }
    });
    view! {
        <div class="stack-xs" id="export-progress">
            <Progress label=t(lang, k::export::PROGRESS) done=Signal::derive(share) />
            <p class="small" role="status">{text}</p>
            <div class="cluster">
                <Button label=t(lang, k::export::CANCEL) icon=Glyph::XCircle on_press=cancel />
            </div>
        </div>
    }
    .into_any()
}

/// In hundredths; unknown before the records are counted.
fn share_of(one: &ExportView) -> Option<f64> {
    let percent = u8::try_from(one.percent()).unwrap_or(100);
    (one.total > 0).then(|| f64::from(percent))
}

fn told(lang: Lang, one: &ExportView) -> String {
    let part = Key::by_name(&format!("export.part.{}", Part::of(&one.table).code()));
    let part = part.map_or("", |key| t(lang, key));
    let (done, total) = (integer(lang, one.done), integer(lang, one.total));
    tf(
        lang,
        k::export::ROWS,
        &[("done", &done), ("total", &total), ("part", &part)],
    )
}
