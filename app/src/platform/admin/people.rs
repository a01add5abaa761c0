//! `/admin/people`: users, and the tree of teams beside them.

use super::team_form::TeamForm;
use super::user_form::UserForm;
use super::{Loaded, Section, api};
use crate::boot::{use_lang, use_session};
use crate::platform::access::SecondFactorRules;
use crate::platform::auth::role_key;
use crate::platform::roles::words::role_name;
use i18n::{Key, k, t, tf, tn};
use leptos::prelude::*;
use shared::kernel::search::search_key;
use shared::kernel::{Lang, TeamId};
use shared::platform::people::{Directory, GetDirectory, TeamView, UserView};
use ui::{
    Badge, Button, Card, EmptyState, Glyph, IconButton, PersonName, TableWrap, TextInput, Tone,
    Variant,
};

/// Users and teams.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let loaded = Resource::new(|| (), |()| api::directory(GetDirectory {}));
    view! {
        <Section title=k::admin::PEOPLE>
            <Loaded loaded lines=8 let(directory)><People directory /></Loaded>
            <SecondFactorRules />
        </Section>
    }
    .into_any()
}

/// What the dialogs work on.
#[derive(Clone)]
pub(super) enum Editing {
    Nothing,
    User(Option<Box<UserView>>),
    Team(Option<TeamView>),
}

