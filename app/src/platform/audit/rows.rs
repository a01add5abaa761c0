//! The entries as a table.

use super::filters::name;
use super::words;
use crate::boot::{use_lang, use_session};
use crate::crm::list::AddressFilters;
use i18n::{date_time, fact_name, k, shown_text, t, tf, tn};
use leptos::prelude::*;
use shared::kernel::{Lang, Zone};
use shared::platform::audit::{AuditRow, FieldChange};
use ui::{Badge, Glyph, Icon, IconButton, PersonName, TableWrap};

/// The table; each entry unfolds to what differs.
#[component]
pub(super) fn Rows(rows: RwSignal<Vec<AuditRow>>, filters: AddressFilters) -> impl IntoView {
    let lang = use_lang();
    let zone = StoredValue::new(use_session().actor.zone);
    view! {
        <TableWrap label=t(lang, k::audit::TITLE)>
            <table class="table table-cards audit-table">
                <thead>
                    <tr>
                        <th scope="col">{t(lang, k::audit::WHEN)}</th>
                        <th scope="col">{t(lang, k::audit::WHO)}</th>
                        <th scope="col">{t(lang, k::audit::ACTION)}</th>
                        <th scope="col">{t(lang, k::audit::RECORD)}</th>
                        <th scope="col">{t(lang, k::audit::CHANGES)}</th>
                        <th scope="col"><span class="visually-hidden">{t(lang, k::ui::ACTIONS)}</span></th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || rows.get() key=|row| row.seq children=move |row| {
                        zone.with_value(|zone| entry(lang, zone, row, filters))
                    } />
                </tbody>
            </table>
        </TableWrap>
    }
    .into_any()
}

fn entry(lang: Lang, zone: &Zone, row: AuditRow, filters: AddressFilters) -> AnyView {
    let when = date_time(lang, zone.local(row.at));
    let who = match row.who {
        None => view! { <span class="muted">{t(lang, k::audit::PROGRAM)}</span> }.into_any(),
        Some(_) if row.who_name.is_empty() => {
            view! { <span class="muted">{t(lang, k::audit::GONE)}</span> }.into_any()
        }
        Some(_) => view! { <PersonName name=row.who_name.clone() /> }.into_any(),
    };
    let kind = words::kind(lang, row.kind);
    let title = if row.title.is_empty() {
        kind.to_owned()
    } else {
        row.title.clone()
    };
    let record = match words::link(&row) {
        Some(href) => view! { <a class="audit-link" href=href>{title.clone()}</a> }.into_any(),
        None => view! { <span>{title.clone()}</span> }.into_any(),
    };
    let id = row.record;
    let only = (!id.is_nil()).then(|| {
        let label = tf(lang, k::audit::ONLY, &[("record", &title)]);
        view! {
            <IconButton glyph=Glyph::Filter label
                on_press=Callback::new(move |()| filters.set(name::RECORD, Some(id.to_string()))) />
        }
    });
    let changes = changes(lang, zone, &row.changes);
    view! {
        <tr>
            <td class="nowrap" data-label=t(lang, k::audit::WHEN)>{when}</td>
            <td data-label=t(lang, k::audit::WHO)>{who}</td>
            <td data-label=t(lang, k::audit::ACTION)><Badge text=words::action(lang, &row.action) /></td>
            <td data-label=t(lang, k::audit::RECORD)>
                <span class="audit-record">
                    <Icon glyph=words::glyph(row.kind) />
                    <span class="audit-what">{record}<span class="small muted">{kind}</span></span>
                </span>
            </td>
            <td data-label=t(lang, k::audit::CHANGES)>{changes}</td>
            <td class="num">{only}</td>
        </tr>
    }
    .into_any()
}

fn changes(lang: Lang, zone: &Zone, changes: &[FieldChange]) -> AnyView {
    if changes.is_empty() {
        return view! { <span class="faint">"—"</span> }.into_any();
    }
    let count = i64::try_from(changes.len()).unwrap_or(i64::MAX);
    let lines = changes
        .iter()
        .map(|change| line(lang, zone, change))
        .collect_view();
    // A few facts are told at once; many unfold.
    if changes.len() <= 2 {
        return view! { <dl class="audit-diff">{lines}</dl> }.into_any();
    }
    view! {
        <details class="audit-more">
            <summary>{tn(lang, k::audit::FIELDS, count, &[])}</summary>
            <dl class="audit-diff">{lines}</dl>
        </details>
    }
    .into_any()
}

fn line(lang: Lang, zone: &Zone, change: &FieldChange) -> AnyView {
    let text = |shown| shown_text(lang, zone, &change.field, shown);
    let before = change.before.as_ref().map(|shown| {
        view! {
            <del class="audit-old"><span class="visually-hidden">{t(lang, k::audit::BEFORE)}" "</span>{text(shown)}</del>
        }
    });
    let arrow = (change.before.is_some() && change.after.is_some())
        .then(|| view! { <Icon glyph=Glyph::ArrowRight class="icon-sm" /> });
    let after = change.after.as_ref().map(|shown| {
        view! {
            <ins class="audit-new"><span class="visually-hidden">{t(lang, k::audit::AFTER)}" "</span>{text(shown)}</ins>
        }
    });
    view! {
        <div class="audit-line">
            <dt>{fact_name(lang, &change.field)}</dt>
            <dd>{before}{arrow}{after}</dd>
        </div>
    }
    .into_any()
}
