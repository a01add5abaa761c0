//! What a token may touch.

use crate::kernel::event::Entity;
use crate::kernel::{Action, coded};
use std::collections::BTreeMap;
use std::fmt;

coded! {
    /// A part of the product a token may be let into.
    Area {
        /// Accounts and contacts.
        Crm = "crm",
        /// Opportunities and what hangs on them.
        Deals = "deals",
        /// Activities and tasks.
        Work = "work",
        /// Quotes, and the engines of configuration, pricing and tax.
        Quotes = "quotes",
        /// Forecast and quotas.
        Planning = "planning",
        /// Colleagues, teams, pipelines, products, price books, company settings.
        Setup = "setup",
        /// The log of every change. It is read only.
        Audit = "audit",
    }
}

coded! {
    /// How far.
    Level {
        /// Reads.
        Read = "read",
        /// Reads and changes.
        Write = "write",
    }
}

/// The areas of a token with their levels.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scopes(pub BTreeMap<Area, Level>);

impl Scopes {
    /// The same level everywhere.
    #[must_use]
    pub fn all(level: Level) -> Self {
        Self(Area::ALL.iter().map(|area| (*area, level)).collect())
    }

    /// Whether an operation that needs `action` may be asked.
    #[must_use]
    pub fn allow(&self, action: Action) -> bool {
        needed(action).is_some_and(|(area, level)| {
            self.0
                .get(&area)
                .is_some_and(|has| *has == level || *has == Level::Write)
        })
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (area, level)) in self.0.iter().enumerate() {
            let space = if position == 0 { "" } else { " " };
            write!(f, "{space}{}:{}", area.code(), level.code())?;
        }
        Ok(())
    }
}

impl From<Scopes> for String {
    fn from(scopes: Scopes) -> Self {
        scopes.to_string()
    }
}

/// `crm:read deals:write`; the one form in the database and on the wire.
impl TryFrom<String> for Scopes {
    type Error = String;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.split_whitespace()
            .map(|word| {
                let (area, level) = word.split_once(':')?;
                Some((area.parse().ok()?, level.parse().ok()?))
            })
            .collect::<Option<BTreeMap<Area, Level>>>()
            .map(Self)
            .ok_or_else(|| format!("'{text}' is no list of scopes"))
    }
}

/// The scope an operation of this right needs; `None` for what no token may ask.
#[must_use]
pub const fn needed(action: Action) -> Option<(Area, Level)> {
    use Action as A;
    use Level::{Read, Write};
    Some(match action {
        A::EditProfile => return None,
        A::ReadReference => (Area::Setup, Read),
        A::ViewAudit => (Area::Audit, Read),
        A::ManageSystem => return None,
        A::ViewLead | A::ViewAccount => (Area::Crm, Read),
        A::EditLead | A::EditAccount | A::EditAgreement => (Area::Crm, Write),
        A::ViewOpportunity => (Area::Deals, Read),
        A::EditOpportunity | A::AssignOwner => (Area::Deals, Write),
        A::ViewActivity => (Area::Work, Read),
        A::EditActivity => (Area::Work, Write),
        A::ViewQuote | A::ViewMargin => (Area::Quotes, Read),
        A::EditQuote | A::DecideApproval => (Area::Quotes, Write),
        A::ViewForecast => (Area::Planning, Read),
        A::EditQuota => (Area::Planning, Write),
        A::Import
        | A::ManageUsers
        | A::ManagePipelines
        | A::ManageProducts
        | A::ManageCompany
        | A::ManageApprovals => (Area::Setup, Write),
    })
}

/// The area a record belongs to, for the stream of events; `None` for what no token hears of.
#[must_use]
pub const fn area_of(entity: Entity) -> Option<Area> {
    Some(match entity {
        Entity::Account | Entity::Contact | Entity::Lead => Area::Crm,
        Entity::Opportunity => Area::Deals,
        Entity::Activity | Entity::Task => Area::Work,
        Entity::Quote | Entity::Approval => Area::Quotes,
        Entity::Quota => Area::Planning,
        Entity::Product
        | Entity::ProductModel
        | Entity::Finder
        | Entity::PriceBook
        | Entity::Pipeline
        | Entity::User
        | Entity::Team
        | Entity::Company
        | Entity::ApprovalRule
        | Entity::Promotion
        | Entity::DiscountSchedule
        | Entity::Clause
        | Entity::CustomField
        | Entity::Role
        | Entity::Import => Area::Setup,
        Entity::ApiToken
        | Entity::Webhook
        | Entity::IdentityProvider
        | Entity::Notification
        | Entity::View
        | Entity::QuoteTemplate
        | Entity::Session
        | Entity::Export
        | Entity::Job => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_includes_reading_and_nothing_includes_oneself() {
        let write = Scopes(BTreeMap::from([(Area::Crm, Level::Write)]));
        assert!(write.allow(Action::ViewAccount) && write.allow(Action::EditAccount));
        assert!(!write.allow(Action::ViewOpportunity));
        // The log has an area of its own: no token made for something else reads it.
        let setup = Scopes(BTreeMap::from([(Area::Setup, Level::Write)]));
        assert!(setup.allow(Action::ManageUsers) && !setup.allow(Action::ViewAudit));
        let read = Scopes::all(Level::Read);
        for action in Action::ALL {
            assert_eq!(
                read.allow(action),
                matches!(needed(action), Some((_, Level::Read)))
            );
            // Nor the machinery of the house: that is for people at the screen.
            let for_people = matches!(action, Action::EditProfile | Action::ManageSystem);
            assert_eq!(Scopes::all(Level::Write).allow(action), !for_people);
        }
    }

    #[test]
    fn scopes_come_back_from_their_text() {
        let some = Scopes(BTreeMap::from([
            (Area::Deals, Level::Read),
            (Area::Crm, Level::Write),
        ]));
        assert_eq!(some.to_string(), "crm:write deals:read");
        assert_eq!(Scopes::try_from(some.to_string()), Ok(some));
        assert_eq!(Scopes::try_from(String::new()), Ok(Scopes::default()));
        assert!(Scopes::try_from("crm".to_owned()).is_err());
        assert!(Scopes::try_from("crm:all".to_owned()).is_err());
    }
}
