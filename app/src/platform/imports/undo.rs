//! Taking an import back: what was touched since is shown before anybody decides.

use super::{api, words};
use crate::boot::{use_lang, use_session};
use crate::call::Fault;
use i18n::{date_time, integer, k, problem_text, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::Lang;
use shared::platform::imports::ops::{ImportView, PreviewUndo, UndoImport};
use shared::platform::imports::undo::{Since, Touched, UndoChoice, UndoCounts, UndoPreview};
use std::collections::BTreeSet;
use ui::{
    Badge, Button, Checkbox, Dialog, Glyph, Skeleton, Switch, Tell, Toaster, Tone, Variant,
    use_toaster,
};
use uuid::Uuid;

/// What became, or would become, of the records.
pub(super) fn counted(lang: Lang, counts: UndoCounts) -> String {
    [
        (k::imports::UNDO_REMOVED, counts.removed),
        (k::imports::UNDO_RESTORED, counts.restored),
        (k::imports::UNDO_KEPT, counts.kept),
        (k::imports::UNDO_GONE, counts.gone),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(key, count)| format!("{} {}", t(lang, key), integer(lang, count)))
    .collect::<Vec<_>>()
    .join(" · ")
}

/// What is asked before an import is taken back, and what is decided.
#[derive(Clone, Copy)]
struct Asked {
    open: RwSignal<bool>,
    preview: RwSignal<Option<UndoPreview>>,
    refusal: RwSignal<Option<String>>,
    /// Records that go back although they were touched since.
    also: RwSignal<BTreeSet<Uuid>>,
    all: RwSignal<bool>,
    busy: RwSignal<bool>,
    lang: Lang,
    toaster: Toaster,
}

impl Asked {
    fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            preview: RwSignal::new(None),
            refusal: RwSignal::new(None),
            also: RwSignal::new(BTreeSet::new()),
            all: RwSignal::new(false),
            busy: RwSignal::new(false),
            lang: use_lang(),
            toaster: use_toaster(),
        }
    }

    /// Opens the dialog, and looks what would become of the records.
    fn begin(self, run: &ImportView) {
        self.preview.set(None);
        self.refusal.set(None);
        self.also.set(BTreeSet::new());
        self.all.set(false);
        self.open.set(true);
        let id = run.id;
        spawn_local(async move {
            match api::preview_undo(PreviewUndo { id }).await {
                Ok(found) => {
                    let _ = self.preview.try_set(Some(found));
                }
                Err(fault) => self.refused(&fault),
            }
        });
    }

    /// Takes the import back as it was decided; `done` is told.
    fn undo(self, run: &ImportView, done: Callback<ImportView>) {
        self.busy.set(true);
        self.refusal.set(None);
        let id = run.id;
        spawn_local(async move {
            let choice = UndoChoice {
                all: self.all.get_untracked(),
                also: self.also.get_untracked(),
            };
            let answer = api::undo(UndoImport { id, choice }).await;
            let _ = self.busy.try_set(false);
            match answer {
                Ok(view) => {
                    let _ = self.open.try_set(false);
                    let counts = view.undone.as_ref().map(|undone| undone.counts);
                    let text = counted(self.lang, counts.unwrap_or_default());
                    let told = tf(self.lang, k::imports::UNDONE_TOLD, &[("counts", &text)]);
                    self.toaster.success(told);
                    done.tell(view);
                }
                Err(fault) => self.refused(&fault),
            }
        });
    }

    fn refused(self, fault: &Fault) {
        let _ = self
            .refusal
            .try_set(Some(problem_text(self.lang, &fault.0)));
    }
}

