//! Who else wants the deal, and whose product is installed.

use super::state::Deal;
use crate::boot::use_lang;
use i18n::{issue_text, k, t, tf};
use leptos::prelude::*;
use shared::deals::opportunities::{Competitor, validate_competitors};
use ui::{Badge, Button, Card, Glyph, IconButton, Size, TextInput, ToggleChip, Tone};

/// The card.
#[component]
pub fn CompetitorsCard(deal: Deal) -> impl IntoView {
    let lang = use_lang();
    let may_edit = deal.may_edit();
    let all = Memo::new(move |_| deal.view.with(|view| view.competitors.clone()));
    let name = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let add = move || {
        let text = name.get_untracked().trim().to_owned();
        if text.is_empty() {
            return;
        }
        let mut list = all.get_untracked();
        list.push(Competitor {
            name: text,
            incumbent: false,
        });
        if let Some(issue) = validate_competitors(&list).first() {
            error.set(Some(issue_text(lang, issue)));
            return;
        }
        error.set(None);
        name.set(String::new());
        deal.set_competitors(list);
    };
    view! {
        <Card
            id="deal-competitors"
            title=Signal::stored(t(lang, k::opportunity::COMPETITORS).to_owned())
        >
            <div class="stack-sm">
                <Show
                    when=move || all.with(|all| !all.is_empty())
                    fallback=move || {
                        view! { <p class="muted small">{t(lang, k::opportunity::NO_COMPETITORS)}</p> }
                    }
                >
                    <ul class="deal-people">
                        <For
                            each=move || all.get()
                            key=|competitor| (competitor.name.clone(), competitor.incumbent)
                            children=move |competitor| view! { <Row deal competitor /> }
                        />
                    </ul>
                </Show>
                <Show when=move || may_edit.get()>
                    <form
                        class="deal-add-line"
                        on:submit=move |event| {
                            event.prevent_default();
                            add();
                        }
                    >
                        <div class="grow">
                            <TextInput
                                id="deal-add-competitor"
                                label=t(lang, k::opportunity::ADD_COMPETITOR)
                                value=name
                                bare=true
                                placeholder=t(lang, k::opportunity::ADD_COMPETITOR)
                                error=error
                                max_length=200
                            />
                        </div>
                        <Button label=t(lang, k::work::ADD) submit=true />
                    </form>
                </Show>
            </div>
        </Card>
    }
}

#[component]
fn Row(deal: Deal, competitor: Competitor) -> impl IntoView {
    let lang = use_lang();
    let may_edit = deal.may_edit();
    let name = competitor.name.clone();
    let own = StoredValue::new(competitor.name.clone());
    let incumbent = competitor.incumbent;
    let list = move || deal.view.with_untracked(|view| view.competitors.clone());
    let toggle = Callback::new(move |()| {
        let mut all = list();
        if let Some(entry) = all
            .iter_mut()
            .find(|entry| own.with_value(|own| entry.name == *own))
        {
            entry.incumbent = !incumbent;
        }
        deal.set_competitors(all);
    });
    let remove = Callback::new(move |()| {
        let mut all = list();
        all.retain(|entry| own.with_value(|own| entry.name != *own));
        deal.set_competitors(all);
    });
    let remove_label = tf(lang, k::opportunity::REMOVE_NAMED, &[("name", &name)]);
    view! {
        <li class="deal-person">
            <div class="deal-person-words">
                <span class="medium">{name}</span>
            </div>
            <Show
                when=move || may_edit.get()
                fallback=move || {
                    incumbent
                        .then(|| {
                            view! { <Badge text=t(lang, k::opportunity::INCUMBENT) tone=Tone::Info /> }
                        })
                }
            >
                <div class="deal-person-role">
                    <ToggleChip
                        label=t(lang, k::opportunity::INCUMBENT)
                        on=Signal::stored(incumbent)
                        on_toggle=toggle
                    />
                    <IconButton
                        glyph=Glyph::X
                        label=remove_label.clone()
                        size=Size::Small
                        on_press=remove
                    />
                </div>
            </Show>
        </li>
    }
}
