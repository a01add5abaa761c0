//! Finding the right product: a guide over the catalogue. Answers demand (`sets`) and speak for
//! (`favours`) products, by the names `product`, `family` and `configurable`.
//!
//! Every product is tried with every text, so what is said of an answer is exact: it is impossible when
//! it leaves no product, and the answers in its way are a smallest set of which none can be left out.

use super::super::analysis::ModelFinding;
use super::super::build::Item;
use super::super::builder::Builder;
use super::super::model::{Attribute, AttributeKind, ModelContent, Pick, ValueOption};
use super::super::text::{Cond, is_key};
use super::build::{Effect, Guided, position};
use super::flow::picks_of;
use super::{NONE, Question, QuestionKind, Turn, check_guide_of};
use crate::cpq::configure::problem::Variable;
use crate::kernel::{Issue, LocalText, ProductId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Most products that are looked at.
pub const MAX_OFFERS: usize = 3_000;

/// A product that may be found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Identity.
    pub id: ProductId,
    /// Its code.
    pub sku: String,
    /// Its name.
    pub name: LocalText,
    /// What it is.
    pub description: LocalText,
    /// Its family.
    pub family: String,
    /// Whether it has a model to configure it with today.
    pub configurable: bool,
    /// Whether it is offered; others keep their name in texts and are never found.
    pub active: bool,
}

/// An answer that speaks for a product, by positions of the question and of the answer.
pub type Said = (usize, usize);

/// A product that suits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which, by its position among the offers.
    pub offer: usize,
    /// How many answers speak for it.
    pub score: usize,
    /// Answers that demand or favour it, in the order of the questions.
    pub because: Vec<Said>,
}

/// What is known of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It is given.
    Given,
    /// It can be given.
    Possible,
    /// It would leave no product.
    Excluded,
}

/// The catalogue with its questions.
#[derive(Debug)]
pub struct Finder {
    /// The products.
    pub offers: Vec<Offer>,
    /// What is asked, beside the facts of products.
    pub content: Arc<ModelContent>,
    /// Texts that were not understood: they say nothing.
    pub issues: Vec<Issue>,
    variables: Vec<Variable>,
    items: Vec<Item>,
    guided: Guided,
    /// Of each product: positions of product, family and whether it can be configured.
    facts: Vec<[u32; 3]>,
}

/// A name of texts from what people call something: `ML-500` is `ml_500`.
#[must_use]
pub fn key_of(text: &str) -> String {
    let mut key: String = text
        .chars()
        .flat_map(char::to_lowercase)
        .map(|letter| {
            if letter.is_alphanumeric() {
                letter
            } else {
                '_'
            }
        })
        .take(36)
        .collect();
    if !is_key(&key) {
        key = format!("p_{key}");
    }
    key
}

/// One key for each text; a second one of the same key gets a number.
fn keys_of<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    texts
        .map(|text| {
            let key = key_of(text);
            let mut own = key.clone();
            let mut turn = 2;
            while !taken.insert(own.clone()) {
                own = format!("{key}_{turn}");
                turn += 1;
            }
            own
        })
        .collect()
}

/// The facts of products as a model: what the texts of a finder may speak of.
fn content_of(offers: &[Offer], guide: Vec<Question>) -> (ModelContent, Vec<[u32; 3]>) {
    let families: BTreeSet<&str> = offers.iter().map(|offer| offer.family.as_str()).collect();
    let families: Vec<&str> = families.into_iter().collect();
    let value = |key: String, name: LocalText| ValueOption {
        key,
        name,
        ..ValueOption::default()
    };
    let choice = |key: &str, values: Vec<ValueOption>| Attribute {
        key: key.to_owned(),
        name: LocalText::new(key, key),
        kind: AttributeKind::Choice { values },
    };
    let skus = keys_of(offers.iter().map(|offer| offer.sku.as_str()));
    let products = skus.into_iter().zip(offers);
    let products = products.map(|(key, offer)| value(key, offer.name.clone()));
    let names = keys_of(families.iter().copied()).into_iter().zip(&families);
    let names = names.map(|(key, family)| value(key, LocalText::new(*family, *family)));
    let flag = Attribute {
        key: "configurable".to_owned(),
        name: LocalText::new("configurable", "configurable"),
        kind: AttributeKind::Flag {
            default: false,
            adder: super::super::Adder::default(),
        },
    };
    let facts = offers.iter().zip(0_u32..).map(|(offer, at)| {
        let family = families.binary_search(&offer.family.as_str());
        let family = u32::try_from(family.unwrap_or_default()).unwrap_or_default();
        [at, family, u32::from(offer.configurable)]
    });
    let facts = facts.collect();
    let content = ModelContent {
        attributes: vec![
            choice("product", products.collect()),
            choice("family", names.collect()),
            flag,
        ],
        guide,
        ..ModelContent::default()
    };
    (content, facts)
}

