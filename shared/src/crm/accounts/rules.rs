//! When an account is acceptable, and when it may be there already.

use super::model::AccountFacts;
use crate::cpq::quotes::rules::check_payment_days;
use crate::crm::countries::country;
use crate::crm::fields::{
    LINE_MAX, NAME_MAX, NOTES_MAX, check_length, check_phone, check_website, tidy_line, tidy_text,
    tidy_website, website_host,
};
use crate::crm::vat::{check_vat, tidy_vat};
use crate::kernel::{AccountId, Issue, search_key};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Most levels of a hierarchy, the top one included.
pub const HIERARCHY_MAX: usize = 10;

/// The facts as they are kept: spaces and letter case put right, nothing else.
#[must_use]
pub fn tidy_account(facts: &AccountFacts) -> AccountFacts {
    let country = facts.country.trim().to_ascii_uppercase();
    AccountFacts {
        name: tidy_line(&facts.name),
        kind: facts.kind,
        industry: tidy_line(&facts.industry),
        website: tidy_website(&facts.website),
        phone: tidy_line(&facts.phone),
        street: tidy_text(&facts.street),
        postal_code: tidy_line(&facts.postal_code).to_uppercase(),
        city: tidy_line(&facts.city),
        vat_number: tidy_vat(&facts.vat_number, &country),
        country,
        employees: facts.employees,
        annual_revenue: facts.annual_revenue,
        founded_year: facts.founded_year,
        payment_days: facts.payment_days,
        notes: tidy_text(&facts.notes),
        parent_id: facts.parent_id,
        owner_id: facts.owner_id,
        custom: facts.custom.clone(),
    }
}

/// Findings about tidy facts. Only errors keep them from being saved.
#[must_use]
pub fn check_account(facts: &AccountFacts, today: NaiveDate) -> Vec<Issue> {
    let mut issues = Vec::new();
    if facts.name.is_empty() {
        issues.push(Issue::error("required", "name"));
    }
    issues.extend(
        [
            check_length(&facts.name, NAME_MAX, "name"),
            check_length(&facts.industry, LINE_MAX, "industry"),
            check_length(&facts.website, LINE_MAX, "website"),
            check_length(&facts.street, LINE_MAX, "street"),
            check_length(&facts.postal_code, 20, "postal_code"),
            check_length(&facts.city, LINE_MAX, "city"),
            check_length(&facts.notes, NOTES_MAX, "notes"),
            check_website(&facts.website, "website"),
            check_phone(&facts.phone, "phone"),
            check_numbers(facts, today),
        ]
        .into_iter()
        .flatten(),
    );
    if !facts.country.is_empty() && country(&facts.country).is_none() {
        issues.push(Issue::error("invalid_country", "country"));
    }
    if facts
        .employees
        .is_some_and(|n| !(0..=20_000_000).contains(&n))
    {
        let issue = Issue::error("out_of_range", "employees");
        issues.push(issue.with("min", 0).with("max", 20_000_000));
    }
    issues.extend(check_payment_days(facts.payment_days));
    issues.extend(check_vat(&facts.vat_number, &facts.country, "vat_number"));
    issues
}

fn check_numbers(facts: &AccountFacts, today: NaiveDate) -> Option<Issue> {
    if facts.annual_revenue.is_some_and(|money| money.minor < 0) {
        return Some(Issue::error("negative", "annual_revenue"));
    }
    let year = facts.founded_year?;
    (!(1000..=today.year()).contains(&year)).then(|| {
        Issue::error("out_of_range", "founded_year")
            .with("min", 1000)
            .with("max", today.year())
    })
}

/// Whether `account` may be put under `parent`. `above_parent` are the accounts above the parent,
/// `levels_below` the levels under `account` (0 when it has none below).
#[must_use]
pub fn check_parent(
    account: AccountId,
    parent: AccountId,
    above_parent: &[AccountId],
    levels_below: usize,
) -> Option<Issue> {
    if parent == account || above_parent.contains(&account) {
        return Some(Issue::error("parent_cycle", "parent_id"));
    }
    // The parent itself, those above it, the account itself, those below it.
    let levels = above_parent.len() + 2 + levels_below;
    (levels > HIERARCHY_MAX)
        .then(|| Issue::error("hierarchy_too_deep", "parent_id").with("max", HIERARCHY_MAX))
}

