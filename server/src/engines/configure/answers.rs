//! One answer per question.

use super::names::Names;
use super::{after, timed, within};
use crate::engines::Refused as Given;
use serde_json::{Map, Value, json};
use shared::cpq::configure::sat::bit;
use shared::cpq::configure::{Change, Configurator, Lit, Objective, Refused, Stopped};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Most repairs offered.
const REPAIRS: usize = 5;

/// A session of choices.
pub struct Desk {
    pub configurator: Configurator,
    pub names: Names,
    /// How long one question may take.
    pub limit: Duration,
    /// When the present one has to be answered.
    pub end: Instant,
    /// What each value costs, where the model says it.
    pub own_prices: Option<Vec<(Lit, i64)>>,
}

type Answer = Result<Value, String>;

fn stopped(_: Stopped) -> String {
    Given::TookTooLong.to_string()
}

impl Desk {
    /// What holds before any choice.
    pub fn opening(&self) -> Value {
        let settled: Vec<Lit> = self.configurator.settled().collect();
        let mut answer = json!({
            "model": self.configurator.model().name,
            "variables": self.names.variables().count(),
            "possible": self.configurator.possible(),
            "implied": self.names.words(settled.iter().copied()),
        });
        if self.names.tells_removed() {
            answer["removed"] = json!(self.names.removed(settled));
        }
        if !self.configurator.possible() {
            let end = after(Instant::now(), self.limit);
            let rules = within(end, |budget| self.configurator.rules_behind(&[], budget));
            // A contradiction too hard to be narrowed down is told without them.
            if let Ok(rules) = rules {
                answer["rules"] = self.told_rules(rules);
            }
        }
        answer
    }

    fn told_rules(&self, rules: Vec<u32>) -> Value {
        rules
            .into_iter()
            .map(|rule| self.names.rule(rule))
            .collect()
    }

    /// The answer to the question on a line, as it is told outside; the reason when it is none.
    pub fn told(&mut self, question: Result<Value, String>, line: u64) -> (Value, Option<String>) {
        let asked = Instant::now();
        self.end = after(asked, self.limit);
        match question.and_then(|question| self.answer(&question)) {
            Ok(answer) => (timed(answer, asked), None),
            Err(reason) => {
                let answer = json!({ "error": reason, "line": line });
                (timed(answer, asked), Some(reason))
            }
        }
    }

    /// Answers a question: an object whose first known key says what is asked.
    fn answer(&mut self, question: &Value) -> Answer {
        let Some(asked) = question.as_object() else {
            return Err("a question is an object".to_owned());
        };
        let get = |key: &str| asked.get(key);
        if let Some(word) = get("choose") {
            self.choose(self.names.lit(word)?)
        } else if let Some(word) = get("undo") {
            self.undo(self.names.lit(word)?)
        } else if let Some(word) = get("explain") {
            self.told_why(self.names.lit(word)?, asked)
        } else if let Some(words) = get("conflict") {
            self.conflict(words)
        } else if let Some(goal) = get("complete") {
            self.complete(goal, asked)
        } else if get("count").is_some() {
            self.count()
        } else {
            Err("ask to choose, undo, explain, conflict, complete or count".to_owned())
        }
    }

    fn choose(&mut self, lit: Lit) -> Answer {
        let before = self.configurator.choices().to_vec();
        let outcome = within(self.end, |budget| self.configurator.choose(lit, budget));
        match outcome {
            Ok(change) => Ok(self.changed(change, Some(lit))),
            Err(Refused::Excluded) => self.refused(lit),
            Err(Refused::Stopped(why)) => Err(self.given_up(before, why)),
            Err(other) => Err(other.to_string()),
        }
    }

    /// What is not answered is not done; what is left open by that the next question settles.
    fn given_up(&mut self, before: Vec<Lit>, why: Stopped) -> String {
        if self.configurator.choices() != before {
            within(self.end, |budget| {
                self.configurator.put_back(before, budget);
            });
        }
        stopped(why)
    }

