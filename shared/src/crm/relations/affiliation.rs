//! A contact's place at an account beside the contact's own one.

use crate::crm::contacts::ContactRow;
use crate::crm::fields::{LINE_MAX, NOTES_MAX, check_length, tidy_line, tidy_text};
use crate::kernel::time::check_day;
use crate::kernel::{AccountId, AffiliationId, ContactId, Issue, Named};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What people write of an affiliation.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffiliationDraft {
    /// What the person is there, in their own words: a title, "board member"; or empty.
    pub role: String,
    /// First day, when known.
    pub since: Option<NaiveDate>,
    /// The day it ended: the first one on which it is over.
    pub until: Option<NaiveDate>,
    /// Free text.
    pub note: String,
}

impl AffiliationDraft {
    /// Whether the person is there on `day`.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.since.is_none_or(|from| from <= day) && self.until.is_none_or(|end| day < end)
    }

    /// Whether it is over on `day`.
    #[must_use]
    pub fn is_over(&self, day: NaiveDate) -> bool {
        self.until.is_some_and(|end| end <= day)
    }

    fn overlaps(&self, other: &Self) -> bool {
        let before = |one: &Self, two: &Self| {
            one.until
                .zip(two.since)
                .is_some_and(|(end, begin)| end <= begin)
        };
        !before(self, other) && !before(other, self)
    }
}

/// An affiliation.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affiliation {
    /// Identity.
    pub id: AffiliationId,
    /// Who.
    pub contact_id: ContactId,
    /// Where.
    pub account_id: AccountId,
    /// What is written of it.
    pub draft: AffiliationDraft,
    /// Raised by every change.
    pub version: i64,
}

/// An affiliation with the names a page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffiliationRow {
    /// The affiliation.
    pub affiliation: Affiliation,
    /// Who, by name.
    pub contact: Named<ContactId>,
    /// Where, by name.
    pub account: Named<AccountId>,
    /// Whether the account has become the contact's own one meanwhile.
    pub primary: bool,
    /// Whether the reader may change it.
    pub may_edit: bool,
}

/// Somebody who is affiliated with the account whose page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affiliate {
    /// The person.
    pub contact: ContactRow,
    /// The place there.
    pub row: AffiliationRow,
}

/// The draft as it is kept.
#[must_use]
pub fn tidy_affiliation(draft: &AffiliationDraft) -> AffiliationDraft {
    AffiliationDraft {
        role: tidy_line(&draft.role),
        note: tidy_text(&draft.note),
        ..draft.clone()
    }
}

/// Findings about a tidy affiliation; `others` are those of the same contact with the same account.
#[must_use]
pub fn check_affiliation(draft: &AffiliationDraft, others: &[AffiliationDraft]) -> Vec<Issue> {
    let mut issues: Vec<Issue> = [
        check_length(&draft.role, LINE_MAX, "role"),
        check_length(&draft.note, NOTES_MAX, "note"),
        draft.since.and_then(|day| check_day(day, "since")),
        draft.until.and_then(|day| check_day(day, "until")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if let (Some(since), Some(until)) = (draft.since, draft.until)
        && until < since
    {
        issues.push(Issue::error("ends_before_start", "until"));
    }
    if others.iter().any(|other| other.overlaps(draft)) {
        issues.push(Issue::error("affiliation_overlaps", "account_id"));
    }
    issues
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(since: Option<&str>, until: Option<&str>) -> AffiliationDraft {
        let day = |text: Option<&str>| text.map(|text| text.parse().unwrap());
        AffiliationDraft {
            since: day(since),
            until: day(until),
            ..AffiliationDraft::default()
        }
    }

    fn codes(draft: &AffiliationDraft, others: &[AffiliationDraft]) -> Vec<String> {
        let issues = check_affiliation(draft, others);
        issues.into_iter().map(|i| i.code.into_owned()).collect()
    }

    #[test]
    fn it_holds_until_the_day_it_ends() {
        let one = draft(Some("2026-01-10"), Some("2026-03-01"));
        let on = |text: &str| one.holds_on(text.parse().unwrap());
        assert!(!on("2026-01-09") && on("2026-01-10") && on("2026-02-28") && !on("2026-03-01"));
        assert!(one.is_over("2026-03-01".parse().unwrap()));
        assert!(draft(None, None).holds_on("1999-01-01".parse().unwrap()));
    }

    #[test]
    fn it_does_not_end_before_it_began() {
        let wrong = draft(Some("2026-02-01"), Some("2026-01-01"));
        assert_eq!(codes(&wrong, &[]), ["ends_before_start"]);
        let long = AffiliationDraft {
            role: "x".repeat(201),
            ..AffiliationDraft::default()
        };
        assert_eq!(codes(&long, &[]), ["too_long"]);
    }

    #[test]
    fn one_may_come_back_but_not_be_there_twice() {
        let first = draft(Some("2020-01-01"), Some("2022-01-01"));
        assert!(
            codes(
                &draft(Some("2022-01-01"), None),
                std::slice::from_ref(&first)
            )
            .is_empty()
        );
        let twice = codes(&draft(None, None), std::slice::from_ref(&first));
        assert_eq!(twice, ["affiliation_overlaps"]);
        assert!(codes(&draft(None, Some("2019-06-01")), &[first]).is_empty());
    }
}
