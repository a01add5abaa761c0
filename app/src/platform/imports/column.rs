//! One column of a file: what it holds, which field it fills, what its words mean.

use super::desk::{Desk, Loaded};
use super::words;
use crate::boot::use_lang;
use i18n::{Lang, integer, k, t};
use leptos::prelude::*;
use shared::platform::imports::formats::{DateOrder, DecimalMark};
use shared::platform::imports::guess::distinct_words;
use shared::platform::imports::kinds::Shape;
use shared::platform::imports::own::targets;
use shared::platform::imports::similar::name_key;
use shared::platform::imports::values::choices;
use shared::platform::imports::{Field, ImportKind};
use ui::{Badge, Choice, Select, Tone};

/// The row of a column in the table of a file.
#[component]
pub(super) fn ColumnRow(desk: Desk, file: Loaded, index: usize) -> impl IntoView {
    let lang = use_lang();
    let kind = file.mapping.kind;
    let id = file.id;
    let header = file
        .mapping
        .columns
        .get(index)
        .map(|column| column.header.clone())
        .unwrap_or_default();
    let confidence = file.confidence.get(index).copied().unwrap_or(0);
    let remembered = file.remembered;
    let chosen = Memo::new(move |_| {
        desk.files.with(|files| {
            let file = files.iter().find(|file| file.id == id)?;
            file.mapping.columns.get(index)?.field
        })
    });
    let value = RwSignal::new(code(chosen.get_untracked()));
    Effect::new(move |_| value.set(code(chosen.get())));
    let mut options: Vec<Choice> = kind
        .fields()
        .iter()
        .map(|def| Choice::new(def.field.code(), words::field(lang, def.field)))
        .collect();
    desk.context.with_value(|context| {
        let own = targets(kind, &context.own);
        options.extend(own.map(|(field, _)| {
            Choice::new(
                field.to_string(),
                words::any_field(lang, field, &context.own),
            )
        }));
    });
    let select = format!("column-{id}-{index}");
    let label = format!("{} : {header}", t(lang, k::imports::FIELD_LABEL));
    let samples = samples(&file, index);
    let first = chosen.get_untracked();
    view! {
        <tr>
            <th scope="row">
                <span class="strong">{header}</span>
                <span class="import-sample muted small">{samples}</span>
            </th>
            <td data-label=t(lang, k::imports::FIELD_LABEL)>
                <Select
                    id=select
                    label
                    bare=true
                    value
                    options
                    placeholder=t(lang, k::imports::LEFT_OUT)
                    on_commit=Callback::new(move |code: String| {
                        desk.set_column(id, index, |column| column.field = code.parse().ok());
                    })
                />
            </td>
            <td data-label=t(lang, k::imports::CONFIDENCE)>
                {move || {
                    let field = chosen.get();
                    (field == first).then(|| sure(lang, field, confidence, remembered))
                }}
            </td>
            <td data-label=t(lang, k::imports::FORMAT)>
                {move || chosen.get().map(|field| view! { <Format desk id kind field index /> })}
            </td>
        </tr>
        {move || {
            let field = chosen.get().filter(|field| shape(desk, kind, *field) == Some(Shape::Choice))?;
            let file = desk.files.with_untracked(|files| files.iter().find(|file| file.id == id).cloned())?;
            Some(view! { <Words desk file index field /> })
        }}
    }
}

fn code(field: Option<Field>) -> String {
    field.map_or_else(String::new, |field| field.to_string())
}

fn shape(desk: Desk, kind: ImportKind, field: Field) -> Option<Shape> {
    desk.context
        .with_value(|context| context.shape(kind, field))
}

fn samples(file: &Loaded, index: usize) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for row in file.table.rows.iter().take(200) {
        let cell = row.cell(index);
        if !cell.is_empty() && !seen.contains(&cell) {
            seen.push(cell);
        }
        if seen.len() == 3 {
            break;
        }
    }
    let short = |cell: &&str| cell.chars().take(40).collect::<String>();
    seen.iter().map(short).collect::<Vec<_>>().join(" · ")
}

fn sure(lang: Lang, field: Option<Field>, confidence: u8, remembered: bool) -> AnyView {
    let share = i18n::percent(lang, shared::kernel::Percent::whole(i32::from(confidence)));
    let (text, tone) = match (field, confidence) {
        (None, _) => (t(lang, k::imports::NOT_USED).to_owned(), Tone::Neutral),
        _ if remembered => (t(lang, k::imports::REMEMBERED).to_owned(), Tone::Info),
        (_, 90..) => (share, Tone::Success),
        (_, 70..) => (share, Tone::Neutral),
        _ => (share, Tone::Warning),
    };
    view! { <Badge text tone /> }.into_any()
}

/// How dates or numbers of the column are read, where there is a choice.
#[component]
fn Format(
    desk: Desk,
    id: shared::kernel::ImportId,
    kind: ImportKind,
    field: Field,
    index: usize,
) -> impl IntoView {
    let lang = use_lang();
    let shape = shape(desk, kind, field);
    let column = desk.files.with_untracked(|files| {
        files
            .iter()
            .find(|file| file.id == id)?
            .mapping
            .columns
            .get(index)
            .cloned()
    });
    let column = column.unwrap_or_default();
    match shape {
        Some(Shape::Date) => date_format(lang, desk, (id, index), column.date_order),
        Some(Shape::Number) => {
            let (mark, scale) = (column.mark, column.scale.to_string());
            number_format(lang, desk, (id, index), mark, scale)
        }
        _ => ().into_any(),
    }
}

