//! The filter put together from conditions and groups; the list follows at once.

use super::state::ListCtx;
use super::value::value_control;
use i18n::{k, list_field, list_operator, t};
use leptos::prelude::*;
use shared::platform::views::{Condition, Filter, MAX_DEPTH, Op, operators};
use ui::{Button, Choice, Glyph, IconButton, Size, Variant};

/// A part of the filter while it is edited. Cheap to copy.
#[derive(Clone, Copy)]
struct Node {
    id: u32,
    not: RwSignal<bool>,
    body: Body,
}

#[derive(Clone, Copy)]
enum Body {
    Group {
        any: RwSignal<bool>,
        parts: RwSignal<Vec<Node>>,
    },
    Test {
        field: RwSignal<String>,
        op: RwSignal<Op>,
        values: RwSignal<Vec<String>>,
    },
}

/// Numbers for parts that come later.
#[derive(Clone, Copy)]
struct Ids(StoredValue<u32>);

impl Ids {
    fn next(self) -> u32 {
        self.0
            .try_update_value(|last| {
                *last += 1;
                *last
            })
            .unwrap_or_default()
    }
}

impl Node {
    fn of(filter: &Filter, ids: Ids) -> Self {
        let (mut not, mut inner) = (false, filter);
        while let Filter::Not(part) = inner {
            not = !not;
            inner = part;
        }
        let group = |any: bool, parts: &[Filter]| Body::Group {
            any: RwSignal::new(any),
            parts: RwSignal::new(parts.iter().map(|part| Node::of(part, ids)).collect()),
        };
        let body = match inner {
            Filter::All(parts) => group(false, parts),
            Filter::Any(parts) => group(true, parts),
            Filter::Test(condition) => Body::Test {
                field: RwSignal::new(condition.field.clone()),
                op: RwSignal::new(condition.op),
                values: RwSignal::new(condition.values.clone()),
            },
            // Unwrapped above.
            Filter::Not(_) => group(false, &[]),
        };
        Self {
            id: ids.next(),
            not: RwSignal::new(not),
            body,
        }
    }

    /// The filter as far as it is complete: a condition without a value, an empty group are left
    /// out.
    fn filter(self) -> Option<Filter> {
        let filter = match self.body {
            Body::Group { any, parts } => {
                let parts: Vec<Filter> = parts.get().into_iter().filter_map(Node::filter).collect();
                if parts.is_empty() {
                    return None;
                }
                if any.get() && parts.len() > 1 {
                    Filter::Any(parts)
                } else {
                    Filter::all(parts)
                }
            }
            Body::Test { field, op, values } => {
                let (op, values) = (op.get(), values.get());
                let wanted = match op {
                    Op::Empty => 0,
                    Op::Between => 2,
                    _ => 1,
                };
                let given: Vec<String> = values.into_iter().filter(|one| !one.is_empty()).collect();
                if given.len() < wanted {
                    return None;
                }
                let given = match op {
                    Op::Empty => Vec::new(),
                    Op::Between => given.into_iter().take(2).collect(),
                    Op::Lt | Op::Le | Op::Gt | Op::Ge => given.into_iter().take(1).collect(),
                    _ => given,
                };
                Filter::Test(Condition::new(&field.get(), op, given))
            }
        };
        Some(if self.not.get() {
            Filter::Not(Box::new(filter))
        } else {
            filter
        })
    }
}

/// The whole filter to edit.
#[component]
pub(super) fn Builder(ctx: ListCtx) -> impl IntoView {
    let ids = Ids(StoredValue::new(0));
    let start = Filter::parse(&ctx.spec().filter).unwrap_or_default();
    // The outermost is a group, so that there is something to add to.
    let start = match start {
        Filter::Any(parts) => Filter::Any(parts),
        other => Filter::All(other.into_parts()),
    };
    let root = Node::of(&start, ids);
    Effect::new(move |before: Option<String>| {
        let filter = root.filter().unwrap_or_default();
        let text = filter.to_string();
        if before.is_some_and(|before| before != text) {
            ctx.set_filter(&filter);
        }
        text
    });
    group(ctx, ids, root, 1)
}

