//! Filters and grouping: kept in the address, so that a board can be shared and gone back to.

use crate::deals::opportunities::words;
use crate::platform::people::use_people_menu;
use crate::routes;
use crate::shell::use_search_word;
use i18n::{Key, k, t, tf};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::{ev, html, web_sys};
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use leptos_router::params::ParamsMap;
use shared::crm::accounts::GetAccount;
use shared::deals::opportunities::{
    ClosePeriod, DealFilter, Grouping, NextActivity, OpportunityKind,
};
use shared::deals::pipelines::ForecastCategory;
use shared::kernel::Lang;
use ui::{Choice, FilterChip, Glyph, Select, Tell, TextInput, ToggleChip};

/// The filter in the address.
pub fn filter_of(query: &ParamsMap) -> DealFilter {
    DealFilter::from_pairs(|key| query.get(key))
}

/// Sets one word of the address, or removes it; the history is not filled with every choice.
#[derive(Clone, Copy)]
pub struct SetQuery(Callback<(&'static str, String)>);

impl SetQuery {
    /// Sets `key` to `value`; empty removes it.
    pub fn set(self, key: &'static str, value: impl Into<String>) {
        self.0.tell((key, value.into()));
    }
}

/// Changes the address of this page.
pub fn use_set_query() -> SetQuery {
    let navigate = use_navigate();
    let location = use_location();
    let (path, query) = (location.pathname, location.query);
    SetQuery(Callback::new(
        move |(key, value): (&'static str, String)| {
            let mut words = query.get_untracked();
            words.remove(key);
            // A stage is one of its pipeline.
            if key == "pipeline" {
                words.remove("stage");
            }
            if !value.is_empty() {
                words.insert(key, value);
            }
            let address = format!("{}{}", path.get_untracked(), words.to_query_string());
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&address, options);
        },
    ))
}

/// The row of filters.
#[component]
pub fn Filters(lang: Lang) -> impl IntoView {
    let query = use_query_map();
    let set = use_set_query();
    let word = move |key: &'static str| {
        Signal::derive(move || query.with(|q| q.get(key)).unwrap_or_default())
    };
    let people = use_people_menu();
    let owners = Signal::derive(move || {
        people
            .get()
            .people
            .into_iter()
            .filter(|person| person.active)
            .map(|person| Choice::new(person.id.to_string(), person.name))
            .collect::<Vec<_>>()
    });
    let teams = Signal::derive(move || {
        people
            .get()
            .teams
            .into_iter()
            .map(|team| Choice::new(team.id.to_string(), team.name))
            .collect::<Vec<_>>()
    });
    let count = Memo::new(move |_| query.with(|q| filter_of(q).count()));
    let stalled = Signal::derive(move || query.with(|q| q.get("stalled").as_deref() == Some("1")));
    let choices = Choices::new(lang);
    // Days of one's own (from a link) are no entry of the menu, but must not show as "any".
    let periods = Signal::derive(move || {
        let mut periods = choices.periods.get();
        if let Some(own) = query.with(|q| filter_of(q).close)
            && periods.iter().all(|known| known.value != own.to_word())
        {
            periods.push(Choice::new(own.to_word(), words::period(lang, own)));
        }
        periods
    });
    let more = NodeRef::<html::Details>::new();
    close_when_left(more);
    view! {
        <div class="filter-bar deal-filters">
            <SearchBox lang set/>
            <details class="deal-more-filters" node_ref=more>
                <summary class="btn btn-sm">
                    <ui::Icon glyph=Glyph::Filter class="icon-sm"/>
                    <span>{t(lang, k::deals::MORE_FILTERS)}</span>
                    {move || (count.get() > 0).then(|| view! { <span class="board-count num">{count.get()}</span> })}
                </summary>
                <div class="deal-filter-fields">
                    <Suspense fallback=|| ()>
                        <Pick id="filter-owner" label=t(lang, k::deals::OWNER) all=t(lang, k::deals::ALL_OWNERS) options=owners word=word("owner") key="owner" set/>
                        <Pick id="filter-team" label=t(lang, k::deals::TEAM) all=t(lang, k::deals::ALL_TEAMS) options=teams word=word("team") key="team" set/>
                    </Suspense>
                    <Pick id="filter-close" label=t(lang, k::deals::CLOSE) all=t(lang, k::deals::ANY_CLOSE) options=periods word=word("close") key="close" set/>
                    <Pick id="filter-next" label=t(lang, k::deals::NEXT_LABEL) all=t(lang, k::deals::ANY_NEXT) options=choices.next word=word("next") key="next" set/>
                    <Pick id="filter-category" label=t(lang, k::deals::CATEGORY_LABEL) all=t(lang, k::deals::ANY_CATEGORY) options=choices.categories word=word("category") key="category" set/>
                    <Pick id="filter-kind" label=t(lang, k::deals::KIND_LABEL) all=t(lang, k::deals::ANY_KIND) options=choices.kinds word=word("kind") key="kind" set/>
                    <Pick id="filter-group" label=t(lang, k::deals::GROUP_LABEL) all=words::grouping(lang, Grouping::None) options=choices.groups word=word("group") key="group" set/>
                </div>
            </details>
            <ToggleChip
                label=t(lang, k::deals::STALLED_ONLY)
                on=stalled
                icon=Glyph::Hourglass
                on_toggle=Callback::new(move |()| set.set("stalled", if stalled.get_untracked() { "" } else { "1" }))
            />
            <Chips lang set/>
            <Clear lang/>
        </div>
    }
}

