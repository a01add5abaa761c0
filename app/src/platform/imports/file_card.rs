//! One file: what it is, how it is read, its columns, its plan.

use super::column::ColumnRow;
use super::desk::{Desk, Loaded};
use super::findings::Outcome;
use super::words;
use crate::boot::use_lang;
use i18n::{integer, k, t, tn};
use leptos::prelude::*;
use shared::platform::imports::table::SEPARATORS;
use shared::platform::imports::{ImportKind, ReadOptions};
use ui::{Badge, Card, Choice, Glyph, IconButton, Select, TableWrap, Tone};

#[component]
pub(super) fn FileCard(desk: Desk, file: Loaded) -> impl IntoView {
    let lang = use_lang();
    let id = file.id;
    let rows = i64::try_from(file.table.rows.len()).unwrap_or(0);
    let facts = format!(
        "{} · {}",
        tn(
            lang,
            k::imports::ROW_COUNT,
            rows,
            &[("n", &integer(lang, rows))]
        ),
        file.table.encoding.label()
    );
    let kind = RwSignal::new(file.mapping.kind.code().to_owned());
    let kinds: Vec<Choice> = ImportKind::ALL
        .into_iter()
        .map(|kind| Choice::new(kind.code(), words::kind(lang, kind)))
        .collect();
    let separator = RwSignal::new(file.table.separator.to_string());
    let separators: Vec<Choice> = SEPARATORS
        .into_iter()
        .map(|sign| {
            let name = if sign == '\t' {
                t(lang, k::imports::TAB).to_owned()
            } else {
                sign.to_string()
            };
            Choice::new(sign.to_string(), name)
        })
        .collect();
    let header = RwSignal::new(if file.table.has_header { "yes" } else { "no" }.to_owned());
    let headers = vec![
        Choice::new("yes", t(lang, k::imports::FIRST_ROW_NAMES)),
        Choice::new("no", t(lang, k::imports::FIRST_ROW_DATA)),
    ];
    let read = file.read;
    let columns = (0..file.mapping.columns.len())
        .map(|index| view! { <ColumnRow desk file=file.clone() index /> })
        .collect_view();
    let remembered = file.remembered;
    view! {
        <Card
            id=format!("file-{id}")
            title=Signal::derive({
                let name = file.name.clone();
                move || name.clone()
            })
            actions=move || {
                view! {
                    <IconButton
                        glyph=Glyph::X
                        label=t(lang, k::imports::REMOVE_FILE)
                        on_press=Callback::new(move |()| desk.remove(id))
                    />
                }
            }
        >
            <div class="stack">
                <div class="cluster">
                    <span class="muted small">{facts}</span>
                    {remembered.then(|| view! { <Badge text=t(lang, k::imports::REMEMBERED) tone=Tone::Info /> })}
                </div>
                <div class="form-row import-reading">
                    <Select
                        id=format!("kind-{id}")
                        label=t(lang, k::imports::KIND_LABEL)
                        value=kind
                        options=kinds
                        on_commit=Callback::new(move |code: String| desk.reread(id, code.parse().ok(), None))
                    />
                    <Select
                        id=format!("separator-{id}")
                        label=t(lang, k::imports::SEPARATOR)
                        value=separator
                        options=separators
                        on_commit=Callback::new(move |sign: String| {
                            desk.reread(id, None, Some(ReadOptions { separator: sign.chars().next(), ..read }));
                        })
                    />
                    <Select
                        id=format!("header-{id}")
                        label=t(lang, k::imports::HEADER)
                        value=header
                        options=headers
                        on_commit=Callback::new(move |code: String| {
                            desk.reread(id, None, Some(ReadOptions { header: Some(code == "yes"), ..read }));
                        })
                    />
                </div>
                <TableWrap label=t(lang, k::imports::COLUMNS)>
                    <table class="table table-cards import-columns">
                        <thead>
                            <tr>
                                <th scope="col">{t(lang, k::imports::COLUMN)}</th>
                                <th scope="col">{t(lang, k::imports::FIELD_LABEL)}</th>
                                <th scope="col">{t(lang, k::imports::CONFIDENCE)}</th>
                                <th scope="col">{t(lang, k::imports::FORMAT)}</th>
                            </tr>
                        </thead>
                        <tbody>{columns}</tbody>
                    </table>
                </TableWrap>
                <h3 class="section-title">{t(lang, k::imports::DRY_RUN)}</h3>
                <Outcome desk id />
            </div>
        </Card>
    }
}
