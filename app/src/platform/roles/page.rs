//! `/admin/roles`: every role beside every right.

use super::form::RoleForm;
use super::{api, words};
use crate::boot::{new_uuid, use_lang};
use crate::platform::admin::{KeptList, Loaded, Section, introduction, kept_rows};
use crate::platform::auth::role_key;
use i18n::{Key, Lang, k, t, tf, tn};
use leptos::prelude::*;
use shared::kernel::event::Entity;
use shared::kernel::{Action, LocalText, Rights, Role, RoleId};
use shared::platform::roles::{DeleteRole, ListRoles, RoleDraft, RoleView, SaveRole, choices};
use ui::{Badge, TableWrap, Tone};

/// The roles on the page and what may be done to them.
pub(super) type Ctx = KeptList<RoleView>;

kept_rows!(
    RoleView, k::roles, told by Entity::Role | Entity::User,
    list: ListRoles, save: SaveRole, delete: DeleteRole
);

/// The page.
#[component]
pub fn RolesPage() -> impl IntoView {
    let loaded = Resource::new(|| (), |()| api::list(ListRoles {}));
    view! {
        <Section title=k::roles::TITLE>
            <Loaded loaded lines=8 let(roles)><Roles roles/></Loaded>
        </Section>
    }
    .into_any()
}

#[component]
fn Roles(roles: Vec<RoleView>) -> impl IntoView {
    let lang = use_lang();
    let ctx = Ctx::new(roles);
    let new = move || {
        ctx.editing.set(Some(RoleView {
            id: RoleId(new_uuid()),
            draft: RoleDraft {
                base: Role::Representative,
                name: LocalText::default(),
                rights: Rights::of(Role::Representative),
            },
            built_in: false,
            people: 0,
            version: 0,
        }));
    };
    view! {
        {introduction(lang, (k::roles::INTRO, k::roles::NEW), new)}
        <TableWrap label=t(lang, k::roles::TITLE)>
            <table class="table roles-table">
                <thead>
                    <tr>
                        <th scope="col">{t(lang, k::roles::RIGHT)}</th>
                        {move || ctx.rows.get().into_iter().map(|role| head(ctx, role)).collect_view()}
                    </tr>
                </thead>
                {words::AREAS.map(|(area, actions)| view! { <tbody>{part(ctx, area, actions)}</tbody> })}
            </table>
        </TableWrap>
        <p class="muted small">{t(lang, k::roles::FIXED)}</p>
        <RoleForm ctx/>
    }
}

/// The head of a role's column: its name, its people, what may be done.
fn head(ctx: Ctx, role: RoleView) -> AnyView {
    let lang = ctx.lang;
    let name = words::role_name(lang, &role.draft);
    let (edit, remove) = (
        tf(lang, k::roles::EDIT_ONE, &[("name", &name)]),
        tf(lang, k::roles::DELETE_ONE, &[("name", &name)]),
    );
    let people = tn(lang, k::roles::PEOPLE, role.people, &[]);
    let state = match (role.built_in, role.version) {
        (false, _) => {
            let base = t(lang, role_key(role.draft.base));
            view! { <span class="muted tiny">{tf(lang, k::roles::LIKE, &[("base", &base)])}</span> }
                .into_any()
        }
        (true, 0) => ().into_any(),
        (true, _) if role.draft.rights == Rights::of(role.draft.base) => ().into_any(),
        (true, _) => view! { <Badge text=t(lang, k::roles::CHANGED) tone=Tone::Info/> }.into_any(),
    };
    let fixed = role.draft.base == Role::Administrator;
    let removable = !role.built_in && role.people == 0;
    view! {
        <th scope="col" class="roles-head">
            <span class="roles-name">{name}</span>
            <span class="muted tiny">{people}</span>
            {state}
            <span class="roles-actions">
                {(!fixed).then(|| ctx.edit_button(edit, &role))}
                {removable.then(|| ctx.delete_button(remove, &role))}
            </span>
        </th>
    }
    .into_any()
}

/// The rights of an area, a row each.
fn part(ctx: Ctx, area: Key, actions: &'static [Action]) -> AnyView {
    let lang = ctx.lang;
    let rows = actions
        .iter()
        .map(|action| {
            let action = *action;
            view! {
                <tr data-right=action.code()>
                    <th scope="row">{words::action(lang, action)}</th>
                    {move || ctx.rows.get().iter().map(|role| cell(lang, role, action)).collect_view()}
                </tr>
            }
        })
        .collect_view();
    view! {
        <tr class="roles-area"><th scope="colgroup" colspan=move || ctx.rows.with(Vec::len) + 1>{t(lang, area)}</th></tr>
        {rows}
    }
    .into_any()
}

fn cell(lang: Lang, role: &RoleView, action: Action) -> AnyView {
    let scope = role.draft.rights.scope(action);
    let text = words::scope(lang, choices(role.draft.base, action), scope);
    let none = scope == shared::kernel::Scope::None;
    let other = scope != shared::kernel::permission::grant(role.draft.base, action);
    view! { <td class:faint=none class:roles-other=other>{text}</td> }.into_any()
}