/// Whether `account` is above itself, where every account is below the one it has in `parents`.
#[must_use]
pub fn is_above_itself(account: AccountId, parents: &BTreeMap<AccountId, AccountId>) -> bool {
    let mut seen = BTreeSet::new();
    let mut at = account;
    // Another circle further up ends the walk, too.
    while let Some(parent) = parents.get(&at).filter(|parent| seen.insert(**parent)) {
        if *parent == account {
            return true;
        }
        at = *parent;
    }
    false
}

/// What the list searches in: name, town, VAT number and host of the web address.
#[must_use]
pub fn account_search(facts: &AccountFacts) -> String {
    let host = website_host(&facts.website).unwrap_or_default();
    search_key(&format!(
        "{} {} {} {host}",
        facts.name, facts.city, facts.vat_number
    ))
}

/// Why two accounts may be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SimilarReason {
    /// The same VAT number.
    VatNumber,
    /// The same domain of the web address.
    Website,
    /// The same name but for its legal form.
    Name,
}

impl SimilarReason {
    /// The word in the catalogue (`crm.similar.<code>`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            SimilarReason::VatNumber => "vat_number",
            SimilarReason::Website => "website",
            SimilarReason::Name => "name",
        }
    }
}

/// An account that may be the one about to be created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimilarAccount {
    /// Which.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// Its town, or empty.
    pub city: String,
    /// Why it is shown.
    pub reason: SimilarReason,
}

/// Why `other` may be the same as `facts`, both tidy; the strongest reason.
#[must_use]
pub fn similar_reason(facts: &AccountFacts, other: &AccountFacts) -> Option<SimilarReason> {
    let same = |a: &str, b: &str| !a.is_empty() && a == b;
    if same(&facts.vat_number, &other.vat_number) {
        Some(SimilarReason::VatNumber)
    } else if same(domain_of(&facts.website), domain_of(&other.website)) {
        Some(SimilarReason::Website)
    } else if same(&name_stem(&facts.name), &name_stem(&other.name)) {
        Some(SimilarReason::Name)
    } else {
        None
    }
}