impl Finder {
    /// The products with these questions. `None` without products, or when the questions do not hold
    /// together (see [`super::validate_guide`]).
    #[must_use]
    pub fn new(mut offers: Vec<Offer>, guide: Vec<Question>) -> Option<Self> {
        offers.truncate(MAX_OFFERS);
        if offers.is_empty() || !super::validate_guide(&guide).is_empty() {
            return None;
        }
        let (content, facts) = content_of(&offers, guide);
        let content = Arc::new(content);
        let mut builder = Builder::of(&content).ok()?;
        let mut guided = builder.guide();
        let (variables, items) = (builder.problem.variables, builder.items);
        Some(Self {
            issues: std::mem::take(&mut guided.issues),
            variables,
            items,
            guided,
            facts,
            offers,
            content,
        })
    }

    /// The questions.
    #[must_use]
    pub fn guide(&self) -> &[Question] {
        &self.content.guide
    }

    /// The names texts may use for products and families.
    #[must_use]
    pub fn names(&self) -> Vec<(String, LocalText)> {
        let attributes = self.content.attributes.iter();
        attributes
            .filter_map(|attribute| match &attribute.kind {
                AttributeKind::Choice { values } => Some((&attribute.key, values)),
                _ => None,
            })
            .flat_map(|(of, values)| {
                let named = values.iter();
                named.map(move |value| (format!("{of} = {}", value.key), value.name.clone()))
            })
            .collect()
    }

    /// Where each question's slot stands with these answers.
    fn positions(&self, answers: &[Pick]) -> Vec<u32> {
        self.items
            .iter()
            .zip(&self.variables)
            .map(|(item, variable)| {
                let said = answers.iter().find(|pick| pick.item == variable.name);
                let place = said.and_then(|pick| position(&self.content, *item, &pick.value));
                u32::try_from(place.unwrap_or_default()).unwrap_or_default()
            })
            .collect()
    }

    fn holds(&self, cond: &Cond, positions: &[u32], offer: usize) -> bool {
        let facts = self.facts.get(offer).copied().unwrap_or_default();
        cond.holds(&self.variables, &|slot| {
            let slot = slot as usize;
            let fact = facts.get(slot).copied();
            fact.unwrap_or_else(|| positions.get(slot).copied().unwrap_or_default())
        })
    }

    fn given<'a>(&'a self, positions: &'a [u32]) -> impl Iterator<Item = &'a Effect> {
        let effects = self.guided.effects.iter();
        // Whether an answer is given does not hang on a product.
        effects.filter(move |effect| self.holds(&effect.given, positions, 0))
    }

    /// Whether a product satisfies everything that was said.
    fn suits(&self, positions: &[u32], offer: usize) -> bool {
        self.offers.get(offer).is_some_and(|offer| offer.active)
            && self.given(positions).all(|effect| {
                let sets = effect.sets.as_ref();
                sets.is_none_or(|(cond, _)| self.holds(cond, positions, offer))
            })
    }

    fn any(&self, answers: &[Pick]) -> bool {
        let positions = self.positions(answers);
        (0..self.offers.len()).any(|offer| self.suits(&positions, offer))
    }

    /// What is known of an answer beside the others.
    #[must_use]
    pub fn known(&self, answers: &[Pick], pick: &Pick) -> Known {
        if answers.contains(pick) {
            Known::Given
        } else if self.any(&with(answers, pick)) {
            Known::Possible
        } else {
            Known::Excluded
        }
    }

    /// The answers in the way of one that is excluded: none of them can be left out. Empty when it
    /// leaves no product by itself.
    #[must_use]
    pub fn in_the_way(&self, answers: &[Pick], pick: &Pick) -> Vec<Pick> {
        let mut kept = with(answers, pick);
        kept.retain(|other| other != pick);
        let mut at = 0;
        // The newest are tried first, so that the oldest answers are the ones to be left.
        while at < kept.len() {
            let mut fewer = kept.clone();
            fewer.remove(kept.len() - 1 - at);
            if self.any(&with(&fewer, pick)) {
                at += 1;
            } else {
                kept = fewer;
            }
        }
        kept
    }

