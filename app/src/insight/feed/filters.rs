//! The filters, which live in the address.

use crate::boot::{use_lang, use_session};
use crate::crm::list::{AddressFilters, FilterSelect, use_filter};
use crate::platform::people::use_people;
use crate::work::word;
use i18n::{k, t};
use leptos::prelude::*;
use shared::insight::feed::{FeedDoing, FeedFilter, FeedKind, FeedWho};
use ui::Choice;

/// Names of the filters in the address.
pub(super) mod name {
    pub const WHO: &str = "who";
    pub const KIND: &str = "kind";
    pub const DOING: &str = "doing";
    pub const ALL: [&str; 3] = [WHO, KIND, DOING];
}

/// What the address asks for; what cannot be read is left out.
pub(super) fn use_feed_filter() -> Memo<FeedFilter> {
    let [who, kind, doing] = name::ALL.map(use_filter);
    Memo::new(move |_| FeedFilter {
        who: FeedWho::read(&who.get()),
        kind: kind.get().parse().ok(),
        doing: doing.get().parse().ok(),
    })
}

/// The bar.
#[component]
pub(super) fn Filters(filters: AddressFilters) -> impl IntoView {
    let lang = use_lang();
    let actor = use_session().actor;
    let (me, in_team) = (actor.user_id, actor.team_id.is_some());
    let people = use_people();
    let kinds: Vec<Choice> = FeedKind::ALL
        .into_iter()
        .map(|kind| Choice::new(kind.code(), word(lang, "insight.feed.kind", kind.code())))
        .collect();
    let doings: Vec<Choice> = FeedDoing::ALL
        .into_iter()
        .map(|doing| Choice::new(doing.code(), word(lang, "insight.feed.doing", doing.code())))
        .collect();
    view! {
        <div class="filter-bar" role="search" aria-label=t(lang, k::insight::feed::FILTERS)>
            <Transition>
                {move || Suspend::new(async move {
                    let people = people.await.map(|all| all.people).unwrap_or_default();
                    let mut choices = vec![Choice::new(FeedWho::Me.code(), t(lang, k::insight::feed::ME))];
                    if in_team {
                        choices.push(Choice::new(FeedWho::Team.code(), t(lang, k::insight::feed::TEAM)));
                    }
                    let others = people.into_iter().filter(|person| person.id != me);
                    choices.extend(others.map(|person| Choice::new(person.id.to_string(), person.name)));
                    view! { <FilterSelect filters id="feed-who" all=t(lang, k::insight::feed::ANYBODY) choices name=name::WHO /> }
                })}
            </Transition>
            <FilterSelect filters id="feed-kind" all=t(lang, k::insight::feed::ANY_KIND) choices=kinds name=name::KIND />
            <FilterSelect filters id="feed-doing" all=t(lang, k::insight::feed::ANY_DOING) choices=doings name=name::DOING />
        </div>
    }
    .into_any()
}
