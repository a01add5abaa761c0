//! Who may do what, on which records. One table, asked by pages (to hide what is refused anyway),
//! by the dispatcher of operations and, compiled to SQL, by every query of the store.

use super::Currency;
use super::id::{TeamId, UserId};
use super::lang::{Lang, LocalText};
use super::rights::Rights;
use super::time::Zone;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What a person is to the sales organisation.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Sells; owns records.
    Representative,
    /// Leads a team and the teams below it.
    Manager,
    /// Operations: sees and sets up everything.
    Administrator,
    /// Reads everything, changes nothing.
    Finance,
}

impl Role {
    /// Every role, in the order of the administration page.
    pub const ALL: [Role; 4] = [
        Role::Representative,
        Role::Manager,
        Role::Administrator,
        Role::Finance,
    ];

    /// The word in the database and in the catalogue (`role.<code>`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Role::Representative => "representative",
            Role::Manager => "manager",
            Role::Administrator => "administrator",
            Role::Finance => "finance",
        }
    }
}

impl FromStr for Role {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Role::ALL
            .into_iter()
            .find(|role| role.code() == text)
            .ok_or(())
    }
}

/// Which records a right covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// No record.
    None,
    /// One's own, and those of deals whose team one is on.
    Own,
    /// Those of one's team and the teams below it, too.
    Team,
    /// Every record.
    All,
}

/// A right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Action {
    /// Read what every signed-in person needs: oneself, colleagues' names, pipelines, products.
    ReadReference,
    /// Change one's own language, zone, theme, password.
    EditProfile,
    /// Read accounts and contacts.
    ViewAccount,
    /// Create and change accounts and contacts.
    EditAccount,
    /// Read opportunities with their timeline, and the board.
    ViewOpportunity,
    /// Create and change opportunities, their products, contacts and stage.
    EditOpportunity,
    /// Give a record to another owner.
    AssignOwner,
    /// Read activities and tasks.
    ViewActivity,
    /// Log activities, keep tasks.
    EditActivity,
    /// Read quotes.
    ViewQuote,
    /// Create and change quotes.
    EditQuote,
    /// See costs and margins.
    ViewMargin,
    /// Read the forecast.
    ViewForecast,
    /// Set quotas.
    EditQuota,
    /// Import files.
    Import,
    /// Create and change users and teams.
    ManageUsers,
    /// Change pipelines, stages, loss reasons.
    ManagePipelines,
    /// Change products and price books.
    ManageProducts,
    /// Change currencies and rates of exchange, company settings.
    ManageCompany,
    /// Read leads; whoever reads some reads the queue too.
    ViewLead,
    /// Create, change, take and convert leads.
    EditLead,
    /// Read the log of every change and of sign-ins.
    ViewAudit,
    /// See how the server is, retry or discard its parked jobs.
    ManageSystem,
    /// Decide what one is asked to approve, and see where one's own requests stand.
    DecideApproval,
    /// Change the rules that say who has to agree to a quote.
    ManageApprovals,
    /// Agree prices with accounts.
    EditAgreement,
}

impl Action {
    /// Every right, for the matrix tests.
    pub const ALL: [Action; 26] = [
        Action::ReadReference,
        Action::EditProfile,
        Action::ViewAccount,
        Action::EditAccount,
        Action::ViewOpportunity,
        Action::EditOpportunity,
        Action::AssignOwner,
        Action::ViewActivity,
        Action::EditActivity,
        Action::ViewQuote,
        Action::EditQuote,
        Action::ViewMargin,
        Action::ViewForecast,
        Action::EditQuota,
        Action::Import,
        Action::ManageUsers,
        Action::ManagePipelines,
        Action::ManageProducts,
        Action::ManageCompany,
        Action::ViewLead,
        Action::EditLead,
        Action::ViewAudit,
        Action::ManageSystem,
        Action::DecideApproval,
        Action::ManageApprovals,
        Action::EditAgreement,
    ];
}

