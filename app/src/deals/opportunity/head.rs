//! The head of the page: the name, the key facts, what can be done with the whole deal.

use super::facts::{AccountFact, AmountFact, CloseDateFact};
use super::pipeline::PipelineDialog;
use super::state::Deal;
use crate::boot::{may, use_lang};
use crate::cpq::quotes::NewDealQuote;
use crate::platform::people::use_people_menu;
use crate::routes::path;
use crate::shell::DialogEnds;
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::deals::opportunities::OpportunityChange;
use shared::deals::pipelines::StageState;
use shared::kernel::{Action, UserId};
use ui::{
    Badge, Breadcrumbs, Button, Choice, Dialog, Fact, Facts, Glyph, InlineEdit, Menu, MenuItem,
    PersonName, Select, Tone, Variant,
};

/// Name, state, buttons and the five facts everybody looks for.
#[component]
pub fn Head(deal: Deal) -> impl IntoView {
    let lang = use_lang();
    let may_edit = deal.may_edit();
    let name = Signal::derive(move || deal.view.with(|view| view.name.clone()));
    let state = move || {
        deal.view.with(|view| match (view.deleted_at, view.state) {
            (Some(_), _) => Some((Tone::Danger, Glyph::Trash, k::opportunity::DELETED)),
            (None, StageState::Won) => Some((Tone::Success, Glyph::Trophy, k::opportunity::WON)),
            (None, StageState::Lost) => Some((Tone::Danger, Glyph::XCircle, k::opportunity::LOST)),
            (None, StageState::Open) => None,
        })
    };
    let check = Callback::new(move |text: String| deal.refusal(&OpportunityChange::Name(text)));
    view! {
        <header class="page-header">
            <div class="page-heading">
                <Breadcrumbs
                    label=t(lang, k::opportunity::PATH)
                    items=vec![
                        (path::OPPORTUNITIES.to_owned(), t(lang, k::opportunity::ALL).to_owned()),
                    ]
                />
                <div class="cluster deal-title">
                    <h1 tabindex="-1" class="visually-hidden">{name}</h1>
                    <div class="deal-name">
                        <InlineEdit
                            id="deal-name"
                            label=t(lang, k::opportunity::NAME)
                            shown=name
                            value=name
                            check=check
                            disabled=Signal::derive(move || !may_edit.get())
                            on_save=Callback::new(move |text: String| {
                                deal.edit(vec![OpportunityChange::Name(text)]);
                            })
                        />
                    </div>
                    {move || {
                        state()
                            .map(|(tone, icon, key)| view! { <Badge text=t(lang, key) tone icon /> })
                    }}
                </div>
            </div>
            <Actions deal />
        </header>
        <div class="deal-key">
            <Facts>
                <AmountFact deal />
                <CloseDateFact deal />
                <AccountFact deal />
                <Fact label=t(lang, k::opportunity::OWNER)>
                    {move || {
                        let owner = deal.view.with(|view| view.owner.name.clone());
                        view! { <PersonName name=owner /> }
                    }}
                </Fact>
                <Fact label=t(lang, k::opportunity::PIPELINE)>
                    {move || deal.pipeline().map(|pipeline| pipeline.name.get(lang).to_owned())}
                </Fact>
            </Facts>
        </div>
    }
}

/// Won, lost, quote, and the menu of the rest.
#[component]
fn Actions(deal: Deal) -> impl IntoView {
    let lang = use_lang();
    let may_edit = deal.may_edit();
    let assigning = RwSignal::new(false);
    let changing = RwSignal::new(false);
    let open = Memo::new(move |_| deal.view.with(|view| view.state == StageState::Open));
    let deleted = Memo::new(move |_| deal.view.with(|view| view.deleted_at.is_some()));
    let opportunity = deal.view.with_untracked(|view| view.id);
    let may_quote = may(Action::EditQuote);
    view! {
        <div class="page-actions">
            <Ends deal open />
            <Show when=move || deleted.get() && deal.view.with(|view| view.rights.edit)>
                <Button
                    label=t(lang, k::opportunity::RESTORE)
                    variant=Variant::Primary
                    icon=Glyph::Undo
                    on_press=Callback::new(move |()| deal.restore_here())
                />
            </Show>
            {may_quote
                .then(|| {
                    view! {
                        <NewDealQuote
                            opportunity
                            variant=Variant::Primary
                            glyph=Glyph::FileText
                        />
                    }
                })}
            <Show when=move || may_edit.get()>
                <More deal open assigning changing />
            </Show>
            <AssignDialog deal open=assigning />
            <PipelineDialog deal open=changing />
        </div>
    }
}