/// Closes the fields when one presses elsewhere or Escape, as a menu does.
fn close_when_left(more: NodeRef<html::Details>) {
    Effect::new(move |_| {
        let close = move || {
            if let Some(more) = more.try_get_untracked().flatten() {
                more.set_open(false);
            }
        };
        let pressed = window_event_listener(ev::pointerdown, move |event| {
            let target = event
                .target()
                .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
            let inside = more
                .try_get_untracked()
                .flatten()
                .is_some_and(|more| more.contains(target.as_ref()));
            if !inside {
                close();
            }
        });
        let key = window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" {
                close();
            }
        });
        on_cleanup(move || {
            pressed.remove();
            key.remove();
        });
    });
}

/// The choices that never change.
struct Choices {
    periods: Signal<Vec<Choice>>,
    next: Signal<Vec<Choice>>,
    categories: Signal<Vec<Choice>>,
    kinds: Signal<Vec<Choice>>,
    groups: Signal<Vec<Choice>>,
}

impl Choices {
    fn new(lang: Lang) -> Self {
        fn all<T: Copy>(
            values: &[T],
            code: impl Fn(T) -> String,
            word: impl Fn(T) -> String,
        ) -> Signal<Vec<Choice>> {
            let choices: Vec<Choice> = values
                .iter()
                .map(|value| Choice::new(code(*value), word(*value)))
                .collect();
            Signal::derive(move || choices.clone())
        }
        let groups: Vec<Grouping> = Grouping::ALL
            .iter()
            .copied()
            .filter(|group| *group != Grouping::None)
            .collect();
        Self {
            periods: all(&ClosePeriod::MENU, ClosePeriod::to_word, |p| {
                words::period(lang, p)
            }),
            next: all(
                NextActivity::ALL,
                |n| n.code().to_owned(),
                |n| words::next_filter(lang, n),
            ),
            categories: all(
                ForecastCategory::ALL,
                |c| c.code().to_owned(),
                |c| words::category(lang, c),
            ),
            kinds: all(
                OpportunityKind::ALL,
                |o| o.code().to_owned(),
                |o| words::kind(lang, o),
            ),
            groups: all(
                &groups,
                |g| g.code().to_owned(),
                |g| words::grouping(lang, g),
            ),
        }
    }
}

