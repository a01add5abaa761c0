//! What the list is narrowed to, in words, each part with a cross; and the panel that changes it.

use super::builder::Builder;
use super::names::{named_records, record_name};
use super::pick::is_open;
use super::state::{ListCtx, name_in};
use i18n::{issue_text, k, list_field, list_operator, list_values, t, tf};
use leptos::prelude::*;
use shared::deals::pipelines::PipelinesView;
use shared::kernel::Lang;
use shared::platform::session::People;
use shared::platform::views::{Condition, Filter, Op};
use std::collections::BTreeMap;
use ui::{Button, Glyph, Icon, Size, Variant};

/// The button that opens the panel, with the number of conditions.
#[component]
pub(super) fn FilterButton(ctx: ListCtx) -> impl IntoView {
    let lang = ctx.lang;
    let open = RwSignal::new(false);
    let count = move || {
        let filter = ctx
            .address
            .with(|address| Filter::parse(&address.spec.filter));
        filter.map_or(0, |filter| conditions(&filter))
    };
    view! {
        <button type="button" class="btn btn-sm" id="list-filter-button" popovertarget="list-filter">
            <Icon glyph=Glyph::Filter class="icon-sm"/>
            <span>{t(lang, k::views::FILTER)}</span>
            {move || (count() > 0).then(|| view! { <span class="board-count num">{count()}</span> })}
        </button>
        <div
            class="menu list-panel list-filter-panel"
            id="list-filter"
            popover="auto"
            role="dialog"
            aria-label=t(lang, k::views::FILTERS)
            on:toggle=move |event| open.set(is_open(&event))
        >
            <Show when=move || open.get()>
                <Suspense fallback=|| ()>
                    <Builder ctx/>
                </Suspense>
                <div class="list-panel-foot">
                    <Button
                        label=t(lang, k::views::CLEAR)
                        variant=Variant::Ghost
                        size=Size::Small
                        on_press=Callback::new(move |()| {
                            open.set(false);
                            ctx.set_filter(&Filter::default());
                            open.set(true);
                        })
                    />
                    <button type="button" class="btn btn-sm btn-primary" popovertarget="list-filter" popovertargetaction="hide">
                        {t(lang, k::views::DONE)}
                    </button>
                </div>
            </Show>
        </div>
    }
}

fn conditions(filter: &Filter) -> usize {
    match filter {
        Filter::All(parts) | Filter::Any(parts) => parts.iter().map(conditions).sum(),
        Filter::Not(part) => conditions(part),
        Filter::Test(_) => 1,
    }
}

/// The names references are shown with.
#[derive(Clone, Default)]
struct Names {
    people: People,
    pipelines: PipelinesView,
    records: BTreeMap<String, String>,
}

impl Names {
    fn of(&self, lang: Lang, id: &str) -> Option<String> {
        let record = self.records.get(id).cloned();
        record.or_else(|| name_in(lang, &self.people, &self.pipelines, id))
    }
}

/// The parts of the filter.
#[component]
pub(super) fn Chips(ctx: ListCtx) -> impl IntoView {
    let lang = ctx.lang;
    let fields = ctx.fields;
    let text = Memo::new(move |_| ctx.address.with(|address| address.spec.filter.clone()));
    let named = Resource::new(
        move || {
            let mut named = Vec::new();
            if let Ok(filter) = Filter::parse(&text.get()) {
                named_records(fields, &filter, &mut named);
            }
            named
        },
        |named| async move {
            let mut names = BTreeMap::new();
            for (target, id) in named.into_iter().take(10) {
                if let Some(name) = record_name(target, &id).await {
                    names.insert(id, name);
                }
            }
            names
        },
    );
    view! {
        <Transition fallback=|| ()>
            {move || {
                let text = text.get();
                Suspend::new(async move {
                    let names = Names {
                        people: ctx.people.await.unwrap_or_default(),
                        pipelines: ctx.pipelines.await.unwrap_or_default(),
                        records: named.await,
                    };
                    chips(ctx, &text, &names)
                })
            }}
        </Transition>
        {move || {
            let spec = ctx.address.with(|address| address.spec.clone());
            (!spec.filter.is_empty() || !spec.search.is_empty()).then(|| view! {
                <a class="btn btn-ghost btn-sm" href=ctx.cleared_href()>{t(lang, k::views::CLEAR)}</a>
            })
        }}
    }
}

fn chips(ctx: ListCtx, text: &str, names: &Names) -> AnyView {
    let lang = ctx.lang;
    let filter = match Filter::parse(text) {
        Ok(filter) => filter,
        Err(issue) => {
            let reason = issue_text(lang, &issue);
            return view! { <span class="chip tone-danger" role="alert">{reason}</span> }
                .into_any();
        }
    };
    let parts = filter.into_parts();
    parts
        .iter()
        .enumerate()
        .map(|(index, part)| {
            let said = sentence(ctx, part, names);
            let remove = tf(lang, k::views::REMOVE_NAMED, &[("name", &said)]);
            let edit = tf(lang, k::views::EDIT_NAMED, &[("name", &said)]);
            let left: Vec<Filter> = parts
                .iter()
                .enumerate()
                .filter(|(at, _)| *at != index)
                .map(|(_, part)| part.clone())
                .collect();
            let left = StoredValue::new(Filter::all(left));
            view! {
                <span class="chip list-chip">
                    <button type="button" class="list-chip-text" popovertarget="list-filter" aria-label=edit>{said}</button>
                    <button
                        type="button" class="chip-remove" aria-label=remove
                        on:click=move |_| ctx.set_filter(&left.get_value())
                    >
                        <Icon glyph=Glyph::X class="icon-sm"/>
                    </button>
                </span>
            }
        })
        .collect_view()
        .into_any()
}

/// A part of a filter in words.
fn sentence(ctx: ListCtx, filter: &Filter, names: &Names) -> String {
    let lang = ctx.lang;
    let joined = |parts: &[Filter], word: &str| {
        let all: Vec<String> = parts
            .iter()
            .map(|part| match part {
                Filter::All(_) | Filter::Any(_) => format!("({})", sentence(ctx, part, names)),
                _ => sentence(ctx, part, names),
            })
            .collect();
        all.join(&format!(" {word} "))
    };
    match filter {
        Filter::All(parts) => joined(parts, t(lang, k::views::AND)),
        Filter::Any(parts) => joined(parts, t(lang, k::views::OR)),
        Filter::Not(part) => format!(
            "{} ({})",
            t(lang, k::views::NOT),
            sentence(ctx, part, names)
        ),
        Filter::Test(condition) => condition_text(ctx, condition, names),
    }
}

fn condition_text(ctx: ListCtx, condition: &Condition, names: &Names) -> String {
    let lang = ctx.lang;
    let Some(field) = ctx.fields.get(&condition.field) else {
        return condition.field.clone();
    };
    let name = list_field(lang, field);
    let values = list_values(lang, field, condition, |id| names.of(lang, id));
    let op = list_operator(lang, field.kind, condition.op);
    match (condition.op, field.kind) {
        (Op::Is | Op::Between, _) => tf(
            lang,
            k::views::IS_LINE,
            &[("name", &name), ("value", &values)],
        ),
        (Op::Empty, _) => format!("{name} {op}"),
        _ => format!("{name} {op} {values}"),
    }
}
