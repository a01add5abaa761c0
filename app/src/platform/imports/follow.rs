//! The run: sent, started, followed to its end.

use super::api;
use super::desk::Desk;
use super::send::{pause, send};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::ImportId;
use shared::platform::imports::Mapping;
use shared::platform::imports::ops::{ImportState, ImportView, ReadImports};

impl Desk {
    /// Sends the files and starts the run, then follows it.
    pub(super) fn run(self) {
        let files = self.files.get_untracked();
        let settings = self.settings.get_untracked();
        self.running.set(true);
        self.fault.set(None);
        spawn_local(async move {
            match send(&files, settings).await {
                Ok(views) => self.follow(views).await,
                Err(fault) => self.fault.set(Some(fault)),
            }
            let _ = self.running.try_set(false);
        });
    }

    /// The same columns come back as they were just mapped, without a reload.
    fn remember(self) {
        let used: Vec<Mapping> = self
            .files
            .with_untracked(|files| files.iter().map(|file| file.mapping.clone()).collect());
        self.mappings.update_value(|all| {
            all.splice(0..0, used);
        });
    }

    async fn follow(self, mut views: Vec<ImportView>) {
        let ids: Vec<ImportId> = views.iter().map(|view| view.id).collect();
        self.remember();
        self.files.set(Vec::new());
        self.plans.set(Vec::new());
        loop {
            let done = views.iter().all(|view| view.state != ImportState::Running);
            views.sort_by_key(|view| view.kind);
            if self.runs.try_set(views).is_some() || done {
                return;
            }
            pause(400).await;
            match api::runs(ReadImports { ids: ids.clone() }).await {
                Ok(next) => views = next,
                Err(fault) => {
                    self.fault.set(Some(fault));
                    return;
                }
            }
        }
    }
}