/// The host of a tidy web address without `www.`.
#[must_use]
pub fn domain_of(website: &str) -> &str {
    let host = website_host(website).unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

/// The name without accents, punctuation and legal form: `Dupont & Fils, S.A.S.` gives `dupont fils`.
#[must_use]
pub fn name_stem(name: &str) -> String {
    const FORMS: [&str; 26] = [
        "sa",
        "sas",
        "sasu",
        "sarl",
        "eurl",
        "snc",
        "sci",
        "inc",
        "llc",
        "ltd",
        "limited",
        "plc",
        "corp",
        "corporation",
        "co",
        "gmbh",
        "ag",
        "kg",
        "bv",
        "nv",
        "spa",
        "srl",
        "ab",
        "oy",
        "se",
        "group",
    ];
    // "S.A.S." is one word without its dots.
    let plain = search_key(name).replace('.', "");
    let words: Vec<&str> = plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let kept: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| !FORMS.contains(word))
        .collect();
    // A company called "Group" keeps its name.
    if kept.is_empty() { words } else { kept }.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::issue::has_errors;
    use crate::kernel::{Currency, Money, UserId};
    use uuid::Uuid;

    fn facts(name: &str) -> AccountFacts {
        AccountFacts::named(name, UserId(Uuid::nil()))
    }
    fn id(n: u128) -> AccountId {
        AccountId(Uuid::from_u128(n))
    }
    fn codes(facts: &AccountFacts) -> Vec<String> {
        let today = "2026-11-12".parse().unwrap();
        check_account(&tidy_account(facts), today)
            .into_iter()
            .map(|issue| format!("{}:{}", issue.field.unwrap_or_default(), issue.code))
            .collect()
    }

    #[test]
    fn a_name_is_enough() {
        assert!(codes(&facts("Boulangerie Œuvrard")).is_empty());
        assert_eq!(codes(&facts(" \n ")), ["name:required"]);
        assert_eq!(codes(&facts(&"x".repeat(201))), ["name:too_long"]);
    }

    #[test]
    fn every_wrong_fact_is_named() {
        let wrong = AccountFacts {
            website: "javascript:alert(1)".into(),
            phone: "call me".into(),
            country: "ZZ".into(),
            employees: Some(-1),
            annual_revenue: Some(Money::new(-1, Currency::EUR)),
            ..facts("Dupont")
        };
        assert_eq!(
            codes(&wrong),
            [
                "website:invalid_url",
                "phone:invalid_phone",
                "annual_revenue:negative",
                "country:invalid_country",
                "employees:out_of_range"
            ]
        );
        let future = AccountFacts {
            founded_year: Some(2027),
            ..facts("Dupont")
        };
        assert_eq!(codes(&future), ["founded_year:out_of_range"]);
        let late = AccountFacts {
            payment_days: Some(366),
            ..facts("Dupont")
        };
        assert_eq!(codes(&late), ["payment_days:out_of_range"]);
    }

    #[test]
    fn facts_are_tidied_once_and_for_all() {
        let messy = AccountFacts {
            website: "Dupont.FR/".into(),
            country: " fr ".into(),
            vat_number: "732 829 320".into(),
            postal_code: "sw1a 1aa".into(),
            ..facts("  Dupont \n et  Fils ")
        };
        let tidy = tidy_account(&messy);
        assert_eq!(tidy.name, "Dupont et Fils");
        assert_eq!(tidy.website, "https://dupont.fr");
        assert_eq!(tidy.vat_number, "FR44732829320");
        assert_eq!(tidy.postal_code, "SW1A 1AA");
        assert_eq!(tidy_account(&tidy), tidy);
    }

    #[test]
    fn no_account_is_above_itself() {
        let refused = |parent, above: &[AccountId], below| {
            check_parent(id(1), parent, above, below).map(|issue| issue.code.into_owned())
        };
        assert_eq!(refused(id(2), &[id(3)], 0), None);
        assert_eq!(refused(id(1), &[], 0).as_deref(), Some("parent_cycle"));
        assert_eq!(
            refused(id(2), &[id(3), id(1)], 0).as_deref(),
            Some("parent_cycle")
        );
        let eight: Vec<AccountId> = (10..18).map(id).collect();
        assert_eq!(refused(id(2), &eight, 0), None);
        assert_eq!(
            refused(id(2), &eight, 1).as_deref(),
            Some("hierarchy_too_deep")
        );
    }

    #[test]
    fn a_circle_is_seen_by_who_is_in_it_and_ends_the_walk_of_who_is_below() {
        let id = |n: u128| AccountId(Uuid::from_u128(n));
        // 1 below 2 below 3; 4, 5 and 6 in a circle, 7 below it; 8 below itself.
        let pairs = [(1, 2), (2, 3), (4, 5), (5, 6), (6, 4), (7, 4), (8, 8)];
        let parents: BTreeMap<AccountId, AccountId> = pairs
            .map(|(account, parent)| (id(account), id(parent)))
            .into();
        let circled: Vec<u128> = (1..=9)
            .filter(|n| is_above_itself(id(*n), &parents))
            .collect();
        assert_eq!(circled, [4, 5, 6, 8]);
    }

    #[test]
    fn the_same_company_is_recognised() {
        assert_eq!(name_stem("Dupont & Fils, S.A.S."), "dupont fils");
        assert_eq!(name_stem("DUPONT ET FILS SARL"), "dupont et fils");
        assert_eq!(name_stem("Group SA"), "group sa");
        let one = tidy_account(&AccountFacts {
            website: "www.dupont.fr".into(),
            ..facts("Dupont")
        });
        let two = tidy_account(&AccountFacts {
            website: "http://dupont.fr/contact".into(),
            ..facts("Dupont Holding")
        });
        assert_eq!(similar_reason(&one, &two), Some(SimilarReason::Website));
        assert_eq!(
            similar_reason(&facts("Société Générale SA"), &facts("societe generale")),
            Some(SimilarReason::Name)
        );
        assert_eq!(similar_reason(&facts("A"), &facts("B")), None);
    }

    #[test]
    fn warnings_do_not_keep_a_record_from_being_saved() {
        let odd = tidy_account(&AccountFacts {
            vat_number: "FR41303265045".into(),
            country: "FR".into(),
            ..facts("Dupont")
        });
        let issues = check_account(&odd, "2026-11-12".parse().unwrap());
        assert_eq!(issues.len(), 1);
        assert!(!has_errors(&issues));
    }
}
