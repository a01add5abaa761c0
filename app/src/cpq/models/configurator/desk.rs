//! The session of a configurator, as its parts share it.

use super::count::Counted;
use crate::cpq::models::errands::{self, Heard, Lane};
use crate::cpq::models::words;
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::cpq::configure::{Budget, State};
use shared::cpq::models::{
    Answered, Because, CheckProgress, Completed, Engine, Errand, Goal, ModelContent, News, Pick,
    Popular, RepairPlan, Session, Task, price_of,
};
use shared::kernel::{Currency, Lang, UnitPrice};
use std::collections::BTreeMap;
use std::sync::Arc;
use ui::{Announcer, use_announcer};

/// Steps on the page where there is no worker: some hundred milliseconds at most.
const HERE: u64 = 20_000_000;
/// Steps for the price after each change.
const PRICE: u64 = 200_000;

/// How a value looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Chosen by the person.
    Chosen,
    /// Follows.
    Forced,
    /// Can be chosen.
    Open,
    /// Cannot.
    Excluded,
}

/// What was asked about a pick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// About which.
    pub pick: Pick,
    /// It follows, rather than being impossible.
    pub follows: bool,
    /// Why.
    pub because: Because,
    /// How to have it anyway.
    pub repairs: Vec<RepairPlan>,
}

/// Handles only; copied freely.
#[derive(Clone, Copy)]
pub struct Desk {
    /// Language of the page.
    pub lang: Lang,
    /// The session.
    pub session: StoredValue<Session>,
    /// Grows with each change.
    pub tick: RwSignal<u32>,
    /// The explanation that is open.
    pub asked: RwSignal<Option<Asked>>,
    /// Currency of the prices.
    pub currency: Currency,
    /// How many products are left.
    pub counted: RwSignal<Counted>,
    /// How far something is that a person asked for and that takes a while.
    pub under_way: RwSignal<Option<CheckProgress>>,
    /// What is to be said of what was found last.
    pub note: RwSignal<Option<&'static str>>,
    /// A whole product it may be completed like: how the line was configured before.
    pub before: StoredValue<Vec<Pick>>,
    /// What customers have chosen of the product.
    pub popular: StoredValue<Vec<Popular>>,
    /// What the configuration adds to each unit: of the product that is made of it when nothing is
    /// left to choose, else of what is settled.
    pub price: Memo<Option<UnitPrice>>,
    announcer: Announcer,
    /// Of slots asked about since the last change: values an own choice about them gives way to.
    exchangeable: StoredValue<BTreeMap<u32, Vec<usize>>>,
}

impl Desk {
    /// A desk on a session.
    pub fn new(lang: Lang, session: Session) -> Self {
        let currency = session.engine().content.currency;
        let session = StoredValue::new(session);
        let tick = RwSignal::new(0);
        let price = Memo::new(move |_| {
            tick.track();
            session.with_value(price_now)
        });
        on_cleanup(|| {
            errands::give_up(Lane::Ask);
            errands::give_up(Lane::Count);
        });
        Self {
            lang,
            currency,
            session,
            tick,
            asked: RwSignal::new(None),
            counted: RwSignal::new(Counted::Unknown),
            under_way: RwSignal::new(None),
            note: RwSignal::new(None),
            before: StoredValue::new(Vec::new()),
            popular: StoredValue::new(Vec::new()),
            price,
            announcer: use_announcer(),
            exchangeable: StoredValue::new(BTreeMap::new()),
        }
    }

    /// The engine.
    pub fn engine(&self) -> Arc<Engine> {
        self.session
            .with_value(|session| Arc::clone(session.engine()))
    }

    /// The model.
    pub fn content(&self) -> Arc<ModelContent> {
        Arc::clone(&self.engine().content)
    }

    /// Changes the session; everything that depends on it follows.
    pub fn change(&self, change: impl FnOnce(&mut Session)) {
        self.stop();
        self.note.set(None);
        self.session.update_value(change);
        let dropped = self.session.try_update_value(Session::drop_unasked);
        if let Some(dropped) = dropped.filter(|dropped| !dropped.is_empty()) {
            let answers = words::picks(self.lang, &self.engine(), &dropped);
            let text = tf(
                self.lang,
                k::models::guide::DROPPED,
                &[("answers", &answers)],
            );
            self.announcer.say(text);
        }
        self.exchangeable.set_value(BTreeMap::new());
        self.asked.set(None);
        self.tick.update(|tick| *tick += 1);
    }

    /// How a pick looks; an own choice about the same item gives way at a press.
    pub fn look(&self, pick: Pick) -> Memo<Look> {
        let desk = *self;
        Memo::new(move |_| {
            desk.tick.track();
            desk.look_now(&pick)
        })
    }

    /// What a press on a value does.
    pub fn press(&self, pick: &Pick) {
        match self.look_now(pick) {
            Look::Chosen => self.take_back(pick),
            Look::Open => self.choose(pick),
            Look::Forced | Look::Excluded => self.ask(pick),
        }
    }

    /// Chooses; says why not when it cannot be.
    pub fn choose(&self, pick: &Pick) {
        let made = self
            .session
            .try_update_value(|session| session.choose(pick).is_ok());
        if made == Some(true) {
            self.change(|_| {});
        } else {
            self.ask(pick);
        }
    }

    /// Takes a choice back and says so to who cannot see it.
    pub fn take_back(&self, pick: &Pick) {
        self.change(|session| session.undo(pick));
        let words = words::pick(self.lang, &self.engine(), pick);
        self.announcer
            .say(tf(self.lang, k::models::cfg::UNDONE, &[("pick", &words)]));
    }

