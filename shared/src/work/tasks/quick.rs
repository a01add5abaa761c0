//! One line of text to a task: "call Acme tomorrow 10am", "relancer Martin vendredi 14h !".

use super::{Due, Priority, TaskKind};
use crate::kernel::{Instant, Lang, Zone};
use crate::work::capitalised;
use crate::work::words::{Tense, mark_when, split, unused};
use chrono::{Days, NaiveDate, NaiveTime};

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuickTask {
    /// The line without the words about time and priority; empty when nothing else was typed.
    pub subject: String,
    /// Guessed from the first words.
    pub kind: TaskKind,
    /// "!", "urgent" and "prioritaire" are high; "!low", "!basse" low.
    pub priority: Priority,
    /// When it is due.
    pub due: Due,
}

/// Reads one line at `now`. A time without a day is today or, when it has passed, tomorrow.
#[must_use]
pub fn quick_task(text: &str, now: Instant, zone: &Zone, lang: Lang) -> QuickTask {
    let words = split(text);
    let mut used = vec![false; words.len()];
    let mut priority = Priority::Normal;
    for (word, used) in words.iter().zip(used.iter_mut()) {
        if let Some(said) = priority_of(&word.key) {
            priority = said;
            *used = true;
        }
    }
    let local = zone.local(now);
    let (day, time) = mark_when(&words, &mut used, local, lang, Tense::Future);
    let keys: Vec<&str> = words.iter().map(|word| word.key.as_str()).collect();
    QuickTask {
        subject: capitalised(&unused(&words, &used)),
        kind: kind_of(&keys),
        priority,
        due: due(day, time, now, zone),
    }
}

fn due(day: Option<NaiveDate>, time: Option<NaiveTime>, now: Instant, zone: &Zone) -> Due {
    match (day, time) {
        (None, None) => Due::None,
        (Some(day), None) => Due::Day(day),
        (Some(day), Some(time)) => Due::At(zone.instant(day.and_time(time))),
        (None, Some(time)) => {
            let local = zone.local(now);
            let days = Days::new(u64::from(time <= local.time()));
            let day = local.date().checked_add_days(days).unwrap_or(local.date());
            Due::At(zone.instant(day.and_time(time)))
        }
    }
}

fn priority_of(key: &str) -> Option<Priority> {
    match key {
        "!" | "!!" | "!!!" | "!high" | "!haute" | "!urgent" | "urgent" | "prioritaire" => {
            Some(Priority::High)
        }
        "!low" | "!basse" | "!faible" => Some(Priority::Low),
        _ => None,
    }
}

fn kind_of(keys: &[&str]) -> TaskKind {
    const FIRST: &[(TaskKind, &[&str])] = &[
        (
            TaskKind::Call,
            &[
                "call",
                "phone",
                "ring",
                "appeler",
                "appel",
                "rappeler",
                "telephoner",
                "tel",
                "joindre",
            ],
        ),
        (
            TaskKind::Email,
            &["email", "e-mail", "mail", "courriel", "ecrire"],
        ),
        (
            TaskKind::Meeting,
            &[
                "meet",
                "meeting",
                "demo",
                "visit",
                "lunch",
                "reunion",
                "rdv",
                "rendez-vous",
                "visio",
                "rencontrer",
                "visiter",
                "dejeuner",
            ],
        ),
    ];
    keys.iter()
        .take(4)
        .enumerate()
        .find_map(|(place, key)| {
            FIRST
                .iter()
                // "send an e-mail" and "prendre rdv" name their kind later; "the call" does not.
                .filter(|(kind, _)| place == 0 || *kind != TaskKind::Call)
                .find(|(_, names)| names.contains(key))
                .map(|(kind, _)| *kind)
        })
        .unwrap_or(TaskKind::Todo)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// 2026-11-23T10:00:00Z, a Monday.
    const NOW: Instant = Instant(1_795_428_000_000);

    fn paris() -> Zone {
        Zone {
            name: "Europe/Paris".into(),
            first_offset: 3600,
            changes: Vec::new(),
        }
    }

    fn read(text: &str, lang: Lang) -> (String, TaskKind, Priority, String) {
        let task = quick_task(text, NOW, &paris(), lang);
        let due = match task.due {
            Due::None => String::new(),
            Due::Day(day) => day.to_string(),
            Due::At(at) => paris().local(at).format("%Y-%m-%d %H:%M").to_string(),
        };
        (task.subject, task.kind, task.priority, due)
    }

    #[test]
    fn lines() {
        use Priority::{High, Low, Normal};
        use TaskKind::{Call, Email, Meeting, Todo};
        let cases = [
            (
                Lang::En,
                "call Acme tomorrow 10am",
                "Call Acme",
                Call,
                Normal,
                "2026-11-24 10:00",
            ),
            (
                Lang::Fr,
                "relancer Martin vendredi 14h",
                "Relancer Martin",
                Todo,
                Normal,
                "2026-11-27 14:00",
            ),
            (
                Lang::En,
                "send e-mail to Paul in 3 days !",
                "Send e-mail to Paul",
                Email,
                High,
                "2026-11-26",
            ),
            (
                Lang::Fr,
                "envoyer le devis dans 3 jours",
                "Envoyer le devis",
                Todo,
                Normal,
                "2026-11-26",
            ),
            (
                Lang::Fr,
                "prendre rdv avec Zoé !basse",
                "Prendre rdv avec Zoé",
                Meeting,
                Low,
                "",
            ),
            (
                Lang::En,
                "urgent: call back at 10:30",
                "Call back",
                Todo,
                High,
                "2026-11-24 10:30",
            ),
            (
                Lang::Fr,
                "appeler à 16h",
                "Appeler",
                Call,
                Normal,
                "2026-11-23 16:00",
            ),
            (Lang::Fr, "demain", "", Todo, Normal, "2026-11-24"),
        ];
        for (lang, text, subject, kind, priority, due) in cases {
            assert_eq!(
                read(text, lang),
                (subject.to_owned(), kind, priority, due.to_owned()),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_line_is_read_without_harm(text in "\\PC{0,80}") {
            let task = quick_task(&text, NOW, &paris(), Lang::En);
            prop_assert!(task.subject.len() <= 3 * text.len());
        }
    }
}
