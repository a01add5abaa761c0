//! The one append-only record of every change. Written in the same transaction as the change, it
//! feeds record history, audit, live pages and, later, workflows.

use super::id::UserId;
use super::time::Instant;
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use uuid::Uuid;

/// What kind of record an event is about.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the variants are named after the records they stand for
pub enum Entity {
    Account,
    Contact,
    Opportunity,
    Activity,
    Task,
    Quote,
    Product,
    PriceBook,
    Pipeline,
    Quota,
    User,
    Team,
    Company,
    Import,
    Notification,
    Lead,
    ProductModel,
    View,
    Session,
    Job,
    ApiToken,
    Webhook,
    ApprovalRule,
    Approval,
    CustomField,
    Promotion,
    DiscountSchedule,
    Finder,
    Role,
    Clause,
    QuoteTemplate,
    IdentityProvider,
    Export,
}

impl Entity {
    /// Every kind.
    pub const ALL: [Entity; 33] = [
        Entity::Account,
        Entity::Contact,
        Entity::Opportunity,
        Entity::Activity,
        Entity::Task,
        Entity::Quote,
        Entity::Product,
        Entity::PriceBook,
        Entity::Pipeline,
        Entity::Quota,
        Entity::User,
        Entity::Team,
        Entity::Company,
        Entity::Import,
        Entity::Notification,
        Entity::Lead,
        Entity::ProductModel,
        Entity::View,
        Entity::Session,
        Entity::Job,
        Entity::ApiToken,
        Entity::Webhook,
        Entity::ApprovalRule,
        Entity::Promotion,
        Entity::DiscountSchedule,
        Entity::Approval,
        Entity::CustomField,
        Entity::Finder,
        Entity::Role,
        Entity::Clause,
        Entity::QuoteTemplate,
        Entity::IdentityProvider,
        Entity::Export,
    ];

    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Entity::Account => "account",
            Entity::Contact => "contact",
            Entity::Opportunity => "opportunity",
            Entity::Activity => "activity",
            Entity::Task => "task",
            Entity::Quote => "quote",
            Entity::Product => "product",
            Entity::PriceBook => "price_book",
            Entity::Pipeline => "pipeline",
            Entity::Quota => "quota",
            Entity::User => "user",
            Entity::Team => "team",
            Entity::Company => "company",
            Entity::Import => "import",
            Entity::Notification => "notification",
            Entity::Lead => "lead",
            Entity::ProductModel => "product_model",
            Entity::View => "view",
            Entity::Session => "session",
            Entity::Job => "job",
            Entity::ApiToken => "api_token",
            Entity::Webhook => "webhook",
            Entity::ApprovalRule => "approval_rule",
            Entity::Promotion => "promotion",
            Entity::DiscountSchedule => "discount_schedule",
            Entity::Approval => "approval",
            Entity::CustomField => "custom_field",
            Entity::Finder => "finder",
            Entity::Role => "role",
            Entity::Clause => "clause",
            Entity::QuoteTemplate => "quote_template",
            Entity::IdentityProvider => "identity_provider",
            Entity::Export => "export",
        }
    }
}

impl FromStr for Entity {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Entity::ALL
            .into_iter()
            .find(|entity| entity.code() == text)
            .ok_or(())
    }
}

/// What a live page is told: enough to know whether it shows the record, never its content, so
/// that rights are always asked again by the reload of the data.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveEvent {
    /// Position in the log; also the id of the server-sent event, from which a page resumes.
    pub seq: i64,
    /// Kind of record.
    pub entity: Entity,
    /// Which record.
    pub id: Uuid,
    /// The record it belongs to (the opportunity of a task or quote), if any.
    pub parent: Option<Uuid>,
    /// Other records it concerns: the account and the contact of a task that hangs on a deal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<Uuid>,
    /// What happened, for example `created`, `edited`, `stage_moved`, `deleted`.
    pub action: String,
    /// Who did it.
    pub actor: Option<UserId>,
    /// When.
    pub at: Instant,
}

impl LiveEvent {
    /// Whether it tells of this record, of something that hangs on it, or of something about it.
    #[must_use]
    pub fn concerns(&self, id: Uuid) -> bool {
        self.id == id || self.parent == Some(id) || self.about.contains(&id)
    }
}
