//! When a lead is acceptable, and how it is named, sorted and found.

use super::model::LeadFacts;
use crate::crm::contacts::full_name;
use crate::crm::countries::country;
use crate::crm::fields::{
    LINE_MAX, NAME_MAX, NOTES_MAX, check_email, check_length, check_phone, tidy_email, tidy_line,
    tidy_text,
};
use crate::kernel::{Issue, search_key};

/// Longest text of a touch.
pub const TOUCH_MAX: usize = 4_000;

/// The facts as they are kept.
#[must_use]
pub fn tidy_lead(facts: &LeadFacts) -> LeadFacts {
    LeadFacts {
        first_name: tidy_line(&facts.first_name),
        last_name: tidy_line(&facts.last_name),
        company: tidy_line(&facts.company),
        title: tidy_line(&facts.title),
        email: tidy_email(&facts.email),
        phone: tidy_line(&facts.phone),
        city: tidy_line(&facts.city),
        country: facts.country.trim().to_ascii_uppercase(),
        language: facts.language,
        source: facts.source,
        rating: facts.rating,
        interest: tidy_text(&facts.interest),
        notes: tidy_text(&facts.notes),
        owner_id: facts.owner_id,
        custom: facts.custom.clone(),
    }
}

/// Findings about tidy facts.
#[must_use]
pub fn check_lead(facts: &LeadFacts) -> Vec<Issue> {
    let mut issues = Vec::new();
    if facts.first_name.is_empty() && facts.last_name.is_empty() && facts.company.is_empty() {
        issues.push(Issue::error("required", "last_name"));
    }
    issues.extend(
        [
            check_length(&facts.first_name, NAME_MAX, "first_name"),
            check_length(&facts.last_name, NAME_MAX, "last_name"),
            check_length(&facts.company, NAME_MAX, "company"),
            check_length(&facts.title, LINE_MAX, "title"),
            check_length(&facts.city, LINE_MAX, "city"),
            check_length(&facts.interest, NOTES_MAX, "interest"),
            check_length(&facts.notes, NOTES_MAX, "notes"),
            check_email(&facts.email, "email"),
            check_phone(&facts.phone, "phone"),
        ]
        .into_iter()
        .flatten(),
    );
    if !facts.country.is_empty() && country(&facts.country).is_none() {
        issues.push(Issue::error("invalid_country", "country"));
    }
    issues
}

/// Findings about the tidy text of a touch: a note without text says nothing.
#[must_use]
pub fn check_touch(kind: super::model::TouchKind, body: &str) -> Vec<Issue> {
    let empty = kind == super::model::TouchKind::Note && body.is_empty();
    empty
        .then(|| Issue::error("required", "body"))
        .into_iter()
        .chain(check_length(body, TOUCH_MAX, "body"))
        .collect()
}

/// The person, or the company when no person is known.
#[must_use]
pub fn lead_name(facts: &LeadFacts) -> String {
    let person = full_name(&facts.first_name, &facts.last_name);
    if person.is_empty() {
        facts.company.clone()
    } else {
        person
    }
}

/// What the list searches in, beginning with what it is sorted by.
#[must_use]
pub fn lead_search(facts: &LeadFacts) -> String {
    search_key(&format!(
        "{} {} {} {}",
        lead_sort_key(facts),
        facts.company,
        facts.email,
        facts.city
    ))
}

/// The order of names in lists: last name, then first name, or the company.
#[must_use]
pub fn lead_sort_key(facts: &LeadFacts) -> String {
    let person = search_key(&format!("{} {}", facts.last_name, facts.first_name));
    if person.is_empty() {
        search_key(&facts.company)
    } else {
        person
    }
}

/// The domain of an e-mail address when it says where somebody works; empty for the mail boxes
/// everybody can have.
#[must_use]
pub fn company_domain(email: &str) -> &str {
    const EVERYBODY: [&str; 22] = [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "outlook.fr",
        "hotmail.com",
        "hotmail.fr",
        "live.com",
        "live.fr",
        "msn.com",
        "yahoo.com",
        "yahoo.fr",
        "icloud.com",
        "me.com",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "sfr.fr",
        "laposte.net",
        "gmx.de",
        "web.de",
        "proton.me",
        "mail.example",
    ];
    let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain);
    if EVERYBODY.contains(&domain) {
        ""
    } else {
        domain
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::TouchKind;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_of_a_person_or_a_company_is_enough() {
        let mut facts = LeadFacts::named("", "", None);
        assert_eq!(check_lead(&facts)[0].code, "required");
        facts.company = "Dupont".into();
        assert!(check_lead(&facts).is_empty());
        assert_eq!(lead_name(&facts), "Dupont");
        facts.last_name = "Martin".into();
        assert_eq!(lead_name(&facts), "Martin");
    }

    #[test]
    fn wrong_facts_are_named() {
        let facts = LeadFacts {
            email: "zoe@".into(),
            phone: "n/a".into(),
            country: "ZZ".into(),
            ..LeadFacts::named("Zoé", "Martin", None)
        };
        let codes: Vec<_> = check_lead(&facts).into_iter().map(|i| i.code).collect();
        assert_eq!(codes, ["invalid_email", "invalid_phone", "invalid_country"]);
        assert_eq!(check_touch(TouchKind::Note, "").len(), 1);
        assert!(check_touch(TouchKind::Call, "").is_empty());
    }

    #[test]
    fn only_the_mail_of_a_company_tells_which() {
        assert_eq!(company_domain("zoe@dupont.fr"), "dupont.fr");
        assert_eq!(company_domain("zoe@gmail.com"), "");
        assert_eq!(company_domain(""), "");
    }

    proptest! {
        #[test]
        fn tidying_twice_is_tidying_once(first in "\\PC{0,30}", company in "\\PC{0,30}", notes in "\\PC{0,60}") {
            let facts = LeadFacts { company, notes, ..LeadFacts::named(first, "", None) };
            let once = tidy_lead(&facts);
            prop_assert_eq!(tidy_lead(&once), once.clone());
            prop_assert!(lead_search(&once).starts_with(&lead_sort_key(&once)));
        }
    }
}