    /// Opens or closes the explanation of a pick.
    pub fn ask(&self, pick: &Pick) {
        if self
            .asked
            .with_untracked(|asked| asked.as_ref().is_some_and(|asked| asked.pick == *pick))
        {
            self.asked.set(None);
            return;
        }
        let answer = self.try_answer(pick, errands::ON_PAGE);
        match answer {
            Some(answer) => self.show(pick, answer),
            None => self.ask_beside(Task::Answer(pick.clone())),
        }
    }

    fn try_answer(&self, pick: &Pick, steps: u64) -> Option<Answered> {
        self.session
            .try_update_value(|session| session.answer(pick, &mut Budget::steps(steps)))?
            .ok()
    }

    fn show(&self, pick: &Pick, answer: Answered) {
        self.asked.try_set(Some(Asked {
            pick: pick.clone(),
            follows: answer.follows,
            because: answer.because,
            repairs: answer.repairs,
        }));
    }

    /// Completes the configuration: on the page when that is quick, else beside it.
    pub fn complete(&self, goal: Goal) {
        match self.try_complete(&goal, errands::ON_PAGE) {
            Some(found) if found.as_ref().is_none_or(|found| found.proven) => self.take(found),
            _ => self.ask_beside(Task::Complete(goal)),
        }
    }

    fn try_complete(&self, goal: &Goal, steps: u64) -> Option<Option<Completed>> {
        self.session
            .try_with_value(|session| session.complete(goal, &mut Budget::steps(steps)))?
            .ok()
    }

    fn take(&self, found: Option<Completed>) {
        let Some(found) = found else { return };
        self.change(|session| session.take(&found.values));
        if !found.proven {
            self.note
                .set(Some(t(self.lang, k::models::cfg::NOT_PROVEN)));
        }
    }

    /// Something about what is chosen now.
    pub fn errand(&self, task: Task) -> Option<Errand> {
        self.session.try_with_value(|session| Errand {
            content: ModelContent::clone(&session.engine().content),
            guided: session.engine().is_guided(),
            choices: session.choices(),
            task,
            steps: errands::BESIDE,
        })
    }

    /// Asks beside the page; the answer is of what is chosen now, so that the next change ends it.
    fn ask_beside(self, task: Task) {
        let Some(errand) = self.errand(task.clone()) else {
            return;
        };
        self.note.set(None);
        self.under_way.set(Some(CheckProgress { done: 0, of: 0 }));
        errands::send(Lane::Ask, &errand, move |heard| self.heard(heard, &task));
    }

    fn heard(self, heard: Heard, task: &Task) {
        if let Heard::News(News::Underway { progress, .. }, _) = heard {
            self.under_way.try_set(Some(progress));
            return;
        }
        self.under_way.try_set(None);
        match (heard, task) {
            (Heard::News(News::Completed(found), _), _) => self.take(found),
            (Heard::News(News::Answered(answer), _), Task::Answer(pick)) => self.show(pick, answer),
            (Heard::NoWorker, Task::Answer(pick)) => {
                let answer = self.try_answer(pick, HERE).unwrap_or_default();
                self.show(pick, answer);
            }
            (Heard::NoWorker, Task::Complete(goal)) => match self.try_complete(goal, HERE) {
                Some(found) => self.take(found),
                None => self.say_given_up(),
            },
            _ => self.say_given_up(),
        }
    }

    fn say_given_up(&self) {
        self.note
            .try_set(Some(t(self.lang, k::models::cfg::GIVEN_UP)));
    }

    /// Ends what is being looked for beside the page.
    pub fn stop(&self) {
        errands::give_up(Lane::Ask);
        self.under_way.set(None);
    }

    /// Takes a repair.
    pub fn repair(&self, plan: &RepairPlan, pick: &Pick) {
        let (plan, pick) = (plan.clone(), pick.clone());
        self.change(move |session| {
            let _ = session.repair(&plan, &pick);
        });
    }

    fn look_now(&self, pick: &Pick) -> Look {
        match self.session.with_value(|session| session.state(pick)) {
            State::Chosen => Look::Chosen,
            State::Forced => Look::Forced,
            State::Available => Look::Open,
            // Only its own item's choice may stand in the way: that one gives way.
            State::Excluded if self.gives_way(pick) => Look::Open,
            State::Excluded => Look::Excluded,
        }
    }

    fn gives_way(&self, pick: &Pick) -> bool {
        let engine = self.engine();
        let place = engine
            .lit(pick)
            .and_then(|lit| engine.compiled.describe(lit));
        let (Some(slot), Some((_, position, is))) = (engine.slot(&pick.item), place) else {
            return false;
        };
        // Of two values, or of none and any other, one question says it.
        let values = engine.compiled.variables.get(slot as usize);
        if !is || values.is_some_and(|variable| variable.len() == 2) {
            return self
                .session
                .try_update_value(|session| session.exchanges(pick))
                .unwrap_or(false);
        }
        let known = self
            .exchangeable
            .with_value(|known| known.get(&slot).map(|values| values.contains(&position)));
        known.unwrap_or_else(|| {
            let values = self
                .session
                .with_value(|session| session.exchangeable(slot));
            let found = values.contains(&position);
            self.exchangeable.update_value(|known| {
                known.insert(slot, values);
            });
            found
        })
    }
}

fn price_now(session: &Session) -> Option<UnitPrice> {
    let whole = session.open_items().is_empty();
    let made = if whole {
        // What nobody chose is left out.
        let rest = Goal::Nearest(Vec::new());
        session.complete(&rest, &mut Budget::steps(PRICE)).ok()
    } else {
        None
    };
    let price = match made.flatten() {
        Some(found) => price_of(session.engine(), &found.values),
        None => session.price(),
    };
    price.map(|found| found.price)
}
