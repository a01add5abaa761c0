//! What is known of a person ended on request, everywhere, with a proof that stays.
//!
//! Terms: a *subject* is the contact or lead the request is about; its *person* all records of the
//! same human being; a *term* is an address, a telephone number or a name that gives the person away
//! in any text; a term another record carries, too, is *shared* and stays where it is not about the
//! person; *places* are the tables in which something was found. Entry points: [`terms::terms`],
//! [`terms::find`], [`terms::redact`], and the operations of [`ops`]. Invariants: after an erasure a
//! search of every text of the database for the terms finds nothing but documents that must be kept;
//! of the address only a keyed hash stays. Tests: beside the code, and
//! `server/services/tests/it/platform/erasure.rs`, which searches tables that do not exist yet, too.

pub mod ops;
pub mod terms;

use crate::kernel::event::Entity;
use crate::kernel::search::search_key;
use crate::kernel::{Instant, Issue, coded};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

coded! {
    /// What kind of record the request is about.
    SubjectKind {
        /// A contact.
        Contact = "contact",
        /// A lead.
        Lead = "lead",
    }
}

impl SubjectKind {
    /// The same in the log of events.
    #[must_use]
    pub const fn entity(self) -> Entity {
        match self {
            SubjectKind::Contact => Entity::Contact,
            SubjectKind::Lead => Entity::Lead,
        }
    }
}

/// The record the request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// What it is.
    pub kind: SubjectKind,
    /// Which.
    pub id: Uuid,
}

coded! {
    /// On whose request.
    Requester {
        /// The person.
        Person = "person",
        /// Somebody who acts for the person.
        Representative = "representative",
        /// A data protection authority.
        Authority = "authority",
        /// Nobody asked: the data is not needed any more.
        Ourselves = "ourselves",
    }
}

coded! {
    /// What kind of word gives a person away.
    TermKind {
        /// An address.
        Email = "email",
        /// A telephone number.
        Phone = "phone",
        /// First and last name.
        Name = "name",
    }
}

/// How much was found in one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceCount {
    /// The table.
    pub place: String,
    /// Rows about the person.
    pub about: u32,
    /// Texts of other rows that name the person.
    pub named: u32,
}

/// A document that is kept, because the law wants it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptDocument {
    /// The number of the quote.
    pub number: String,
    /// Whether it was signed in its deal room; otherwise it was accepted.
    pub signed: bool,
}

/// What an erasure does, or did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// By place, in the order of the tables' names.
    pub places: Vec<PlaceCount>,
    /// What is kept.
    pub kept: Vec<KeptDocument>,
    /// Words that stay elsewhere, because others carry them, too.
    pub shared: Vec<TermKind>,
    /// Columns searched afterwards.
    pub columns: u32,
    /// Texts in which a term was still found: none, or the erasure is not done.
    pub left: u32,
}

impl Report {
    /// Rows and texts in all.
    #[must_use]
    pub fn total(&self) -> u32 {
        let sums = self.places.iter().map(|place| place.about + place.named);
        sums.sum()
    }
}

/// An erasure that was done, as it stays: nothing in it says who the person was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// Which.
    pub id: Uuid,
    /// What it was about.
    pub subject: Subject,
    /// On whose request.
    pub requester: Requester,
    /// Why, in a person's words.
    pub reason: String,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: Instant,
    /// What it did.
    pub report: Report,
    /// The beginnings of the keyed hashes of the addresses: what tells two certificates apart.
    pub marks: Vec<String>,
}

/// What stands where something was erased.
pub const MARK: &str = "[…]";

/// Longest reason.
pub const MAX_REASON: usize = 500;

/// Whether what was typed is the name: spaces, accents and case do not matter.
#[must_use]
pub fn is_name(typed: &str, name: &str) -> bool {
    let typed = search_key(typed);
    !typed.is_empty() && typed == search_key(name)
}

/// What is wrong with a request to erase.
#[must_use]
pub fn check(typed: &str, name: &str, reason: &str, terms: &[terms::Term]) -> Vec<Issue> {
    let mut issues = Vec::new();
    if !is_name(typed, name) {
        issues.push(Issue::error("erasure_name_differs", "typed"));
    }
    if reason.trim().is_empty() {
        issues.push(Issue::error("required", "reason"));
    }
    if reason.chars().count() > MAX_REASON {
        issues.push(Issue::error("too_long", "reason").with("max", MAX_REASON));
    }
    // The reason stays when everything else is gone.
    if !terms::find(reason, terms).is_empty() {
        issues.push(Issue::error("erasure_names_person", "reason"));
    }
    issues
}

#[cfg(test)]
mod tests {
    use super::terms::{Person, terms};
    use super::*;

    #[test]
    fn a_request_is_confirmed_by_the_name_and_says_why_without_it() {
        let person = Person {
            first: "Léa".into(),
            last: "Roy".into(),
            email: "lea@roy.example".into(),
            phone: String::new(),
        };
        let all = terms(&[person]);
        assert!(check("lea  roy", "Léa Roy", "Asked by letter", &all).is_empty());
        for (typed, reason, code) in [
            ("", "x", "erasure_name_differs"),
            ("Léa", "x", "erasure_name_differs"),
            ("Léa Roy", " ", "required"),
            ("Léa Roy", "LEA ROY asked", "erasure_names_person"),
            ("Léa Roy", "mail of lea@roy.example", "erasure_names_person"),
        ] {
            assert_eq!(
                check(typed, "Léa Roy", reason, &all)[0].code,
                code,
                "{reason}"
            );
        }
    }
}
