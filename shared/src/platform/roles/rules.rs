//! What a role must be.

use super::model::RoleDraft;
use crate::kernel::{Action, Issue, Rights, Role, Scope};

/// The longest name of a role, in characters.
pub const ROLE_NAME_MAX: usize = 60;

/// Pairs of a right and the one it needs as far: a change its sight, a file whatever it may hold.
const NEEDS: [(Action, Action); 18] = [
    (Action::EditAccount, Action::ViewAccount),
    (Action::EditOpportunity, Action::ViewOpportunity),
    (Action::AssignOwner, Action::ViewOpportunity),
    (Action::EditQuote, Action::ViewQuote),
    (Action::EditQuote, Action::ViewOpportunity),
    (Action::EditActivity, Action::ViewActivity),
    (Action::EditQuota, Action::ViewForecast),
    (Action::EditLead, Action::ViewLead),
    (Action::EditAgreement, Action::ViewQuote),
    (Action::ViewForecast, Action::ViewOpportunity),
    (Action::ManageApprovals, Action::ViewQuote),
    (Action::ManageApprovals, Action::ViewMargin),
    (Action::Import, Action::AssignOwner),
    (Action::Import, Action::EditAccount),
    (Action::Import, Action::EditOpportunity),
    (Action::Import, Action::EditLead),
    (Action::Import, Action::ManageUsers),
    (Action::Import, Action::ManageProducts),
];

const NOTHING: &[Scope] = &[Scope::None];
const FIRM: &[Scope] = &[Scope::None, Scope::All];
const EVERY: &[Scope] = &Scope::ALL;

/// The scopes `action` can have in a role of this base; one alone where there is nothing to choose.
///
/// Accounts and contacts are everybody's, and being asked to approve is the right to decide it. Costs and
/// margins are shown with whatever else of a record one sees, or not. Finance owns no records, so it changes
/// none that somebody owns.
#[must_use]
pub const fn choices(base: Role, action: Action) -> &'static [Scope] {
    use Action as A;
    match (base, action) {
        (Role::Administrator, _) | (_, A::ReadReference | A::EditProfile | A::ViewAccount) => {
            &[Scope::All]
        }
        (_, A::DecideApproval) => &[Scope::Own],
        (
            Role::Finance,
            A::EditAccount
            | A::EditOpportunity
            | A::AssignOwner
            | A::EditActivity
            | A::EditQuote
            | A::EditLead
            | A::Import,
        ) => NOTHING,
        (
            _,
            A::Import
            | A::ViewMargin
            | A::ManageUsers
            | A::ManagePipelines
            | A::ManageProducts
            | A::ManageCompany
            | A::ViewAudit
            | A::ManageSystem
            | A::ManageApprovals,
        ) => FIRM,
        (
            _,
            A::EditAccount
            | A::ViewOpportunity
            | A::EditOpportunity
            | A::AssignOwner
            | A::ViewActivity
            | A::EditActivity
            | A::ViewQuote
            | A::EditQuote
            | A::ViewForecast
            | A::EditQuota
            | A::ViewLead
            | A::EditLead
            | A::EditAgreement,
        ) => EVERY,
    }
}

/// What is wrong with a role. A finding about a right names the action as its field.
#[must_use]
pub fn check_role(draft: &RoleDraft, built_in: bool) -> Vec<Issue> {
    let mut issues = Vec::new();
    if built_in {
        if draft.base == Role::Administrator && draft.rights != Rights::of(Role::Administrator) {
            issues.push(Issue::error("administrator_may_all", "base"));
        }
    } else {
        issues.extend(check_name(draft));
        if draft.base == Role::Administrator {
            issues.push(Issue::error("not_a_base", "base"));
        }
    }
    for (action, scope) in draft.rights.iter() {
        if !choices(draft.base, action).contains(&scope) {
            issues.push(Issue::error("not_a_choice", action.code()));
        }
    }
    for (right, needed) in NEEDS {
        if draft.rights.scope(right) > draft.rights.scope(needed) {
            issues.push(Issue::error("needs_right", right.code()).with("right", needed.code()));
        }
    }
    issues
}

fn check_name(draft: &RoleDraft) -> Vec<Issue> {
    let name = &draft.name;
    let mut issues = Vec::new();
    if name.en.trim().is_empty() && name.fr.trim().is_empty() {
        issues.push(Issue::error("required", "name"));
    }
    if [&name.en, &name.fr]
        .iter()
        .any(|text| text.chars().count() > ROLE_NAME_MAX)
    {
        issues.push(Issue::error("too_long", "name").with("max", ROLE_NAME_MAX));
    }
    issues
}

