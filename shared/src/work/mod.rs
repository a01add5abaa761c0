//! What people do and have to do: activities, tasks, the calendar that shows both, and the timeline
//! of a record.
//!
//! - **Activity**: a call, e-mail, meeting or note that took place (or a meeting that will).
//! - **Task**: a thing to do, with or without a day or time.
//! - **Timeline**: every event of a record in one list, newest first.
//! - **Next activity**: the earliest open task or planned meeting of an opportunity
//!   ([`next::next_activity`]); a deal without one is a deal nobody works on.
//!
//! Entry points: [`tasks::quick_task`], [`activities::quick_log`], [`calendar::lay_out`],
//! [`timeline::merge_page`]. Everything is told today, now and the person's time zone.
//! Tests are beside the code; on both databases in `server/services/tests/it/work`; pages in
//! `end2end/tests/work`.

pub mod activities;
pub mod calendar;
pub mod next;
pub mod tasks;
pub mod timeline;
pub mod words;

use crate::kernel::{AccountId, ContactId, Issue, Named, OpportunityId};
use serde::{Deserialize, Serialize};

/// The records an activity or task is about, by id.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The organisation.
    pub account: Option<AccountId>,
    /// The person.
    pub contact: Option<ContactId>,
    /// The possible sale.
    pub opportunity: Option<OpportunityId>,
}

/// The same records with their names.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinksView {
    /// The organisation.
    pub account: Option<Named<AccountId>>,
    /// The person.
    pub contact: Option<Named<ContactId>>,
    /// The possible sale.
    pub opportunity: Option<Named<OpportunityId>>,
}

impl LinksView {
    /// The ids alone.
    #[must_use]
    pub fn ids(&self) -> Links {
        Links {
            account: self.account.as_ref().map(|named| named.id),
            contact: self.contact.as_ref().map(|named| named.id),
            opportunity: self.opportunity.as_ref().map(|named| named.id),
        }
    }
}

impl Links {
    /// The same links, with the account filled in from the opportunity, else from the contact,
    /// when none was named: what is done for a deal is seen on its account, too.
    #[must_use]
    pub fn completed(
        self,
        of_opportunity: Option<AccountId>,
        of_contact: Option<AccountId>,
    ) -> Self {
        Self {
            account: self.account.or(of_opportunity).or(of_contact),
            ..self
        }
    }
}

/// Whose records a list shows. What the reader may not see is left out whatever is asked.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    /// The reader's own.
    #[default]
    Mine,
    /// Of everybody the reader may see.
    Team,
}

impl Whose {
    /// The word in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Whose::Mine => "mine",
            Whose::Team => "team",
        }
    }
}

impl std::str::FromStr for Whose {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "mine" => Ok(Whose::Mine),
            "team" => Ok(Whose::Team),
            _ => Err(()),
        }
    }
}

/// Longest subject of an activity or task, in characters.
pub const SUBJECT_MAX: usize = 200;
/// Longest text of an activity or task, in characters.
pub const TEXT_MAX: usize = 20_000;

/// Findings about a subject: missing, or longer than [`SUBJECT_MAX`].
pub(crate) fn check_subject(subject: &str, issues: &mut Vec<Issue>) {
    if subject.trim().is_empty() {
        issues.push(Issue::error("required", "subject"));
    } else if subject.chars().count() > SUBJECT_MAX {
        issues.push(Issue::error("too_long", "subject").with("max", SUBJECT_MAX));
    }
}

/// A finding when the text of `field` is longer than [`TEXT_MAX`].
pub(crate) fn check_text(text: &str, field: &'static str, issues: &mut Vec<Issue>) {
    if text.chars().count() > TEXT_MAX {
        issues.push(Issue::error("too_long", field).with("max", TEXT_MAX));
    }
}

/// `text` with its first letter in upper case.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
