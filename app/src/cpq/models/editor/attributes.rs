//! The attributes with their values.

use super::cells::{AdderCells, Put, TextCell, TickCell, put};
use super::state::Studio;
use crate::cpq::models::window::{Find, More, Window};
use crate::shell::form::own_language_first;
use i18n::{Key, k, t, tf};
use leptos::prelude::*;
use shared::cpq::models::{Adder, Attribute, AttributeKind, ModelContent, ValueOption};
use shared::kernel::{LocalText, UnitPrice};
use ui::{Button, Glyph, IconButton, Size};

/// The kinds as they are chosen.
const KINDS: [&str; 4] = ["choice", "multi", "number", "flag"];

fn code(kind: &AttributeKind) -> &'static str {
    match kind {
        AttributeKind::Choice { .. } => "choice",
        AttributeKind::Multi { .. } => "multi",
        AttributeKind::Number { .. } => "number",
        AttributeKind::Flag { .. } => "flag",
    }
}

/// Another kind; values stay where both have some.
fn into_kind(kind: &AttributeKind, code: &str) -> AttributeKind {
    let values = match kind {
        AttributeKind::Choice { values } | AttributeKind::Multi { values, .. } => values.clone(),
        _ => vec![ValueOption::default(), ValueOption::default()],
    };
    match code {
        "multi" => AttributeKind::Multi {
            min: 0,
            max: u32::try_from(values.len()).unwrap_or(1),
            values,
        },
        "number" => AttributeKind::Number {
            min: 1,
            max: 10,
            step: 1,
            default: None,
            unit: LocalText::default(),
            adder: Adder::default(),
        },
        "flag" => AttributeKind::Flag {
            default: false,
            adder: Adder::default(),
        },
        _ => AttributeKind::Choice { values },
    }
}

/// A key not yet taken.
pub fn fresh_key(content: &ModelContent, stem: &str) -> String {
    let taken = |key: &str| {
        content.attributes.iter().any(|found| found.key == key)
            || content.groups.iter().any(|group| {
                group.key == key || group.options.iter().any(|option| option.key == key)
            })
            || content.guide.iter().any(|question| question.key == key)
    };
    (1..)
        .map(|n| format!("{stem}{n}"))
        .find(|key| !taken(key))
        .unwrap_or_default()
}

/// Writes into the attribute at a position.
fn at<T: 'static>(
    position: usize,
    write: impl Fn(&mut Attribute, T) + Send + Sync + 'static,
) -> Put<T> {
    put(move |content: &mut ModelContent, value| {
        if let Some(attribute) = content.attributes.get_mut(position) {
            write(attribute, value);
        }
    })
}

fn at_value<T: 'static>(
    position: usize,
    value: usize,
    write: impl Fn(&mut ValueOption, T) + Send + Sync + 'static,
) -> Put<T> {
    at(position, move |attribute, typed| {
        if let AttributeKind::Choice { values } | AttributeKind::Multi { values, .. } =
            &mut attribute.kind
            && let Some(value) = values.get_mut(value)
        {
            write(value, typed);
        }
    })
}

/// The section.
#[component]
pub fn Attributes(studio: Studio) -> impl IntoView {
    let lang = studio.lang;
    let count = studio
        .draft
        .with_untracked(|draft| draft.content.attributes.len());
    let window = Window::of(count);
    let add = Callback::new(move |()| {
        studio.reshape(|content| {
            let key = fresh_key(content, "attribute_");
            content.attributes.push(Attribute {
                key,
                name: LocalText::default(),
                kind: into_kind(&AttributeKind::Choice { values: Vec::new() }, "choice"),
            });
        });
    });
    view! {
        <section class="card" aria-labelledby="model-attributes">
            <header class="card-header">
                <h2 class="card-title" id="model-attributes">{t(lang, k::models::ATTRIBUTES)}</h2>
                <p class="muted tiny">{t(lang, k::models::ATTRIBUTES_HINT)}</p>
            </header>
            <div class="card-body stack">
                <Find lang window id="find-attribute"/>
                {move || {
                    studio.shape.track();
                    let attributes = studio.draft.with_untracked(|draft| draft.content.attributes.clone());
                    let words = attributes.iter().map(|of| format!("{} {} {}", of.key, of.name.en, of.name.fr));
                    let (here, hidden) = window.look(words);
                    let rows = here.into_iter().filter_map(|at| Some((at, attributes.get(at)?.clone())));
                    view! {
                        {rows.map(|(at, attribute)| view! { <Row studio at attribute/> }).collect_view()}
                        <More lang window hidden/>
                    }
                }}
                {studio.editable.then(|| view! {
                    <div><Button label=t(lang, k::models::ADD_ATTRIBUTE) icon=Glyph::Plus size=Size::Small on_press=add/></div>
                })}
            </div>
        </section>
    }
}

