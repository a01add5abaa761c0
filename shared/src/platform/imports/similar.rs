//! Names compared as people compare them: without case, accents, spaces and punctuation, and with
//! a small slip of the finger forgiven.
//!
//! Method: optimal string alignment distance (Damerau–Levenshtein restricted to one edit per
//! place), as in G. Navarro, "A guided tour to approximate string matching", 2001.

/// A Latin letter without its accent, in lower case; other characters in lower case.
fn fold_char(c: char, out: &mut String) {
    let plain = match c {
        'à'..='å' | 'À'..='Å' | 'ā' | 'Ā' | 'ă' | 'Ă' | 'ą' | 'Ą' => "a",
        'æ' | 'Æ' => "ae",
        'ç' | 'Ç' | 'ć' | 'Ć' | 'č' | 'Č' => "c",
        'ď' | 'Ď' | 'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'è'..='ë' | 'È'..='Ë' | 'ē' | 'Ē' | 'ę' | 'Ę' | 'ě' | 'Ě' | 'ė' | 'Ė' => "e",
        'ğ' | 'Ğ' => "g",
        'ì'..='ï' | 'Ì'..='Ï' | 'ī' | 'Ī' | 'ı' | 'İ' => "i",
        'ł' | 'Ł' | 'ľ' | 'Ľ' => "l",
        'ñ' | 'Ñ' | 'ń' | 'Ń' | 'ň' | 'Ň' => "n",
        'ò'..='ö' | 'Ò'..='Ö' | 'ø' | 'Ø' | 'ō' | 'Ō' | 'ő' | 'Ő' => "o",
        'œ' | 'Œ' => "oe",
        'ř' | 'Ř' => "r",
        'ś' | 'Ś' | 'š' | 'Š' | 'ş' | 'Ş' | 'ș' | 'Ș' => "s",
        'ß' => "ss",
        'ť' | 'Ť' | 'ţ' | 'Ţ' | 'ț' | 'Ț' => "t",
        'ù'..='ü' | 'Ù'..='Ü' | 'ū' | 'Ū' | 'ů' | 'Ů' | 'ű' | 'Ű' => "u",
        'ý' | 'ÿ' | 'Ý' | 'Ÿ' => "y",
        'ź' | 'Ź' | 'ż' | 'Ż' | 'ž' | 'Ž' => "z",
        _ => {
            out.extend(c.to_lowercase());
            return;
        }
    };
    out.push_str(plain);
}

/// Lower case without accents; runs of anything but letters and digits become one space.
#[must_use]
pub fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() {
            fold_char(c, &mut out);
        } else if !out.is_empty() && !out.ends_with(' ') && c != '\u{301}' && c != '\u{300}' {
            out.push(' ');
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// The key two spellings of one name share: [`words`] without the spaces, so `GTX Pro`, `gtx-pro`
/// and `GTXPro` are one name.
#[must_use]
pub fn name_key(text: &str) -> String {
    let mut key = words(text);
    key.retain(|c| c != ' ');
    key
}

/// Edits (insert, delete, replace, swap of neighbours) between two texts, or `None` beyond `most`.
#[must_use]
pub fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let width = b.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(width);
        row.push(i + 1);
        for (j, cb) in b.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX);
            let mut best = (at(&last, j + 1) + 1)
                .min(at(&row, j) + 1)
                .min(at(&last, j) + usize::from(ca != cb));
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(cb) && b.get(j - 1) == Some(ca);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        if row.iter().min().is_some_and(|least| *least > most) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|edits| *edits <= most)
}

/// Slips forgiven in a key of this length: none below five characters, one below nine, then two.
#[must_use]
pub fn forgiven(key: &str) -> usize {
    match key.chars().count() {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    }
}

fn digits(key: &str) -> impl Iterator<Item = char> + '_ {
    key.chars().filter(char::is_ascii_digit)
}

/// How a text was found among known names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<T> {
    /// The same key.
    Same(T),
    /// Another key, a slip away, and no other name as near.
    Near(T),
    /// No name, or two equally near.
    No,
}

/// Looks `text` up among `(key, value)` pairs: first the same [`name_key`], then the one key within
/// [`forgiven`] slips. Digits must agree (`Site 12` is never `Site 13`), and of two equally near
/// keys with different values neither is taken.
pub fn find<'k, T: Copy + PartialEq>(
    text: &str,
    known: impl IntoIterator<Item = (&'k str, T)>,
) -> Found<T> {
    let key = name_key(text);
    if key.is_empty() {
        return Found::No;
    }
    let most = forgiven(&key);
    let mut best: Option<(usize, T)> = None;
    let mut tied = false;
    for (other, value) in known {
        if other == key {
            return Found::Same(value);
        }
        if most == 0 || !digits(&key).eq(digits(other)) {
            continue;
        }
        let Some(edits) = distance(&key, other, most) else {
            continue;
        };
        match best {
            Some((least, _)) if edits > least => {}
            Some((least, first)) if edits == least => tied = tied || first != value,
            _ => {
                best = Some((edits, value));
                tied = false;
            }
        }
    }
    match best {
        Some((_, value)) if !tied => Found::Near(value),
        _ => Found::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_accents_spaces_and_signs_do_not_count() {
        assert_eq!(name_key("GTX Pro"), name_key("gtx-pro"));
        assert_eq!(words("  Société  Générale, S.A. "), "societe generale s a");
        assert_eq!(name_key("Œuvre"), "oeuvre");
    }

    #[test]
    fn one_slip_is_found_two_candidates_are_not() {
        let known = [("technology", 1), ("technique", 2)];
        assert_eq!(find("technolgy", known), Found::Near(1));
        assert_eq!(find("TECHNOLOGY", known), Found::Same(1));
        assert_eq!(find("banana", known), Found::No);
        assert_eq!(find("martin", [("martis", 1), ("martiz", 2)]), Found::No);
    }

    #[test]
    fn numbers_are_never_slips() {
        assert_eq!(find("Warehouse 12", [("warehouse13", 1)]), Found::No);
    }

    #[test]
    fn a_swap_is_one_edit() {
        assert_eq!(distance("amount", "amuont", 2), Some(1));
    }

    proptest! {
        #[test]
        fn distance_is_symmetric_and_zero_only_for_equals(a in "[a-c]{0,7}", b in "[a-c]{0,7}") {
            prop_assert_eq!(distance(&a, &b, 9), distance(&b, &a, 9));
            prop_assert_eq!(distance(&a, &b, 9) == Some(0), a == b);
        }

        #[test]
        fn any_text_folds_twice_to_the_same(text in ".{0,40}") {
            let once = words(&text);
            prop_assert_eq!(words(&once), once);
        }
    }
}
