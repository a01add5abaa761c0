//! The rights of a role as a company has set them: a scope for every action.

use super::permission::{Action, Role, Scope, grant};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::str::FromStr;

const ACTIONS: usize = Action::ALL.len();

/// Which records a role may treat, action by action. Written as one letter for each action in the order
/// of [`Action::ALL`] (`n` none, `o` own, `t` team, `a` all): it comes with every page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rights([Scope; ACTIONS]);

impl Rights {
    /// Those a role of Jalon has until a company changes them.
    #[must_use]
    pub const fn of(role: Role) -> Self {
        let mut scopes = [Scope::None; ACTIONS];
        let mut at = 0;
        while at < ACTIONS {
            scopes[at] = grant(role, Action::ALL[at]);
            at += 1;
        }
        Self(scopes)
    }

    /// Which records may be treated with `action`.
    #[must_use]
    pub const fn scope(&self, action: Action) -> Scope {
        self.0[action as usize]
    }

    /// The same rights with another scope for `action`.
    #[must_use]
    pub const fn with(mut self, action: Action, scope: Scope) -> Self {
        self.0[action as usize] = scope;
        self
    }

    /// Every action with its scope.
    pub fn iter(&self) -> impl Iterator<Item = (Action, Scope)> + '_ {
        Action::ALL.into_iter().zip(self.0.iter().copied())
    }

    /// Whether nothing in them goes beyond `other`.
    #[must_use]
    pub fn within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(mine, most)| mine <= most)
    }
}

impl Serialize for Rights {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let letters: String = self.0.iter().map(|scope| scope.letter()).collect();
        serializer.serialize_str(&letters)
    }
}

impl<'de> Deserialize<'de> for Rights {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let letters = String::deserialize(deserializer)?;
        let scopes: Option<Vec<Scope>> = letters.chars().map(Scope::of_letter).collect();
        scopes
            .and_then(|scopes| <[Scope; ACTIONS]>::try_from(scopes).ok())
            .map(Self)
            .ok_or_else(|| D::Error::custom("one of n, o, t, a for each right"))
    }
}

impl Scope {
    /// Every scope, from the narrowest.
    pub const ALL: [Scope; 4] = [Scope::None, Scope::Own, Scope::Team, Scope::All];

    /// The word in the database and in the catalogue (`roles.scope.<code>`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Scope::None => "none",
            Scope::Own => "own",
            Scope::Team => "team",
            Scope::All => "all",
        }
    }

    const fn letter(self) -> char {
        match self {
            Scope::None => 'n',
            Scope::Own => 'o',
            Scope::Team => 't',
            Scope::All => 'a',
        }
    }

    fn of_letter(letter: char) -> Option<Self> {
        Scope::ALL
            .into_iter()
            .find(|scope| scope.letter() == letter)
    }
}

impl FromStr for Scope {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Scope::ALL
            .into_iter()
            .find(|scope| scope.code() == text)
            .ok_or(())
    }
}

impl Action {
    /// The word in the database and in the catalogue (`roles.action.<code>`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Action::ReadReference => "read_reference",
            Action::EditProfile => "edit_profile",
            Action::ViewAccount => "view_account",
            Action::EditAccount => "edit_account",
            Action::ViewOpportunity => "view_opportunity",
            Action::EditOpportunity => "edit_opportunity",
            Action::AssignOwner => "assign_owner",
            Action::ViewActivity => "view_activity",
            Action::EditActivity => "edit_activity",
            Action::ViewQuote => "view_quote",
            Action::EditQuote => "edit_quote",
            Action::ViewMargin => "view_margin",
            Action::ViewForecast => "view_forecast",
            Action::EditQuota => "edit_quota",
            Action::Import => "import",
            Action::ManageUsers => "manage_users",
            Action::ManagePipelines => "manage_pipelines",
            Action::ManageProducts => "manage_products",
            Action::ManageCompany => "manage_company",
            Action::ViewLead => "view_lead",
            Action::EditLead => "edit_lead",
            Action::ViewAudit => "view_audit",
            Action::ManageSystem => "manage_system",
            Action::DecideApproval => "decide_approval",
            Action::ManageApprovals => "manage_approvals",
            Action::EditAgreement => "edit_agreement",
        }
    }
}

impl FromStr for Action {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Action::ALL
            .into_iter()
            .find(|action| action.code() == text)
            .ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_begins_with_what_the_policy_grants() {
        for role in Role::ALL {
            for (at, action) in Action::ALL.into_iter().enumerate() {
                assert_eq!(
                    action as usize, at,
                    "the table is read by the place of an action"
                );
                assert_eq!(Rights::of(role).scope(action), grant(role, action));
            }
        }
    }

    #[test]
    fn rights_travel_as_letters() {
        let rights = Rights::of(Role::Manager).with(Action::Import, Scope::All);
        let text = serde_json::to_string(&rights).unwrap();
        assert_eq!(text.len(), ACTIONS + 2);
        assert_eq!(serde_json::from_str::<Rights>(&text).unwrap(), rights);
        for wrong in ["\"\"", "\"a\"", &text.replace('a', "x"), "7"] {
            assert!(serde_json::from_str::<Rights>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn words_are_read_back() {
        for action in Action::ALL {
            assert_eq!(action.code().parse(), Ok(action));
        }
        for scope in Scope::ALL {
            assert_eq!(scope.code().parse(), Ok(scope));
        }
    }

    #[test]
    fn nobody_is_beyond_an_administrator() {
        for role in Role::ALL {
            assert!(Rights::of(role).within(&Rights::of(Role::Administrator)));
        }
        let more = Rights::of(Role::Representative).with(Action::ManageUsers, Scope::All);
        assert!(!more.within(&Rights::of(Role::Manager)));
    }
}