#[component]
fn Row(studio: Studio, at: usize, attribute: Attribute) -> impl IntoView {
    let lang = studio.lang;
    let kind_now = code(&attribute.kind);
    let name = attribute.name.get(lang).to_owned();
    let remove = tf(lang, k::models::REMOVE, &[("name", &name)]);
    view! {
        <fieldset class="model-item" data-attribute=attribute.key.clone()>
            <legend class="visually-hidden">{name}</legend>
            <div class="model-row">
                <TextCell studio label=t(lang, k::models::KEY) class="model-key" value=attribute.key.clone() field=format!("attributes.{at}.key") set=self::at(at, |attribute, text: String| attribute.key = text)/>
                {own_language_first(
                    lang,
                    view! { <TextCell studio label=t(lang, k::models::NAME_EN) value=attribute.name.en.clone() field=format!("attributes.{at}.name") set=self::at(at, |attribute, text: String| attribute.name.en = text)/> },
                    view! { <TextCell studio label=t(lang, k::models::NAME_FR) value=attribute.name.fr.clone() field=format!("attributes.{at}.name") set=self::at(at, |attribute, text: String| attribute.name.fr = text)/> },
                )}
                <label class="model-cell">
                    <span class="model-label">{t(lang, k::models::KIND)}</span>
                    <select class="quote-input" disabled=!studio.editable on:change=move |event| {
                        let code = event_target_value(&event);
                        studio.reshape(|content| {
                            if let Some(attribute) = content.attributes.get_mut(at) {
                                attribute.kind = into_kind(&attribute.kind, &code);
                            }
                        });
                    }>
                        {KINDS.into_iter().map(|code| {
                            let word = Key::by_name(&format!("models.kinds.{code}")).map_or("", |key| t(lang, key));
                            view! { <option value=code selected=code == kind_now>{word}</option> }
                        }).collect_view()}
                    </select>
                </label>
                {studio.editable.then(|| view! {
                    <IconButton glyph=Glyph::Trash size=Size::Small label=remove on_press=Callback::new(move |()| studio.reshape(|content| {
                        content.attributes.remove(at);
                    }))/>
                })}
            </div>
            <Details studio at kind=attribute.kind/>
        </fieldset>
    }
}

#[component]
fn Details(studio: Studio, at: usize, kind: AttributeKind) -> impl IntoView {
    let lang = studio.lang;
    match kind {
        AttributeKind::Choice { values } => view! { <Values studio at values/> }.into_any(),
        AttributeKind::Multi { min, max, values } => view! {
            <div class="model-row">
                <TextCell studio label=t(lang, k::models::MIN) class="model-small" value=min.to_string() field=format!("attributes.{at}.min") set=self::at(at, |attribute, text: String| {
                    if let AttributeKind::Multi { min, .. } = &mut attribute.kind {
                        *min = text.trim().parse().unwrap_or(0);
                    }
                })/>
                <TextCell studio label=t(lang, k::models::MAX) class="model-small" value=max.to_string() field=format!("attributes.{at}.max") set=self::at(at, |attribute, text: String| {
                    if let AttributeKind::Multi { max, .. } = &mut attribute.kind {
                        *max = text.trim().parse().unwrap_or(0);
                    }
                })/>
            </div>
            <Values studio at values/>
        }
        .into_any(),
        AttributeKind::Flag { default, adder } => view! {
            <div class="model-row">
                <AdderCells studio adder set=self::at(at, |attribute, new: Adder| {
                    if let AttributeKind::Flag { adder, .. } = &mut attribute.kind {
                        *adder = new;
                    }
                })/>
                <TickCell studio label=t(lang, k::models::DEFAULT) on=default set=self::at(at, |attribute, on: bool| {
                    if let AttributeKind::Flag { default, .. } = &mut attribute.kind {
                        *default = on;
                    }
                })/>
            </div>
        }
        .into_any(),
        AttributeKind::Number { min, max, step, default, unit, adder } => {
            view! { <NumberDetails studio at bounds=[min, max, step] default unit adder/> }.into_any()
        }
    }
}