/// In which order days are written.
fn date_format(
    lang: Lang,
    desk: Desk,
    (id, index): (shared::kernel::ImportId, usize),
    order: Option<DateOrder>,
) -> AnyView {
    let value = RwSignal::new(order.map_or("", DateOrder::code).to_owned());
    let options = [
        (DateOrder::YearMonthDay, k::imports::YEAR_MONTH_DAY),
        (DateOrder::DayMonthYear, k::imports::DAY_MONTH_YEAR),
        (DateOrder::MonthDayYear, k::imports::MONTH_DAY_YEAR),
        (DateOrder::Serial, k::imports::SERIAL),
    ]
    .map(|(order, key)| Choice::new(order.code(), t(lang, key)));
    view! {
        <Select
            id=format!("order-{id}-{index}")
            label=t(lang, k::imports::FORMAT)
            bare=true
            value
            options=options.to_vec()
            placeholder=t(lang, k::imports::AUTOMATIC)
            on_commit=Callback::new(move |code: String| {
                let order = DateOrder::ALL.into_iter().find(|order| order.code() == code);
                desk.set_column(id, index, |column| column.date_order = order);
            })
        />
    }
    .into_any()
}

/// Which sign decimals follow, and what a number counts.
fn number_format(
    lang: Lang,
    desk: Desk,
    (id, index): (shared::kernel::ImportId, usize),
    mark: Option<DecimalMark>,
    scale: String,
) -> AnyView {
    let chosen = match mark {
        Some(DecimalMark::Point) => "point",
        Some(DecimalMark::Comma) => "comma",
        None => "",
    };
    let value = RwSignal::new(chosen.to_owned());
    let options = vec![
        Choice::new("point", "1,234.56"),
        Choice::new("comma", "1 234,56"),
    ];
    let scale = RwSignal::new(scale);
    let scales = vec![
        Choice::new("0", t(lang, k::imports::UNITS)),
        Choice::new("3", t(lang, k::imports::THOUSANDS)),
        Choice::new("6", t(lang, k::imports::MILLIONS)),
    ];
    view! {
        <div class="import-format">
            <Select
                id=format!("mark-{id}-{index}")
                label=t(lang, k::imports::FORMAT)
                bare=true
                value
                options
                placeholder=t(lang, k::imports::AUTOMATIC)
                on_commit=Callback::new(move |code: String| {
                    let mark = match code.as_str() {
                        "point" => Some(DecimalMark::Point),
                        "comma" => Some(DecimalMark::Comma),
                        _ => None,
                    };
                    desk.set_column(id, index, |column| column.mark = mark);
                })
            />
            <Select
                id=format!("scale-{id}-{index}")
                label=t(lang, k::imports::SCALE)
                bare=true
                value=scale
                options=scales
                on_commit=Callback::new(move |code: String| {
                    desk.set_column(id, index, |column| column.scale = code.parse().unwrap_or(0));
                })
            />
        </div>
    }
    .into_any()
}

/// What each word of a choice column means.
#[component]
fn Words(desk: Desk, file: Loaded, index: usize, field: Field) -> impl IntoView {
    let lang = use_lang();
    let id = file.id;
    let list = distinct_words(&file.table, index);
    let pipeline = desk
        .settings
        .with_untracked(|settings| settings.pipeline_id);
    let options: Vec<Choice> = desk.context.with_value(|context| {
        choices(field, context, context.pipeline(pipeline))
            .iter()
            .map(|choice| Choice::new(choice.code.clone(), words::value(lang, choice)))
            .collect()
    });
    if list.is_empty() || options.is_empty() {
        return ().into_any();
    }
    let name = desk
        .context
        .with_value(|context| words::any_field(lang, field, &context.own));
    let free = field == Field::Industry;
    let opened = field == Field::Stage;
    let rows = list
        .into_iter()
        .enumerate()
        .map(|(place, (word, count))| {
            let key = name_key(&word);
            let known = file.mapping.values.get(&field).and_then(|words| words.get(&key)).cloned();
            let value = RwSignal::new(known.unwrap_or_default());
            let label = word.clone();
            let placeholder = if free { k::imports::KEEP_AS_IS } else { k::imports::NO_MEANING };
            view! {
                <li class="import-word">
                    <span class="import-word-text">{word.clone()}</span>
                    <span class="muted small num">{integer(lang, i64::from(count))}</span>
                    <Select
                        id=format!("word-{id}-{index}-{place}")
                        label
                        bare=true
                        value
                        options=options.clone()
                        placeholder=t(lang, placeholder)
                        on_commit=Callback::new(move |code: String| desk.set_word(id, field, &word, code))
                    />
                </li>
            }
        })
        .collect_view();
    view! {
        <tr>
            <td colspan="4">
                <details open=opened>
                    <summary>{format!("{} — {}", t(lang, k::imports::MEANINGS), name)}</summary>
                    <ul class="import-words">{rows}</ul>
                </details>
            </td>
        </tr>
    }
    .into_any()
}
