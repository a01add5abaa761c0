//! Whether a line names a record.

use crate::crm::accounts::name_stem;
use crate::kernel::search_key;

/// A text as mentions are compared: its search key's words of letters and digits, with single spaces.
#[must_use]
pub fn mention_key(text: &str) -> String {
    search_key(text)
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether the words of `name` stand one after another in `line` (a [`mention_key`]). Names of less
/// than three letters are too easily part of a sentence.
fn has(line: &str, name: &str) -> bool {
    name.chars().count() >= 3 && format!(" {line} ").contains(&format!(" {name} "))
}

/// Whether the line names an account, with or without its legal form.
#[must_use]
pub fn names_account(line: &str, name: &str) -> bool {
    has(line, &mention_key(name)) || has(line, &name_stem(name))
}

/// Whether the line has a person's first and last name, in either order.
#[must_use]
pub fn names_person(line: &str, first: &str, last: &str) -> bool {
    has(line, &mention_key(&format!("{first} {last}")))
        || has(line, &mention_key(&format!("{last} {first}")))
}

/// Whether the line has a person's last name.
#[must_use]
pub fn names_last(line: &str, last: &str) -> bool {
    has(line, &mention_key(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_whole_whatever_its_accents_and_legal_form() {
        let line = mention_key("Appeler Société Générale, demain");
        assert!(names_account(&line, "Societe generale S.A."));
        assert!(names_account(&line, "SOCIÉTÉ GÉNÉRALE"));
        assert!(!names_account(&line, "Société Générale Assurances"));
        assert!(!names_account(&mention_key("Generalement"), "Generale"));
        assert!(names_account(
            &mention_key("call dupont & fils"),
            "Dupont & Fils, S.A.S."
        ));
        // Two letters are no mention.
        assert!(!names_account(&mention_key("go to the bank"), "GO"));
    }

    #[test]
    fn a_person_is_named_in_either_order() {
        let line = mention_key("call O'Connor Zoé about the quote");
        assert!(names_person(&line, "Zoé", "O’Connor"));
        assert!(names_last(&line, "O'Connor"));
        assert!(!names_person(&line, "Zo", "O'Connor"));
        assert!(!names_person(&line, "", "Quo"));
    }
}
