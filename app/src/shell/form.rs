//! The findings of a form, each beside its field, and the one line for everything else.

use crate::boot::use_lang;
use crate::call::Fault;
use i18n::{Key, issue_line, issue_text, problem_text, t};
use leptos::prelude::*;
use shared::kernel::{Issue, Lang, LocalText, ProblemKind};
use ui::TextInput;

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
        let _ = self.issues.try_set(fault.0.issues.clone());
        let general = (fault.0.issues.is_empty() || fault.0.kind != ProblemKind::Invalid)
            .then(|| problem_text(self.lang, &fault.0));
        let _ = self.general.try_set(general);
    }

    /// The finding about `field`, for the field's `error`.
    #[must_use]
    pub fn of(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.issues.with(|all| {
                all.iter()
                    .find(|issue| issue.field.as_deref() == Some(field))
                    .map(|issue| issue_text(self.lang, issue))
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

/// The two boxes of a name, French first; what is wrong with it stands at the first.
#[component]
pub fn BilingualInputs(
    /// Their ids end in `-fr` and `-en`.
    id: &'static str,
    value: Bilingual,
    /// What the French and the English box are called.
    labels: (Key, Key),
    max_length: u32,
    #[prop(into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <TextInput id=format!("{id}-fr") label=t(lang, labels.0) value=value.fr max_length error/>
        <TextInput id=format!("{id}-en") label=t(lang, labels.1) value=value.en max_length/>
    }
}
