use super::*;
use proptest::prelude::*;

/// A Monday.
fn now() -> NaiveDateTime {
    "2026-11-23T10:00:00".parse().unwrap()
}

fn read(text: &str, lang: Lang) -> (String, String, String) {
    let when = read_when(text, now(), lang, Tense::Future);
    (
        when.day.map(|day| day.to_string()).unwrap_or_default(),
        when.time
            .map(|time| time.format("%H:%M").to_string())
            .unwrap_or_default(),
        when.rest,
    )
}

#[test]
fn phrases() {
    let cases = [
        (
            Lang::En,
            "call Acme tomorrow 10am",
            "2026-11-24",
            "10:00",
            "call Acme",
        ),
        (
            Lang::En,
            "call Acme on Friday at 3",
            "2026-11-27",
            "15:00",
            "call Acme",
        ),
        (
            Lang::En,
            "call Acme next friday",
            "2026-12-04",
            "",
            "call Acme",
        ),
        (
            Lang::En,
            "send quote by Monday",
            "2026-11-30",
            "",
            "send quote",
        ),
        (Lang::En, "review in 3 days", "2026-11-26", "", "review"),
        (
            Lang::En,
            "review in two weeks, please",
            "2026-12-07",
            "",
            "review please",
        ),
        (Lang::En, "ping in 2 hours", "2026-11-23", "12:00", "ping"),
        (Lang::En, "ping in 45min", "2026-11-23", "10:45", "ping"),
        (
            Lang::En,
            "dinner 11/27 7:30pm",
            "2026-11-27",
            "19:30",
            "dinner",
        ),
        (Lang::En, "dinner 27/11", "2026-11-27", "", "dinner"),
        (
            Lang::En,
            "demo Nov 27 2:30 pm",
            "2026-11-27",
            "14:30",
            "demo",
        ),
        (
            Lang::En,
            "demo on the 27th of November",
            "2026-11-27",
            "",
            "demo",
        ),
        (Lang::En, "demo January 5", "2027-01-05", "", "demo"),
        (
            Lang::En,
            "close the month end of month",
            "2026-11-30",
            "",
            "close the month",
        ),
        (
            Lang::En,
            "call this afternoon",
            "2026-11-23",
            "14:00",
            "call",
        ),
        (
            Lang::En,
            "call tomorrow morning",
            "2026-11-24",
            "09:00",
            "call",
        ),
        (Lang::En, "lunch at noon", "", "12:00", "lunch"),
        (Lang::En, "renew 2027-02-03", "2027-02-03", "", "renew"),
        (Lang::En, "call 3 people", "", "", "call 3 people"),
        (
            Lang::Fr,
            "relancer Martin vendredi 14h",
            "2026-11-27",
            "14:00",
            "relancer Martin",
        ),
        (
            Lang::Fr,
            "relancer Martin dans 3 jours",
            "2026-11-26",
            "",
            "relancer Martin",
        ),
        (
            Lang::Fr,
            "appeler mon client demain à 9h30",
            "2026-11-24",
            "09:30",
            "appeler mon client",
        ),
        (
            Lang::Fr,
            "appeler Zoé après-demain 14 h 30",
            "2026-11-25",
            "14:30",
            "appeler Zoé",
        ),
        (Lang::Fr, "devis pour le 3/12", "2026-12-03", "", "devis"),
        (
            Lang::Fr,
            "démo le 1er décembre à 11h",
            "2026-12-01",
            "11:00",
            "démo",
        ),
        (Lang::Fr, "point lundi prochain", "2026-11-30", "", "point"),
        (Lang::Fr, "point jeudi en huit", "2026-12-03", "", "point"),
        (
            Lang::Fr,
            "point la semaine prochaine",
            "2026-11-30",
            "",
            "point",
        ),
        (
            Lang::Fr,
            "envoyer avant la fin de semaine",
            "2026-11-27",
            "",
            "envoyer",
        ),
        (Lang::Fr, "bilan fin du mois", "2026-11-30", "", "bilan"),
        (
            Lang::Fr,
            "rappeler ce soir",
            "2026-11-23",
            "18:00",
            "rappeler",
        ),
        (
            Lang::Fr,
            "rappeler demain matin",
            "2026-11-24",
            "09:00",
            "rappeler",
        ),
        (
            Lang::Fr,
            "rappeler aujourd’hui",
            "2026-11-23",
            "",
            "rappeler",
        ),
        (
            Lang::Fr,
            "rdv vendredi 27 novembre 2026 à midi",
            "2026-11-27",
            "12:00",
            "rdv",
        ),
        (Lang::Fr, "déjeuner avec Sam", "", "", "déjeuner avec Sam"),
    ];
    for (lang, text, day, time, rest) in cases {
        let got = read(text, lang);
        assert_eq!(
            (got.0.as_str(), got.1.as_str(), got.2.as_str()),
            (day, time, rest),
            "{text}"
        );
    }
}

#[test]
fn the_past_looks_back() {
    let read = |text: &str, lang| {
        let when = read_when(text, now(), lang, Tense::Past);
        (when.day.map(|day| day.to_string()), when.rest)
    };
    assert_eq!(read("call Friday", Lang::En).0.unwrap(), "2026-11-20");
    assert_eq!(read("appel hier", Lang::Fr).0.unwrap(), "2026-11-22");
    assert_eq!(
        read("appel il y a 2 jours", Lang::Fr).0.unwrap(),
        "2026-11-21"
    );
    assert_eq!(read("call 2 days ago", Lang::En).0.unwrap(), "2026-11-21");
    assert_eq!(
        read("appel vendredi dernier", Lang::Fr).0.unwrap(),
        "2026-11-20"
    );
    assert_eq!(read("call 12/25", Lang::En).0.unwrap(), "2025-12-25");
}

#[test]
fn a_leap_day_waits_for_its_year() {
    assert_eq!(read("party 29 février", Lang::Fr).0, "2028-02-29");
}

proptest! {
    #[test]
    fn any_text_is_read_without_harm(text in "\\PC{0,80}") {
        let when = read_when(&text, now(), Lang::Fr, Tense::Future);
        prop_assert!(when.rest.len() <= text.len());
    }

    #[test]
    fn words_that_are_not_about_time_stay(text in "[b-df-z]{4,9}( [b-df-z]{4,9}){0,5}") {
        let known = |word: &str| ["noon", "midi", "tmrw"].contains(&word);
        prop_assume!(!text.split(' ').any(known));
        prop_assert_eq!(read_when(&text, now(), Lang::En, Tense::Future).rest, text);
    }
}
