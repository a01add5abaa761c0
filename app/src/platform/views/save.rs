//! Keeping a view: saving, renaming, sharing, deleting it.

use super::api;
use super::state::{ListCtx, list_path};
use crate::boot::{new_uuid, use_session};
use crate::call::Fault;
use i18n::{issue_text, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::kernel::ProblemKind;
use shared::platform::views::{DeleteView, RestoreView, SaveView, SavedView, Sharing, UpdateView};
use ui::{
    Button, Choice, Dialog, Glyph, Menu, MenuItem, Select, Size, Tell, TextInput, Toaster, Variant,
    use_toaster,
};
use uuid::Uuid;

/// What the dialog does when it is sent.
#[derive(Clone, Debug, PartialEq)]
enum Asked {
    New,
    Rename(Box<SavedView>),
}

/// The person's view that is shown, and what is done to it. Cheap to copy.
#[derive(Clone, Copy)]
struct Own {
    ctx: ListCtx,
    toaster: Toaster,
    view: Signal<Option<SavedView>>,
    go: Callback<String>,
}

impl Own {
    fn new(ctx: ListCtx, views: Vec<SavedView>) -> Self {
        let view = Signal::derive(move || {
            let chosen = ctx.address.with(|address| address.view.clone());
            let mut own = views.iter().filter(|view| view.may_edit);
            own.find(|view| view.id.to_string() == chosen).cloned()
        });
        let navigate = use_navigate();
        let go = Callback::new(move |href: String| {
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&href, options);
        });
        Self {
            ctx,
            toaster: use_toaster(),
            view,
            go,
        }
    }

    /// Whether the list is no longer what the view says.
    fn is_changed(self) -> bool {
        let view = self.view.get();
        view.is_some_and(|view| self.ctx.address.with(|address| address.spec != view.spec))
    }

    fn complain(self, fault: &Fault) {
        self.toaster.problem(problem_text(self.ctx.lang, &fault.0));
    }

    /// Keeps the list as it is now.
    fn update(self) {
        let (ctx, lang) = (self.ctx, self.ctx.lang);
        let Some(view) = self.view.get_untracked() else {
            return;
        };
        let request = UpdateView {
            id: view.id,
            version: view.version,
            name: view.name,
            sharing: view.sharing,
            spec: ctx.spec(),
        };
        spawn_local(async move {
            match api::update(request).await {
                Ok(view) => {
                    ctx.views.refetch();
                    let text = tf(lang, k::views::VIEW_SAVED, &[("name", &view.name)]);
                    self.toaster.success(text);
                }
                Err(fault) if fault.0.kind == ProblemKind::Conflict => {
                    ctx.views.refetch();
                    self.toaster.problem(t(lang, k::views::CONFLICT));
                }
                Err(fault) => self.complain(&fault),
            }
        });
    }

    /// Back to what the view says.
    fn reset(self) {
        if let Some(view) = self.view.get_untracked() {
            self.go.tell(self.ctx.saved_href(&view));
        }
    }

    fn delete(self) {
        let (ctx, lang) = (self.ctx, self.ctx.lang);
        let Some(view) = self.view.get_untracked() else {
            return;
        };
        let request = DeleteView {
            id: view.id,
            version: view.version,
        };
        spawn_local(async move {
            match api::delete(request).await {
                Ok(gone) => {
                    ctx.views.refetch();
                    self.go.tell(list_path(ctx.object).to_owned());
                    let text = tf(lang, k::views::VIEW_DELETED, &[("name", &gone.name)]);
                    let undo = Callback::new(move |()| self.restore(gone.id));
                    self.toaster.undo(text, t(lang, k::views::UNDO), undo);
                }
                Err(fault) => self.complain(&fault),
            }
        });
    }

    fn restore(self, id: Uuid) {
        spawn_local(async move {
            match api::restore(RestoreView { id }).await {
                Ok(_) => self.ctx.views.refetch(),
                Err(fault) => self.complain(&fault),
            }
        });
    }
}

