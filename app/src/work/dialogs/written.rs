//! What both forms share: what is written is checked, sent once, and put beside what somebody else saved
//! meanwhile; who may only read sees the boxes and sends nothing.

use super::opener::Told;
use super::other_errors;
use crate::boot::use_lang;
use crate::call::Fault;
use i18n::{Key, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;
use shared::kernel::{Issue, Lang, Named, ProblemKind, UserId};
use shared::work::activities::ActivityView;
use shared::work::tasks::TaskView;
use ui::{Button, Glyph, Tell, Toaster, Variant, use_toaster};

/// What such a form writes.
pub(super) trait WorkRecord: Clone + DeserializeOwned + Send + Sync + 'static {
    fn owner(&self) -> &Named<UserId>;
    fn may_edit(&self) -> bool;
}

impl WorkRecord for TaskView {
    fn owner(&self) -> &Named<UserId> {
        &self.owner
    }
    fn may_edit(&self) -> bool {
        self.may_edit
    }
}

impl WorkRecord for ActivityView {
    fn owner(&self) -> &Named<UserId> {
        &self.owner
    }
    fn may_edit(&self) -> bool {
        self.may_edit
    }
}

/// A record that is being written. Cheap to copy.
pub(super) struct Written<T: 'static> {
    pub(super) issues: RwSignal<Vec<Issue>>,
    /// As it was when the form opened, or as somebody else left it; `None` for a new one.
    pub(super) known: StoredValue<Option<T>>,
    busy: RwSignal<bool>,
    /// Set when somebody else saved it meanwhile: theirs, until the person decides.
    theirs: RwSignal<Option<T>>,
    /// One may see more than one may change: then the boxes show, and nothing can be sent.
    locked: bool,
    told: Told<T>,
    lang: Lang,
    toaster: Toaster,
}

impl<T: 'static> Clone for Written<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: 'static> Copy for Written<T> {}

impl<T: WorkRecord> Written<T> {
    pub(super) fn new(record: Option<T>, told: Told<T>) -> Self {
        Self {
            issues: RwSignal::new(Vec::new()),
            locked: record.as_ref().is_some_and(|record| !record.may_edit()),
            known: StoredValue::new(record),
            busy: RwSignal::new(false),
            theirs: RwSignal::new(None),
            told,
            lang: use_lang(),
            toaster: use_toaster(),
        }
    }

    /// Whether nothing can be sent now.
    pub(super) fn rests(self) -> bool {
        self.locked || self.busy.get_untracked()
    }

    /// Shows the findings of a rule; says whether there were none.
    pub(super) fn check(self, issues: Vec<Issue>) -> bool {
        let fine = issues.is_empty();
        self.issues.set(issues);
        fine
    }

    /// Waits for the record as saved; a conflict asks whose shall stay.
    pub(super) fn send(self, answer: impl Future<Output = Result<T, Fault>> + 'static) {
        self.busy.set(true);
        spawn_local(async move {
            let answer = answer.await;
            // The form may have been closed meanwhile, and the page left.
            let _ = self.busy.try_set(false);
            match answer {
                Ok(record) => self.told.saved.tell(record),
                Err(Fault(problem)) if problem.kind == ProblemKind::Conflict => {
                    let current = problem.current.as_deref();
                    let theirs = current.and_then(|text| serde_json::from_str(text).ok());
                    let _ = self.theirs.try_set(theirs);
                }
                Err(Fault(problem)) if !problem.issues.is_empty() => {
                    let _ = self.issues.try_set(problem.issues);
                }
                Err(Fault(problem)) => self.toaster.problem(problem_text(self.lang, &problem)),
            }
        });
    }

    /// Saves one's own over what somebody else saved.
    fn keep_mine(self, save: impl Fn()) {
        if let Some(record) = self.theirs.get_untracked() {
            self.known.set_value(Some(record));
            self.theirs.set(None);
            save();
        }
    }

    fn take_theirs(self) {
        if let Some(record) = self.theirs.get_untracked() {
            self.told.saved.tell(record);
        }
    }
}

/// The form around the boxes, and the buttons below it.
#[component]
pub(super) fn WrittenForm<T, F>(
    id: &'static str,
    /// What the boxes are together.
    legend: Key,
    written: Written<T>,
    /// The fields whose findings stand beside a box.
    shown: &'static [&'static str],
    save: F,
    /// A button beside those of every form.
    #[prop(optional)]
    beside: Option<AnyView>,
    children: Children,
) -> impl IntoView
where
    T: WorkRecord,
    F: Fn() + Copy + Send + Sync + 'static,
{
    let Written {
        issues,
        known,
        theirs,
        locked,
        lang,
        ..
    } = written;
    let whose = known
        .with_value(|known| known.as_ref().map(|record| record.owner().name.clone()))
        .filter(|_| locked);
    let others = move || other_errors(lang, issues, shown);
    view! {
        <form
            novalidate
            class="dialog-body form"
            id=id
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            {whose
                .map(|name| {
                    let text = tf(lang, k::work::READ_ONLY, &[("name", &name)]);
                    view! { <p class="notice tone-info">{text}</p> }
                })}
            <fieldset class="form" disabled=locked>
                <legend class="visually-hidden">{t(lang, legend)}</legend>
                <Show when=move || theirs.with(Option::is_some)>{clash(written, save)}</Show>
                {children()}
                <p class="field-error" role="alert" hidden=move || others().is_empty()>
                    {others}
                </p>
            </fieldset>
        </form>
        {buttons(written, save, beside)}
    }
}

/// Somebody else saved it meanwhile: one's own is kept, or theirs taken.
fn clash<T, F>(written: Written<T>, save: F) -> AnyView
where
    T: WorkRecord,
    F: Fn() + Copy + Send + Sync + 'static,
{
    let lang = written.lang;
    let mine = Callback::new(move |()| written.keep_mine(save));
    let theirs = Callback::new(move |()| written.take_theirs());
    view! {
        <div class="notice tone-warning" role="alert">
            <p>{t(lang, k::work::CHANGED_MEANWHILE)}</p>
            <div class="cluster">
                <Button label=t(lang, k::work::KEEP_MINE) on_press=mine />
                <Button label=t(lang, k::work::TAKE_THEIRS) on_press=theirs />
            </div>
        </div>
    }
    .into_any()
}

/// The buttons below the form.
fn buttons<T, F>(written: Written<T>, save: F, beside: Option<AnyView>) -> AnyView
where
    T: WorkRecord,
    F: Fn() + Copy + Send + Sync + 'static,
{
    let Written {
        lang,
        known,
        busy,
        locked,
        told,
        ..
    } = written;
    let deletable = !locked && known.with_value(Option::is_some);
    let delete = told.delete.filter(|_| deletable).map(|delete| {
        let press = Callback::new(move |()| {
            if let Some(record) = known.get_value() {
                delete.tell(record);
            }
        });
        view! { <Button label=t(lang, k::ui::DELETE) variant=Variant::Ghost icon=Glyph::Trash on_press=press /> }
    });
    let ends = if locked {
        view! { <Button label=t(lang, k::ui::CLOSE) on_press=told.left /> }.into_any()
    } else {
        let press = Callback::new(move |()| save());
        view! {
            <Button label=t(lang, k::ui::CANCEL) on_press=told.left />
            <Button label=t(lang, k::ui::SAVE) variant=Variant::Primary busy=busy on_press=press />
        }
        .into_any()
    };
    view! {
        <footer class="dialog-footer">
            {delete}
            {beside}
            <span class="push"></span>
            {ends}
        </footer>
    }
    .into_any()
}
