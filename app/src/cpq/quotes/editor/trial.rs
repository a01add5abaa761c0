//! How long something is tried before it is charged: a number and its unit, for the quote and for a line.

use i18n::{Lang, issue_text, k, t};
use leptos::prelude::*;
use shared::cpq::pricing::Trial;
use shared::cpq::pricing::terms::check_trial;
use shared::kernel::Issue;
use ui::{Choice, NumberInput, Select, Tell};

/// The two fields. What is no trial is said at the number and told to nobody.
#[component]
pub fn TrialFields(
    /// Begins the names of the fields: `quote`, `line`.
    name: &'static str,
    lang: Lang,
    label: &'static str,
    hint: &'static str,
    now: Option<Trial>,
    /// What else is wrong with it.
    said: Signal<Option<String>>,
    /// What is written; nothing for an empty field.
    on_change: Callback<Option<Trial>>,
) -> impl IntoView {
    let count = RwSignal::new(
        now.map(|trial| trial.count().to_string())
            .unwrap_or_default(),
    );
    let unit = RwSignal::new(match now {
        Some(Trial::Months(_)) => "months".to_owned(),
        _ => "days".to_owned(),
    });
    let written = move || count.with(|count| unit.with(|unit| read(count, unit)));
    let error = Signal::derive(move || match written() {
        Ok(_) => said.get(),
        Err(issue) => Some(issue_text(lang, &issue)),
    });
    Effect::new(move |before: Option<()>| {
        if let (Some(()), Ok(trial)) = (before, written()) {
            on_change.tell(trial);
        }
    });
    let units = ["days", "months"].map(|code| Choice::new(code, unit_name(lang, code)));
    view! {
        <NumberInput id=format!("{name}-trial") label hint value=count error />
        <Select id=format!("{name}-trial-unit") label=t(lang, k::cpq::head::TRIAL_UNIT) value=unit options=units.to_vec() />
    }
}

fn unit_name(lang: Lang, code: &str) -> &'static str {
    t(
        lang,
        match code {
            "months" => k::cpq::trial_unit::MONTHS,
            _ => k::cpq::trial_unit::DAYS,
        },
    )
}

fn read(count: &str, unit: &str) -> Result<Option<Trial>, Issue> {
    let count = count.trim();
    if count.is_empty() {
        return Ok(None);
    }
    let wrong = |_| Issue::error("not_a_number", "trial").with("text", count);
    let number = count.parse::<u32>().map_err(wrong)?;
    let trial = match unit {
        "months" => Trial::Months(number),
        _ => Trial::Days(number),
    };
    check_trial(trial).map_or(Ok(Some(trial)), Err)
}