/// Won or lost, for an open deal; for another the way back.
#[component]
fn Ends(deal: Deal, open: Memo<bool>) -> impl IntoView {
    let lang = use_lang();
    let may_edit = deal.may_edit();
    let go = move |state: StageState| {
        let stage = deal
            .pipeline()
            .and_then(|pipeline| pipeline.stage_of(state).map(|stage| stage.id));
        if let Some(stage) = stage {
            deal.ask(stage);
        }
    };
    let reopen = move || {
        let first = deal
            .pipeline()
            .and_then(|pipeline| pipeline.first_stage().map(|stage| stage.id));
        if let Some(stage) = first {
            deal.ask(stage);
        }
    };
    view! {
        <Show when=move || may_edit.get() && open.get()>
            <Button
                label=t(lang, k::opportunity::MARK_WON)
                icon=Glyph::Trophy
                on_press=Callback::new(move |()| go(StageState::Won))
            />
            <Button
                label=t(lang, k::opportunity::MARK_LOST)
                icon=Glyph::XCircle
                on_press=Callback::new(move |()| go(StageState::Lost))
            />
        </Show>
        <Show when=move || may_edit.get() && !open.get()>
            <Button
                label=t(lang, k::opportunity::REOPEN)
                icon=Glyph::Undo
                on_press=Callback::new(move |()| reopen())
            />
        </Show>
    }
}

/// The menu: another owner, another pipeline, away with it.
#[component]
fn More(
    deal: Deal,
    open: Memo<bool>,
    assigning: RwSignal<bool>,
    changing: RwSignal<bool>,
) -> impl IntoView {
    let lang = use_lang();
    let may_assign = Memo::new(move |_| {
        deal.view
            .with(|view| view.rights.assign && view.deleted_at.is_none())
    });
    view! {
        <Menu id="deal-more" label=t(lang, k::opportunity::MORE) glyph=Glyph::More>
            <Show when=move || may_assign.get()>
                <MenuItem
                    label=t(lang, k::opportunity::ASSIGN)
                    icon=Glyph::Person
                    on_press=Callback::new(move |()| assigning.set(true))
                />
            </Show>
            <Show when=move || open.get()>
                <MenuItem
                    label=t(lang, k::opportunity::CHANGE_PIPELINE)
                    icon=Glyph::Funnel
                    on_press=Callback::new(move |()| changing.set(true))
                />
            </Show>
            <MenuItem
                label=t(lang, k::ui::DELETE)
                icon=Glyph::Trash
                danger=true
                on_press=Callback::new(move |()| deal.delete())
            />
        </Menu>
    }
}

/// Gives the deal to a colleague.
#[component]
fn AssignDialog(deal: Deal, open: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    let people = use_people_menu();
    let picked = RwSignal::new(String::new());
    Effect::new(move |_| {
        if open.get() {
            picked.set(deal.view.with_untracked(|view| view.owner.id.to_string()));
        }
    });
    let options = Signal::derive(move || {
        let active = people.get().people.into_iter().filter(|one| one.active);
        let mut all: Vec<Choice> = active
            .map(|one| Choice::new(one.id.to_string(), one.name))
            .collect();
        // Whose it is may have left: without them the first of the list would seem to be it.
        let (id, name) = deal
            .view
            .with(|view| (view.owner.id.to_string(), view.owner.name.clone()));
        if all.iter().all(|known| known.value != id) {
            all.insert(0, Choice::new(id, name));
        }
        all
    });
    let assign = move || {
        open.set(false);
        let now = deal.view.with_untracked(|view| view.owner.id);
        if let Ok(owner) = picked.get_untracked().parse::<UserId>()
            && owner != now
        {
            deal.assign(owner);
        }
    };
    let title = Signal::derive(move || {
        let name = deal.view.with(|view| view.name.clone());
        tf(lang, k::opportunity::ASSIGN_NAMED, &[("name", &name)])
    });
    view! {
        <Dialog id="deal-assign" title open close_label=t(lang, k::ui::CLOSE)>
            <div class="dialog-body">
                <Select
                    id="deal-owner"
                    label=t(lang, k::opportunity::OWNER)
                    value=picked
                    options
                />
            </div>
            <DialogEnds open label=k::opportunity::ASSIGN act=assign />
        </Dialog>
    }
}
