//! Colleagues on the deal: they see and edit it.

use super::role::RoleOf;
use super::state::Deal;
use crate::boot::use_lang;
use crate::platform::people::use_people_menu;
use crate::work::word;
use i18n::{k, t};
use leptos::prelude::*;
use shared::deals::opportunities::{DealTeamMember, TeamRole};
use shared::kernel::{Named, UserId};
use ui::{Avatar, Card, Choice, Combobox, Suggest};

fn all_of(deal: Deal) -> Vec<DealTeamMember> {
    deal.view.with_untracked(|view| view.team.clone())
}

/// The card.
#[component]
pub fn TeamCard(deal: Deal) -> impl IntoView {
    let lang = use_lang();
    let may_edit = deal.may_edit();
    let team = Memo::new(move |_| deal.view.with(|view| view.team.clone()));
    let people = use_people_menu();
    let choices = Signal::derive(move || {
        let (owner, on_it): (UserId, Vec<UserId>) = deal.view.with(|view| {
            let on_it = view.team.iter().map(|member| member.user.id).collect();
            (view.owner.id, on_it)
        });
        people
            .get()
            .people
            .into_iter()
            .filter(|person| person.active && person.id != owner && !on_it.contains(&person.id))
            .map(|person| Choice::new(person.id.to_string(), person.name))
            .collect::<Vec<_>>()
    });
    let picked = RwSignal::new(None::<Choice>);
    let add = Callback::new(move |choice: Option<Choice>| {
        let Some(choice) = choice else { return };
        let Ok(id) = choice.value.parse::<UserId>() else {
            return;
        };
        picked.set(None);
        let mut all = all_of(deal);
        all.push(DealTeamMember {
            user: Named::new(id, choice.label),
            role: TeamRole::Support,
        });
        deal.set_team(all);
    });
    view! {
        <Card id="deal-team" title=Signal::stored(t(lang, k::opportunity::TEAM).to_owned())>
            <div class="stack-sm">
                <Show
                    when=move || team.with(|team| !team.is_empty())
                    fallback=move || {
                        view! { <p class="muted small">{t(lang, k::opportunity::NO_TEAM)}</p> }
                    }
                >
                    <ul class="deal-people">
                        <For
                            each=move || team.get()
                            key=|member| (member.user.id, member.role.code())
                            children=move |member| view! { <MemberRow deal member /> }
                        />
                    </ul>
                </Show>
                <Show when=move || may_edit.get()>
                    <Combobox
                        id="deal-add-member"
                        label=t(lang, k::opportunity::ADD_MEMBER)
                        value=picked
                        suggest=Suggest::among(choices)
                        empty_text=t(lang, k::work::NOTHING_FOUND)
                        placeholder=t(lang, k::opportunity::ADD_MEMBER)
                        bare=true
                        on_pick=add
                    />
                </Show>
            </div>
        </Card>
    }
}

#[component]
fn MemberRow(deal: Deal, member: DealTeamMember) -> impl IntoView {
    let lang = use_lang();
    let id = member.user.id;
    let options: Vec<Choice> = TeamRole::ALL
        .iter()
        .map(|role| {
            Choice::new(
                role.code(),
                word(lang, "opportunity.team_role", role.code()),
            )
        })
        .collect();
    let change = Callback::new(move |picked: String| {
        let Ok(role) = picked.parse::<TeamRole>() else {
            return;
        };
        let mut all = all_of(deal);
        if let Some(entry) = all.iter_mut().find(|known| known.user.id == id) {
            entry.role = role;
        }
        deal.set_team(all);
    });
    let remove = Callback::new(move |()| {
        let mut all = all_of(deal);
        all.retain(|known| known.user.id != id);
        deal.set_team(all);
    });
    let name = member.user.name;
    view! {
        <li class="deal-person">
            <Avatar name=name.clone() />
            <div class="deal-person-words">
                <span class="medium">{name.clone()}</span>
            </div>
            <RoleOf
                deal
                id=format!("part-{id}")
                name
                role=member.role.code()
                options
                change
                remove
            />
        </li>
    }
}
