//! Words of roles and rights.

use crate::platform::auth::role_key;
use i18n::{Key, Lang, k, t};
use shared::kernel::{Action, Actor, LocalText, Role, Scope};
use shared::platform::roles::RoleDraft;

/// The rights one can choose, as they are shown: by what they are about.
pub(super) const AREAS: [(Key, &[Action]); 5] = [
    (
        k::roles::area::CUSTOMERS,
        &[Action::EditAccount, Action::ViewLead, Action::EditLead],
    ),
    (
        k::roles::area::DEALS,
        &[
            Action::ViewOpportunity,
            Action::EditOpportunity,
            Action::AssignOwner,
            Action::ViewActivity,
            Action::EditActivity,
        ],
    ),
    (
        k::roles::area::QUOTES,
        &[
            Action::ViewQuote,
            Action::EditQuote,
            Action::ViewMargin,
            Action::EditAgreement,
        ],
    ),
    (
        k::roles::area::PLANNING,
        &[Action::ViewForecast, Action::EditQuota],
    ),
    (
        k::roles::area::SET_UP,
        &[
            Action::ManageUsers,
            Action::ManagePipelines,
            Action::ManageProducts,
            Action::ManageApprovals,
            Action::ManageCompany,
            Action::Import,
            Action::ViewAudit,
            Action::ManageSystem,
        ],
    ),
];

fn word(lang: Lang, key: &str, otherwise: &'static str) -> &'static str {
    Key::by_name(key).map_or(otherwise, |key| t(lang, key))
}

/// What a right allows.
pub(super) fn action(lang: Lang, action: Action) -> &'static str {
    word(
        lang,
        &format!("roles.action.{}", action.code()),
        action.code(),
    )
}

/// On which records; for a right that is given or not, just that.
pub(super) fn scope(lang: Lang, possible: &[Scope], scope: Scope) -> &'static str {
    let firm = !possible.contains(&Scope::Own) && !possible.contains(&Scope::Team);
    match scope {
        Scope::All if firm => t(lang, k::roles::YES),
        Scope::None if firm => t(lang, k::roles::NO),
        _ => word(lang, &format!("roles.scope.{}", scope.code()), scope.code()),
    }
}

/// The name of a role.
pub(crate) fn role_name(lang: Lang, draft: &RoleDraft) -> String {
    name_or(lang, &draft.name, draft.base)
}

/// The name of the role of the person signed in.
pub(crate) fn own_role(lang: Lang, actor: &Actor) -> String {
    match &actor.role_name {
        Some(name) => name_or(lang, name, actor.role),
        None => t(lang, role_key(actor.role)).to_owned(),
    }
}

fn name_or(lang: Lang, name: &LocalText, base: Role) -> String {
    match name.get(lang) {
        "" => t(lang, role_key(base)).to_owned(),
        name => name.to_owned(),
    }
}