fn group(ctx: ListCtx, ids: Ids, node: Node, depth: usize) -> AnyView {
    let Body::Group { any, parts } = node.body else {
        return ().into_any();
    };
    let lang = ctx.lang;
    let remove = move |id: u32| parts.update(|parts| parts.retain(|part| part.id != id));
    let entry = move |part: Node| {
        let take_away = Callback::new(move |()| remove(part.id));
        match part.body {
            Body::Group { .. } => view! {
                <li class="list-nested">
                    {group(ctx, ids, part, depth + 1)}
                    <PartTools ctx node=part on_remove=take_away/>
                </li>
            }
            .into_any(),
            Body::Test { .. } => view! { <TestRow ctx node=part on_remove=take_away/> }.into_any(),
        }
    };
    let add = move |group: bool| {
        Callback::new(move |()| {
            let first = ctx.fields.all().find(|field| field.filter);
            let name = first.map_or("", |field| field.name);
            let op = first
                .and_then(|field| operators(field.kind).first().copied())
                .unwrap_or(Op::Is);
            let test = Filter::Test(Condition::new(name, op, [""; 0]));
            let made = if group { Filter::Any(vec![test]) } else { test };
            parts.update(|parts| parts.push(Node::of(&made, ids)));
        })
    };
    view! {
        <div class="list-builder">
            <div class="list-match">
                <span class="small muted">{t(lang, k::views::MATCH)}</span>
                <select
                    class="input select"
                    aria-label=t(lang, k::views::MATCH)
                    on:change:target=move |event| any.set(event.target().value() == "any")
                >
                    <option value="all" selected=!any.get_untracked()>{t(lang, k::views::MATCH_ALL)}</option>
                    <option value="any" selected=any.get_untracked()>{t(lang, k::views::MATCH_ANY)}</option>
                </select>
            </div>
            <ul class="list-parts"><For each=move || parts.get() key=|part| part.id children=entry/></ul>
            <div class="list-adds">
                <Button label=t(lang, k::views::ADD_CONDITION) icon=Glyph::Plus variant=Variant::Ghost size=Size::Small on_press=add(false)/>
                {(depth + 2 < MAX_DEPTH).then(|| view! {
                    <Button label=t(lang, k::views::ADD_GROUP) variant=Variant::Ghost size=Size::Small on_press=add(true)/>
                })}
            </div>
        </div>
    }
    .into_any()
}

/// Inverting and removing a part.
#[component]
fn PartTools(ctx: ListCtx, node: Node, on_remove: Callback<()>) -> impl IntoView {
    let lang = ctx.lang;
    view! {
        <span class="list-part-tools">
            <button
                type="button"
                class="chip chip-toggle"
                aria-pressed=move || if node.not.get() { "true" } else { "false" }
                on:click=move |_| node.not.update(|not| *not = !*not)
            >
                {t(lang, k::views::NEGATE)}
            </button>
            <IconButton glyph=Glyph::X label=t(lang, k::views::REMOVE_CONDITION) size=Size::Small on_press=on_remove/>
        </span>
    }
}

#[component]
fn TestRow(ctx: ListCtx, node: Node, on_remove: Callback<()>) -> impl IntoView {
    let lang = ctx.lang;
    let Body::Test { field, op, values } = node.body else {
        return ().into_any();
    };
    let found = Memo::new(move |_| field.with(|name| ctx.fields.get(name).map(|field| field.name)));
    let kind = move || found.get().and_then(|name| ctx.fields.get(name));
    let now = field.get_untracked();
    let mut fields: Vec<Choice> = ctx
        .fields
        .all()
        .filter(|field| field.filter)
        .map(|field| Choice::new(field.name, list_field(lang, field)))
        .collect();
    fields.sort_by_cached_key(|choice| shared::kernel::search_key(&choice.label));
    let fields = fields
        .into_iter()
        .map(|choice| {
            let selected = choice.value == now;
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        })
        .collect_view();
    let pick_field = move |name: String| {
        if let Some(field) = ctx.fields.get(&name) {
            let first = operators(field.kind).first().copied().unwrap_or(Op::Is);
            values.set(Vec::new());
            op.set(first);
        }
        field.set(name);
    };
    let ops = move || {
        let now = op.get_untracked();
        kind().map(|field| {
            operators(field.kind)
                .iter()
                .map(|one| {
                    let label = list_operator(lang, field.kind, *one);
                    view! { <option value=one.code() selected=*one == now>{label}</option> }
                })
                .collect_view()
        })
    };
    let control = move || {
        let op = op.get();
        kind().map(|field| value_control(ctx, field, op, values))
    };
    view! {
        <li class="list-part">
            <select
                class="input select" aria-label=t(lang, k::views::FIELD_LABEL)
                on:change:target=move |event| pick_field(event.target().value())
            >
                {fields}
            </select>
            <select
                class="input select" aria-label=t(lang, k::views::OPERATOR_LABEL)
                on:change:target=move |event| {
                    if let Ok(picked) = event.target().value().parse() {
                        op.set(picked);
                    }
                }
            >
                {ops}
            </select>
            <div class="list-value">{control}</div>
            <PartTools ctx node on_remove/>
        </li>
    }
    .into_any()
}
