//! Large and small letters beyond ASCII, which the databases do not agree on: a filter asks for every
//! form of them, so that `école` finds `École`.

/// Letters of one text of which every mixture is asked for.
const MIXED: usize = 3;

/// The forms of `text` in large and small letters beyond ASCII; those of ASCII are small. Of a text with
/// many such letters those people write: as it is, all small, all large, and with large beginnings.
pub(super) fn spellings(text: &str) -> Vec<String> {
    let text = text.to_ascii_lowercase();
    if text.chars().filter_map(both).count() > MIXED {
        let small = written(&text, |_| false);
        let large = written(&text, |_| true);
        let begun = written(&text, |before| before.is_none_or(|c| !c.is_alphanumeric()));
        let mut forms = vec![text, small, large, begun];
        forms.sort();
        forms.dedup();
        return forms;
    }
    let mut forms = vec![String::new()];
    for c in text.chars() {
        match both(c) {
            None => forms.iter_mut().for_each(|form| form.push(c)),
            Some((small, large)) => {
                let other: Vec<String> =
                    forms.iter().map(|form| format!("{form}{large}")).collect();
                forms.iter_mut().for_each(|form| form.push(small));
                forms.extend(other);
            }
        }
    }
    forms
}

/// The text with large letters where `large` says so of the sign before; `None` at the beginning.
fn written(text: &str, large: impl Fn(Option<char>) -> bool) -> String {
    let mut before = None;
    let letters = text.chars().map(|c| {
        let letter = match both(c) {
            Some((_, upper)) if large(before) => upper,
            Some((lower, _)) => lower,
            None => c,
        };
        before = Some(c);
        letter
    });
    letters.collect()
}

/// The small and the large form of a letter beyond ASCII that has one of each.
fn both(c: char) -> Option<(char, char)> {
    let (small, large) = (only(c.to_lowercase())?, only(c.to_uppercase())?);
    let beyond = !small.is_ascii() && !large.is_ascii();
    // Three letters of Unicode are neither: large only in a title.
    let plain = c == small || c == large;
    (beyond && plain && small != large).then_some((small, large))
}

fn only(mut letters: impl Iterator<Item = char>) -> Option<char> {
    let first = letters.next();
    first.filter(|_| letters.next().is_none())
}

#[cfg(test)]
mod unit {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_are_asked_for_in_both_forms() {
        assert_eq!(spellings("Lyon"), ["lyon"]);
        assert_eq!(spellings(""), [""]);
        assert_eq!(spellings("ÉCOLE"), ["école", "École"]);
        assert_eq!(spellings("été").len(), 4);
        // What has no single other form stays as it is.
        assert_eq!(spellings("Straße İ"), ["straße İ"]);
    }

    #[test]
    fn of_many_letters_what_people_write_is_asked_for() {
        let forms = spellings("Αθήνα Όμικρον");
        assert!(forms.len() <= 4, "{forms:?}");
        for form in ["αθήνα όμικρον", "ΑΘΉΝΑ ΌΜΙΚΡΟΝ", "Αθήνα Όμικρον"]
        {
            assert!(forms.contains(&form.to_owned()), "{form}: {forms:?}");
        }
    }

    proptest! {
        #[test]
        fn the_text_itself_is_among_them_and_they_are_few(text in "\\PC{0,30}") {
            let forms = spellings(&text);
            prop_assert!(forms.len() <= 8);
            prop_assert!(forms.contains(&text.to_ascii_lowercase()));
        }
    }
}
