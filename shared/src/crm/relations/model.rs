//! What a relation between two people is.

use crate::kernel::{AccountId, ContactId, Named, RelationId};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// How one person stands to another. All but the last three lead from one to the other.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// The first has the second as manager, at one account.
    ReportsTo,
    /// The first keeps the second's appointments.
    AssistantOf,
    /// The second listens to the first.
    Influences,
    /// They know each other.
    Knows,
    /// They are a couple or relatives.
    Family,
    /// They worked together once.
    FormerColleague,
}

impl RelationKind {
    /// Every kind, in the order of menus.
    pub const ALL: [RelationKind; 6] = [
        RelationKind::ReportsTo,
        RelationKind::AssistantOf,
        RelationKind::Influences,
        RelationKind::Knows,
        RelationKind::Family,
        RelationKind::FormerColleague,
    ];

    /// The word in the database and in the catalogue (`relations.word.<code>`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            RelationKind::ReportsTo => "reports_to",
            RelationKind::AssistantOf => "assistant_of",
            RelationKind::Influences => "influences",
            RelationKind::Knows => "knows",
            RelationKind::Family => "family",
            RelationKind::FormerColleague => "former_colleague",
        }
    }

    /// Whether both ends are called alike.
    #[must_use]
    pub const fn is_mutual(self) -> bool {
        matches!(
            self,
            RelationKind::Knows | RelationKind::Family | RelationKind::FormerColleague
        )
    }
}

impl FromStr for RelationKind {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        RelationKind::ALL
            .into_iter()
            .find(|kind| kind.code() == text)
            .ok_or(())
    }
}

/// How strong a relation or a bond is.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// They have met.
    Weak,
    /// They talk.
    #[default]
    Good,
    /// They trust each other.
    Strong,
}

impl Strength {
    /// From the weakest to the strongest.
    pub const ALL: [Strength; 3] = [Strength::Weak, Strength::Good, Strength::Strong];

    /// The word in the database and in the catalogue (`relations.strength.<code>`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Strength::Weak => "weak",
            Strength::Good => "good",
            Strength::Strong => "strong",
        }
    }
}

impl FromStr for Strength {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Strength::ALL
            .into_iter()
            .find(|strength| strength.code() == text)
            .ok_or(())
    }
}

/// What people write of a relation.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationDraft {
    /// Who stands so.
    pub from: ContactId,
    /// To whom.
    pub to: ContactId,
    /// How.
    pub kind: RelationKind,
    /// Where the one reports to the other; nothing for every other kind.
    pub account_id: Option<AccountId>,
    /// How strongly.
    pub strength: Strength,
    /// Free text.
    pub note: String,
}

impl RelationDraft {
    /// Whether both say the same of the same people, whatever else they say.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        let straight = (self.from, self.to) == (other.from, other.to);
        let turned = self.kind.is_mutual() && (self.from, self.to) == (other.to, other.from);
        self.kind == other.kind && self.account_id == other.account_id && (straight || turned)
    }

    /// Whether it has anything to do with this person.
    #[must_use]
    pub fn touches(&self, contact: ContactId) -> bool {
        self.from == contact || self.to == contact
    }
}

/// A relation.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// Identity.
    pub id: RelationId,
    /// What is written of it.
    pub draft: RelationDraft,
    /// Raised by every change.
    pub version: i64,
}

/// A relation as the page of one of the two shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationRow {
    /// The relation.
    pub relation: Relation,
    /// The one at the other end.
    pub other: Named<ContactId>,
    /// Their job title, or empty.
    pub title: String,
    /// Where the one reports to the other, by name.
    pub account: Option<Named<AccountId>>,
    /// Whether the reader may change it.
    pub may_edit: bool,
}
