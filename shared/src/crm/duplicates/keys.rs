//! Forms in which facts are compared.

use crate::kernel::search_key;
use std::collections::BTreeSet;

/// An e-mail address as it is compared: small letters, and without what follows a `+` before the @,
/// which reaches the same person. Empty unless it has both parts.
#[must_use]
pub fn email_key(email: &str) -> String {
    let lower = email.trim().to_lowercase();
    match lower.rsplit_once('@') {
        Some((local, domain)) if !local.is_empty() && !domain.is_empty() => {
            let local = local.split('+').next().unwrap_or(local);
            format!("{local}@{domain}")
        }
        _ => String::new(),
    }
}

/// Digits compared of a telephone number: the last nine, which are the same with and without the
/// country's code (ITU-T E.164) or the zero of the national form. Empty when there are fewer than
/// eight. An extension is left out.
#[must_use]
pub fn phone_key(phone: &str) -> String {
    let lower = phone.to_lowercase();
    let number = ["ext", "poste", "x", "#"]
        .iter()
        .find_map(|word| lower.split_once(word).map(|(number, _)| number))
        .unwrap_or(&lower);
    // `+33 (0)1…`: the zero is dialled inside the country only.
    let digits: Vec<char> = number
        .replace("(0)", "")
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    if digits.len() < 8 {
        return String::new();
    }
    let national = digits.iter().skip(digits.len().saturating_sub(9));
    national
        .collect::<String>()
        .trim_start_matches('0')
        .to_owned()
}

/// The words of a name, folded, each once.
#[must_use]
pub fn name_words(name: &str) -> BTreeSet<String> {
    search_key(name)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// How much alike two names are, in thousandths: their words in pairs, the most alike first
/// (Jaro–Winkler), whatever their order; an initial counts for a word that begins so. Words without
/// a counterpart on both sides count as unlike; those too many on one side cost a third of that. Source of the likeness
/// of two words: Winkler, "String Comparator Metrics and Enhanced Decision Rules in the Fellegi-Sunter Model of Record
/// Linkage", American Statistical Association 1990.
#[must_use]
pub fn name_likeness(one: &str, other: &str) -> u32 {
    let (one, other) = (name_words(one), name_words(other));
    let mut pairs: Vec<(u32, &String, &String)> = Vec::new();
    for word in &one {
        for candidate in &other {
            let score = likeness(word, candidate);
            if score > 0 {
                pairs.push((score, word, candidate));
            }
        }
    }
    // The order of ties must not tell which name came first.
    let ends = |a: &String, b: &String| (a.min(b).clone(), a.max(b).clone());
    pairs.sort_by_cached_key(|(score, a, b)| (std::cmp::Reverse(*score), ends(a, b)));
    let (mut left, mut right) = (one.clone(), other.clone());
    let (mut sum, mut weight) = (0, 0);
    for (score, word, candidate) in pairs {
        if left.contains(word) && right.contains(candidate) {
            left.remove(word);
            right.remove(candidate);
            // A long word says more than a short one.
            let own = length(word) + length(candidate);
            sum += score * own;
            weight += own;
        }
    }
    if weight == 0 {
        return 0;
    }
    let rest = |words: &BTreeSet<String>| words.iter().map(|word| length(word)).sum::<u32>();
    let (left, right) = (rest(&left), rest(&right));
    let mean = sum / (weight + 2 * left.min(right));
    let more = left.abs_diff(right);
    mean - mean * more / (3 * (weight + more))
}

fn length(word: &str) -> u32 {
    u32::try_from(word.chars().count()).unwrap_or(1)
}

/// Two words, in thousandths.
fn likeness(one: &str, other: &str) -> u32 {
    let initial = |short: &str, long: &str| length(short) == 1 && long.starts_with(short);
    if one == other {
        1_000
    } else if initial(one, other) || initial(other, one) {
        900
    } else {
        // Between 0 and 1 by definition, so that the cast keeps its value.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let score = (strsim::jaro_winkler(one, other) * 1_000.0) as u32;
        // Below this two words are two words, however many letters they share.
        if score < 870 { 0 } else { score }
    }
}

#[cfg(test)]
mod unit {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_number_has_one_key() {
        let key = phone_key("01 23 45 67 89");
        assert_eq!(key, "123456789");
        for same in [
            "+33 1 23 45 67 89",
            "0033 123456789",
            "+33 (0)1 23 45 67 89",
            "01.23.45.67.89 poste 12",
        ] {
            assert_eq!(phone_key(same), key, "{same}");
        }
        assert_eq!(phone_key("3949"), "");
    }

    #[test]
    fn one_address_has_one_key() {
        assert_eq!(email_key(" Zoe+crm@Dupont.FR "), "zoe@dupont.fr");
        assert_eq!(email_key("zoe"), "");
    }

    #[test]
    fn names_are_alike_in_any_order() {
        assert_eq!(name_likeness("Zoé Martin", "MARTIN Zoe"), 1_000);
        assert!(name_likeness("Z. Martin", "Zoé Martin") > 940);
        assert!(name_likeness("Zoé Martin", "Zoé Martinez") > 920);
        assert!(name_likeness("Zoé Martin", "Luc Bernard") < 500);
        assert!(name_likeness("Dupont Fils", "Dupont") > 800);
        assert_eq!(name_likeness("", "Dupont"), 0);
    }

    proptest! {
        #[test]
        fn likeness_has_no_direction(one in "[a-zé ]{0,20}", other in "[a-zé ]{0,20}") {
            let ends = [name_likeness(&one, &other), name_likeness(&other, &one)];
            prop_assert!(ends[0] <= 1_000 && ends[0] == ends[1]);
            let same = name_likeness(&one, &one);
            prop_assert!(same == 1_000 || name_words(&one).is_empty());
        }
    }
}
