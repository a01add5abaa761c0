//! The rows, with what was chosen among them.

use super::words;
use crate::boot::{may, use_lang, use_session};
use i18n::{date_time, k, t, tf};
use leptos::prelude::*;
use shared::kernel::Action;
use shared::platform::bin::{BinItem, BinRow};
use std::collections::BTreeSet;
use ui::{Badge, Button, Checkbox, Glyph, Icon, PersonName, Size, TableWrap, Tell, Tone};

/// What the page can do with records.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    pub restore: Callback<Vec<BinItem>>,
    pub purge: Callback<Vec<BinItem>>,
}

/// The table.
#[component]
pub(super) fn Rows(
    rows: RwSignal<Vec<BinRow>>,
    chosen: RwSignal<BTreeSet<BinItem>>,
    acts: Acts,
) -> impl IntoView {
    let lang = use_lang();
    let all = RwSignal::new(false);
    Effect::new(move |_| {
        let every = rows.with(|rows| {
            chosen.with(|chosen| {
                !rows.is_empty() && rows.iter().all(|row| chosen.contains(&row.item))
            })
        });
        all.set(every);
    });
    let toggle = Callback::new(move |on: bool| {
        chosen.set(if on {
            rows.with_untracked(|rows| rows.iter().map(|row| row.item).collect())
        } else {
            BTreeSet::new()
        });
    });
    view! {
        <TableWrap label=t(lang, k::bin::TITLE)>
            <table class="table table-cards bin-table">
                <thead>
                    <tr>
                        <th scope="col" class="bin-tick">
                            <Checkbox id="bin-all" label=t(lang, k::bin::CHOOSE_ALL) bare=true checked=all on_change=toggle />
                        </th>
                        <th scope="col">{t(lang, k::bin::NAME)}</th>
                        <th scope="col">{t(lang, k::bin::OWNER)}</th>
                        <th scope="col">{t(lang, k::bin::DELETED)}</th>
                        <th scope="col">{t(lang, k::bin::LEAVES)}</th>
                        <th scope="col"><span class="visually-hidden">{t(lang, k::ui::ACTIONS)}</span></th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || rows.get() key=|row| row.item.id children=move |row| {
                        view! { <Row row chosen acts /> }
                    } />
                </tbody>
            </table>
        </TableWrap>
    }
    .into_any()
}

#[component]
fn Row(row: BinRow, chosen: RwSignal<BTreeSet<BinItem>>, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    let item = row.item;
    let kind = words::kind(lang, item.kind);
    let name = if row.name.is_empty() {
        kind.to_owned()
    } else {
        row.name.clone()
    };
    let checked = RwSignal::new(chosen.with_untracked(|chosen| chosen.contains(&item)));
    Effect::new(move |_| checked.set(chosen.with(|chosen| chosen.contains(&item))));
    let tick = Callback::new(move |on: bool| {
        chosen.update(|chosen| {
            if on {
                chosen.insert(item);
            } else {
                chosen.remove(&item);
            }
        });
    });
    let about = if row.about.is_empty() {
        kind.to_owned()
    } else {
        format!("{kind} · {}", row.about)
    };
    let leaves = match row.kept {
        Some(kept) => {
            view! { <Badge text=words::kept(lang, kept) tone=Tone::Info icon=Glyph::Lock /> }
                .into_any()
        }
        None => i18n::date_medium(lang, zone.date(row.purge_at)).into_any(),
    };
    let buttons = buttons(&row, &name, acts);
    let by = (!row.deleted_by.is_empty()).then(
        || view! { <span class="small muted"><PersonName name=row.deleted_by.clone() /></span> },
    );
    let owner = if row.owner.is_empty() {
        view! { <span class="faint">"—"</span> }.into_any()
    } else {
        view! { <PersonName name=row.owner.clone() /> }.into_any()
    };
    view! {
        <tr>
            <td class="bin-tick">
                <Checkbox
                    id=format!("bin-{}", item.id)
                    label=tf(lang, k::bin::CHOOSE, &[("name", &name)])
                    bare=true
                    checked
                    on_change=tick
                />
            </td>
            <td data-label=t(lang, k::bin::NAME)>
                <span class="bin-record">
                    <Icon glyph=words::glyph(item.kind) />
                    <span class="stack-xs"><span class="bin-name">{name.clone()}</span><span class="small muted">{about}</span></span>
                </span>
            </td>
            <td data-label=t(lang, k::bin::OWNER)>{owner}</td>
            <td data-label=t(lang, k::bin::DELETED)>
                <span class="stack-xs"><span>{date_time(lang, zone.local(row.deleted_at))}</span>{by}</span>
            </td>
            <td data-label=t(lang, k::bin::LEAVES)>{leaves}</td>
            <td><span class="bin-acts">{buttons}</span></td>
        </tr>
    }
}

/// The way back, and away for good, for whoever may.
fn buttons(row: &BinRow, name: &str, acts: Acts) -> AnyView {
    let lang = use_lang();
    let item = row.item;
    let restore = row.may_restore.then(|| {
        view! {
            <Button
                label=t(lang, k::bin::RESTORE)
                icon=Glyph::Undo
                size=Size::Small
                attr:aria-label=tf(lang, k::bin::RESTORE_ONE, &[("name", &name)])
                on_press=Callback::new(move |()| acts.restore.tell(vec![item]))
            />
        }
    });
    let purge = may(Action::ManageSystem).then(|| {
        view! {
            <Button
                label=t(lang, k::bin::PURGE_SHORT)
                icon=Glyph::Trash
                size=Size::Small
                attr:aria-label=tf(lang, k::bin::PURGE_ONE, &[("name", &name)])
                disabled=row.kept.is_some()
                on_press=Callback::new(move |()| acts.purge.tell(vec![item]))
            />
        }
    });
    view! { {restore}{purge} }.into_any()
}