    fn changed(&self, change: Change, chosen: Option<Lit>) -> Value {
        let mut answer = json!({
            "implied": self.names.words(change.implied.iter().copied()),
            "decided": self.configurator.decided(),
        });
        if !change.freed.is_empty() || chosen.is_none() {
            answer["freed"] = json!(self.names.words(change.freed));
        }
        if self.names.tells_removed() {
            let settled = change.implied.into_iter().chain(chosen);
            answer["removed"] = json!(self.names.removed(settled));
        }
        answer
    }

    /// Why a choice cannot be made, and what would have to go for it.
    fn refused(&mut self, lit: Lit) -> Answer {
        let mut answer = self.explain(lit)?;
        answer["refused"] = json!("excluded");
        answer["repairs"] = self.repairs(lit)?;
        Ok(answer)
    }

    /// What would have to go for a value that is excluded, the least first.
    fn repairs(&mut self, lit: Lit) -> Answer {
        let repairs = within(self.end, |budget| {
            self.configurator.repairs(&[lit], |_| 1, REPAIRS, budget)
        })
        .map_err(stopped)?;
        let repairs: Vec<Value> = repairs
            .into_iter()
            .map(|repair| {
                json!({
                    "withdraw": self.names.words(repair.withdraw),
                    "cost": figure(repair.cost),
                    "proven": repair.proven,
                })
            })
            .collect();
        Ok(Value::Array(repairs))
    }

    fn undo(&mut self, lit: Lit) -> Answer {
        let before = self.configurator.choices().to_vec();
        let outcome = within(self.end, |budget| self.configurator.undo(lit, budget));
        match outcome {
            Ok(Some(change)) => Ok(self.changed(change, None)),
            Ok(None) => Err("that is not among the choices".to_owned()),
            Err(why) => Err(self.given_up(before, why)),
        }
    }

    /// Why a value is as it is; with `"repair": "price"` also the way to have it that changes the price least.
    fn told_why(&mut self, lit: Lit, asked: &Map<String, Value>) -> Answer {
        let by_price = match asked.get("repair").map(Value::as_str) {
            None => false,
            Some(Some("price")) => true,
            Some(_) => return Err("repair by \"price\"".to_owned()),
        };
        let prices = by_price.then(|| self.prices(asked.get("prices"), 1));
        let mut answer = self.explain(lit)?;
        if answer["state"] == "excluded" && self.configurator.possible() {
            answer["repairs"] = self.repairs(lit)?;
        }
        if let Some(prices) = prices {
            let prices = prices?;
            let least = within(self.end, |budget| {
                self.configurator.least_effect(&[lit], &prices, budget)
            });
            let least = least.map_err(stopped)?;
            answer["least_effect"] = least.map_or(Value::Null, |least| {
                json!({
                    "withdraw": self.names.words(least.withdraw),
                    "effect": figure(least.effect),
                    "proven": least.proven,
                })
            });
        }
        Ok(answer)
    }

    fn explain(&mut self, lit: Lit) -> Answer {
        // After a stop some values are not settled yet, and would be told to be available.
        within(self.end, |budget| self.configurator.resume(budget)).map_err(stopped)?;
        let state = self.configurator.state(lit);
        let explained = within(self.end, |budget| self.configurator.explain(lit, budget));
        let explained = explained.map_err(stopped)?.unwrap_or_default();
        Ok(json!({
            "state": state,
            "choices": self.names.words(explained.choices),
            "rules": self.told_rules(explained.rules),
        }))
    }

    /// The preferred minimal conflict of values, the most important first, and how many of them have to go:
    /// by the rules alone, whatever is chosen.
    fn conflict(&mut self, words: &Value) -> Answer {
        let wanted: Vec<Lit> = words
            .as_array()
            .ok_or("a conflict is asked for with a list of values")?
            .iter()
            .map(|word| self.names.lit(word))
            .collect::<Result<_, _>>()?;
        let found = within(self.end, |budget| {
            self.configurator.conflict(&wanted, budget)
        });
        let Some(conflict) = found.map_err(stopped)? else {
            return Ok(json!({ "conflict": null, "min_give_up": 0 }));
        };
        let objective = Objective {
            weights: wanted.iter().map(|lit| (!*lit, 1)).collect(),
        };
        let free = Configurator::open(Arc::clone(self.configurator.model()));
        let fewest = within(self.end, |budget| free.complete_with(&objective, budget));
        let fewest = fewest.map_err(stopped)?.filter(|best| best.proven);
        Ok(json!({
            "conflict": self.names.words(conflict),
            "min_give_up": fewest.map(|best| figure(best.cost)),
        }))
    }

