//! The first page: "my day" for who sells, "my team" for who leads. Managers have both.

mod api;
mod day;
mod parts;
mod tasks;
mod team;

use crate::boot::{may, use_lang, use_session};
use crate::platform::setup::HomeSteps;
use crate::shell::Page;
use i18n::{date_weekday, k, t};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shared::kernel::{Action, Role};
use ui::PageHeader;

/// Home.
#[component]
pub fn Home() -> impl IntoView {
    let lang = use_lang();
    let session = use_session();
    let leads = session.actor.role != Role::Representative;
    let query = use_query_map();
    // Who leads starts with the team and may look at the own day; who sells has only that.
    let team =
        Memo::new(move |_| leads && query.with(|query| query.get_str("view") != Some("day")));
    let title = Signal::derive(move || {
        let key = if team.get() {
            k::home::greeting::TEAM
        } else {
            k::home::greeting::DAY
        };
        t(lang, key).to_owned()
    });
    let current = move |mine: bool| (team.get() == mine).then_some("page");
    view! {
        <Page title=t(lang, k::home::TITLE) />
        <PageHeader title subtitle=capital(&date_weekday(lang, session.today))>
            {leads.then(|| view! {
                <nav class="home-views" aria-label=t(lang, k::home::TABS)>
                    // Not the router's link: it looks at the path alone, and would call both current.
                    <a href="/" class="segment-link" aria-current=move || current(true)>{t(lang, k::home::MY_TEAM)}</a>
                    <a href="/?view=day" class="segment-link" aria-current=move || current(false)>{t(lang, k::home::MY_DAY)}</a>
                </nav>
            })}
        </PageHeader>
        {may(Action::ManageCompany).then(|| view! { <HomeSteps /> })}
        {move || {
            if team.get() {
                view! { <team::TeamView /> }.into_any()
            } else {
                view! { <day::DayView /> }.into_any()
            }
        }}
    }
}

/// With a capital at the beginning, as a line of its own needs.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
