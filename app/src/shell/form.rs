//! The findings of a form, each beside its field, and the one line for everything else.

use crate::boot::use_lang;
use crate::call::Fault;
use i18n::{Key, issue_line, issue_text, problem_text, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{Issue, Lang, LocalText, ProblemKind};
use ui::{TextArea, TextInput};

/// What the server (or the same rule in the browser) said of a form.
#[derive(Clone, Copy)]
pub struct Findings {
    lang: Lang,
    issues: RwSignal<Vec<Issue>>,
    general: RwSignal<Option<String>>,
}

/// No findings yet.
#[must_use]
pub fn use_findings() -> Findings {
    Findings {
        lang: use_lang(),
        issues: RwSignal::new(Vec::new()),
        general: RwSignal::new(None),
    }
}

impl Findings {
    /// Forgets everything, before another try.
    pub fn clear(self) {
        self.issues.set(Vec::new());
        self.general.set(None);
    }

    /// Shows the findings of a rule; says whether there were none.
    pub fn check(self, issues: Vec<Issue>) -> bool {
        let fine = issues.is_empty();
        self.issues.set(issues);
        self.general.set(None);
        fine
    }

    /// Shows a refusal: its findings by field, or its one sentence.
    /// An answer may come after the form was closed: then nobody is told.
    pub fn refuse(self, fault: &Fault) {
        // What the whole server cannot do now is said once, and of no field.
        let issues = match fault.0.kind {
            ProblemKind::Unavailable => Vec::new(),
            _ => fault.0.issues.clone(),
        };
        let _ = self.issues.try_set(issues);
        let general = (fault.0.issues.is_empty() || fault.0.kind != ProblemKind::Invalid)
            .then(|| problem_text(self.lang, &fault.0));
        let _ = self.general.try_set(general);
    }

    /// Sends what was typed, unless it is on its way: `done` goes on with the answer, or what is wrong is said. The
    /// form may be gone by then.
    pub fn send<T: 'static>(
        self,
        busy: RwSignal<bool>,
        answer: impl Future<Output = Result<T, Fault>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = answer.await;
            let _ = busy.try_set(false);
            match answer {
                Ok(answer) => done(answer),
                Err(fault) => self.refuse(&fault),
            }
        });
    }

    /// The finding about `field`, for the field's `error`.
    #[must_use]
    pub fn of(self, field: &'static str) -> Signal<Option<String>> {
        error_of(self.lang, self.issues, field)
    }

    /// The same while it is typed, where `typed` holds what is found at every key: what is wrong now stands before
    /// what was said last. That something is still empty is said once somebody wanted to send it so, and until it
    /// is not.
    pub fn live<T>(
        self,
        field: &'static str,
        typed: Memo<(T, Vec<Issue>)>,
    ) -> Signal<Option<String>>
    where
        T: Send + Sync + 'static,
    {
        let said = self.of(field);
        Signal::derive(move || {
            let missing = issue_text(self.lang, &Issue::error("required", field));
            typed.with(|(_, issues)| {
                let mut own = issues
                    .iter()
                    .filter(|issue| issue.field.as_deref() == Some(field));
                let empty = own.clone().any(|issue| issue.code == "required");
                let wrong = own.find(|issue| issue.code != "required");
                let wrong = wrong.map(|issue| issue_text(self.lang, issue));
                wrong.or_else(|| said.get().filter(|text| empty || *text != missing))
            })
        })
    }

    /// What belongs to none of the `shown` fields: a sentence above the buttons.
    pub fn rest(self, shown: &'static [&'static str]) -> Signal<Option<String>> {
        Signal::derive(move || {
            let mut lines: Vec<String> = self.general.get().into_iter().collect();
            self.issues.with(|all| {
                lines.extend(
                    all.iter()
                        .filter(|issue| {
                            issue
                                .field
                                .as_deref()
                                .is_none_or(|field| !shown.contains(&field))
                        })
                        .map(|issue| issue_line(self.lang, issue)),
                );
            });
            (!lines.is_empty()).then(|| lines.join(" "))
        })
    }
}

/// The line of [`Findings::rest`].
#[component]
pub fn FormNotice(text: Signal<Option<String>>) -> impl IntoView {
    view! { <p class="notice tone-danger" role="alert" hidden=move || text.with(Option::is_none)>{move || text.get()}</p> }
}

/// The finding about `field` among `issues`, for the field's `error`.
#[must_use]
pub fn error_of(
    lang: Lang,
    issues: RwSignal<Vec<Issue>>,
    field: &'static str,
) -> Signal<Option<String>> {
    Signal::derive(move || {
        issues.with(|all| {
            all.iter()
                .find(|issue| issue.field.as_deref() == Some(field))
                .map(|issue| issue_text(lang, issue))
        })
    })
}

/// A text while it is typed in both languages.
#[derive(Clone, Copy)]
pub struct Bilingual {
    /// The English box.
    pub en: RwSignal<String>,
    /// The French box.
    pub fr: RwSignal<String>,
}

impl Bilingual {
    /// Begins with `text`.
    #[must_use]
    pub fn of(text: &LocalText) -> Self {
        Self {
            en: RwSignal::new(text.en.clone()),
            fr: RwSignal::new(text.fr.clone()),
        }
    }

    /// What is typed now, without the blanks around it.
    #[must_use]
    pub fn read(self) -> LocalText {
        let (en, fr) = (self.en.get(), self.fr.get());
        LocalText::new(en.trim(), fr.trim())
    }
}

/// What is typed in both languages stands in every form in the same order: that of the person first.
#[must_use]
pub fn own_language_first<T>(lang: Lang, en: T, fr: T) -> [T; 2] {
    match lang {
        Lang::En => [en, fr],
        Lang::Fr => [fr, en],
    }
}

/// The two boxes of a name; what is wrong with it stands at the first.
#[component]
pub fn BilingualInputs(
    /// Their ids end in `-fr` and `-en`.
    id: &'static str,
    value: Bilingual,
    /// What the French and the English box are called.
    labels: (Key, Key),
    #[prop(optional)] max_length: Option<u32>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// One of the two must be written, and the form begins there.
    #[prop(optional)]
    begins: bool,
) -> impl IntoView {
    let lang = use_lang();
    let english = (format!("{id}-en"), t(lang, labels.1), value.en);
    let french = (format!("{id}-fr"), t(lang, labels.0), value.fr);
    let [first, second] = own_language_first(lang, english, french);
    view! {
        <TextInput id=first.0 label=first.1 value=first.2 nostrip:max_length=max_length error required=begins autofocus=begins/>
        <TextInput id=second.0 label=second.1 value=second.2 nostrip:max_length=max_length/>
    }
}

/// The same for a text of several lines.
#[component]
pub fn BilingualAreas(
    /// Their ids end in `-fr` and `-en`.
    id: &'static str,
    value: Bilingual,
    /// What the French and the English box are called.
    labels: (Key, Key),
    #[prop(optional)] rows: Option<u32>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let lang = use_lang();
    let english = (format!("{id}-en"), t(lang, labels.1), value.en);
    let french = (format!("{id}-fr"), t(lang, labels.0), value.fr);
    let [first, second] = own_language_first(lang, english, french);
    view! {
        <TextArea id=first.0 label=first.1 value=first.2 nostrip:rows=rows error/>
        <TextArea id=second.0 label=second.1 value=second.2 nostrip:rows=rows/>
    }
}
