//! What stands beside the search: columns, groups, files; and the line of totals.

use super::rows::Rows;
use super::state::ListCtx;
use crate::deals::opportunities::words;
use chrono::NaiveDate;
use i18n::{k, list_field, money, money_compact, number_trimmed, t, tf, tn};
use leptos::prelude::*;
use shared::kernel::{Converted, Currency, Lang, RateTable};
use shared::platform::fields::{DECIMALS, key_of};
use shared::platform::views::{Field, Fields, FileForm, Object, Sums, Totals};
use ui::{Button, Glyph, Menu, MenuGroup, MenuItem, MoveButtons, Size, Variant};

/// The sums of a list or group in one currency, one text per field; a converted one says so.
pub(super) fn sum_parts(
    lang: Lang,
    fields: Fields,
    sums: &Sums,
    (currency, rates, day): (Currency, &RateTable, NaiveDate),
) -> Vec<String> {
    let mut parts = Vec::new();
    for sum in &sums.fields {
        let all = rates.sum(sum.amounts.iter().copied(), currency, day);
        let amount = money_compact(lang, all.total);
        let amount = if all.rates.is_empty() {
            amount
        } else {
            format!("≈\u{a0}{amount}")
        };
        let field = fields.get(&sum.field);
        let amount = match (sum.number, field.and_then(|field| field.custom)) {
            (Some(number), _) => number_trimmed(lang, number, DECIMALS),
            // What no rate converts stands beside: two currencies are never added.
            (None, Some(_)) => beside(lang, amount, &all),
            (None, None) => amount,
        };
        let name = field.map_or_else(|| sum.field.clone(), |field| list_field(lang, field));
        parts.push(tf(
            lang,
            k::views::SUM_PART,
            &[("name", &name), ("amount", &amount)],
        ));
    }
    parts
}

/// A sum with the amounts no rate converts: `€1.2K + $300`; those alone when nothing else is there.
fn beside(lang: Lang, amount: String, all: &Converted) -> String {
    let left = all.unconverted.iter();
    let left = left.map(|one| money_compact(lang, *one));
    let first = (all.total.minor != 0 || all.unconverted.is_empty()).then_some(amount);
    let parts: Vec<String> = first.into_iter().chain(left).collect();
    parts.join(" + ")
}

/// Everything the filter lets through, in a line: count, sums, rates used, amounts without a rate.
fn totals_line(lang: Lang, fields: Fields, totals: &Totals) -> String {
    let object = fields.object();
    let count = count_text(lang, object, totals.sums.count);
    let with = (totals.currency, &totals.rates, totals.today);
    let mut parts = vec![count];
    parts.extend(sum_parts(lang, fields, &totals.sums, with));
    let built_in = totals.sums.fields.first();
    if let Some(first) = built_in.filter(|sum| key_of(&sum.field).is_none()) {
        let amounts = first.amounts.iter().copied();
        let all = totals.rates.sum(amounts, totals.currency, totals.today);
        let rates = words::rates(lang, &all);
        if !rates.is_empty() {
            parts.push(rates);
        }
        if !all.unconverted.is_empty() {
            let left: Vec<String> = all
                .unconverted
                .iter()
                .map(|one| money(lang, *one))
                .collect();
            let left = left.join(", ");
            parts.push(tf(lang, k::views::UNCONVERTED, &[("amounts", &left)]));
        }
    }
    for rates in own_rates(lang, totals) {
        if !rates.is_empty() && !parts.contains(&rates) {
            parts.push(rates);
        }
    }
    parts.join(" · ")
}

/// The rates used for the sums of administrators' fields.
fn own_rates(lang: Lang, totals: &Totals) -> Vec<String> {
    let own = totals.sums.fields.iter();
    let own = own.filter(|sum| key_of(&sum.field).is_some());
    own.map(|sum| {
        let amounts = sum.amounts.iter().copied();
        let all = totals.rates.sum(amounts, totals.currency, totals.today);
        words::rates(lang, &all)
    })
    .collect()
}

/// `12 deals`.
pub(super) fn count_text(lang: Lang, object: Object, count: i64) -> String {
    let plural = match object {
        Object::Opportunities => k::views::count::OPPORTUNITIES,
        Object::Accounts => k::views::count::ACCOUNTS,
        Object::Contacts => k::views::count::CONTACTS,
        Object::Leads => k::views::count::LEADS,
        Object::Quotes => k::views::count::QUOTES,
        Object::Tasks => k::views::count::TASKS,
        Object::Products => k::views::count::PRODUCTS,
    };
    tn(lang, plural, count, &[])
}

#[component]
pub(super) fn TotalsLine(rows: Rows) -> impl IntoView {
    let (lang, fields) = (rows.ctx.lang, rows.ctx.fields);
    view! {
        <p class="small muted list-totals">
            {move || rows.totals.with(|totals| totals_line(lang, fields, totals))}
        </p>
    }
}

/// The name of a field as a column's head.
fn named(ctx: ListCtx, name: &str) -> String {
    let field = ctx.fields.get(name);
    field.map_or_else(|| name.to_owned(), |field| list_field(ctx.lang, field))
}