    /// The best product with the choices made: cheapest, dearest, or nearest to a list of values.
    fn complete(&self, goal: &Value, asked: &Map<String, Value>) -> Answer {
        let weights = match goal.as_str() {
            Some("cheapest") => self.prices(asked.get("prices"), 1)?,
            Some("dearest") => self.prices(asked.get("prices"), -1)?,
            Some("nearest") => asked
                .get("to")
                .and_then(Value::as_array)
                .ok_or("nearest to what? name a list of values in \"to\"")?
                .iter()
                .map(|word| Ok((!self.names.lit(word)?, 1)))
                .collect::<Result<_, String>>()?,
            _ => return Err("complete cheapest, dearest or nearest".to_owned()),
        };
        let objective = Objective { weights };
        let best = within(self.end, |budget| {
            self.configurator.complete_with(&objective, budget)
        });
        let Some(best) = best.map_err(stopped)? else {
            return Ok(json!({ "possible": false }));
        };
        let has = |lit: Lit| bit(&best.solution, lit.var() as usize) == lit.positive();
        let selected: Vec<Value> = self
            .names
            .variables()
            .filter_map(|variable| {
                (0..variable.len())
                    .map(|position| (position, variable.lit(position)))
                    .find(|(_, lit)| has(*lit))
                    // What is not there is not named: a product is what is in it.
                    .filter(|(position, _)| self.names.is_there(variable, *position))
                    .map(|(_, lit)| lit)
            })
            .filter_map(|lit| self.names.word(lit).map(|(word, _)| word))
            .collect();
        let sign = if goal == "dearest" { -1 } else { 1 };
        Ok(json!({
            "cost": figure(best.cost * sign),
            "proven": best.proven,
            "selected": selected,
        }))
    }

    /// What selecting costs: the prices given by name, else the model's own, else those of the published
    /// traces, the CRC-32 of the name modulo 1,000.
    fn prices(&self, given: Option<&Value>, sign: i64) -> Result<Vec<(Lit, i64)>, String> {
        let mut weights = Vec::new();
        let table = match given {
            None => {
                if let Some(own) = &self.own_prices {
                    return Ok(own
                        .iter()
                        .map(|(lit, price)| (*lit, price * sign))
                        .collect());
                }
                None
            }
            Some(Value::Object(table)) => Some(table),
            Some(_) => return Err("prices are an object of whole numbers by name".to_owned()),
        };
        for variable in self.names.variables() {
            let price = match table {
                None => crc32(variable.name.as_bytes()) % 1_000,
                Some(table) => match table.get(&variable.name) {
                    None => 0,
                    Some(price) => price
                        .as_i64()
                        .filter(|price| price.unsigned_abs() < 1 << 53)
                        .ok_or_else(|| format!("{price} is no price of {}", variable.name))?,
                },
            };
            // An attribute costs when it is there, whatever its value.
            for position in 0..variable.len() {
                if price != 0 && self.names.is_there(variable, position) {
                    weights.push((variable.lit(position), price * sign));
                }
            }
        }
        if let Some(table) = table {
            let known: std::collections::BTreeSet<&str> =
                self.names.variables().map(|v| v.name.as_str()).collect();
            if let Some(name) = table.keys().find(|name| !known.contains(name.as_str())) {
                return Err(format!("{name} is priced, but no variable of this model"));
            }
        }
        Ok(weights)
    }

    fn count(&self) -> Answer {
        let count = within(self.end, |budget| self.configurator.count(budget));
        let count = count.map_err(stopped)?;
        Ok(json!({ "count": count.to_string(), "approx": count.to_f64() }))
    }
}

/// A cost, as a number where one holds it.
fn figure(cost: i128) -> Value {
    i64::try_from(cost).map_or_else(|_| json!(cost.to_string()), |cost| json!(cost))
}

fn crc32(bytes: &[u8]) -> i64 {
    let crc = bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            crc >> 1 ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    });
    i64::from(!crc)
}