/// The policy a company begins with: which records `role` may treat with `action`. What a person may
/// treat now is [`Actor::scope`]: administrators may have changed it ([`Rights`]).
#[must_use]
pub const fn grant(role: Role, action: Action) -> Scope {
    use Action as A;
    use Role as R;
    match (role, action) {
        (_, A::ReadReference | A::EditProfile) => Scope::All,
        (R::Administrator, _) => Scope::All,
        (_, A::ViewAccount) => Scope::All,
        // Being asked is the right: each request says whom it asks.
        (_, A::DecideApproval) => Scope::Own,
        (
            R::Finance,
            A::ViewOpportunity
            | A::ViewActivity
            | A::ViewQuote
            | A::ViewMargin
            | A::ViewForecast
            | A::ViewLead,
        ) => Scope::All,
        (R::Finance, _) => Scope::None,
        // With what else they see of a quote.
        (R::Manager, A::ViewMargin) => Scope::All,
        (
            R::Manager,
            A::EditAccount
            | A::ViewOpportunity
            | A::EditOpportunity
            | A::AssignOwner
            | A::ViewActivity
            | A::EditActivity
            | A::ViewQuote
            | A::EditQuote
            | A::EditAgreement
            | A::ViewForecast
            | A::EditQuota
            | A::ViewLead
            | A::EditLead,
        ) => Scope::Team,
        (
            R::Representative,
            A::EditAccount
            | A::ViewOpportunity
            | A::EditOpportunity
            | A::ViewActivity
            | A::EditActivity
            | A::ViewQuote
            | A::EditQuote
            | A::ViewForecast
            | A::ViewLead
            | A::EditLead,
        ) => Scope::Own,
        (R::Manager | R::Representative, _) => Scope::None,
    }
}

/// The signed-in person, as pages and use cases know them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Who.
    pub user_id: UserId,
    /// Name to show.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// What they are to the sales organisation: which pages they begin with, who asks them what.
    pub role: Role,
    /// The name of a role the company made; `None` for one that comes with Jalon.
    #[serde(default)]
    pub role_name: Option<LocalText>,
    /// Which records they may treat with which right.
    pub rights: Rights,
    /// Team, which decides the team scope.
    pub team_id: Option<TeamId>,
    /// Language of pages and documents.
    pub lang: Lang,
    /// Time zone of times and of "today".
    pub zone: Zone,
    /// Currency totals are shown in.
    pub currency: Currency,
    /// `light`, `dark` or `system`.
    pub theme: String,
    /// `comfortable` or `compact`.
    pub density: String,
}

impl Actor {
    /// Which records this person may treat with `action`.
    #[must_use]
    pub const fn scope(&self, action: Action) -> Scope {
        self.rights.scope(action)
    }

    /// Whether there is any record this person may treat with `action`.
    #[must_use]
    pub const fn may(&self, action: Action) -> bool {
        !matches!(self.scope(action), Scope::None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finance_changes_nothing() {
        for action in [
            Action::EditAccount,
            Action::EditOpportunity,
            Action::EditQuote,
            Action::EditActivity,
            Action::Import,
            Action::EditQuota,
            Action::ManageUsers,
            Action::EditLead,
        ] {
            assert_eq!(grant(Role::Finance, action), Scope::None, "{action:?}");
        }
    }

    #[test]
    fn nobody_edits_more_than_they_see() {
        for role in Role::ALL {
            for (edit, view) in [
                (Action::EditAccount, Action::ViewAccount),
                (Action::EditOpportunity, Action::ViewOpportunity),
                (Action::EditQuote, Action::ViewQuote),
                (Action::EditActivity, Action::ViewActivity),
                (Action::EditQuota, Action::ViewForecast),
                (Action::EditLead, Action::ViewLead),
            ] {
                assert!(grant(role, edit) <= grant(role, view), "{role:?} {edit:?}");
            }
        }
    }
}
