//! The files of a record on its page, and what may be done to them.

use super::api;
use super::parts::{Arriving, keep_place, use_arriving, why};
use crate::boot::{new_uuid, use_lang};
use crate::shell::offer_undo;
use i18n::{Lang, k, problem_text, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::platform::files::ops::{
    AddFile, FilesView, GetFiles, RemoveFile, RenameFile, RestoreFile,
};
use shared::platform::files::{FileOf, RecordFile};
use ui::{Toaster, use_toaster};
use uuid::Uuid;

/// The list. Cheap to copy; an answer may come when the page is gone.
#[derive(Clone, Copy)]
pub(super) struct Files {
    pub of: FileOf,
    pub view: RwSignal<FilesView>,
    pub arriving: Arriving,
    /// Raised when a title that was typed has to be put right: the rows are made anew.
    pub round: RwSignal<u32>,
    pub lang: Lang,
    pub toaster: Toaster,
}

impl Files {
    pub fn new(view: FilesView) -> Self {
        Self {
            of: view.of,
            view: RwSignal::new(view),
            arriving: use_arriving(),
            round: RwSignal::new(0),
            lang: use_lang(),
            toaster: use_toaster(),
        }
    }

    pub fn read_again(self) {
        spawn_local(async move {
            // Without an answer the card stays as it is; the next event asks again.
            if let Ok(view) = api::get(GetFiles { of: self.of }).await {
                self.show(view);
            }
        });
    }

    /// Only what changed is shown anew: somebody may be typing in a title.
    fn show(self, view: FilesView) {
        let same = self.view.try_with_untracked(|now| *now == view);
        if same == Some(false) {
            keep_place("files", || {
                let _ = self.view.try_set(view);
            });
        }
    }

    /// Adds the chosen files.
    pub fn add(self, input: &web_sys::HtmlInputElement) {
        self.arriving.add(input, async move |file_name, content| {
            let request = AddFile {
                of: self.of,
                id: new_uuid(),
                file_name,
                content,
            };
            self.show(api::add(request).await?);
            Ok(())
        });
    }

    pub fn rename(self, file: &RecordFile, title: String) {
        let request = RenameFile {
            of: self.of,
            id: file.id,
            version: file.version,
            title,
        };
        spawn_local(async move {
            match api::rename(request).await {
                Ok(view) => self.show(view),
                Err(fault) => {
                    self.toaster.problem(why(self.lang, &fault));
                    // What was typed and refused is put right, too.
                    if let Ok(view) = api::get(GetFiles { of: self.of }).await {
                        let _ = self.view.try_set(view);
                        let _ = self.round.try_update(|round| *round += 1);
                    }
                }
            }
        });
    }

    pub fn remove(self, (id, version): (Uuid, i64), title: String) {
        let of = self.of;
        spawn_local(async move {
            match api::remove(RemoveFile { of, id, version }).await {
                Ok(view) => {
                    self.show(view);
                    offer_undo(
                        self.lang,
                        self.toaster,
                        tf(self.lang, k::files::REMOVED, &[("name", &title)]),
                        move || api::restore(RestoreFile { of, id }),
                        move || self.read_again(),
                    );
                }
                Err(fault) => {
                    self.toaster.problem(problem_text(self.lang, &fault.0));
                    // Called something else meanwhile: it is shown as it is now.
                    self.read_again();
                }
            }
        });
    }
}