#[component]
fn NumberDetails(
    studio: Studio,
    at: usize,
    bounds: [i64; 3],
    default: Option<i64>,
    unit: LocalText,
    adder: Adder,
) -> impl IntoView {
    let lang = studio.lang;
    let number = move |label: &'static str, value: i64, which: usize| {
        let write = self::at(at, move |attribute, text: String| {
            if let AttributeKind::Number { min, max, step, .. } = &mut attribute.kind {
                let typed = text.trim().parse().unwrap_or(0);
                match which {
                    0 => *min = typed,
                    1 => *max = typed,
                    _ => *step = typed,
                }
            }
        });
        view! { <TextCell studio label class="model-small" value=value.to_string() field=format!("attributes.{at}.min") set=write/> }
    };
    view! {
        <div class="model-row">
            {number(t(lang, k::models::MIN), bounds[0], 0)}
            {number(t(lang, k::models::MAX), bounds[1], 1)}
            {number(t(lang, k::models::STEP), bounds[2], 2)}
            <TextCell studio label=t(lang, k::models::DEFAULT) class="model-small" value=default.map(|n| n.to_string()).unwrap_or_default() field=format!("attributes.{at}.default") set=self::at(at, |attribute, text: String| {
                if let AttributeKind::Number { default, .. } = &mut attribute.kind {
                    *default = text.trim().parse().ok();
                }
            })/>
            <TextCell studio label=t(lang, k::models::UNIT) class="model-small" value=unit.get(lang).to_owned() field=String::new() set=self::at(at, |attribute, text: String| {
                if let AttributeKind::Number { unit, .. } = &mut attribute.kind {
                    *unit = LocalText::new(text.clone(), text);
                }
            })/>
            <AdderCells studio adder set=self::at(at, |attribute, new: Adder| {
                if let AttributeKind::Number { adder, .. } = &mut attribute.kind {
                    *adder = new;
                }
            })/>
        </div>
    }
}

#[component]
fn Values(studio: Studio, at: usize, values: Vec<ValueOption>) -> impl IntoView {
    let lang = studio.lang;
    let add = Callback::new(move |()| {
        studio.reshape(|content| {
            if let Some(Attribute {
                kind: AttributeKind::Choice { values } | AttributeKind::Multi { values, .. },
                ..
            }) = content.attributes.get_mut(at)
            {
                values.push(ValueOption {
                    key: format!("v{}", values.len() + 1),
                    adder: Adder {
                        price: UnitPrice(0),
                        cost: None,
                    },
                    ..ValueOption::default()
                });
            }
        });
    });
    let rows = values
        .into_iter()
        .enumerate()
        .map(|(value, written)| {
            let field = |name: &str| format!("attributes.{at}.values.{value}.{name}");
            let remove = tf(lang, k::models::REMOVE, &[("name", &written.name.get(lang))]);
            view! {
                <div class="model-row model-value">
                    <TextCell studio label=t(lang, k::models::KEY) class="model-key" value=written.key.clone() field=field("key") set=at_value(at, value, |value, text: String| value.key = text)/>
                    {own_language_first(
                        lang,
                        view! { <TextCell studio label=t(lang, k::models::NAME_EN) value=written.name.en.clone() field=field("name") set=at_value(at, value, |value, text: String| value.name.en = text)/> },
                        view! { <TextCell studio label=t(lang, k::models::NAME_FR) value=written.name.fr.clone() field=field("name") set=at_value(at, value, |value, text: String| value.name.fr = text)/> },
                    )}
                    <AdderCells studio adder=written.adder set=at_value(at, value, |value, adder: Adder| value.adder = adder)/>
                    <TickCell studio label=t(lang, k::models::DEFAULT) on=written.default set=at_value(at, value, |value, on: bool| value.default = on)/>
                    {studio.editable.then(|| view! {
                        <IconButton glyph=Glyph::X size=Size::Small label=remove on_press=Callback::new(move |()| studio.reshape(|content| {
                            if let Some(Attribute { kind: AttributeKind::Choice { values } | AttributeKind::Multi { values, .. }, .. }) = content.attributes.get_mut(at) {
                                values.remove(value);
                            }
                        }))/>
                    })}
                </div>
            }
        })
        .collect_view();
    view! {
        <div class="model-values">
            {rows}
            {studio.editable.then(|| view! {
                <div><Button label=t(lang, k::models::ADD_VALUE) icon=Glyph::Plus size=Size::Small on_press=add/></div>
            })}
        </div>
    }
}