/// A select whose first entry filters nothing.
#[component]
pub fn Pick(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(into)] all: String,
    options: Signal<Vec<Choice>>,
    word: Signal<String>,
    key: &'static str,
    set: SetQuery,
) -> impl IntoView {
    let value = RwSignal::new(word.get_untracked());
    Effect::new(move |_| value.set(word.get()));
    let options = Signal::derive(move || {
        let mut list = vec![Choice::new("", all.clone())];
        list.extend(options.get());
        list
    });
    view! {
        <Select id label value options on_commit=Callback::new(move |chosen: String| set.set(key, chosen))/>
    }
}

/// The address of the other view (board or list) with the same pipeline and filters.
pub fn other_view(path: &'static str) -> Signal<String> {
    let query = use_query_map();
    Signal::derive(move || {
        query.with(|query| {
            let mut words = ParamsMap::new();
            if let Some(pipeline) = query.get("pipeline") {
                words.insert("pipeline", pipeline);
            }
            let filter = filter_of(query);
            // The board shows deals of every state; the list, of itself, open ones.
            if path == routes::path::OPPORTUNITIES && filter.state.is_none() {
                words.insert("state", "all".to_owned());
            }
            for (key, value) in filter.to_pairs() {
                words.insert(key, value);
            }
            format!("{path}{}", words.to_query_string())
        })
    })
}

#[component]
fn SearchBox(lang: Lang, set: SetQuery) -> impl IntoView {
    let query = use_query_map();
    let word = Memo::new(move |_| query.with(|q| q.get("q")).unwrap_or_default());
    let typed = use_search_word(word.into(), move |text| set.set("q", text));
    view! {
        <TextInput
            id="deal-search" label=t(lang, k::deals::SEARCH) value=typed kind="search" bare=true
            placeholder=t(lang, k::deals::SEARCH)
        />
    }
}

/// What narrows the view without a control of its own: an account (from its page) and days of
/// closing (from the forecast), each with a cross.
#[component]
fn Chips(lang: Lang, set: SetQuery) -> impl IntoView {
    let query = use_query_map();
    let account = Memo::new(move |_| query.with(|q| filter_of(q).account));
    let name = Resource::new(
        move || account.get(),
        |id| async move {
            let view = crate::crm::accounts::api::get(GetAccount { id: id? }).await;
            view.ok().map(|view| view.facts.name)
        },
    );
    let days = Memo::new(move |_| {
        query
            .with(|q| filter_of(q).close)
            .filter(|period| matches!(period, ClosePeriod::Between(..)))
    });
    let chip = move |key: &'static str, label: Key, value: String| {
        let label = t(lang, label);
        view! {
            <FilterChip
                label
                value
                remove_label=tf(lang, k::deals::REMOVE_FILTER, &[("name", &label)])
                on_remove=Callback::new(move |()| set.set(key, ""))
            />
        }
    };
    view! {
        <Suspense fallback=|| ()>
            {move || Suspend::new(async move {
                let name = name.await;
                let known = account.get_untracked().is_some();
                known.then(|| {
                    let name = name.unwrap_or_else(|| t(lang, k::deals::OTHER_ACCOUNT).to_owned());
                    chip("account", k::deals::ACCOUNT, name)
                })
            })}
        </Suspense>
        {move || days.get().map(|days| chip("close", k::deals::CLOSE, words::period(lang, days)))}
    }
}

/// Takes every filter away, when there is one.
#[component]
fn Clear(lang: Lang) -> impl IntoView {
    let query = use_query_map();
    let location = use_location();
    let any = Memo::new(move |_| query.with(|q| filter_of(q).count() > 0 || q.get("q").is_some()));
    // The board is always of one pipeline.
    let kept: &[&str] = &["pipeline", "group"];
    let href = Signal::derive(move || {
        let mut words = query.get();
        for (key, _) in query.get() {
            if !kept.contains(&key.as_ref()) {
                words.remove(&key);
            }
        }
        format!("{}{}", location.pathname.get(), words.to_query_string())
    });
    view! {
        <Show when=move || any.get()>
            <a class="btn btn-ghost btn-sm" href=href>{t(lang, k::deals::CLEAR_FILTERS)}</a>
        </Show>
    }
}
