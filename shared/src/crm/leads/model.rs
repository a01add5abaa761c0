//! What a lead is.

use super::rules::lead_name;
use super::status::{LeadState, LeadStatus};
use crate::kernel::{
    AccountId, ContactId, Instant, Lang, LeadId, LeadTouchId, Named, OpportunityId, UserId,
};
use crate::platform::fields::CustomValues;
use crate::{changes, coded};
use serde::{Deserialize, Serialize};

coded! {
    /// Channel of the first touch.
    LeadSource {
        /// The form on the web site.
        Web = "web",
        /// They called.
        Phone = "phone",
        /// They wrote.
        Email = "email",
        /// A customer or partner named them.
        Referral = "referral",
        /// A fair or another event.
        Event = "event",
        /// Advertising.
        Advertising = "advertising",
        /// A social network.
        Social = "social",
        /// A reseller or integrator.
        Partner = "partner",
        /// Somebody of ours looked for them.
        Prospecting = "prospecting",
        /// Anything else.
        Other = "other",
    }
}

coded! {
    /// How promising it looks.
    Rating {
        /// Some day.
        Cold = "cold",
        /// This year.
        Warm = "warm",
        /// Now.
        Hot = "hot",
    }
}

coded! {
    /// How one talked with a lead.
    TouchKind {
        /// By telephone.
        Call = "call",
        /// By e-mail.
        Email = "email",
        /// Face to face or by video.
        Meeting = "meeting",
        /// Something to remember; nobody was talked to.
        Note = "note",
    }
}

/// The facts of a lead that people edit.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadFacts {
    /// First name, or empty.
    pub first_name: String,
    /// Last name, or empty; one of the names or the company is required.
    pub last_name: String,
    /// Where the person works, or empty.
    pub company: String,
    /// Job title, or empty.
    pub title: String,
    /// E-mail address, or empty.
    pub email: String,
    /// Telephone as written, or empty.
    pub phone: String,
    /// Town, or empty.
    pub city: String,
    /// ISO 3166-1 alpha-2, or empty.
    pub country: String,
    /// The language to write in, when known.
    pub language: Option<Lang>,
    /// Channel of the first touch.
    pub source: LeadSource,
    /// How promising it looks.
    pub rating: Rating,
    /// What they are interested in, in their words.
    pub interest: String,
    /// Free text of ours.
    pub notes: String,
    /// Whose lead it is; nobody's while it waits in the queue.
    pub owner_id: Option<UserId>,
    /// Values of the fields an administrator added.
    #[serde(default)]
    pub custom: CustomValues,
}

impl LeadFacts {
    /// Facts with only names and an owner.
    #[must_use]
    pub fn named(
        first: impl Into<String>,
        last: impl Into<String>,
        owner_id: Option<UserId>,
    ) -> Self {
        Self {
            first_name: first.into(),
            last_name: last.into(),
            company: String::new(),
            title: String::new(),
            email: String::new(),
            phone: String::new(),
            city: String::new(),
            country: String::new(),
            language: None,
            source: LeadSource::Other,
            rating: Rating::Warm,
            interest: String::new(),
            notes: String::new(),
            owner_id,
            custom: CustomValues::default(),
        }
    }
}

changes! {
    /// A new value for one fact of a lead.
    LeadChange of LeadFacts {
        FirstName(String) = first_name,
        LastName(String) = last_name,
        Company(String) = company,
        Title(String) = title,
        Email(String) = email,
        Phone(String) = phone,
        City(String) = city,
        Country(String) = country,
        Language(Option<Lang>) = language,
        Source(LeadSource) = source,
        Rating(Rating) = rating,
        Interest(String) = interest,
        Notes(String) = notes,
        Owner(Option<UserId>) = owner_id,
    } + custom
}

/// What the consent given in the public form is for.
pub const CONSENT_PURPOSE: &str = "reply";

/// What somebody agreed to, word for word, and the proof of it (GDPR art. 7).
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// What for, a stable word: [`CONSENT_PURPOSE`].
    pub purpose: String,
    /// The text they were shown.
    pub text: String,
    /// When they agreed.
    pub at: Instant,
    /// From where: the page and the network address.
    pub origin: String,
}

/// What a lead has become.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Converted {
    /// The account, new or joined.
    pub account: Named<AccountId>,
    /// The contact, new or joined.
    pub contact: Named<ContactId>,
    /// The deal, if one was opened or joined.
    pub deal: Option<Named<OpportunityId>>,
    /// When.
    pub at: Instant,
}

/// A lead with everything its page shows about the lead itself.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadView {
    /// Which lead.
    pub id: LeadId,
    /// Raised by each change; sent back with every edit.
    pub version: i64,
    /// What people edit.
    pub facts: LeadFacts,
    /// Status and what belongs to it.
    pub state: LeadState,
    /// Whose it is, by name; nobody's while it waits in the queue.
    pub owner: Option<Named<UserId>>,
    /// What the person agreed to.
    pub consent: Option<Consent>,
    /// What it became.
    pub converted: Option<Converted>,
    /// When it was created.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// When it was deleted; it can be restored.
    pub deleted_at: Option<Instant>,
    /// Whether the reader may change or delete it.
    pub may_edit: bool,
    /// Whether the reader may give it to another owner.
    pub may_assign: bool,
}

impl LeadView {
    /// The person, or the company when no person is known.
    #[must_use]
    pub fn name(&self) -> String {
        lead_name(&self.facts)
    }
}

/// A lead in a list.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadRow {
    /// Which.
    pub id: LeadId,
    /// Its version, for taking it from the queue.
    pub version: i64,
    /// The person, or the company.
    pub name: String,
    /// Where the person works, or empty.
    pub company: String,
    /// Job title, or empty.
    pub title: String,
    /// Where it stands.
    pub status: LeadStatus,
    /// How promising it looks.
    pub rating: Rating,
    /// Channel of the first touch.
    pub source: LeadSource,
    /// Whose it is; nobody's while it waits in the queue.
    pub owner: Option<Named<UserId>>,
    /// When it was created: the clock runs from here.
    pub created_at: Instant,
    /// The first human touch: the clock stops here.
    pub first_contacted_at: Option<Instant>,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// A conversation with a lead, or a note about it.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadTouch {
    /// Which.
    pub id: LeadTouchId,
    /// How.
    pub kind: TouchKind,
    /// What was said.
    pub body: String,
    /// When.
    pub at: Instant,
    /// By whom; `None` when that person is gone.
    pub actor: Option<String>,
}
