//! The form of a role. What one chooses brings along what it needs, and takes back what needs it.

use super::page::Ctx;
use super::words;
use crate::platform::auth::role_key;
use crate::shell::form::{Bilingual, BilingualInputs, FormNotice, use_findings};
use crate::shell::{DialogForm, DialogOf};
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::kernel::{Action, Rights, Role, Scope};
use shared::platform::roles::{RoleDraft, RoleView, check_role, choices, consistent};
use ui::{Button, Choice, Place, Select};

/// The dialog, while a role is being edited.
#[component]
pub(super) fn RoleForm(ctx: Ctx) -> impl IntoView {
    let lang = ctx.lang;
    let title = move |role: &RoleView| {
        if role.version > 0 || role.built_in {
            let name = words::role_name(lang, &role.draft);
            tf(lang, k::roles::EDIT_ONE, &[("name", &name)])
        } else {
            t(lang, k::roles::NEW).to_owned()
        }
    };
    view! {
        <DialogOf id="role-form" of=ctx.editing title place=Place::Side let(role)>
            <Form ctx role/>
        </DialogOf>
    }
}

#[component]
fn Form(ctx: Ctx, role: RoleView) -> impl IntoView {
    let lang = ctx.lang;
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let (version, built_in) = (role.version, role.built_in);
    let base = RwSignal::new(role.draft.base.code().to_owned());
    let based = move || base.with(|code| code.parse().unwrap_or(Role::Representative));
    let name = Bilingual::of(&role.draft.name);
    let rights = RwSignal::new(role.draft.rights);
    // A new role begins with what its base has.
    let rebase = Callback::new(move |code: String| {
        if let Ok(base) = code.parse::<Role>() {
            rights.set(Rights::of(base));
        }
    });
    let save = move || {
        let draft = RoleDraft {
            base: based(),
            name: untrack(|| name.read()),
            rights: rights.get_untracked(),
        };
        if findings.check(check_role(&draft, built_in)) {
            let role = RoleView {
                draft,
                ..role.clone()
            };
            ctx.submit(role, findings, busy);
        }
    };
    let bases = [Role::Representative, Role::Manager, Role::Finance]
        .map(|role| Choice::new(role.code(), t(lang, role_key(role))))
        .to_vec();
    let as_given = Signal::derive(move || rights.get() == Rights::of(based()));
    let reset = view! {
        <Button label=t(lang, k::roles::RESET) disabled=as_given
            on_press=Callback::new(move |()| rights.set(Rights::of(untrack(based))))/>
    };
    view! {
        <DialogForm send=save leave=Callback::new(move |()| ctx.editing.set(None)) busy beside=reset.into_any()>
            <div class="dialog-body stack">
                {(!built_in).then(|| view! {
                    <BilingualInputs id="role-name" labels=(k::roles::NAME_FR, k::roles::NAME_EN) value=name max_length=60 error=findings.of("name")/>
                    <Select id="role-base" label=t(lang, k::roles::BASE) hint=t(lang, k::roles::BASE_HINT) value=base options=bases
                        disabled=Signal::stored(version > 0) error=findings.of("base") on_commit=rebase/>
                })}
                {words::AREAS.map(|(area, actions)| view! {
                    <fieldset class="roles-group">
                        <legend>{t(lang, area)}</legend>
                        {move || {
                            let base = based();
                            actions.iter().filter(|action| choices(base, **action).len() > 1)
                                .map(|action| view! { <Right lang base action=*action rights/> })
                                .collect_view()
                        }}
                    </fieldset>
                })}
                <p class="muted small">{t(lang, k::roles::ALONG)}</p>
                <FormNotice text=findings.rest(&["name", "base"])/>
            </div>
        </DialogForm>
    }
}

/// One right: on which records.
#[component]
fn Right(lang: i18n::Lang, base: Role, action: Action, rights: RwSignal<Rights>) -> impl IntoView {
    let possible = choices(base, action);
    let options: Vec<Choice> = possible
        .iter()
        .map(|scope| Choice::new(scope.code(), words::scope(lang, possible, *scope)))
        .collect();
    let value =
        RwSignal::new(rights.with_untracked(|rights| rights.scope(action).code().to_owned()));
    // Another choice may have brought this one along, or taken it back.
    Effect::new(move |_| {
        let now = rights.with(|rights| rights.scope(action).code());
        if value.with_untracked(|shown| shown != now) {
            value.set(now.to_owned());
        }
    });
    let choose = Callback::new(move |code: String| {
        if let Ok(scope) = code.parse::<Scope>() {
            rights.update(|rights| *rights = consistent(base, *rights, Some((action, scope))));
        }
    });
    view! {
        <Select id=format!("right-{}", action.code()) label=words::action(lang, action) value options on_commit=choose/>
    }
}