/// Groups, columns, files.
#[component]
pub(super) fn Tools(ctx: ListCtx) -> impl IntoView {
    let lang = ctx.lang;
    let group = Signal::derive(move || {
        let name = ctx.address.with(|address| address.spec.group.clone());
        if name.is_empty() {
            t(lang, k::views::GROUP).to_owned()
        } else {
            tf(lang, k::views::GROUPED_BY, &[("name", &named(ctx, &name))])
        }
    });
    let groups = std::iter::once("")
        .chain(
            ctx.fields
                .all()
                .filter(|field| field.group)
                .map(|field| field.name),
        )
        .map(|name| {
            let label = if name.is_empty() {
                t(lang, k::views::GROUP_NONE).to_owned()
            } else {
                named(ctx, name)
            };
            let on = Signal::derive(move || {
                ctx.address.with(|address| address.spec.group == name)
            });
            view! {
                <MenuItem
                    label
                    checked=on
                    on_press=Callback::new(move |()| ctx.change(|spec| spec.group = name.to_owned()))
                />
            }
        })
        .collect_view();
    view! {
        <Menu id="list-group" label=t(lang, k::views::GROUP) text=group variant=Variant::Secondary size=Size::Small>
            {groups}
        </Menu>
        <Columns ctx/>
        <Export ctx/>
    }
}

/// The file of the list as it is: a plain link, which works before the program has loaded.
#[component]
fn Export(ctx: ListCtx) -> impl IntoView {
    let lang = ctx.lang;
    let href = move |form: FileForm| {
        let query = ctx.address.with(|address| address.to_query(ctx.object));
        format!("/export/{}.{}{query}", ctx.object.code(), form.code())
    };
    let entry = move |form: FileForm, label| {
        view! {
            <a class="menu-item" role="menuitem" tabindex="-1" rel="external" download="" href=move || href(form)>
                <ui::Icon glyph=Glyph::Download/>
                <span class="menu-label">{t(lang, label)}</span>
            </a>
        }
    };
    view! {
        <Menu id="list-export" label=t(lang, k::views::EXPORT) glyph=Glyph::Download size=Size::Small>
            <MenuGroup label=t(lang, k::views::EXPORT_HINT)>
                {entry(FileForm::Csv, k::views::EXPORT_CSV)}
                {entry(FileForm::Xlsx, k::views::EXPORT_XLSX)}
            </MenuGroup>
        </Menu>
    }
}

/// Which columns, in which order.
#[component]
fn Columns(ctx: ListCtx) -> impl IntoView {
    let lang = ctx.lang;
    let open = RwSignal::new(false);
    let shown = move || {
        ctx.address
            .with(|address| address.spec.shown_columns(ctx.object))
    };
    let order = Memo::new(move |_| {
        let shown = shown();
        let rest = ctx.fields.all().map(|field| field.name.to_owned());
        let mut all = shown.clone();
        all.extend(rest.filter(|name| !shown.contains(name)));
        all
    });
    let entry = move |name: String| ctx.fields.get(&name).map(|field| column_entry(ctx, field));
    view! {
        <button type="button" class="btn btn-ghost btn-sm btn-icon" popovertarget="list-columns" aria-label=t(lang, k::views::COLUMNS) data-tip=t(lang, k::views::COLUMNS)>
            <ui::Icon glyph=Glyph::Table/>
        </button>
        <div
            class="menu list-panel"
            id="list-columns"
            popover="auto"
            role="dialog"
            aria-label=t(lang, k::views::COLUMNS)
            on:toggle=move |event| open.set(super::pick::is_open(&event))
        >
            <Show when=move || open.get()>
                <ul class="list-columns">
                    <For each=move || order.get() key=Clone::clone children=entry/>
                </ul>
                <Button
                    label=t(lang, k::views::COLUMNS_USUAL)
                    variant=Variant::Ghost
                    size=Size::Small
                    on_press=Callback::new(move |()| ctx.change(|spec| spec.columns.clear()))
                />
            </Show>
        </div>
    }
}

fn column_entry(ctx: ListCtx, field: &'static Field) -> AnyView {
    let (lang, name) = (ctx.lang, field.name);
    let label = list_field(lang, field);
    let place = move || {
        let shown = ctx
            .address
            .with(|address| address.spec.shown_columns(ctx.object));
        let at = shown.iter().position(|one| one == name);
        (at, shown.len())
    };
    let set = move |change: &dyn Fn(&mut Vec<String>, Option<usize>)| {
        ctx.change(|spec| {
            let mut shown = spec.shown_columns(ctx.object);
            let at = shown.iter().position(|one| one == name);
            change(&mut shown, at);
            // The usual columns need no word in the address.
            let usual = shown.iter().map(String::as_str).eq(ctx
                .object
                .usual_columns()
                .iter()
                .copied());
            spec.columns = if usual { Vec::new() } else { shown };
        });
    };
    let toggle = move |_| {
        set(&|shown, at| match at {
            // The name opens the record: a list without it would lead nowhere.
            Some(at) if shown.len() > 1 => {
                shown.remove(at);
            }
            Some(_) => {}
            None => shown.push(name.to_owned()),
        });
    };
    let step = move |by: isize| {
        set(&|shown, at| {
            let to = at.and_then(|at| at.checked_add_signed(by));
            if let (Some(at), Some(to)) = (at, to)
                && to < shown.len()
            {
                shown.swap(at, to);
            }
        });
    };
    let named = [("name", &label as &dyn std::fmt::Display)];
    let (up, down) = (
        tf(lang, k::views::COLUMN_UP, &named),
        tf(lang, k::views::COLUMN_DOWN, &named),
    );
    let fixed = name == "name";
    let first = Signal::derive(move || fixed || place().0.is_none_or(|at| at < 2));
    let last = Signal::derive(move || {
        let (at, count) = place();
        fixed || at.is_none_or(|at| at + 1 >= count)
    });
    view! {
        <li class="list-column">
            <label class="list-option">
                <input
                    type="checkbox" class="check-box" disabled=fixed
                    prop:checked=move || place().0.is_some() on:change=toggle
                />
                <span>{label}</span>
            </label>
            <MoveButtons
                up down first=first last=last size=Size::Small
                on_move=Callback::new(move |up| step(if up { -1 } else { 1 }))
            />
        </li>
    }
    .into_any()
}
