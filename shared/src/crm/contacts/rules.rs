//! When a contact is acceptable.

use super::model::ContactFacts;
use crate::crm::fields::{
    LINE_MAX, NAME_MAX, NOTES_MAX, check_email, check_length, check_phone, tidy_email, tidy_line,
    tidy_text,
};
use crate::kernel::{Issue, search_key};

/// The facts as they are kept.
#[must_use]
pub fn tidy_contact(facts: &ContactFacts) -> ContactFacts {
    ContactFacts {
        account_id: facts.account_id,
        first_name: tidy_line(&facts.first_name),
        last_name: tidy_line(&facts.last_name),
        title: tidy_line(&facts.title),
        email: tidy_email(&facts.email),
        phone: tidy_line(&facts.phone),
        language: facts.language,
        notes: tidy_text(&facts.notes),
        owner_id: facts.owner_id,
        custom: facts.custom.clone(),
    }
}

/// Findings about tidy facts.
#[must_use]
pub fn check_contact(facts: &ContactFacts) -> Vec<Issue> {
    let mut issues = Vec::new();
    if facts.first_name.is_empty() && facts.last_name.is_empty() {
        issues.push(Issue::error("required", "last_name"));
    }
    issues.extend(
        [
            check_length(&facts.first_name, NAME_MAX, "first_name"),
            check_length(&facts.last_name, NAME_MAX, "last_name"),
            check_length(&facts.title, LINE_MAX, "title"),
            check_length(&facts.notes, NOTES_MAX, "notes"),
            check_email(&facts.email, "email"),
            check_phone(&facts.phone, "phone"),
        ]
        .into_iter()
        .flatten(),
    );
    issues
}

/// First and last name, whichever there is.
#[must_use]
pub fn full_name(first: &str, last: &str) -> String {
    match (first, last) {
        ("", only) | (only, "") => only.to_owned(),
        (first, last) => format!("{first} {last}"),
    }
}

/// What the list searches in, beginning with what it is sorted by: last name, then first name.
#[must_use]
pub fn contact_search(facts: &ContactFacts) -> String {
    search_key(&format!(
        "{} {} {} {}",
        facts.last_name, facts.first_name, facts.email, facts.title
    ))
}

/// The order of names in lists: last name, then first name.
#[must_use]
pub fn contact_sort_key(facts: &ContactFacts) -> String {
    search_key(&format!("{} {}", facts.last_name, facts.first_name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::UserId;
    use uuid::Uuid;

    fn facts(first: &str, last: &str) -> ContactFacts {
        ContactFacts::named(first, last, UserId(Uuid::nil()))
    }

    #[test]
    fn one_name_is_enough() {
        assert!(check_contact(&facts("", "Cher")).is_empty());
        assert!(check_contact(&facts("Zoé", "")).is_empty());
        let none = check_contact(&tidy_contact(&facts(" ", "\t")));
        assert_eq!(none[0].code, "required");
        assert_eq!(full_name("Zoé", ""), "Zoé");
        assert_eq!(full_name("Zoé", "Martin"), "Zoé Martin");
    }

    #[test]
    fn addresses_are_checked() {
        let wrong = ContactFacts {
            email: "zoe@".into(),
            phone: "n/a".into(),
            ..facts("Zoé", "Martin")
        };
        let codes: Vec<_> = check_contact(&wrong).into_iter().map(|i| i.code).collect();
        assert_eq!(codes, ["invalid_email", "invalid_phone"]);
    }

    #[test]
    fn people_are_found_by_name_address_and_title() {
        let person = ContactFacts {
            email: "zoe@exemple.fr".into(),
            title: "Directrice générale".into(),
            ..facts("Zoé", "Müller")
        };
        assert_eq!(
            contact_search(&person),
            "muller zoe zoe@exemple.fr directrice generale"
        );
        assert!(contact_search(&person).starts_with(&contact_sort_key(&person)));
    }
}