/// The rights with what was chosen, with what that needs given along, and with all that is then too much
/// taken back: what the form does while one chooses, so that it never shows a contradiction.
#[must_use]
pub fn consistent(base: Role, rights: Rights, chosen: Option<(Action, Scope)>) -> Rights {
    let mut rights = rights;
    if let Some((action, scope)) = chosen {
        rights = given(rights, action, scope);
    }
    for action in Action::ALL {
        let possible = choices(base, action);
        let scope = rights.scope(action);
        if !possible.contains(&scope) {
            let narrower = possible.iter().rev().find(|one| **one <= scope);
            rights = rights.with(action, *narrower.unwrap_or(&possible[0]));
        }
    }
    // What is taken back may take more with it.
    while let Some((right, most)) = too_much(&rights) {
        let possible = choices(base, right).iter().rev();
        let narrower = possible.copied().find(|one| *one <= most);
        rights = rights.with(right, narrower.unwrap_or(Scope::None));
    }
    rights
}

/// The rights with this one, and with those it needs as far; what is needed has needs of its own.
fn given(rights: Rights, action: Action, scope: Scope) -> Rights {
    NEEDS
        .iter()
        .filter(|(right, _)| *right == action)
        .fold(rights.with(action, scope), |rights, (_, needed)| {
            given(rights, *needed, rights.scope(*needed).max(scope))
        })
}

/// A right that goes further than one it needs, and how far that goes.
fn too_much(rights: &Rights) -> Option<(Action, Scope)> {
    NEEDS
        .iter()
        .map(|(right, needed)| (*right, rights.scope(*needed)))
        .find(|(right, most)| rights.scope(*right) > *most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::LocalText;
    use proptest::prelude::*;

    fn draft(base: Role, rights: Rights) -> RoleDraft {
        RoleDraft {
            base,
            name: LocalText::new("Inside sales", ""),
            rights,
        }
    }

    fn any_rights() -> impl Strategy<Value = Rights> {
        proptest::collection::vec(0_usize..4, Action::ALL.len()).prop_map(|scopes| {
            Action::ALL
                .into_iter()
                .zip(scopes)
                .fold(Rights::of(Role::Finance), |rights, (action, at)| {
                    rights.with(action, Scope::ALL[at])
                })
        })
    }

    fn any_base() -> impl Strategy<Value = Role> {
        prop_oneof![
            Just(Role::Representative),
            Just(Role::Manager),
            Just(Role::Finance)
        ]
    }

    #[test]
    fn the_roles_of_jalon_keep_the_rules() {
        for role in Role::ALL {
            let issues = check_role(&draft(role, Rights::of(role)), true);
            assert_eq!(issues, vec![], "{role:?}");
        }
    }

    #[test]
    fn an_administrator_may_everything_and_is_no_base() {
        let less = Rights::of(Role::Administrator).with(Action::ManageUsers, Scope::None);
        let issues = check_role(&draft(Role::Administrator, less), true);
        assert!(
            issues
                .iter()
                .any(|issue| issue.code == "administrator_may_all")
        );
        let own = draft(Role::Administrator, Rights::of(Role::Administrator));
        assert_eq!(check_role(&own, false)[0].code, "not_a_base");
    }

    #[test]
    fn a_change_needs_its_sight() {
        let blind = Rights::of(Role::Representative).with(Action::ViewLead, Scope::None);
        let issues = check_role(&draft(Role::Representative, blind), false);
        assert_eq!(issues.len(), 1);
        assert_eq!(issues[0].field.as_deref(), Some("edit_lead"));
    }

    #[test]
    fn a_role_of_the_company_needs_a_name() {
        let mut one = draft(Role::Manager, Rights::of(Role::Manager));
        one.name = LocalText::new(" ", "");
        assert_eq!(check_role(&one, false)[0].field.as_deref(), Some("name"));
        one.name = LocalText::new("x".repeat(ROLE_NAME_MAX + 1), "");
        assert_eq!(check_role(&one, false)[0].code, "too_long");
    }

    proptest! {
        #[test]
        fn what_the_form_makes_of_any_choice_is_a_role(
            base in any_base(), rights in any_rights(), action in 0..Action::ALL.len(), scope in 0_usize..4,
        ) {
            let chosen = (Action::ALL[action], Scope::ALL[scope]);
            let made = consistent(base, rights, Some(chosen));
            prop_assert_eq!(check_role(&draft(base, made), false), vec![]);
            prop_assert_eq!(consistent(base, made, None), made, "nothing is left to do");
        }

        #[test]
        fn a_possible_choice_is_kept(base in any_base(), rights in any_rights(), action in 0..Action::ALL.len(), at in 0_usize..4) {
            let action = Action::ALL[action];
            let possible = choices(base, action);
            let scope = possible[at % possible.len()];
            prop_assert_eq!(consistent(base, rights, Some((action, scope))).scope(action), scope);
        }
    }
}
