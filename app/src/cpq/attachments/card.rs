//! The card below a quote: files are added, named, ordered, shown to the customer or not, taken away.

use super::api;
use crate::boot::{new_uuid, use_lang};
use crate::live;
use crate::platform::files::{
    Arriving, DropPlace, FileLine, keep_place, title_field, use_arriving,
};
use crate::routes;
use crate::shell::ReadCard;
use i18n::{Key, Lang, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::attachments::ops::{
    AddAttachment, AttachmentsView, GetAttachments, SaveAttachments,
};
use shared::cpq::attachments::{Arranged, Attachment, FILES};
use shared::kernel::QuoteId;
use ui::{Badge, Checkbox, Glyph, IconButton, Size, Toaster, Tone, use_toaster};
use uuid::Uuid;

/// The id of the card; those of its parts begin with it.
const LIST: &str = "quote-files";

/// The list and what may be done to it. Cheap to copy.
#[derive(Clone, Copy)]
struct Files {
    id: QuoteId,
    view: RwSignal<AttachmentsView>,
    arriving: Arriving,
    lang: Lang,
    toaster: Toaster,
}

impl Files {
    fn read_again(self) {
        spawn_local(async move {
            // Without an answer the card stays as it is; the next event asks again.
            if let Ok(view) = api::get(GetAttachments { quote_id: self.id }).await {
                self.show(view);
            }
        });
    }

    /// Only what changed is shown anew: somebody may be typing in a title.
    fn show(self, view: AttachmentsView) {
        let same = self.view.try_with_untracked(|now| *now == view);
        if same == Some(false) {
            self.put(view);
        }
    }

    fn put(self, view: AttachmentsView) {
        keep_place(LIST, || {
            let _ = self.view.try_set(view);
        });
    }

    fn add(self, input: &web_sys::HtmlInputElement) {
        self.arriving.add(input, async move |file_name, content| {
            let request = AddAttachment {
                quote_id: self.id,
                id: new_uuid(),
                file_name,
                content,
                shown: true,
            };
            self.show(api::add(request).await?);
            Ok(())
        });
    }

    fn list(self) -> Vec<Arranged> {
        let list = self.view.try_with_untracked(|view| {
            let items = view.items.iter();
            items.map(Arranged::from).collect()
        });
        list.unwrap_or_default()
    }

    /// Says what the list is from now on; `before` is offered back.
    fn save(self, items: Vec<Arranged>, before: Option<Vec<Arranged>>) {
        let version = self.view.try_with_untracked(|view| view.version);
        let request = SaveAttachments {
            quote_id: self.id,
            version: version.unwrap_or_default(),
            items,
        };
        spawn_local(async move {
            let lang = self.lang;
            match api::save(request).await {
                Ok(view) => {
                    self.put(view);
                    if let Some(before) = before {
                        self.toaster.undo(
                            t(lang, k::cpq::attachments::REMOVED),
                            t(lang, k::cpq::attachments::UNDO),
                            Callback::new(move |()| self.save(before.clone(), None)),
                        );
                    }
                }
                Err(fault) => {
                    self.toaster.problem(problem_text(lang, &fault.0));
                    // What was typed and refused is put right, too.
                    let now = fault.0.current.as_deref();
                    let now = now.and_then(|text| serde_json::from_str(text).ok());
                    let _ = self.view.try_update(|view| {
                        if let Some(now) = now {
                            *view = now;
                        }
                    });
                }
            }
        });
    }

    fn change(self, id: Uuid, change: impl FnOnce(&mut Arranged)) {
        let mut items = self.list();
        if let Some(one) = items.iter_mut().find(|one| one.id == id) {
            change(one);
        }
        self.save(items, None);
    }

    fn shift(self, id: Uuid, up: bool) {
        let mut items = self.list();
        let at = items.iter().position(|one| one.id == id);
        let to = at.and_then(|at| if up { at.checked_sub(1) } else { Some(at + 1) });
        if let (Some(at), Some(to)) = (at, to)
            && to < items.len()
        {
            items.swap(at, to);
            self.save(items, None);
        }
    }

    fn remove(self, id: Uuid) {
        let before = self.list();
        let left = before.iter().filter(|one| one.id != id).cloned().collect();
        self.save(left, Some(before));
    }
}

/// The card.
#[component]
pub fn AttachmentsCard(id: QuoteId) -> impl IntoView {
    let files = Resource::new(move || id, |quote_id| api::get(GetAttachments { quote_id }));
    view! {
        <ReadCard id=LIST title=k::cpq::attachments::TITLE of=files lines=2 let(view)>
            <Loaded view />
        </ReadCard>
    }
}

#[component]
fn Loaded(view: AttachmentsView) -> impl IntoView {
    let lang = use_lang();
    let files = Files {
        id: view.quote_id,
        view: RwSignal::new(view),
        arriving: use_arriving(),
        lang,
        toaster: use_toaster(),
    };
    live::on_event(move |event| {
        if event.is_none_or(|event| event.id == files.id.0) {
            files.read_again();
        }
    });
    let none = move || files.view.with(|view| view.items.is_empty());
    let may_edit = move || files.view.with(|view| view.may_edit);
    view! {
        <div class="stack">
            <Show when=may_edit>
                <DropPlace
                    id=LIST
                    arriving=files.arriving
                    hint=k::cpq::attachments::HINT
                    most=FILES
                    choose=move |input: &web_sys::HtmlInputElement| files.add(input)
                />
            </Show>
            <Show when=none>
                <p class="muted">{t(lang, k::cpq::attachments::NONE)}</p>
            </Show>
            <ol class="ruled-list" aria-label=t(lang, k::cpq::attachments::LIST)>
                {move || {
                    let view = files.view.get();
                    let may_edit = view.may_edit;
                    view.items.into_iter().map(|file| row(files, file, may_edit)).collect_view()
                }}
            </ol>
        </div>
    }
}

fn row(files: Files, file: Attachment, may_edit: bool) -> AnyView {
    let lang = files.lang;
    let id = file.id;
    let named = |key| tf(lang, key, &[("name", &file.title)]);
    let title = if may_edit {
        title_field(lang, id, file.title.clone(), move |title| {
            files.change(id, |one| one.title = title);
        })
    } else {
        let internal = (!file.shown).then(|| {
            view! { <Badge text=t(lang, k::cpq::attachments::INTERNAL) tone=Tone::Neutral icon=Glyph::Lock /> }
        });
        view! { <span class="medium">{file.title.clone()} " " {internal}</span> }.into_any()
    };
    let button = |glyph, (part, key): (&str, Key), press: Callback<()>| {
        view! { <IconButton glyph label=named(key) size=Size::Small on_press=press attr:id=format!("file-{part}-{id}") /> }
    };
    let actions = may_edit.then(|| {
        view! {
            <div class="cluster">
                {button(Glyph::ArrowUp, ("up", k::cpq::attachments::UP), Callback::new(move |()| files.shift(id, true)))}
                {button(Glyph::ArrowDown, ("down", k::cpq::attachments::DOWN), Callback::new(move |()| files.shift(id, false)))}
                {button(Glyph::Trash, ("remove", k::files::REMOVE), Callback::new(move |()| files.remove(id)))}
            </div>
        }
    });
    let shown = RwSignal::new(file.shown);
    let show = may_edit.then(|| {
        let change = Callback::new(move |shown| files.change(id, |one| one.shown = shown));
        view! { <Checkbox id=format!("file-shown-{id}") label=t(lang, k::cpq::attachments::SHOWN) checked=shown on_change=change /> }
    });
    view! {
        <FileLine
            title
            href=routes::quote_file(files.id, id)
            file_name=file.file_name
            kind=file.kind
            size=file.size
            actions=actions.into_any()
        >
            {show}
        </FileLine>
    }
    .into_any()
}
