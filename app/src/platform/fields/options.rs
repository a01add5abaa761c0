//! The options of a choice while they are typed.

use crate::boot::use_lang;
use crate::shell::form::own_language_first;
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::kernel::LocalText;
use shared::platform::fields::{FieldOption, OPTION_LIMIT, key_from_label};
use std::collections::BTreeSet;
use ui::{Button, Glyph, IconButton, MoveButtons, Size, TextInput};

#[derive(Clone, Copy)]
struct Row {
    number: u32,
    /// The code of an option that is there; a new one gets one of its label.
    code: StoredValue<String>,
    en: RwSignal<String>,
    fr: RwSignal<String>,
}

/// The rows. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Options {
    rows: RwSignal<Vec<Row>>,
    last: StoredValue<u32>,
}

impl Options {
    pub(super) fn of(options: &[FieldOption]) -> Self {
        let rows: Vec<Row> = (1_u32..)
            .zip(options)
            .map(|(number, option)| Row {
                number,
                code: StoredValue::new(option.code.clone()),
                en: RwSignal::new(option.label.en.clone()),
                fr: RwSignal::new(option.label.fr.clone()),
            })
            .collect();
        let last = rows.last().map_or(0, |row| row.number);
        let own = Self {
            rows: RwSignal::new(rows),
            last: StoredValue::new(last),
        };
        if options.is_empty() {
            own.add();
            own.add();
        }
        own
    }

    fn add(self) {
        self.last.update_value(|last| *last += 1);
        let row = Row {
            number: self.last.get_value(),
            code: StoredValue::new(String::new()),
            en: RwSignal::new(String::new()),
            fr: RwSignal::new(String::new()),
        };
        self.rows.update(|rows| rows.push(row));
    }

    /// The options as typed; rows without words are none. A new code is made of the label, with a
    /// number when it is taken.
    pub(super) fn read(self) -> Vec<FieldOption> {
        let rows = self.rows.get();
        let mut taken: BTreeSet<String> = rows
            .iter()
            .map(|row| row.code.get_value())
            .filter(|code| !code.is_empty())
            .collect();
        rows.into_iter()
            .filter_map(|row| {
                let (en, fr) = (row.en.get(), row.fr.get());
                let label = LocalText::new(en.trim(), fr.trim());
                let kept = row.code.get_value();
                let said = label.get(shared::kernel::Lang::En).to_owned();
                if kept.is_empty() && said.is_empty() {
                    return None;
                }
                let code = if kept.is_empty() {
                    free_code(&said, &mut taken)
                } else {
                    kept
                };
                Some(FieldOption { code, label })
            })
            .collect()
    }

    fn shift(self, number: u32, up: bool) {
        self.rows.update(|rows| {
            let at = rows.iter().position(|row| row.number == number);
            let to = at.and_then(|at| if up { at.checked_sub(1) } else { Some(at + 1) });
            if let (Some(at), Some(to)) = (at, to)
                && to < rows.len()
            {
                rows.swap(at, to);
            }
        });
    }
}

fn free_code(label: &str, taken: &mut BTreeSet<String>) -> String {
    let made = key_from_label(label);
    let stem = if made.is_empty() {
        "option".to_owned()
    } else {
        made.chars().take(36).collect()
    };
    let mut code = stem.clone();
    let mut number = 2_u32;
    while !taken.insert(code.clone()) {
        code = format!("{stem}_{number}");
        number += 1;
    }
    code
}

/// The rows with their tools.
#[component]
pub(super) fn OptionRows(options: Options, error: Signal<Option<String>>) -> impl IntoView {
    let lang = use_lang();
    let full = Signal::derive(move || options.rows.with(Vec::len) >= OPTION_LIMIT);
    let one = move |row: Row| {
        let number = row.number;
        let named = move |key| {
            Signal::derive(move || {
                let label = LocalText::new(row.en.get(), row.fr.get());
                tf(lang, key, &[("name", &label.get(lang))])
            })
        };
        let stands = |end: fn(&[Row]) -> Option<&Row>| {
            Signal::derive(move || {
                let outermost = |rows: &Vec<Row>| end(rows).is_some_and(|row| row.number == number);
                options.rows.with(outermost)
            })
        };
        let (first, last) = (stands(<[Row]>::first), stands(<[Row]>::last));
        view! {
            <li class="own-option">
                {own_language_first(
                    lang,
                    view! { <TextInput id=format!("option-en-{number}") label=tf(lang, k::fields::OPTION_EN, &[("n", &number)]) value=row.en bare=true placeholder=t(lang, k::fields::IN_ENGLISH) /> },
                    view! { <TextInput id=format!("option-fr-{number}") label=tf(lang, k::fields::OPTION_FR, &[("n", &number)]) value=row.fr bare=true placeholder=t(lang, k::fields::IN_FRENCH) /> },
                )}
                <span class="own-option-tools">
                    <MoveButtons up=named(k::fields::UP) down=named(k::fields::DOWN) size=Size::Small
                        first last
                        on_move=Callback::new(move |up| options.shift(number, up)) />
                    <IconButton glyph=Glyph::X label=named(k::fields::OPTION_REMOVE) size=Size::Small
                        on_press=Callback::new(move |()| options.rows.update(|rows| rows.retain(|other| other.number != number))) />
                </span>
            </li>
        }
    };
    view! {
        <fieldset class="own-options">
            <legend class="field-label">{t(lang, k::fields::OPTIONS)}</legend>
            <ol class="plain-list"><For each=move || options.rows.get() key=|row| row.number children=one /></ol>
            <p class="field-error small" role="alert" hidden=move || error.with(Option::is_none)>{move || error.get()}</p>
            <Button label=t(lang, k::fields::OPTION_ADD) icon=Glyph::Plus size=Size::Small disabled=full on_press=Callback::new(move |()| options.add()) />
        </fieldset>
    }
}