/// The dialog for the import in `target`; the list is told what became of it.
#[component]
pub(super) fn UndoDialog(
    target: RwSignal<Option<ImportView>>,
    done: Callback<ImportView>,
) -> impl IntoView {
    let asked = Asked::new();
    let Asked {
        open,
        preview,
        refusal,
        also,
        all,
        busy,
        lang,
        ..
    } = asked;
    Effect::new(move |_| {
        if let Some(run) = target.get() {
            asked.begin(&run);
        }
    });
    let undo = move |()| {
        if let Some(run) = target.get_untracked() {
            asked.undo(&run, done);
        }
    };
    let title = Signal::derive(move || {
        target.with(|run| {
            run.as_ref().map_or_else(
                || t(lang, k::imports::UNDO).to_owned(),
                |run| tf(lang, k::imports::UNDO_TITLE, &[("file", &run.file)]),
            )
        })
    });
    let nothing = Signal::derive(move || preview.with(Option::is_none));
    view! {
        <Dialog
            id="undo-import"
            title
            open
            wide=true
            close_label=t(lang, k::ui::CLOSE)
            on_close=Callback::new(move |()| target.set(None))
        >
            <div class="dialog-body stack-sm">
                <p class="notice tone-danger" role="alert" hidden=move || refusal.with(Option::is_none)>
                    {move || refusal.get()}
                </p>
                {move || match preview.get() {
                    Some(found) => view! { <Found found also all /> }.into_any(),
                    None if refusal.with(Option::is_none) => {
                        view! { <Skeleton label=t(lang, k::ui::LOADING) lines=4 /> }.into_any()
                    }
                    None => ().into_any(),
                }}
            </div>
            <footer class="dialog-footer">
                <Button label=t(lang, k::imports::CANCEL) on_press=Callback::new(move |()| open.set(false)) />
                <Button
                    label=t(lang, k::imports::UNDO)
                    icon=Glyph::Undo
                    variant=Variant::Danger
                    busy
                    disabled=nothing
                    on_press=Callback::new(undo)
                />
            </footer>
        </Dialog>
    }
}

#[component]
fn Found(found: UndoPreview, also: RwSignal<BTreeSet<Uuid>>, all: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    let counts = found.counts;
    let lines = [
        (k::imports::UNDO_WILL_REMOVE, counts.removed),
        (k::imports::UNDO_WILL_RESTORE, counts.restored),
        (k::imports::UNDO_WILL_LEAVE, counts.gone),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(key, count)| view! { <li>{tn(lang, key, count, &[])}</li> })
    .collect_view();
    let named = i64::try_from(found.touched.len()).unwrap_or(i64::MAX);
    let beyond = counts.kept - named;
    let touched = (counts.kept > 0).then(|| {
        let rows = found
            .touched
            .into_iter()
            .map(|one| view! { <TouchedRow one also all /> })
            .collect_view();
        view! {
            <div class="stack-sm">
                <p>{tn(lang, k::imports::UNDO_TOUCHED, counts.kept, &[])}</p>
                <Switch id="undo-all" label=t(lang, k::imports::UNDO_ALL) on=all />
                <ul class="undo-touched" tabindex="0" aria-label=t(lang, k::imports::UNDO_TOUCHED_LIST)>{rows}</ul>
                {(beyond > 0).then(|| view! { <p class="muted small">{tn(lang, k::imports::UNDO_BEYOND, beyond, &[])}</p> })}
            </div>
        }
    });
    view! {
        <div class="stack-sm">
            <ul class="undo-effects">{lines}</ul>
            {touched}
            <p class="muted small">{t(lang, k::imports::UNDO_HINT)}</p>
        </div>
    }
}

#[component]
fn TouchedRow(one: Touched, also: RwSignal<BTreeSet<Uuid>>, all: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    let id = one.id;
    let checked = RwSignal::new(false);
    let zone = use_session().actor.zone;
    let who = one.at.map(|at| {
        let when = date_time(lang, zone.local(at));
        let by = if one.by.is_empty() {
            t(lang, k::imports::SOMEBODY).to_owned()
        } else {
            one.by.clone()
        };
        tf(lang, k::imports::UNDO_WHO, &[("who", &by), ("when", &when)])
    });
    let (tone, glyph) = match one.since {
        Since::Used => (Tone::Info, Glyph::Link),
        _ => (Tone::Warning, Glyph::Edit),
    };
    let label = tf(lang, k::imports::UNDO_ALSO, &[("name", &one.name)]);
    view! {
        <li class="undo-row">
            <Checkbox
                id=format!("undo-{id}")
                label
                bare=true
                checked
                disabled=all
                on_change=Callback::new(move |on: bool| {
                    also.update(|also| {
                        if on {
                            also.insert(id);
                        } else {
                            also.remove(&id);
                        }
                    });
                })
            />
            <span class="undo-name">{one.name}</span>
            <Badge text=words::since(lang, one.since) tone icon=glyph />
            <span class="small muted">{who}</span>
        </li>
    }
}
