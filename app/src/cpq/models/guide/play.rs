//! Where a guide stands, as its parts share it.

use crate::cpq::models::configurator::{Desk, Look};
use crate::cpq::models::finder::Search;
use crate::cpq::models::words;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use shared::cpq::models::guide::finder::Known;
use shared::cpq::models::guide::{Question, Turn};
use shared::cpq::models::{ModelContent, Pick, Session};
use shared::kernel::Lang;
use std::sync::Arc;

/// What is asked about.
#[derive(Clone, Copy)]
pub enum Source {
    /// A product.
    Model(Desk),
    /// The catalogue.
    Catalogue(Search),
}

impl Source {
    /// Language of the page.
    pub fn lang(self) -> Lang {
        match self {
            Self::Model(desk) => desk.lang,
            Self::Catalogue(search) => search.lang,
        }
    }

    /// The content with the questions.
    pub fn content(self) -> Arc<ModelContent> {
        match self {
            Self::Model(desk) => desk.content(),
            Self::Catalogue(search) => search.content(),
        }
    }

    fn turns(self) -> Vec<Turn> {
        match self {
            Self::Model(desk) => {
                desk.tick.track();
                desk.session.with_value(Session::turns)
            }
            Self::Catalogue(search) => {
                let answers = search.answers.get();
                search.finder.with_value(|finder| finder.turns(&answers))
            }
        }
    }

    fn answers(self) -> Vec<Pick> {
        match self {
            Self::Model(desk) => {
                desk.tick.track();
                desk.session.with_value(Session::answers)
            }
            Self::Catalogue(search) => search.answers.get(),
        }
    }

    /// How an answer looks.
    pub fn look(self, pick: Pick) -> Memo<Look> {
        match self {
            Self::Model(desk) => desk.look(pick),
            Self::Catalogue(search) => Memo::new(move |_| {
                let answers = search.answers.get();
                let known = search
                    .finder
                    .with_value(|finder| finder.known(&answers, &pick));
                match known {
                    Known::Given => Look::Chosen,
                    Known::Possible => Look::Open,
                    Known::Excluded => Look::Excluded,
                }
            }),
        }
    }

    /// Gives an answer, takes it back, or says why it cannot be given.
    pub fn press(self, pick: &Pick) {
        match self {
            Self::Model(desk) => desk.press(pick),
            Self::Catalogue(search) => search.press(pick),
        }
    }

    /// Takes the explanation that is open away.
    pub fn dismiss(self) {
        match self {
            Self::Model(desk) => desk.asked.set(None),
            Self::Catalogue(search) => search.asked.set(None),
        }
    }

    /// The answers in the way of one.
    pub fn in_the_way(self, pick: &Pick) -> String {
        match self {
            Self::Model(desk) => {
                let because = desk
                    .session
                    .try_update_value(|session| session.explain(pick).unwrap_or_default());
                let choices = because.unwrap_or_default().choices;
                words::picks(desk.lang, &desk.engine(), &choices)
            }
            Self::Catalogue(search) => {
                let answers = search.answers.get();
                let found = search
                    .finder
                    .with_value(|finder| finder.in_the_way(&answers, pick));
                words::all_said(search.lang, &search.content().guide, &found)
            }
        }
    }
}

/// Handles only; copied freely.
#[derive(Clone, Copy)]
pub struct Play {
    /// What is asked about.
    pub source: Source,
    /// Where each question stands.
    pub turns: Memo<Vec<Turn>>,
    /// What was answered.
    pub answers: Memo<Vec<Pick>>,
    /// Questions a person could not answer.
    pub unknown: RwSignal<Vec<usize>>,
    /// The question on the screen; `None`: what comes out.
    pub shown: Memo<Option<usize>>,
    at: RwSignal<Option<usize>>,
    content: StoredValue<Arc<ModelContent>>,
}

impl Play {
    /// At the first question that is open.
    pub fn new(source: Source) -> Self {
        let content = source.content();
        let turns = Memo::new(move |_| source.turns());
        let answers = Memo::new(move |_| source.answers());
        let unknown = RwSignal::new(Vec::new());
        let at = RwSignal::new(None);
        let questions = Arc::clone(&content);
        let shown = Memo::new(move |_| {
            let at: Option<usize> = at.get();
            let asked = |at: &usize| turns.with(|turns| turns.get(*at) == Some(&Turn::Asked));
            // What can be asked no longer gives way to what comes next.
            at.filter(asked).or_else(|| {
                at.and_then(|at| {
                    turns.with(|turns| {
                        answers.with(|answers| {
                            unknown.with(|unknown| {
                                open_after(&questions.guide, turns, answers, unknown, Some(at))
                            })
                        })
                    })
                })
            })
        });
        let play = Self {
            source,
            turns,
            answers,
            unknown,
            shown,
            at,
            content: StoredValue::new(content),
        };
        at.set(untrack(|| play.next_open(None)));
        play
    }

    /// The questions.
    pub fn content(&self) -> Arc<ModelContent> {
        self.content.get_value()
    }

    /// A question.
    pub fn question(&self, at: usize) -> Question {
        self.content
            .with_value(|content| content.guide.get(at).cloned().unwrap_or_default())
    }

    /// Whether a question is answered.
    pub fn answered(&self, at: usize) -> bool {
        self.content.with_value(|content| {
            content.guide.get(at).is_some_and(|question| {
                let answers = self.answers;
                answers.with(|answers| answers.iter().any(|pick| question.owns(pick)))
            })
        })
    }

    fn next_open(&self, after: Option<usize>) -> Option<usize> {
        self.content.with_value(|content| {
            self.turns.with(|turns| {
                self.answers.with(|answers| {
                    self.unknown
                        .with(|unknown| open_after(&content.guide, turns, answers, unknown, after))
                })
            })
        })
    }

    /// Goes to a question.
    pub fn go(&self, at: Option<usize>) {
        self.source.dismiss();
        self.at.set(at);
        focus();
    }

    /// Goes to the next one that is open, or to what comes out.
    pub fn next(&self) {
        let next = untrack(|| self.next_open(self.shown.get()));
        self.go(next);
    }

    /// The question before this one that was asked.
    pub fn before(&self) -> Option<usize> {
        let asked = |at: &usize| {
            self.turns
                .with(|turns| turns.get(*at) == Some(&Turn::Asked))
        };
        let end = self
            .shown
            .get()
            .unwrap_or_else(|| self.turns.with(Vec::len));
        (0..end).rev().find(asked)
    }

    /// A person cannot answer it.
    pub fn skip(&self, at: usize) {
        self.unknown.update(|unknown| {
            if !unknown.contains(&at) {
                unknown.push(at);
            }
        });
        self.next();
    }
}

/// The next question that is asked and neither answered nor unknown: those after this one first.
fn open_after(
    guide: &[Question],
    turns: &[Turn],
    answers: &[Pick],
    unknown: &[usize],
    after: Option<usize>,
) -> Option<usize> {
    let from = after.map_or(0, |at| at + 1);
    let open = |at: &usize| {
        turns.get(*at) == Some(&Turn::Asked)
            && !unknown.contains(at)
            && guide
                .get(*at)
                .is_some_and(|question| !answers.iter().any(|pick| question.owns(pick)))
    };
    (from..guide.len())
        .chain(0..from.min(guide.len()))
        .find(open)
}

/// Puts the focus on what is shown now, so that it is read out.
fn focus() {
    request_animation_frame(|| {
        let found = document().get_element_by_id("guide-now");
        if let Some(element) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok())
        {
            let _ = element.focus();
        }
    });
}
