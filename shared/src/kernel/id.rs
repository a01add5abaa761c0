//! One id type per entity, all UUIDv7 (RFC 9562), so that a client may make an id before the
//! server has seen the record and rows sort by age.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Makes a UUIDv7 from the time (milliseconds since 1970, UTC) and ten random bytes.
///
/// Both are arguments because this crate has neither clock nor randomness.
#[must_use]
pub fn uuid_v7(unix_ms: i64, random: [u8; 10]) -> Uuid {
    let ms = u64::try_from(unix_ms).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id of this kind; see [`uuid_v7`].
            #[must_use]
            pub fn new(unix_ms: i64, random: [u8; 10]) -> Self {
                Self(uuid_v7(unix_ms, random))
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
        impl From<Uuid> for $name {
            fn from(value: Uuid) -> Self {
                Self(value)
            }
        }
        impl From<$name> for Uuid {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    )+};
}

ids! {
    /// A person who signs in.
    UserId,
    /// A group of users under one manager; teams form a tree.
    TeamId,
    /// An organisation or consumer we sell to.
    AccountId,
    /// A person linked to an account.
    ContactId,
    /// A possible sale.
    OpportunityId,
    /// An ordered set of stages.
    PipelineId,
    /// A step of a pipeline.
    StageId,
    /// A call, e-mail, meeting or note.
    ActivityId,
    /// A thing to do.
    TaskId,
    /// A thing sold.
    ProductId,
    /// List prices for one currency and period.
    PriceBookId,
    /// The price of one product in one price book.
    PriceBookEntryId,
    /// One version of the model of a product.
    ProductModelId,
    /// One version of a quote.
    QuoteId,
    /// A line of a quote.
    QuoteLineId,
    /// The target of one user and period.
    QuotaId,
    /// A coded reason for a loss.
    LossReasonId,
    /// A product on an opportunity.
    OpportunityProductId,
    /// One run of an import.
    ImportId,
    /// A session of a signed-in browser.
    SessionId,
    /// A first interest, before it is an account, a contact or a deal.
    LeadId,
    /// A conversation with a lead.
    LeadTouchId,
    /// Two records made one.
    MergeId,
    /// A piece of work done after the answer.
    JobId,
    /// A message on its way.
    MailId,
    /// A personal access token of the programming interface.
    ApiTokenId,
    /// An address that is told of changes.
    WebhookId,
    /// A rule that says who has to agree to a quote.
    ApprovalRuleId,
    /// A request for approval.
    ApprovalId,
    /// Days on which somebody else decides.
    AbsenceId,
    /// A price agreed with an account.
    AgreementId,
    /// A promotion.
    PromotionId,
    /// A discount schedule.
    DiscountScheduleId,
    /// A role as a company keeps it.
    RoleId,
    /// A section of a quote.
    QuoteSectionId,
    /// Lines of a quote of which one counts.
    AlternativesId,
    /// A quote kept as a template.
    QuoteTemplateId,
    /// A clause of the library, or one that was written on a quote.
    ClauseId,
    /// A contact's place at a further account.
    AffiliationId,
    /// How one contact stands to another.
    RelationId,
    /// A service people sign in with elsewhere.
    ProviderId,
    /// An account at a provider.
    IdentityId,
    /// A key a person signs in with instead of a password.
    PasskeyId,
}