    /// Where each question stands.
    #[must_use]
    pub fn turns(&self, answers: &[Pick]) -> Vec<Turn> {
        let positions = self.positions(answers);
        let left: Vec<usize> = (0..self.offers.len())
            .filter(|offer| self.suits(&positions, *offer))
            .collect();
        let asked = |when: &Option<(Cond, _)>| match when {
            None => true,
            Some((cond, _)) => left.iter().any(|at| self.holds(cond, &positions, *at)),
        };
        let questions = self.guide().iter().zip(&self.guided.whens);
        questions
            .map(|(question, when)| {
                if !asked(when) {
                    return Turn::NotAsked;
                }
                let mut picks = picks_of(question);
                let answered = answers.iter().any(|pick| question.owns(pick));
                if answered || picks.any(|pick| self.known(answers, &pick) != Known::Excluded) {
                    Turn::Asked
                } else {
                    Turn::Pointless
                }
            })
            .collect()
    }

    /// The answers with this one, or without it when it is there, and without those of questions that
    /// are asked no longer.
    #[must_use]
    pub fn press(&self, answers: &[Pick], pick: &Pick) -> Vec<Pick> {
        let mut next = if answers.contains(pick) {
            let rest = answers.iter().filter(|other| *other != pick);
            rest.cloned().collect()
        } else {
            with(answers, pick)
        };
        next.retain(|pick| self.is_known(pick));
        loop {
            let turns = self.turns(&next);
            let before = next.len();
            next.retain(|pick| {
                let mut asked = self.guide().iter().zip(&turns);
                asked.any(|(question, turn)| question.owns(pick) && *turn != Turn::NotAsked)
            });
            if next.len() == before {
                return next;
            }
        }
    }

    /// Whether a pick is an answer of these questions; an address may say anything.
    #[must_use]
    pub fn is_known(&self, pick: &Pick) -> bool {
        self.guide().iter().any(|question| question.can_be(pick))
    }

    /// The products that satisfy everything that was said; those most speaks for first, then by code.
    #[must_use]
    pub fn found(&self, answers: &[Pick]) -> Vec<Found> {
        let positions = self.positions(answers);
        let mut found: Vec<Found> = (0..self.offers.len())
            .filter(|offer| self.suits(&positions, *offer))
            .map(|offer| {
                let speaks = |effect: &&Effect| {
                    let favours = effect.favours.as_ref();
                    favours.is_some_and(|cond| self.holds(cond, &positions, offer))
                };
                let said = |effect: &Effect| (effect.question, effect.answer);
                Found {
                    offer,
                    score: self.given(&positions).filter(speaks).count(),
                    because: self
                        .given(&positions)
                        .filter(|effect| effect.sets.is_some() || speaks(effect))
                        .map(said)
                        .collect(),
                }
            })
            .collect();
        found.sort_by(|a, b| {
            let sku = |found: &Found| &self.offers[found.offer].sku;
            b.score.cmp(&a.score).then_with(|| sku(a).cmp(sku(b)))
        });
        found
    }

    /// What is odd: texts not understood, answers that leave no product, questions never asked.
    #[must_use]
    pub fn check(&self) -> Vec<ModelFinding> {
        let mut findings: Vec<ModelFinding> = self
            .issues
            .iter()
            .cloned()
            .map(ModelFinding::Wrong)
            .collect();
        if findings.is_empty() {
            let mut odd = Vec::new();
            let _ = check_guide_of(&self.content, &mut odd);
            // Whether an answer can be given is known better here, from the products themselves.
            odd.retain(|finding| matches!(finding, ModelFinding::NeverAsked(..)));
            findings.extend(odd);
        }
        for question in self.guide() {
            let picks: Vec<Pick> = picks_of(question).collect();
            let number = matches!(question.kind, QuestionKind::Number { .. });
            let mut never = picks.iter().filter(|pick| !self.any(&[(*pick).clone()]));
            if number {
                if never.by_ref().count() == picks.len() {
                    let first = picks.first().cloned();
                    let of = first.into_iter();
                    findings.extend(of.map(|pick| ModelFinding::NeverGiven(pick, Vec::new())));
                }
            } else {
                let of = never.cloned();
                findings.extend(of.map(|pick| ModelFinding::NeverGiven(pick, Vec::new())));
            }
        }
        findings
    }
}

/// The answers with one more; another one of a question with one answer gives way.
fn with(answers: &[Pick], pick: &Pick) -> Vec<Pick> {
    let others = answers.iter().filter(|other| other.item != pick.item);
    let mut all: Vec<Pick> = others.cloned().collect();
    if pick.value != NONE {
        all.push(pick.clone());
    }
    all
}
