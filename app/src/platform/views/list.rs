//! The list of an object, whole: views, search, filters, tools, rows, selection.

use super::bulk::BulkBar;
use super::chips::{Chips, FilterButton};
use super::load::{Loaded, load};
use super::rows::Rows;
use super::state::{ListCtx, list_path};
use super::table::{ListTable, use_keys};
use super::tabs::ViewTabs;
use super::tools::{Tools, TotalsLine};
use crate::call::Fault;
use crate::shell::use_shortcut;
use i18n::{issue_text, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use shared::deals::pipelines::PipelinesView;
use shared::platform::views::Object;
use std::time::Duration;
use ui::{Button, EmptyState, Glyph, LinkButton, LoadMore, Skeleton, TextInput};

/// How long typing must pause before the search runs.
const PAUSE: Duration = Duration::from_millis(250);

/// The id of the list's search box.
const fn search_id(object: Object) -> &'static str {
    match object {
        Object::Opportunities => "deal-search",
        Object::Accounts => "account-search",
        Object::Contacts => "contact-search",
        Object::Leads => "lead-search",
    }
}

/// The list of `object`.
#[component]
pub fn RecordList(
    object: Object,
    /// Name of the list.
    #[prop(into)]
    label: String,
    /// What the search box says.
    #[prop(into)]
    search_label: String,
    /// What stands in the place of rows while there are no records at all.
    #[prop(into)]
    nothing: ViewFn,
    /// Told the number of records that match.
    #[prop(optional)]
    total: Option<RwSignal<Option<i64>>>,
) -> impl IntoView {
    let ctx = ListCtx::new(object);
    let lang = ctx.lang;
    let spec = Memo::new(move |_| ctx.address.with(|address| address.spec.clone()));
    // Rows on the page: a change of nothing but the order shows as many.
    let loaded = Resource::new(move || spec.get(), move |spec| load(ctx.fields, spec, 0));
    if let Some(total) = total {
        // An effect, since the head of the page is outside the panel that waits for the rows.
        Effect::new(move |_| {
            let count = loaded.get().and_then(Result::ok);
            total.set(count.map(|loaded| loaded.totals.sums.count));
        });
    }
    let (label, nothing) = (StoredValue::new(label), StoredValue::new(nothing));
    // The rows on the page: readings come and go, the keys stay.
    let current = StoredValue::new(None::<Rows>);
    use_keys(ctx, current);
    view! {
        <ViewTabs ctx/>
        <div class="filter-bar list-bar" role="search" aria-label=t(lang, k::views::FILTERS)>
            <SearchBox ctx label=search_label/>
            <FilterButton ctx/>
            <Chips ctx/>
            <span class="list-tools"><Tools ctx/></span>
        </div>
        <div id=object.code() class="stack">
            <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=8/> }>
                {move || Suspend::new(async move {
                    let pipelines = ctx.pipelines.await.unwrap_or_default();
                    match loaded.await {
                        Ok(loaded) => view! {
                            <Shown ctx current loaded pipelines label=label.get_value() nothing=nothing.get_value()/>
                        }
                        .into_any(),
                        Err(fault) => failed(ctx, &fault, Callback::new(move |()| loaded.refetch())),
                    }
                })}
            </Transition>
        </div>
    }
}

/// A filter that cannot be read says why; a server in trouble can be asked again.
fn failed(ctx: ListCtx, fault: &Fault, retry: Callback<()>) -> AnyView {
    let lang = ctx.lang;
    match fault.0.issues.first() {
        Some(issue) => {
            let reason = issue_text(lang, issue);
            let text = tf(lang, k::views::NOT_READABLE_TEXT, &[("reason", &reason)]);
            view! {
                <EmptyState glyph=Glyph::Filter title=t(lang, k::views::NOT_READABLE) text>
                    <LinkButton label=t(lang, k::views::CLEAR) href=list_path(ctx.object).to_owned()/>
                </EmptyState>
            }
            .into_any()
        }
        None => view! {
            <EmptyState glyph=Glyph::Alert title=t(lang, k::views::FAILED) text=problem_text(lang, &fault.0)>
                <Button label=t(lang, k::views::RETRY) on_press=retry/>
            </EmptyState>
        }
        .into_any(),
    }
}

#[component]
fn Shown(
    ctx: ListCtx,
    current: StoredValue<Option<Rows>>,
    loaded: Loaded,
    pipelines: PipelinesView,
    label: String,
    nothing: ViewFn,
) -> impl IntoView {
    let lang = ctx.lang;
    let narrowed = !loaded.spec.filter.is_empty() || !loaded.spec.search.is_empty();
    let rows = Rows::new(ctx, loaded);
    current.set_value(Some(rows));
    let summary = Signal::derive(move || {
        let shown = rows.rows.with(Vec::len);
        let shown = i18n::integer(lang, i64::try_from(shown).unwrap_or(0));
        let all = rows.totals.with(|totals| totals.sums.count);
        let all = i18n::integer(lang, all);
        tf(lang, k::views::SHOWN, &[("shown", &shown), ("total", &all)])
    });
    let empty = move || {
        if narrowed {
            view! {
                <EmptyState glyph=Glyph::Search title=t(lang, k::views::EMPTY) text=t(lang, k::views::EMPTY_TEXT)>
                    <LinkButton label=t(lang, k::views::CLEAR) href=Signal::derive(move || ctx.cleared_href())/>
                </EmptyState>
            }
            .into_any()
        } else {
            nothing.run()
        }
    };
    let (label, pipelines) = (StoredValue::new(label), StoredValue::new(pipelines));
    view! {
        <Show when=move || rows.rows.with(|rows| !rows.is_empty()) fallback=empty>
            <TotalsLine rows/>
            <ListTable rows pipelines=pipelines.get_value() label=label.get_value()/>
            <LoadMore
                summary
                label=t(lang, k::views::MORE)
                more=Signal::derive(move || rows.next.with(Option::is_some))
                busy=rows.busy
                on_more=Callback::new(move |()| rows.more())
            />
        </Show>
        <BulkBar rows/>
    }
}

#[component]
fn SearchBox(ctx: ListCtx, label: String) -> impl IntoView {
    let word = Memo::new(move |_| ctx.address.with(|address| address.spec.search.clone()));
    let typed = RwSignal::new(word.get_untracked());
    // The word the box itself put into the address.
    let sent = StoredValue::new(word.get_untracked());
    let turn = StoredValue::new(0_u32);
    Effect::new(move |previous: Option<String>| {
        let now = typed.get();
        if previous.is_some_and(|before| before != now) {
            turn.update_value(|turn| *turn += 1);
            let mine = turn.get_value();
            let text = now.trim().to_owned();
            set_timeout(
                move || {
                    if turn.try_get_value() == Some(mine) {
                        sent.set_value(text.clone());
                        ctx.change(|spec| spec.search = text);
                    }
                },
                PAUSE,
            );
        }
        now
    });
    // The address changed from outside (filters cleared, another view): the box follows. Its own
    // word does not come back under the fingers of somebody who types on.
    Effect::new(move |_| {
        let word = word.get();
        if sent.get_value() != word {
            sent.set_value(word.clone());
            typed.set(word);
        }
    });
    let id = search_id(ctx.object);
    let focus = Callback::new(move |()| {
        let element = document().get_element_by_id(id);
        if let Some(element) = element.and_then(|one| one.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = element.focus();
        }
    });
    use_shortcut("/", label.clone(), focus);
    view! {
        <TextInput id label=label.clone() value=typed kind="search" bare=true placeholder=label/>
    }
}
