//! The card of a record's files: several are dropped or chosen at once, called something else, taken away.

use super::api;
use super::parts::{DropPlace, FileLine, title_field};
use super::state::Files;
use crate::boot::{use_lang, use_session};
use crate::live;
use crate::routes;
use crate::shell::ReadCard;
use crate::work::use_now;
use i18n::{k, relative_time, t, tf};
use leptos::prelude::*;
use shared::platform::files::ops::{FilesView, GetFiles};
use shared::platform::files::{FileOf, RECORD_FILES, RecordFile};
use ui::{Glyph, IconButton, Size};

/// The card.
#[component]
pub fn FilesCard(of: FileOf) -> impl IntoView {
    let files = Resource::new(move || of, |of| api::get(GetFiles { of }));
    view! {
        <ReadCard id="files" title=k::files::TITLE of=files lines=2 let(view)>
            <Loaded view />
        </ReadCard>
    }
}

#[component]
fn Loaded(view: FilesView) -> impl IntoView {
    let lang = use_lang();
    let files = Files::new(view);
    live::on_event(move |event| {
        if event.is_none_or(|event| event.id == files.of.id) {
            files.read_again();
        }
    });
    let none = move || files.view.with(|view| view.items.is_empty());
    let may_edit = Memo::new(move |_| files.view.with(|view| view.may_edit));
    let (now, zone) = (use_now(), use_session().actor.zone);
    let rows = move || {
        let (may_edit, round) = (may_edit.get(), files.round.get());
        let items = files.view.with(|view| view.items.clone());
        let items = items.into_iter().map(|file| (file, may_edit, round));
        items.collect::<Vec<_>>()
    };
    view! {
        <div class="stack">
            <Show when=move || may_edit.get()>
                <DropPlace
                    id="files"
                    arriving=files.arriving
                    hint=k::files::HINT
                    most=RECORD_FILES
                    choose=move |input: &web_sys::HtmlInputElement| files.add(input)
                />
            </Show>
            <Show when=none>
                <p class="muted">{t(lang, k::files::NONE)}</p>
            </Show>
            <ul class="ruled-list" aria-label=t(lang, k::files::LIST)>
                <For
                    each=rows
                    key=|(file, may_edit, round)| (file.id, file.version, *may_edit, *round)
                    children=move |(file, may_edit, _)| {
                        // Said once, as seen when the row was made; the exact moment is in `datetime`.
                        let when = relative_time(lang, file.added_at, now.get_untracked(), &zone);
                        row(files, file, when, may_edit)
                    }
                />
            </ul>
        </div>
    }
}

fn row(files: Files, file: RecordFile, when: String, may_edit: bool) -> impl IntoView {
    let lang = files.lang;
    let (id, version) = (file.id, file.version);
    let datetime = file.added_at.to_utc().to_rfc3339();
    let by = file
        .added_by
        .as_ref()
        .map(|person| format!("{} · ", person.name));
    let title = if may_edit {
        let renamed = StoredValue::new(file.clone());
        title_field(lang, id, file.title.clone(), move |title| {
            renamed.with_value(|file| files.rename(file, title));
        })
    } else {
        view! { <span class="medium">{file.title.clone()}</span> }.into_any()
    };
    let (label, gone) = (
        tf(lang, k::files::REMOVE, &[("name", &file.title)]),
        file.title,
    );
    let remove = may_edit.then(|| {
        let press = Callback::new(move |()| files.remove((id, version), gone.clone()));
        view! { <IconButton glyph=Glyph::Trash label size=Size::Small on_press=press attr:id=format!("file-remove-{id}") /> }
    });
    view! {
        <FileLine
            title
            href=routes::record_file(files.of, id)
            file_name=file.file_name
            kind=file.kind
            size=file.size
            actions=remove.into_any()
        >
            <span class="small muted">{by} <time datetime=datetime>{when}</time></span>
        </FileLine>
    }
}
