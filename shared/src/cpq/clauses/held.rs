//! What a quote keeps of its clauses.

use super::model::{Clause, ClauseCategory};
use crate::cpq::approvals::{Facts, Formula};
use crate::kernel::{ClauseId, Issue, Lang};
use serde::{Deserialize, Serialize};

/// A clause as a quote holds it: its text in the quote's language, as it was taken.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldClause {
    /// Which of the library; of one that was written on the quote its own.
    pub id: ClauseId,
    /// The number of the library's text it was taken from; 0 for one that was written on the quote.
    pub number: u32,
    /// What it is about.
    pub category: ClauseCategory,
    /// Its heading.
    pub title: String,
    /// What it says.
    pub text: String,
    /// Whether it stays as it is.
    pub locked: bool,
    /// Whether a condition of the library asks for it: then it stays.
    pub required: bool,
    /// Whether it was reworded on the quote.
    pub edited: bool,
}

impl HeldClause {
    /// Whether it is one of the library's.
    #[must_use]
    pub const fn is_of_library(&self) -> bool {
        self.number > 0
    }

    fn says(&self, title: &str, text: &str) -> bool {
        self.title == title && self.text == text
    }
}

/// What a quote in `lang` keeps of a clause it takes.
#[must_use]
pub fn hold(clause: &Clause, lang: Lang, required: bool) -> HeldClause {
    HeldClause {
        id: clause.id,
        number: clause.number,
        category: clause.draft.category,
        title: clause.draft.title.get(lang).to_owned(),
        text: clause.draft.text.get(lang).to_owned(),
        locked: clause.draft.locked,
        required,
        edited: false,
    }
}

fn find(library: &[Clause], id: ClauseId) -> Option<&Clause> {
    library.iter().find(|clause| clause.id == id)
}

/// Whether a clause must be on a quote with these facts; `None` when that is not known, or when nothing
/// is asked.
fn asks(clause: &Clause, facts: &Facts) -> Option<bool> {
    if !clause.draft.active || clause.draft.condition.trim().is_empty() {
        return Some(false);
    }
    Formula::parse(&clause.draft.condition).ok()?.holds(facts)
}

/// Brings the clauses of a quote to what the library's conditions ask: what is required is added at the
/// end, what is no longer goes, unless it was reworded. Answers the ids of those that came.
pub fn require(
    held: &mut Vec<HeldClause>,
    library: &[Clause],
    facts: &Facts,
    lang: Lang,
) -> Vec<ClauseId> {
    let mut came = Vec::new();
    for clause in library {
        let at = held.iter().position(|own| own.id == clause.id);
        match (asks(clause, facts), at) {
            (Some(true), Some(at)) => {
                if let Some(own) = held.get_mut(at) {
                    own.required = true;
                }
            }
            (Some(true), None) => {
                held.push(hold(clause, lang, true));
                came.push(clause.id);
            }
            (Some(false), Some(at)) => release(held, at),
            // What is not known changes nothing.
            _ => {}
        }
    }
    for own in held.iter_mut() {
        if find(library, own.id).is_none() {
            own.required = false;
        }
    }
    came
}

/// Takes a clause away that is not required any more; words somebody wrote stay.
fn release(held: &mut Vec<HeldClause>, at: usize) {
    match held.get_mut(at) {
        Some(own) if own.required && own.edited => own.required = false,
        Some(own) if own.required => {
            held.remove(at);
        }
        _ => {}
    }
}

/// The titles of the clauses a quote must have and has not.
#[must_use]
pub fn missing(held: &[HeldClause], library: &[Clause], facts: &Facts, lang: Lang) -> Vec<String> {
    library
        .iter()
        .filter(|clause| asks(clause, facts) == Some(true))
        .filter(|clause| held.iter().all(|own| own.id != clause.id))
        .map(|clause| clause.draft.title.get(lang).to_owned())
        .collect()
}

/// The library's clause, when it has a newer text than the quote.
#[must_use]
pub fn newer<'a>(held: &HeldClause, library: &'a [Clause]) -> Option<&'a Clause> {
    find(library, held.id).filter(|clause| held.is_of_library() && clause.number > held.number)
}

/// Takes the library's present text in the place of the quote's.
pub fn renew(held: &mut HeldClause, clause: &Clause, lang: Lang) {
    let required = held.required;
    *held = hold(clause, lang, required);
}

/// The clauses of a quote that is in another language now: those that say what the library says, and
/// are of its present number, say it in the other one.
pub fn change_language(held: &mut [HeldClause], library: &[Clause], from: Lang, to: Lang) {
    for own in held {
        let Some(clause) = find(library, own.id).filter(|clause| clause.number == own.number)
        else {
            continue;
        };
        let draft = &clause.draft;
        if own.says(draft.title.get(from), draft.text.get(from)) {
            renew(own, clause, to);
        }
    }
}

/// Whether a clause was reworded, told by what the library says in the quote's language; one whose text the
/// library has no more counts as reworded once it is touched.
pub fn restate(held: &mut HeldClause, library: &[Clause], lang: Lang) {
    held.edited = match find(library, held.id).filter(|clause| clause.number == held.number) {
        Some(clause) => !held.says(clause.draft.title.get(lang), clause.draft.text.get(lang)),
        None => true,
    };
}

/// Believes of the clauses that are to be saved only what a quote may hold: texts of the library, or
/// those it was saved with, reworded where that is allowed; and what was written on it. What else is
/// said of them is taken from the library or from the quote as it was saved.
///
/// # Errors
/// `clause_locked` for a locked text that was changed, `clause_unknown` for one of no library.
pub fn trust(
    held: &mut [HeldClause],
    saved: &[HeldClause],
    library: &[Clause],
    lang: Lang,
) -> Result<(), Issue> {
    for own in held {
        let was = saved.iter().find(|was| was.id == own.id);
        let clause = find(library, own.id);
        let same_number = was.filter(|was| was.number == own.number);
        let title = own.title.clone();
        let refused =
            |code: &'static str| Err(Issue::error(code, "clauses").with("name", title.clone()));
        if let Some(was) = same_number.filter(|was| was.says(&own.title, &own.text)) {
            *own = was.clone();
        } else if !own.is_of_library() {
            if clause.is_some() || was.is_some_and(HeldClause::is_of_library) {
                return refused("clause_unknown");
            }
            own.locked = false;
            own.required = false;
            own.edited = false;
        } else if let Some(clause) = clause.filter(|clause| clause.number == own.number) {
            own.category = clause.draft.category;
            own.locked = clause.draft.locked;
            own.required = was.is_some_and(|was| was.required);
            restate(own, library, lang);
            if own.edited && own.locked {
                return refused("clause_locked");
            }
        } else if let Some(was) = same_number {
            if was.locked {
                return refused("clause_locked");
            }
            own.category = was.category;
            own.locked = false;
            own.required = was.required;
            own.edited = true;
        } else {
            return refused("clause_unknown");
        }
    }
    Ok(())
}
