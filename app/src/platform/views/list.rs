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
use crate::shell::{focus_on, use_search_word, use_shortcut};
use i18n::{issue_text, k, list_field, problem_text, t, tf};
use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;
use leptos::tachys::view::keyed::keyed;
use shared::deals::pipelines::PipelinesView;
use shared::kernel::Issue;
use shared::platform::views::{Field, Object};
use ui::{Button, EmptyState, Glyph, LinkButton, LoadMore, Skeleton, TextInput, settled};

/// The id of the list's search box.
const fn search_id(object: Object) -> &'static str {
    match object {
        Object::Opportunities => "deal-search",
        Object::Accounts => "account-search",
        Object::Contacts => "contact-search",
        Object::Leads => "lead-search",
        Object::Quotes => "quote-search",
        Object::Tasks => "task-search",
        Object::Products => "product-search",
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
        {move || left_out(ctx)}
        <div id=object.code() class="stack">
            <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=8/> }>
                <Panel ctx current loaded label=label.clone() nothing=nothing.clone()/>
            </Transition>
        </div>
    }
}

/// The table of the last reading. A reading that differs in nothing but the order comes into the table that
/// is there, so that the keyboard stays on the head it turned.
#[component]
fn Panel(
    ctx: ListCtx,
    current: StoredValue<Option<Rows>>,
    loaded: Resource<Result<Loaded, Fault>>,
    label: String,
    nothing: ViewFn,
) -> impl IntoView {
    // What belongs to a table lives as long as the table: the owner of a reading ends with the next one.
    let home = Owner::current().unwrap_or_default();
    let tables = StoredValue::new(0_u32);
    let (label, nothing) = (StoredValue::new(label), StoredValue::new(nothing));
    move || {
        let home = home.clone();
        Suspend::new(async move {
            let pipelines = ctx.pipelines.await.unwrap_or_default();
            let loaded = match loaded.await {
                Ok(loaded) => loaded,
                Err(fault) => {
                    current.set_value(None);
                    let retry = Callback::new(move |()| loaded.refetch());
                    return failed(ctx, &fault, retry);
                }
            };
            let shown = current.get_value();
            let taking = shown.filter(|rows| rows.take(&loaded, &pipelines));
            let table = taking.map_or_else(
                || {
                    tables.update_value(|count| *count += 1);
                    tables.get_value()
                },
                |rows| rows.table,
            );
            let draw = move |_, (table, loaded, pipelines)| {
                let owner = home.with(Owner::new);
                let view = owner.with(|| {
                    let (label, nothing) = (label.get_value(), nothing.get_value());
                    view! { <Shown ctx current table loaded pipelines label nothing/> }
                });
                (drop::<usize>, OwnedView::new_with_owner(view, owner))
            };
            settled(move || keyed([(table, loaded, pipelines)], |(table, ..)| *table, draw))
        })
    }
}

/// The field a filter was refused for, when it is one that others see: a shared view may name it.
fn hidden(ctx: ListCtx, issue: &Issue) -> Option<&'static Field> {
    if issue.code != "filter_field" || issue.field.as_deref() != Some("filter") {
        return None;
    }
    let (_, name) = issue.params.iter().find(|(key, _)| key == "name")?;
    ctx.fields.hidden(name)
}

/// Which columns the list was asked for and is without.
fn left_out(ctx: ListCtx) -> Option<AnyView> {
    let lang = ctx.lang;
    let names = ctx.left_out.with(|fields| {
        let names = fields.iter().map(|field| list_field(lang, field));
        names.collect::<Vec<_>>().join(", ")
    });
    let text = tf(lang, k::views::LEFT_OUT, &[("names", &names)]);
    (!names.is_empty())
        .then(|| view! { <p class="small muted" role="status">{text}</p> }.into_any())
}

/// A filter that cannot be read says why; a server in trouble can be asked again.
fn failed(ctx: ListCtx, fault: &Fault, retry: Callback<()>) -> AnyView {
    let lang = ctx.lang;
    match fault.0.issues.first() {
        Some(issue) => {
            let (title, text, back) = if let Some(field) = hidden(ctx, issue) {
                let name = list_field(lang, field);
                let text = tf(lang, k::views::HIDDEN_FIELD_TEXT, &[("name", &name)]);
                (k::views::HIDDEN_FIELD, text, k::views::WHOLE_LIST)
            } else {
                let reason = issue_text(lang, issue);
                let text = tf(lang, k::views::NOT_READABLE_TEXT, &[("reason", &reason)]);
                (k::views::NOT_READABLE, text, k::views::CLEAR)
            };
            view! {
                <EmptyState glyph=Glyph::Filter title=t(lang, title) text>
                    <LinkButton label=t(lang, back) href=list_path(ctx.object).to_owned()/>
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
    table: u32,
    loaded: Loaded,
    pipelines: PipelinesView,
    label: String,
    nothing: ViewFn,
) -> impl IntoView {
    let lang = ctx.lang;
    let rows = Rows::new(ctx, table, loaded, pipelines);
    current.set_value(Some(rows));
    let summary = Signal::derive(move || {
        let shown = rows.rows.with(Vec::len);
        let shown = i18n::integer(lang, i64::try_from(shown).unwrap_or(0));
        let all = rows.totals.with(|totals| totals.sums.count);
        let all = i18n::integer(lang, all);
        tf(lang, k::views::SHOWN, &[("shown", &shown), ("total", &all)])
    });
    // Filters hide nothing where nothing is: then what to do next is said.
    let nothing = StoredValue::new(nothing);
    let empty = move || {
        move || {
            if rows.none.get() {
                return nothing.with_value(ViewFn::run);
            }
            view! {
                <EmptyState glyph=Glyph::Search title=t(lang, k::views::EMPTY) text=t(lang, k::views::EMPTY_TEXT)>
                    <LinkButton label=t(lang, k::views::CLEAR) href=Signal::derive(move || ctx.cleared_href())/>
                </EmptyState>
            }
            .into_any()
        }
    };
    let label = StoredValue::new(label);
    view! {
        <Show when=move || rows.rows.with(|rows| !rows.is_empty()) fallback=empty>
            <TotalsLine rows/>
            <ListTable rows label=label.get_value()/>
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
    let typed = use_search_word(word.into(), move |text| {
        ctx.change(|spec| spec.search = text)
    });
    let id = search_id(ctx.object);
    let focus = Callback::new(move |()| focus_on(id));
    use_shortcut("/", label.clone(), focus);
    view! {
        <TextInput id label=label.clone() value=typed kind="search" bare=true placeholder=label/>
    }
}
