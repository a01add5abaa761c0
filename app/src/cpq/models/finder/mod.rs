//! Finding the right product: the questions over the catalogue and what is left of it, best first, with
//! the reasons in words. On a page of its own, whose address holds the answers, and in a quote's editor.

mod dialog;
mod found;
mod page;

pub use dialog::FinderDialog;
pub use page::FindPage;

use super::guide::{Guide, Play, Source};
use crate::cpq::models::words;
use found::Results;
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::cpq::models::guide::finder::{Finder, Known, Offer};
use shared::cpq::models::{ModelContent, Pick};
use shared::kernel::Lang;
use std::sync::Arc;
use ui::{Button, Glyph, IconButton, Size, Tell};

/// Handles only; copied freely.
#[derive(Clone, Copy)]
pub struct Search {
    /// Language of the page.
    pub lang: Lang,
    /// The catalogue with its questions.
    pub finder: StoredValue<Arc<Finder>>,
    /// What was answered.
    pub answers: Signal<Vec<Pick>>,
    /// Answers otherwise.
    pub set: Callback<Vec<Pick>>,
    /// The answer whose impossibility is explained.
    pub asked: RwSignal<Option<Pick>>,
}

impl Search {
    /// A search.
    pub fn new(
        lang: Lang,
        finder: Arc<Finder>,
        answers: Signal<Vec<Pick>>,
        set: Callback<Vec<Pick>>,
    ) -> Self {
        Self {
            lang,
            finder: StoredValue::new(finder),
            answers,
            set,
            asked: RwSignal::new(None),
        }
    }

    /// The content with the questions.
    pub fn content(&self) -> Arc<ModelContent> {
        self.finder.with_value(|finder| Arc::clone(&finder.content))
    }

    /// Gives an answer, takes it back, or says why it cannot be given.
    pub fn press(&self, pick: &Pick) {
        let answers = self.answers.get_untracked();
        let known = self
            .finder
            .with_value(|finder| finder.known(&answers, pick));
        if known == Known::Excluded {
            self.asked.set(Some(pick.clone()));
            return;
        }
        self.asked.set(None);
        let next = self
            .finder
            .with_value(|finder| finder.press(&answers, pick));
        self.set.tell(next);
    }
}

/// Why an answer leaves no product, and how to give it anyway.
#[component]
pub fn WhyNot(search: Search, pick: Pick) -> impl IntoView {
    let lang = search.lang;
    let content = search.content();
    let answers = search.answers.get_untracked();
    let in_the_way = search
        .finder
        .with_value(|finder| finder.in_the_way(&answers, &pick));
    let title = tf(
        lang,
        k::models::find::LEAVES_NONE,
        &[("answer", &words::said(lang, &content.guide, &pick))],
    );
    let others = words::all_said(lang, &content.guide, &in_the_way);
    let with =
        (!others.is_empty()).then(|| tf(lang, k::models::find::TOGETHER, &[("answers", &others)]));
    let give_up = (!others.is_empty()).then(|| {
        let label = tf(lang, k::models::find::GIVE_UP, &[("answers", &others)]);
        let press = Callback::new(move |()| {
            let mut answers = search.answers.get_untracked();
            answers.retain(|other| !in_the_way.contains(other));
            let next = search
                .finder
                .with_value(|finder| finder.press(&answers, &pick));
            search.asked.set(None);
            search.set.tell(next);
        });
        view! { <Button label size=Size::Small icon=Glyph::Undo on_press=press/> }
    });
    view! {
        <div class="cfg-why" role="status">
            <div class="between">
                <p class="strong">{title}</p>
                <IconButton glyph=Glyph::X size=Size::Small label=t(lang, k::models::cfg::DISMISS) on_press=Callback::new(move |()| search.asked.set(None))/>
            </div>
            {with.map(|with| view! { <p class="small">{with}</p> })}
            {give_up}
        </div>
    }
}

/// The questions and, beside or under them, what is left.
#[component]
pub fn FinderView(
    search: Search,
    /// Takes a product; without, its page is linked.
    #[prop(optional_no_strip)]
    take: Option<Callback<Offer>>,
) -> impl IntoView {
    let lang = search.lang;
    let play = Play::new(Source::Catalogue(search));
    let restart = move || {
        let again = Callback::new(move |()| {
            play.unknown.set(Vec::new());
            search.set.tell(Vec::new());
            play.go(Some(0));
        });
        let back = Callback::new(move |()| {
            if let Some(before) = untrack(|| play.before()) {
                play.go(Some(before));
            }
        });
        view! {
            <section class="guide-card" aria-labelledby="guide-now" data-outcome="">
                <h2 class="guide-question" id="guide-now" tabindex="-1">{t(lang, k::models::guide::DONE_TITLE)}</h2>
                <footer class="guide-foot">
                    <Button label=t(lang, k::models::guide::BACK) icon=Glyph::ChevronLeft on_press=back/>
                    <Button label=t(lang, k::models::find::RESTART) icon=Glyph::Refresh on_press=again/>
                </footer>
            </section>
        }
    };
    view! {
        <div class="find">
            <Guide play>{restart()}</Guide>
            <Results search take/>
        </div>
    }
}
