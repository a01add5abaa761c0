//! Why a value follows or cannot be chosen, and how to have it anyway.

use super::desk::{Asked, Desk};
use crate::cpq::models::words;
use i18n::{k, t, tf};
use leptos::prelude::*;
use ui::{Button, Glyph, IconButton, Size};

/// The explanation, under the item it is about.
#[component]
pub fn Why(desk: Desk, asked: Asked) -> impl IntoView {
    use k::models::cfg as key;
    let lang = desk.lang;
    let engine = desk.engine();
    let name = words::pick(lang, &engine, &asked.pick);
    let title = if asked.follows {
        key::FOLLOWS
    } else {
        key::NOT_POSSIBLE
    };
    let choices = words::picks(lang, &engine, &asked.because.choices);
    let reasons: Vec<String> = asked
        .because
        .reasons
        .iter()
        .map(|reason| words::reason(lang, &engine, reason))
        .collect();
    // Of what follows: how to do without it.
    let (wanted, ways) = if asked.follows {
        (engine.left_out(&asked.pick), key::LEAVE_OUT)
    } else {
        (Some(asked.pick.clone()), key::REPAIRS)
    };
    let no_repair = !asked.follows && asked.repairs.is_empty();
    // A number that was typed may be none of those there are.
    let nothing = if engine.lit(&asked.pick).is_some() {
        key::NO_REPAIR
    } else {
        key::NO_SUCH_VALUE
    };
    // Of one way there is nothing to compare.
    let several = asked.repairs.len() > 1;
    let repairs = asked
        .repairs
        .iter()
        .map(|plan| {
            let picks = words::picks(lang, &engine, &plan.withdraw);
            let price = plan.effect.map(|effect| words::delta(lang, effect, desk.currency));
            let price = price.filter(|price| !price.is_empty());
            let least = (several && plan.least_effect).then(|| {
                view! { <span class="muted small" data-least="">{t(lang, key::LEAST_EFFECT)}</span> }
            });
            let (plan, wanted) = (plan.clone(), wanted.clone());
            let take = move || {
                if let Some(wanted) = &wanted {
                    desk.repair(&plan, wanted);
                }
            };
            view! {
                <span class="cluster">
                    <Button
                        label=tf(lang, key::REPAIR, &[("picks", &picks)])
                        size=Size::Small
                        icon=Glyph::Undo
                        on_press=Callback::new(move |()| take())
                    />
                    {price.map(|price| view! { <span class="muted small num" data-effect="">{price}</span> })}
                    {least}
                </span>
            }
        })
        .collect_view();
    view! {
        <div class="cfg-why" role="status">
            <div class="between">
                <p class="strong">{tf(lang, title, &[("pick", &name)])}</p>
                <IconButton glyph=Glyph::X size=Size::Small label=t(lang, key::DISMISS) on_press=Callback::new(move |()| desk.asked.set(None))/>
            </div>
            {(!choices.is_empty()).then(|| view! {
                <p class="small"><span class="muted">{t(lang, key::YOUR_CHOICES)}</span> " " {choices}</p>
            })}
            {(!reasons.is_empty()).then(|| view! {
                <div class="small">
                    <p class="muted">{t(lang, key::THE_RULES)}</p>
                    <ul class="cfg-reasons">{reasons.into_iter().map(|reason| view! { <li>{reason}</li> }).collect_view()}</ul>
                </div>
            })}
            {(!asked.repairs.is_empty()).then(|| view! {
                <div class="cluster">
                    <span class="muted small">{t(lang, ways)}</span>
                    {repairs}
                </div>
            })}
            {no_repair.then(|| view! { <p class="muted small">{t(lang, nothing)}</p> })}
        </div>
    }
}
