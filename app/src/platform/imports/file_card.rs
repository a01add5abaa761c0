//! One file: what it is, how it is read, its columns, its plan.

use super::alike::Alike;
use super::column::ColumnRow;
use super::corrections::Corrections;
use super::desk::{Desk, Loaded};
use super::findings::Outcome;
use super::matching::MatchChoice;
use super::words;
use crate::boot::use_lang;
use i18n::{integer, k, t, tf, tn};
use leptos::prelude::*;
use shared::kernel::ImportId;
use shared::platform::imports::decode::Encoding;
use shared::platform::imports::table::SEPARATORS;
use shared::platform::imports::{ImportKind, ReadOptions, SheetText};
use std::sync::Arc;
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
    let cards = file.table.encoding == Encoding::Cards;
    let reading = match &file.sheet {
        Some(sheet) => view! { <SheetChoice desk id sheet=sheet.clone() /> }.into_any(),
        // There is nothing to choose about cards.
        None if cards => ().into_any(),
        None => view! { <SeparatorChoice desk file=file.clone() /> }.into_any(),
    };
    let header = (!cards).then(|| view! { <HeaderChoice desk file=file.clone() /> });
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
                <div class="form-row">
                    <Select
                        id=format!("kind-{id}")
                        label=t(lang, k::imports::KIND_LABEL)
                        value=kind
                        options=kinds
                        on_commit=Callback::new(move |code: String| desk.reread(id, code.parse().ok(), None))
                    />
                    {reading}
                    {header}
                </div>
                <MatchChoice desk file=file.clone() />
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
                <h3>{t(lang, k::imports::DRY_RUN)}</h3>
                <Outcome desk id />
                <Alike desk id kind=file.mapping.kind />
                <Corrections desk id />
            </div>
        </Card>
    }
}

/// What stands between the cells of a text file.
#[component]
fn SeparatorChoice(desk: Desk, file: Loaded) -> impl IntoView {
    let lang = use_lang();
    let (id, read) = (file.id, file.read);
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
    view! {
        <Select
            id=format!("separator-{id}")
            label=t(lang, k::imports::SEPARATOR)
            value=separator
            options=separators
            on_commit=Callback::new(move |sign: String| {
                desk.reread(id, None, Some(ReadOptions { separator: sign.chars().next(), ..read }));
            })
        />
    }
}

/// Which sheet of a workbook.
#[component]
fn SheetChoice(desk: Desk, id: ImportId, sheet: Arc<SheetText>) -> impl IntoView {
    let lang = use_lang();
    let value = RwSignal::new(sheet.sheet.to_string());
    let sheets: Vec<Choice> = (0_u32..)
        .zip(&sheet.sheets)
        .map(|(index, listed)| {
            let name = if listed.hidden {
                tf(lang, k::imports::SHEET_HIDDEN, &[("name", &listed.name)])
            } else {
                listed.name.clone()
            };
            Choice::new(index.to_string(), name)
        })
        .collect();
    view! {
        <Select
            id=format!("sheet-{id}")
            label=t(lang, k::imports::SHEET)
            value
            options=sheets
            on_commit=Callback::new(move |index: String| {
                if let Ok(index) = index.parse() {
                    desk.set_sheet(id, index);
                }
            })
        />
    }
}

/// Lines offered as the one with the names of the columns.
const OFFERED: u32 = 12;

/// Whether a row names the columns, and which.
#[component]
fn HeaderChoice(desk: Desk, file: Loaded) -> impl IntoView {
    let lang = use_lang();
    let (id, read) = (file.id, file.read);
    let value = RwSignal::new(match (read.header, read.first_line) {
        (Some(true), Some(line)) => line.to_string(),
        (Some(false), _) => "no".to_owned(),
        _ if file.table.has_header => "yes".to_owned(),
        _ => "no".to_owned(),
    });
    let mut options = vec![
        Choice::new("yes", t(lang, k::imports::FIRST_ROW_NAMES)),
        Choice::new("no", t(lang, k::imports::FIRST_ROW_DATA)),
    ];
    options.extend((1..=OFFERED).map(|line| {
        let number = line.to_string();
        let name = tf(lang, k::imports::NAMES_IN_ROW, &[("n", &number)]);
        Choice::new(number, name)
    }));
    view! {
        <Select
            id=format!("header-{id}")
            label=t(lang, k::imports::HEADER)
            value
            options
            on_commit=Callback::new(move |code: String| {
                let first_line = code.parse().ok();
                let header = Some(code != "no");
                desk.reread(id, None, Some(ReadOptions { header, first_line, ..read }));
            })
        />
    }
}
