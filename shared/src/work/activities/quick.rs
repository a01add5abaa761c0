//! One line of text to an activity: "call Marie 15 min left voicemail", "appel Marie 15 min message
//! laissé", "meeting with the buyers yesterday 2h: they want a discount".

use super::{ActivityKind, Outcome};
use crate::kernel::Named;
use crate::kernel::{ContactId, Instant, Lang, Zone};
use crate::work::capitalised;
use crate::work::words::{Tense, Word, fold, mark_when, number, split};
use chrono::{NaiveDate, NaiveTime};

/// What a line says. Whatever was not recognised is kept in `subject` and `body`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuickLog {
    /// The kind named by the first words; a note when none is.
    pub kind: ActivityKind,
    /// The line up to a colon or a dash, in the writer's words, without the words about day and
    /// time (the page shows them beside it).
    pub subject: String,
    /// What follows the colon or dash.
    pub body: String,
    /// How long, in minutes.
    pub minutes: Option<i32>,
    /// How it ended, if the line says so and it fits the kind.
    pub outcome: Outcome,
    /// The contact named, when exactly one of those offered fits.
    pub contact: Option<ContactId>,
    /// When: the day and time named, else now.
    pub at: Instant,
}

/// Reads one line. `contacts` are the people the page shows, with their full names.
#[must_use]
pub fn quick_log(
    text: &str,
    contacts: &[Named<ContactId>],
    now: Instant,
    zone: &Zone,
    lang: Lang,
) -> QuickLog {
    let (head, body) = head_and_body(text);
    let words = split(head);
    let keys: Vec<&str> = words.iter().map(|word| word.key.as_str()).collect();
    let kind = kind_of(&keys);
    let mut reserved = vec![false; words.len()];
    let minutes = mark_minutes(&words, &mut reserved);
    let mut used = reserved.clone();
    let tense = if kind == ActivityKind::Meeting && says_future(&keys) {
        Tense::Future
    } else {
        Tense::Past
    };
    let (day, time) = mark_when(&words, &mut used, zone.local(now), lang, tense);
    let subject: Vec<&str> = words
        .iter()
        .zip(used.iter().zip(&reserved))
        .filter(|(_, (used, reserved))| !**used || **reserved)
        .map(|(word, _)| word.raw)
        .collect();
    let outcome = outcome_of(&fold(head), kind);
    QuickLog {
        kind,
        subject: capitalised(subject.join(" ").trim()),
        body: body.trim().to_owned(),
        minutes,
        outcome,
        contact: contact_of(&keys, contacts),
        at: moment(day, time, now, zone),
    }
}

/// The first ": ", " - ", " – " or " — " ends the subject.
fn head_and_body(text: &str) -> (&str, &str) {
    [": ", " - ", " – ", " — ", "\n"]
        .iter()
        .filter_map(|mark| text.find(mark).map(|at| (at, mark.len())))
        .min()
        .and_then(|(at, len)| Some((text.get(..at)?, text.get(at + len..)?)))
        .filter(|(head, _)| !head.trim().is_empty())
        .unwrap_or((text.trim(), ""))
}

fn moment(day: Option<NaiveDate>, time: Option<NaiveTime>, now: Instant, zone: &Zone) -> Instant {
    let local = zone.local(now);
    match (day, time) {
        (None, None) => now,
        (Some(day), None) if day == local.date() => now,
        (day, time) => zone.instant(
            day.unwrap_or(local.date())
                .and_time(time.unwrap_or(local.time())),
        ),
    }
}

fn says_future(keys: &[&str]) -> bool {
    keys.iter().any(|key| {
        [
            "tomorrow",
            "demain",
            "next",
            "prochain",
            "prochaine",
            "in",
            "dans",
        ]
        .contains(key)
    })
}

