//! The clauses of the quote: taken from the library, written here, ordered, reworded; those that are
//! required come by themselves, as soon as what asks for them is typed.

use super::clause_row::ClauseRow;
use super::grid::focus_id;
use super::state::Editor;
use crate::boot::new_uuid;
use crate::cpq::clauses::{api, category};
use crate::live;
use i18n::{k, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::approvals::{FactContext, Facts, KnownProduct, facts_of};
use shared::cpq::clauses::ops::ListClauses;
use shared::cpq::clauses::{
    Clause, ClauseCategory, HeldClause, hold, missing, renew, require, restate,
};
use shared::cpq::pricing::PricedQuote;
use shared::cpq::quotes::QuoteDraft;
use shared::kernel::event::Entity;
use shared::kernel::{ClauseId, Issue, Lang};
use std::sync::Arc;
use ui::{Button, Card, Choice, Glyph, Select};

/// The library, once it is read.
pub type Library = RwSignal<Arc<Vec<Clause>>>;

/// The id of a clause's row.
pub fn row_id(id: ClauseId) -> String {
    format!("clause-{id}")
}

impl Editor {
    /// The facts of the contents as they are now: of products that are not saved yet, too.
    fn clause_facts(&self, draft: &QuoteDraft, priced: &PricedQuote) -> Facts {
        let mut context: FactContext = self.view.with_value(|view| view.approval.context.clone());
        self.catalog.with_untracked(|items| {
            for id in draft.lines.iter().filter_map(|line| line.product_id) {
                let known = context.products.iter().any(|product| product.id == id);
                let item = items.iter().find(|item| item.entry.product_id == id);
                if let (false, Some(item)) = (known, item) {
                    context.products.push(KnownProduct {
                        id,
                        sku: item.sku.clone(),
                        family: item.family.clone(),
                    });
                }
            }
        });
        facts_of(draft, priced, &context)
    }

    fn asks_for_clauses(&self) -> bool {
        self.library.with_untracked(|library| {
            library
                .iter()
                .any(|clause| !clause.draft.condition.is_empty())
        })
    }

    /// Adds what is required of the contents as they are now, and says so.
    pub(super) fn take_required(&self, draft: &mut QuoteDraft, priced: &PricedQuote) {
        if !self.editable || !(self.asks_for_clauses() || draft.clauses.iter().any(|c| c.required))
        {
            return;
        }
        let facts = self.clause_facts(draft, priced);
        let mut clauses = draft.clauses.clone();
        let library = self.library.get_untracked();
        if library.is_empty() {
            // Not read yet.
            return;
        }
        let came = require(&mut clauses, &library, &facts, draft.language);
        if clauses == draft.clauses {
            return;
        }
        let names: Vec<&str> = clauses
            .iter()
            .filter(|clause| came.contains(&clause.id))
            .map(|clause| clause.title.as_str())
            .collect();
        if !names.is_empty() {
            let names = names.join(", ");
            let text = tf(self.lang, k::cpq::clauses::CAME, &[("names", &names)]);
            self.toaster.info(text);
        }
        draft.clauses.clone_from(&clauses);
        self.head.update(|head| head.clauses = clauses);
    }

    /// What is required and not there: a quote that was opened is not changed by looking at it.
    pub(super) fn clauses_missing(&self, draft: &QuoteDraft, priced: &PricedQuote) -> Vec<Issue> {
        if !self.editable || !self.asks_for_clauses() {
            return Vec::new();
        }
        let facts = self.clause_facts(draft, priced);
        let titles = self
            .library
            .with_untracked(|library| missing(&draft.clauses, library, &facts, draft.language));
        let issue = |title| Issue::error("clause_missing", "clauses").with("name", title);
        titles.into_iter().map(issue).collect()
    }

    /// What the server added or let go because it knows more (another customer), or a newer library.
    pub(super) fn adopt_clauses(&self, saved: &[HeldClause]) {
        let stays = |own: &HeldClause| {
            !own.required || own.edited || saved.iter().any(|other| other.id == own.id)
        };
        let (gone, added) = self.head.with_untracked(|head| {
            let new = saved
                .iter()
                .filter(|own| own.required && head.clauses.iter().all(|other| other.id != own.id));
            let gone = head.clauses.iter().any(|own| !stays(own));
            (gone, new.cloned().collect::<Vec<_>>())
        });
        if gone || !added.is_empty() {
            self.head.update(|head| {
                head.clauses.retain(stays);
                head.clauses.extend(added);
            });
        }
    }

    /// A clause that was removed as it may be put back now: the library may have another text meanwhile,
    /// or none, and then it is one that was written on this quote.
    fn as_of_now(&self, mut clause: HeldClause) -> HeldClause {
        let library = self.library.get_untracked();
        let lang = self.head.with_untracked(|head| head.language);
        match library.iter().find(|one| one.id == clause.id) {
            Some(now) if now.number == clause.number => {}
            Some(now) if now.draft.locked => renew(&mut clause, now, lang),
            Some(now) => {
                clause.number = now.number;
                restate(&mut clause, &library, lang);
            }
            None if clause.is_of_library() && !library.is_empty() => {
                clause.id = ClauseId(new_uuid());
                clause.number = 0;
                clause.locked = false;
                clause.required = false;
                clause.edited = false;
            }
            None => {}
        }
        clause
    }

    /// The clauses in the quote's new language.
    pub(super) fn translate_clauses(&self, from: Lang, to: Lang) {
        let library = self.library.get_untracked();
        self.head.update(|head| {
            shared::cpq::clauses::change_language(&mut head.clauses, &library, from, to);
        });
    }

    pub(super) fn update_clause(
        &self,
        id: ClauseId,
        change: impl FnOnce(&mut HeldClause, &[Clause], Lang),
    ) {
        let library = self.library.get_untracked();
        self.update_head(|head| {
            let lang = head.language;
            if let Some(clause) = head.clauses.iter_mut().find(|clause| clause.id == id) {
                change(clause, &library, lang);
            }
        });
    }

    pub(super) fn shift_clause(&self, id: ClauseId, down: bool) {
        let mut place = None;
        self.update_head(|head| {
            let at = head.clauses.iter().position(|clause| clause.id == id);
            let to = at.and_then(|at| {
                if down {
                    Some(at + 1)
                } else {
                    at.checked_sub(1)
                }
            });
            if let (Some(at), Some(to)) = (at, to.filter(|to| *to < head.clauses.len())) {
                head.clauses.swap(at, to);
                place = Some(to + 1);
            }
        });
        if let Some(place) = place {
            focus_id(row_id(id));
            let text = tf(self.lang, k::cpq::clauses::MOVED, &[("n", &place)]);
            self.announcer.say(text);
        }
    }

    fn add_clause(&self, clause: HeldClause) {
        let id = clause.id;
        self.update_head(|head| head.clauses.push(clause));
        focus_id(row_id(id));
    }

    pub(super) fn remove_clause(&self, id: ClauseId) {
        let mut removed = None;
        self.update_head(|head| {
            let at = head.clauses.iter().position(|clause| clause.id == id);
            removed = at.map(|at| (at, head.clauses.remove(at)));
        });
        let Some((at, clause)) = removed else {
            return;
        };
        focus_id("clause-write".to_owned());
        let editor = *self;
        self.toaster.undo(
            t(self.lang, k::cpq::clauses::REMOVED),
            t(self.lang, k::cpq::editor::UNDO),
            Callback::new(move |()| {
                let back = editor.as_of_now(clause.clone());
                let id = back.id;
                editor.update_head(|head| {
                    if head.clauses.iter().all(|other| other.id != id) {
                        let at = at.min(head.clauses.len());
                        head.clauses.insert(at, back);
                    }
                });
                focus_id(row_id(id));
            }),
        );
    }
}

/// Reads the library, and again whenever it changes; what is missing is then said.
pub fn watch(editor: Editor) {
    let read = move || {
        spawn_local(async move {
            if let Ok(library) = api::list(ListClauses {}).await
                && editor.library.try_get_untracked().is_some()
            {
                editor.library.set(Arc::new(library));
                editor.reprice();
            }
        });
    };
    Effect::new(move |_| read());
    live::on_event(move |event| {
        if event.is_none_or(|event| event.entity == Entity::Clause) {
            read();
        }
    });
}

/// The panel.
#[component]
pub fn Clauses(editor: Editor) -> impl IntoView {
    use k::cpq::clauses as c;
    let lang = editor.lang;
    let ids = Memo::new(move |_| {
        editor.head.with(|head| {
            let clauses = head.clauses.iter();
            clauses.map(|clause| clause.id).collect::<Vec<_>>()
        })
    });
    if !editor.editable && ids.with_untracked(Vec::is_empty) {
        return ().into_any();
    }
    // The clause whose fields are open.
    let writing = RwSignal::new(None::<ClauseId>);
    view! {
        <Card id="quote-clauses" title=t(lang, c::TITLE)>
            <Show when=move || ids.with(Vec::is_empty)>
                <p class="muted small">{t(lang, c::NONE)}</p>
            </Show>
            <ol class="quote-clauses">
                <For each=move || ids.get() key=|id| *id let(id)>
                    <ClauseRow editor id writing/>
                </For>
            </ol>
            {editor.editable.then(|| view! { <Add editor writing/> })}
        </Card>
    }
    .into_any()
}

/// One of the library, or a new one.
#[component]
fn Add(editor: Editor, writing: RwSignal<Option<ClauseId>>) -> impl IntoView {
    use k::cpq::clauses as c;
    let lang = editor.lang;
    let chosen = RwSignal::new(String::new());
    let options = Signal::derive(move || {
        let (taken, language) = editor.head.with(|head| {
            let taken: Vec<ClauseId> = head.clauses.iter().map(|clause| clause.id).collect();
            (taken, head.language)
        });
        editor.library.with(|library| {
            let offered = library
                .iter()
                .filter(|clause| clause.draft.active && !taken.contains(&clause.id));
            let named = offered.map(|clause| {
                let about = category(lang, clause.draft.category);
                let title = clause.draft.title.get(language);
                Choice::new(clause.id.to_string(), format!("{about} – {title}"))
            });
            named.collect::<Vec<_>>()
        })
    });
    let take = Callback::new(move |()| {
        let id = chosen.with_untracked(|id| id.parse::<ClauseId>().ok());
        let found = editor.library.with_untracked(|library| {
            let mut library = library.iter();
            library.find(|clause| Some(clause.id) == id).cloned()
        });
        if let Some(clause) = found {
            let language = editor.head.with_untracked(|head| head.language);
            editor.add_clause(hold(&clause, language, false));
            chosen.set(String::new());
        }
    });
    let write = Callback::new(move |()| {
        let id = ClauseId(new_uuid());
        let language = editor.head.with_untracked(|head| head.language);
        writing.set(Some(id));
        editor.add_clause(HeldClause {
            id,
            number: 0,
            category: ClauseCategory::Other,
            title: t(language, c::NEW_TITLE).to_owned(),
            text: String::new(),
            locked: false,
            required: false,
            edited: false,
        });
        focus_id(format!("clause-text-{id}"));
    });
    view! {
        <div class="quote-clause-add">
            <Select id="clause-choice" label=t(lang, c::ADD) value=chosen options placeholder=t(lang, c::CHOOSE).to_owned()/>
            <Button label=t(lang, c::TAKE) icon=Glyph::Plus on_press=take disabled=Signal::derive(move || chosen.with(String::is_empty))/>
            <Button label=t(lang, c::WRITE) icon=Glyph::Edit on_press=write attr:id="clause-write"/>
        </div>
    }
}
