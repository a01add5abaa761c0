//! The session of a configurator, as its parts share it.

use crate::cpq::models::words;
use i18n::{k, tf};
use leptos::prelude::*;
use shared::cpq::configure::State;
use shared::cpq::models::{Because, Engine, ModelContent, Pick, RepairPlan, Session, price_of};
use shared::kernel::{Currency, Lang, UnitPrice};
use std::collections::BTreeMap;
use std::sync::Arc;
use ui::{Announcer, use_announcer};

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
        Self {
            lang,
            currency,
            session,
            tick,
            asked: RwSignal::new(None),
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
        let asked = self.session.try_update_value(|session| {
            let follows = session.state(pick) == State::Forced;
            let because = session.explain(pick).unwrap_or_default();
            let repairs = if follows {
                Vec::new()
            } else {
                session.repairs(pick)
            };
            Asked {
                pick: pick.clone(),
                follows,
                because,
                repairs,
            }
        });
        self.asked.set(asked);
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
        let (Some(slot), Some((_, position, _))) = (engine.slot(&pick.item), place) else {
            return false;
        };
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
        session.least().ok().flatten()
    } else {
        None
    };
    let price = match made {
        Some(values) => price_of(session.engine(), &values),
        None => session.price(),
    };
    price.map(|found| found.price)
}
