//! What became of asking a provider what it can do.

use crate::call::Fault;
use i18n::{Lang, issue_text, k, problem_text, t, tf, tn};
use leptos::prelude::*;
use shared::platform::sso::ProviderReport;
use ui::{Glyph, Icon};

/// Where the question is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Asking {
    /// Nothing was asked.
    Nothing,
    /// It is asked.
    Busy,
    /// It was answered.
    Answered(ProviderReport),
    /// It could not be asked.
    Failed(Fault),
}

impl From<Result<ProviderReport, Fault>> for Asking {
    fn from(answer: Result<ProviderReport, Fault>) -> Self {
        match answer {
            Ok(report) => Asking::Answered(report),
            Err(fault) => Asking::Failed(fault),
        }
    }
}

/// The answer, told to those who listen as well.
pub(super) fn report(lang: Lang, asking: RwSignal<Asking>) -> AnyView {
    let text = match asking.get() {
        Asking::Nothing => return view! { <div role="status"></div> }.into_any(),
        Asking::Busy => return busy(lang),
        Asking::Failed(fault) => vec![problem_text(lang, &fault.0)],
        Asking::Answered(report) if report.issues.is_empty() => return fine(lang, &report),
        Asking::Answered(report) => report
            .issues
            .iter()
            .map(|issue| issue_text(lang, issue))
            .collect(),
    };
    let lines = text
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect_view();
    view! {
        <div role="status">
            <div class="notice tone-danger sso-report">
                <Icon glyph=Glyph::Alert />
                <ul class="plain-list">{lines}</ul>
            </div>
        </div>
    }
    .into_any()
}

fn busy(lang: Lang) -> AnyView {
    view! { <div role="status"><p class="small muted">{t(lang, k::sso::ASKING)}</p></div> }
        .into_any()
}

fn fine(lang: Lang, report: &ProviderReport) -> AnyView {
    let algorithms = report.algorithms.join(", ");
    let keys = tn(lang, k::sso::KEYS, i64::from(report.keys), &[]);
    let text = tf(
        lang,
        k::sso::FINE,
        &[
            ("address", &report.authorization),
            ("keys", &keys),
            ("algorithms", &algorithms),
        ],
    );
    view! {
        <div role="status">
            <p class="notice tone-success sso-report"><Icon glyph=Glyph::CheckCircle /><span>{text}</span></p>
        </div>
    }
    .into_any()
}