#[component]
pub(super) fn ViewMenu(ctx: ListCtx, views: Vec<SavedView>) -> impl IntoView {
    let lang = ctx.lang;
    let own = Own::new(ctx, views);
    let open = RwSignal::new(false);
    let asked = RwSignal::new(Asked::New);
    let ask_new = Callback::new(move |()| {
        asked.set(Asked::New);
        open.set(true);
    });
    let ask_rename = Callback::new(move |()| {
        if let Some(view) = own.view.get_untracked() {
            asked.set(Asked::Rename(Box::new(view)));
            open.set(true);
        }
    });
    let press = |act: fn(Own)| Callback::new(move |()| act(own));
    let (update, reset, delete) = (press(Own::update), press(Own::reset), press(Own::delete));
    view! {
        <Show when=move || own.is_changed()>
            <span class="small muted">{t(lang, k::views::VIEW_CHANGED)}</span>
            <Button label=t(lang, k::views::SAVE_CHANGES) size=Size::Small on_press=update/>
        </Show>
        <Menu id="list-view" label=t(lang, k::views::MORE_TOOLS) glyph=Glyph::More size=Size::Small>
            <MenuItem label=t(lang, k::views::SAVE_AS) icon=Glyph::Plus on_press=ask_new/>
            <Show when=move || own.view.with(Option::is_some)>
                <MenuItem label=t(lang, k::views::RENAME_VIEW) icon=Glyph::Edit on_press=ask_rename/>
                <Show when=move || own.is_changed()>
                    <MenuItem label=t(lang, k::views::RESET_VIEW) icon=Glyph::Undo on_press=reset/>
                </Show>
                <MenuItem label=t(lang, k::views::DELETE_VIEW) icon=Glyph::Trash danger=true on_press=delete/>
            </Show>
        </Menu>
        <Dialog id="list-view-dialog" title=t(lang, k::views::SAVE_VIEW) open close_label=t(lang, k::ui::CLOSE)>
            <SaveForm ctx asked=asked.get_untracked() open go=own.go/>
        </Dialog>
    }
}

#[component]
fn SaveForm(
    ctx: ListCtx,
    asked: Asked,
    open: RwSignal<bool>,
    go: Callback<String>,
) -> impl IntoView {
    let lang = ctx.lang;
    let toaster = use_toaster();
    let (name, sharing) = match &asked {
        Asked::New => (String::new(), Sharing::Private),
        Asked::Rename(view) => (view.name.clone(), view.sharing),
    };
    let name = RwSignal::new(name);
    let sharing = RwSignal::new(sharing.code().to_owned());
    let busy = RwSignal::new(false);
    let refusal = RwSignal::new(None::<String>);
    let has_team = use_session().actor.team_id.is_some();
    let options: Vec<Choice> = [
        (Sharing::Private, k::views::SHARING_PRIVATE),
        (Sharing::Team, k::views::SHARING_TEAM),
    ]
    .into_iter()
    .filter(|(sharing, _)| has_team || *sharing == Sharing::Private)
    .map(|(sharing, key)| Choice::new(sharing.code(), t(lang, key)))
    .collect();
    let asked = StoredValue::new(asked);
    let send = move || {
        let name = name.get_untracked();
        let sharing = sharing.get_untracked().parse().unwrap_or(Sharing::Private);
        busy.set(true);
        refusal.set(None);
        spawn_local(async move {
            let answer = match asked.get_value() {
                Asked::New => {
                    let request = SaveView {
                        id: new_uuid(),
                        object: ctx.object,
                        name,
                        sharing,
                        spec: ctx.spec(),
                    };
                    api::save(request).await
                }
                Asked::Rename(view) => {
                    let request = UpdateView {
                        id: view.id,
                        version: view.version,
                        name,
                        sharing,
                        spec: view.spec,
                    };
                    api::update(request).await
                }
            };
            let _ = busy.try_set(false);
            match answer {
                Ok(view) => {
                    open.set(false);
                    ctx.views.refetch();
                    go.tell(ctx.saved_href(&view));
                    toaster.success(tf(lang, k::views::VIEW_SAVED, &[("name", &view.name)]));
                }
                Err(fault) => {
                    let text = match fault.0.issues.first() {
                        Some(issue) => issue_text(lang, issue),
                        None => problem_text(lang, &fault.0),
                    };
                    let _ = refusal.try_set(Some(text));
                }
            }
        });
    };
    view! {
        <form
            class="dialog-body form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            <TextInput
                id="list-view-name" label=t(lang, k::views::VIEW_NAME) value=name required=true autofocus=true
                placeholder=t(lang, k::views::VIEW_NAME_HINT) error=refusal
            />
            <Select id="list-view-sharing" label=t(lang, k::views::SHARING) value=sharing options=options/>
            <div class="form-actions">
                <Button label=t(lang, k::ui::CANCEL) on_press=Callback::new(move |()| open.set(false))/>
                <Button label=t(lang, k::ui::SAVE) variant=Variant::Primary submit=true busy/>
            </div>
        </form>
    }
}