#[component]
fn People(directory: Directory) -> impl IntoView {
    let lang = use_lang();
    let directory = RwSignal::new(directory);
    let editing = RwSignal::new(Editing::Nothing);
    let wanted = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let key = search_key(&wanted.get());
        directory.with(|d| {
            d.users
                .iter()
                .filter(|user| {
                    search_key(&format!("{} {}", user.facts.name, user.facts.email)).contains(&key)
                })
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    view! {
        <div class="split">
            <Card id="users" title=t(lang, k::admin::USERS) flush=true
                actions=move || view! {
                    <Button label=t(lang, k::admin::ADD_USER) icon=Glyph::Plus variant=Variant::Primary
                        on_press=Callback::new(move |()| editing.set(Editing::User(None))) />
                }>
                <div class="filter-bar admin-search">
                    <TextInput id="user-search" label=t(lang, k::admin::SEARCH_USERS) value=wanted kind="search" bare=true
                        placeholder=t(lang, k::admin::SEARCH_USERS) />
                    <span class="muted small" role="status">
                        {move || tn(lang, k::admin::USER_COUNT, i64::try_from(found.with(Vec::len)).unwrap_or_default(), &[])}
                    </span>
                </div>
                {move || user_table(lang, &found.get(), directory, editing)}
            </Card>
            <Card id="teams" title=t(lang, k::admin::TEAMS)
                actions=move || view! {
                    <Button label=t(lang, k::admin::ADD_TEAM) icon=Glyph::Plus
                        on_press=Callback::new(move |()| editing.set(Editing::Team(None))) />
                }>
                {move || directory.with(|d| team_tree(lang, &d.teams, None, 0, editing))}
            </Card>
        </div>
        <UserForm directory editing />
        <TeamForm directory editing />
    }
    .into_any()
}

fn user_table(
    lang: Lang,
    users: &[UserView],
    directory: RwSignal<Directory>,
    editing: RwSignal<Editing>,
) -> AnyView {
    if users.is_empty() {
        return view! { <EmptyState glyph=Glyph::Search title=t(lang, k::admin::NO_MATCH_TITLE) text=t(lang, k::admin::NO_MATCH_TEXT) /> }.into_any();
    }
    let rows = users
        .iter()
        .map(|user| user_row(lang, user, directory, editing))
        .collect_view();
    view! {
        <TableWrap label=t(lang, k::admin::USERS)>
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">{t(lang, k::admin::NAME)}</th>
                        <th scope="col">{t(lang, k::admin::ROLE)}</th>
                        <th scope="col">{t(lang, k::admin::TEAM)}</th>
                        <th scope="col">{t(lang, k::admin::LAST_SEEN)}</th>
                        <th scope="col"><span class="visually-hidden">{t(lang, k::ui::ACTIONS)}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableWrap>
    }
    .into_any()
}

fn user_row(
    lang: Lang,
    user: &UserView,
    directory: RwSignal<Directory>,
    editing: RwSignal<Editing>,
) -> AnyView {
    let zone = use_session().actor.zone;
    let team = directory.with(|d| {
        user.facts
            .team_id
            .and_then(|id| d.teams.iter().find(|team| team.id == id))
            .map(|team| team.name.clone())
    });
    let role = directory.with(|d| {
        let own = user.facts.role_id;
        let own = own.and_then(|id| d.roles.iter().find(|role| role.id == id));
        own.map_or_else(
            || t(lang, role_key(user.facts.role)).to_owned(),
            |role| role_name(lang, &role.draft),
        )
    });
    let seen = user.last_seen_at.map_or_else(
        || t(lang, k::admin::NEVER).to_owned(),
        |at| i18n::date_medium(lang, zone.date(at)),
    );
    let edit = tf(lang, k::admin::EDIT_USER, &[("name", &user.facts.name)]);
    let state = way_in(user)
        .map(|(key, tone, glyph)| view! { <Badge text=t(lang, key) tone icon=glyph /> });
    let editable = Box::new(user.clone());
    view! {
        <tr>
            <th scope="row">
                <div class="stack-xs">
                    <PersonName name=user.facts.name.clone() />
                    <span class="muted small">{user.facts.email.clone()}</span>
                    {state}
                </div>
            </th>
            <td data-label=t(lang, k::admin::ROLE)>{role}</td>
            <td data-label=t(lang, k::admin::TEAM)>{team.unwrap_or_else(|| t(lang, k::admin::NO_TEAM).to_owned())}</td>
            <td data-label=t(lang, k::admin::LAST_SEEN)>{seen}</td>
            <td class="num">
                <IconButton glyph=Glyph::Edit label=edit
                    on_press=Callback::new(move |()| editing.set(Editing::User(Some(editable.clone())))) />
            </td>
        </tr>
    }
    .into_any()
}

/// What stands out in how a person gets in; nothing for a password alone.
fn way_in(user: &UserView) -> Option<(Key, Tone, Glyph)> {
    if !user.facts.active {
        return Some((k::admin::INACTIVE, Tone::Neutral, Glyph::Minus));
    }
    if user.second_factor {
        return Some((k::access::factor::TITLE, Tone::Success, Glyph::Shield));
    }
    if user.linked {
        return Some((k::sso::own::BADGE, Tone::Success, Glyph::Shield));
    }
    if user.can_sign_in {
        return None;
    }
    Some(match user.invited_until {
        Some(until) if until > use_session().now => {
            (k::access::person::INVITED_BADGE, Tone::Info, Glyph::Mail)
        }
        Some(_) => (k::access::person::OVER_BADGE, Tone::Warning, Glyph::Clock),
        None => (k::admin::CANNOT_SIGN_IN, Tone::Warning, Glyph::Lock),
    })
}

fn team_tree(
    lang: Lang,
    teams: &[TeamView],
    parent: Option<TeamId>,
    depth: u32,
    editing: RwSignal<Editing>,
) -> AnyView {
    // The depth guards against a tree that was broken outside the application.
    let below: Vec<&TeamView> = teams
        .iter()
        .filter(|team| team.parent_id == parent)
        .collect();
    if below.is_empty() || depth > 20 {
        return ().into_any();
    }
    let items = below
        .into_iter()
        .map(|team| {
            let edit = tf(lang, k::admin::EDIT_TEAM, &[("name", &team.name)]);
            let editable = team.clone();
            view! {
                <li>
                    <div class="between">
                        <span><strong class="medium">{team.name.clone()}</strong>" "
                            <span class="muted small">{tn(lang, k::admin::MEMBERS, team.members, &[])}</span></span>
                        <IconButton glyph=Glyph::Edit label=edit
                            on_press=Callback::new(move |()| editing.set(Editing::Team(Some(editable.clone())))) />
                    </div>
                    {team_tree(lang, teams, Some(team.id), depth + 1, editing)}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="team-tree">{items}</ul> }.into_any()
}