fn kind_of(keys: &[&str]) -> ActivityKind {
    const KINDS: &[(ActivityKind, &[&str])] = &[
        (
            ActivityKind::Email,
            &[
                "email", "e-mail", "mail", "emailed", "mailed", "wrote", "courriel", "ecrit", "mel",
            ],
        ),
        (
            ActivityKind::Call,
            &[
                "call",
                "called",
                "phone",
                "phoned",
                "rang",
                "spoke",
                "voicemail",
                "appel",
                "appele",
                "rappele",
                "telephone",
                "tel",
                "joint",
                "eu",
            ],
        ),
        (
            ActivityKind::Meeting,
            &[
                "meeting",
                "met",
                "meet",
                "demo",
                "visit",
                "visited",
                "lunch",
                "workshop",
                "reunion",
                "rdv",
                "rendez-vous",
                "visio",
                "rencontre",
                "visite",
                "dejeuner",
                "atelier",
                "point",
            ],
        ),
    ];
    keys.iter()
        .take(3)
        .find_map(|key| {
            KINDS
                .iter()
                .find(|(_, names)| names.contains(key))
                .map(|(kind, _)| *kind)
        })
        .unwrap_or(ActivityKind::Note)
}

/// "15 min", "15mn", "1h", "1h30", "2 hours", "half an hour", "une demi-heure". An hour above five
/// or after "at" is a time of day, not a length.
fn mark_minutes(words: &[Word<'_>], used: &mut [bool]) -> Option<i32> {
    let keys: Vec<&str> = words.iter().map(|word| word.key.as_str()).collect();
    for at in 0..keys.len() {
        let rest = keys.get(at..).unwrap_or_default();
        let before = at.checked_sub(1).and_then(|at| keys.get(at)).copied();
        let a_time = matches!(before, Some("at" | "a" | "vers" | "@" | "around" | "des"));
        let an_offset = matches!(before, Some("in" | "dans"));
        let Some((minutes, count)) = length(rest).filter(|_| !a_time && !an_offset) else {
            continue;
        };
        used.iter_mut()
            .skip(at)
            .take(count)
            .for_each(|mark| *mark = true);
        return Some(minutes);
    }
    None
}

fn length(keys: &[&str]) -> Option<(i32, usize)> {
    let small = |value: i64, max: i64| {
        i32::try_from(value)
            .ok()
            .filter(|value| (1..=i32::try_from(max).unwrap_or(i32::MAX)).contains(value))
    };
    match keys {
        ["half", "an", "hour", ..] => return Some((30, 3)),
        ["demi-heure", ..] => return Some((30, 1)),
        [count, "min" | "mins" | "mn" | "minute" | "minutes", ..] => {
            return Some((small(number(count)?, 999)?, 2));
        }
        [
            count,
            "hour" | "hours" | "hr" | "hrs" | "heure" | "heures",
            ..,
        ] => {
            return Some((small(number(count)?, 12)? * 60, 2));
        }
        [count, "h", ..] => return Some((small(number(count)?, 5)? * 60, 2)),
        _ => {}
    }
    let first = *keys.first()?;
    for unit in ["minutes", "mins", "min", "mn"] {
        if let Some(count) = first.strip_suffix(unit).and_then(number) {
            return Some((small(count, 999)?, 1));
        }
    }
    let (hours, minutes) = first.split_once('h')?;
    let hours = small(number(hours)?, 5)?;
    let minutes = if minutes.is_empty() {
        0
    } else {
        number(minutes).filter(|minutes| *minutes < 60)?
    };
    Some((hours * 60 + i32::try_from(minutes).ok()?, 1))
}

/// What people say when they mean an outcome, without accents and in small letters.
const SAID: &[(Outcome, &[&str])] = &[
    (
        Outcome::Voicemail,
        &[
            "voicemail",
            "voice mail",
            "left a message",
            "left message",
            "left msg",
            "message laisse",
            "laisse un message",
            "laisse message",
            "repondeur",
            "messagerie",
        ],
    ),
    (
        Outcome::NoAnswer,
        &[
            "no answer",
            "no reply",
            "unanswered",
            "didn't answer",
            "not reached",
            "pas de reponse",
            "sans reponse",
            "pas joignable",
            "injoignable",
            "pas repondu",
        ],
    ),
    (
        Outcome::NoShow,
        &[
            "no show",
            "no-show",
            "didn't come",
            "pas venu",
            "absent",
            "lapin",
        ],
    ),
    (
        Outcome::Cancelled,
        &["cancelled", "canceled", "called off", "annule"],
    ),
    (
        Outcome::Replied,
        &[
            "replied",
            "answered",
            "got an answer",
            "a repondu",
            "reponse recue",
        ],
    ),
    (
        Outcome::Held,
        &["went well", "held", "took place", "a eu lieu", "bien passe"],
    ),
    (
        Outcome::Connected,
        &[
            "connected",
            "reached",
            "spoke",
            "talked",
            "discussed",
            "joint",
            "eu au telephone",
            "discute",
            "parle",
        ],
    ),
];

fn outcome_of(folded: &str, kind: ActivityKind) -> Outcome {
    SAID.iter()
        .filter(|(outcome, _)| kind.outcomes().contains(outcome))
        .find(|(_, phrases)| phrases.iter().any(|phrase| folded.contains(phrase)))
        .map_or(Outcome::None, |(outcome, _)| *outcome)
}

/// The one contact whose first name, last name or both occur among the words.
fn contact_of(keys: &[&str], contacts: &[Named<ContactId>]) -> Option<ContactId> {
    let score = |name: &str| {
        fold(name)
            .split_whitespace()
            .filter(|part| part.len() > 1 && keys.contains(part))
            .count()
    };
    let best = contacts
        .iter()
        .map(|contact| score(&contact.name))
        .max()
        .filter(|best| *best > 0)?;
    let mut fitting = contacts
        .iter()
        .filter(|contact| score(&contact.name) == best);
    match (fitting.next(), fitting.next()) {
        (Some(contact), None) => Some(contact.id),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// 2026-11-23T10:00:00Z, a Monday.
    const NOW: Instant = Instant(1_795_428_000_000);

    fn people() -> Vec<Named<ContactId>> {
        vec![
            Named::new(ContactId::new(1, [1; 10]), "Marie Dupont"),
            Named::new(ContactId::new(2, [2; 10]), "Paul Martin"),
            Named::new(ContactId::new(3, [3; 10]), "Paul Durand"),
        ]
    }

    fn read(text: &str, lang: Lang) -> QuickLog {
        quick_log(text, &people(), NOW, &Zone::utc(), lang)
    }

    #[test]
    fn both_languages_say_the_same() {
        let english = read("call Marie 15 min left voicemail", Lang::En);
        assert_eq!(english.kind, ActivityKind::Call);
        assert_eq!(english.minutes, Some(15));
        assert_eq!(english.outcome, Outcome::Voicemail);
        assert_eq!(english.contact, Some(people()[0].id));
        assert_eq!(english.subject, "Call Marie 15 min left voicemail");
        assert_eq!(english.at, NOW);
        let french = read("appel Marie 15 min message laissé", Lang::Fr);
        assert_eq!(french.kind, ActivityKind::Call);
        assert_eq!(french.minutes, Some(15));
        assert_eq!(french.outcome, Outcome::Voicemail);
        assert_eq!(french.contact, Some(people()[0].id));
        assert_eq!(french.subject, "Appel Marie 15 min message laissé");
    }

    #[test]
    fn lengths_times_and_days() {
        let log = read(
            "Réunion hier à 14h 1h30 avec Paul Martin: ils veulent une remise",
            Lang::Fr,
        );
        assert_eq!(log.kind, ActivityKind::Meeting);
        assert_eq!(log.minutes, Some(90));
        assert_eq!(log.body, "ils veulent une remise");
        assert_eq!(log.subject, "Réunion 1h30 avec Paul Martin");
        assert_eq!(log.contact, Some(people()[1].id));
        assert_eq!(Zone::utc().local(log.at).to_string(), "2026-11-22 14:00:00");
        let log = read("emailed Paul the new terms, no reply", Lang::En);
        assert_eq!(log.kind, ActivityKind::Email);
        assert_eq!(log.outcome, Outcome::NoAnswer);
        assert_eq!(log.contact, None, "two people are called Paul");
        assert_eq!(
            read("demo tomorrow 3pm for an hour", Lang::En).at.0,
            NOW.0 + 29 * 3_600_000
        );
        assert_eq!(read("call half an hour", Lang::En).minutes, Some(30));
        assert_eq!(read("call at 9h 2h", Lang::En).minutes, Some(120));
    }

    #[test]
    fn anything_else_is_a_note() {
        let log = read("budget confirmed for Q1", Lang::En);
        assert_eq!(log.kind, ActivityKind::Note);
        assert_eq!(log.subject, "Budget confirmed for Q1");
        assert_eq!(log.outcome, Outcome::None);
        assert_eq!(read("", Lang::En).subject, "");
    }

    proptest! {
        #[test]
        fn any_line_is_read_without_harm(text in "\\PC{0,80}") {
            let log = read(&text, Lang::Fr);
            prop_assert!(log.kind.outcomes().contains(&log.outcome));
        }
    }
}
