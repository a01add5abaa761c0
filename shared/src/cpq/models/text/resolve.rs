//! From names to slots, with the type of every part checked at its place.

use super::cond::{Cond, Num};
use super::scope::{Scope, Symbol, nearest};
use super::syntax::{Expr, Kind, Name, Op, Word, WordKind};
use super::{Place, TextError};
use crate::cpq::configure::problem::{Compare, Variable};

/// The condition a rule is.
///
/// # Errors
/// A name that does not exist, a part of the wrong type, a value an attribute does not have.
pub fn resolve(expr: &Expr, scope: &Scope, variables: &[Variable]) -> Result<Cond, TextError> {
    Resolver { scope, variables }.cond(expr)
}

struct Resolver<'a> {
    scope: &'a Scope,
    variables: &'a [Variable],
}

impl Resolver<'_> {
    fn symbol(&self, name: &str, at: Place) -> Result<&Symbol, TextError> {
        self.scope
            .get(name)
            .ok_or_else(|| TextError::unknown_name(at, name, self.scope.near(name)))
    }

    fn cond(&self, expr: &Expr) -> Result<Cond, TextError> {
        let at = expr.at;
        let boxed = |expr: &Expr| Ok(Box::new(self.cond(expr)?));
        Ok(match &expr.kind {
            Kind::Flag(value) => Cond::Const(*value),
            Kind::Name(name) => match self.symbol(name, at)? {
                Symbol::Flag(slot) | Symbol::Option(slot) => Cond::On(*slot),
                Symbol::Answer(slot) => Cond::Is(*slot, 1),
                Symbol::Choice(..) => {
                    return Err(TextError::new(at, "rule_choice_alone").with("name", name));
                }
                Symbol::Number(_) => {
                    return Err(TextError::new(at, "rule_number_alone").with("name", name));
                }
                Symbol::Several(_) => {
                    return Err(TextError::new(at, "rule_several_alone").with("name", name));
                }
            },
            Kind::Not(inner) => Cond::Not(boxed(inner)?),
            Kind::Binary(op, left, right) => match op {
                Op::Iff => Cond::Iff(boxed(left)?, boxed(right)?),
                Op::Implies | Op::Requires => {
                    Cond::Or(vec![Cond::Not(boxed(left)?), self.cond(right)?])
                }
                Op::Excludes => Cond::Not(Box::new(Cond::And(vec![
                    self.cond(left)?,
                    self.cond(right)?,
                ]))),
                Op::Or => Cond::Or(vec![self.cond(left)?, self.cond(right)?]),
                Op::And => Cond::And(vec![self.cond(left)?, self.cond(right)?]),
                Op::Eq => self.compare(Compare::Eq, left, right, at)?,
                Op::Ne => self.compare(Compare::Ne, left, right, at)?,
                Op::Lt => self.compare(Compare::Lt, left, right, at)?,
                Op::Le => self.compare(Compare::Le, left, right, at)?,
                Op::Gt => self.compare(Compare::Gt, left, right, at)?,
                Op::Ge => self.compare(Compare::Ge, left, right, at)?,
                Op::Add | Op::Sub | Op::Mul => {
                    return Err(TextError::new(at, "rule_number_as_condition"));
                }
            },
            Kind::In(name, words) => {
                let (slot, positions) = self.positions(name, words)?;
                Cond::Or(
                    positions
                        .into_iter()
                        .map(|position| Cond::Is(slot, position))
                        .collect(),
                )
            }
            Kind::Table {
                names,
                allows,
                rows,
            } => self.table(names, *allows, rows)?,
            Kind::Number(_) | Kind::Minus(_) | Kind::Count(_) => {
                return Err(TextError::new(at, "rule_number_as_condition"));
            }
        })
    }

    /// Two numbers, or a choice and one of its values.
    fn compare(
        &self,
        compare: Compare,
        left: &Expr,
        right: &Expr,
        at: Place,
    ) -> Result<Cond, TextError> {
        for (choice, value) in [(left, right), (right, left)] {
            let Kind::Name(name) = &choice.kind else {
                continue;
            };
            let (slot, keys) = match self.scope.get(name) {
                Some(Symbol::Choice(slot, keys)) => (slot, keys),
                Some(Symbol::Answer(slot)) => return answered(*slot, compare, value, name, at),
                _ => continue,
            };
            let Kind::Name(key) = &value.kind else {
                return Err(TextError::new(value.at, "rule_expects_value_of").with("name", name));
            };
            let position = position_of(name, keys, key, value.at)?;
            let is = Cond::Is(*slot, position);
            return match compare {
                Compare::Eq => Ok(is),
                Compare::Ne => Ok(Cond::Not(Box::new(is))),
                _ => Err(TextError::new(at, "rule_choice_order").with("name", name)),
            };
        }
        let (left, right) = (self.num(left)?, self.num(right)?);
        Ok(Cond::Compare(compare, Box::new(left), Box::new(right)))
    }

    fn num(&self, expr: &Expr) -> Result<Num, TextError> {
        let at = expr.at;
        let boxed = |expr: &Expr| Ok(Box::new(self.num(expr)?));
        Ok(match &expr.kind {
            Kind::Number(number) => Num::Const(*number),
            Kind::Minus(inner) => Num::Minus(boxed(inner)?),
            Kind::Name(name) => match self.symbol(name, at)? {
                Symbol::Number(slot) | Symbol::Option(slot) => Num::Of(*slot),
                Symbol::Several(_) => {
                    return Err(TextError::new(at, "rule_several_alone").with("name", name));
                }
                Symbol::Choice(..) | Symbol::Flag(_) | Symbol::Answer(_) => {
                    return Err(TextError::new(at, "rule_not_a_number").with("name", name));
                }
            },
            Kind::Count(names) => Num::Count(self.counted(names)?),
            Kind::Binary(Op::Add, a, b) => Num::Add(boxed(a)?, boxed(b)?),
            Kind::Binary(Op::Sub, a, b) => Num::Sub(boxed(a)?, boxed(b)?),
            Kind::Binary(Op::Mul, a, b) => Num::Mul(boxed(a)?, boxed(b)?),
            _ => return Err(TextError::new(at, "rule_condition_as_number")),
        })
    }

    fn counted(&self, names: &[Name]) -> Result<Vec<u32>, TextError> {
        let mut slots = Vec::new();
        for name in names {
            match self.symbol(&name.text, name.at)? {
                Symbol::Several(members) => slots.extend(members),
                Symbol::Flag(slot) | Symbol::Option(slot) => slots.push(*slot),
                Symbol::Choice(..) | Symbol::Number(_) | Symbol::Answer(_) => {
                    return Err(
                        TextError::new(name.at, "rule_not_countable").with("name", &name.text)
                    );
                }
            }
        }
        Ok(slots)
    }

    /// The slot of a name and the positions of these values of it.
    fn positions(&self, name: &Name, words: &[Word]) -> Result<(u32, Vec<u32>), TextError> {
        let symbol = self.symbol(&name.text, name.at)?;
        let slot = match symbol {
            Symbol::Choice(slot, _)
            | Symbol::Number(slot)
            | Symbol::Flag(slot)
            | Symbol::Answer(slot)
            | Symbol::Option(slot) => *slot,
            Symbol::Several(_) => {
                return Err(TextError::new(name.at, "rule_several_alone").with("name", &name.text));
            }
        };
        let positions = words
            .iter()
            .map(|word| self.position(name, symbol, slot, word))
            .collect::<Result<_, _>>()?;
        Ok((slot, positions))
    }

    fn position(
        &self,
        name: &Name,
        symbol: &Symbol,
        slot: u32,
        word: &Word,
    ) -> Result<u32, TextError> {
        let wrong = || {
            TextError::new(word.at, "rule_unknown_value")
                .with("value", word)
                .with("name", &name.text)
        };
        match (symbol, &word.kind) {
            (Symbol::Choice(_, keys), WordKind::Key(key)) => {
                position_of(&name.text, keys, key, word.at)
            }
            (Symbol::Flag(_), WordKind::Flag(value)) => Ok(u32::from(*value)),
            (Symbol::Answer(_), WordKind::Flag(value)) => Ok(if *value { 1 } else { 2 }),
            (Symbol::Number(_) | Symbol::Option(_), WordKind::Number(number)) => {
                let variable = self.variables.get(slot as usize).ok_or_else(wrong)?;
                let found = (0..variable.len()).find(|at| variable.number(*at) == *number);
                found
                    .and_then(|position| u32::try_from(position).ok())
                    .ok_or_else(wrong)
            }
            _ => Err(wrong()),
        }
    }

    fn table(&self, names: &[Name], allows: bool, rows: &[Vec<Word>]) -> Result<Cond, TextError> {
        let mut slots = Vec::with_capacity(names.len());
        let mut columns = Vec::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            let column: Vec<Word> = rows.iter().filter_map(|row| row.get(at).cloned()).collect();
            let (slot, positions) = self.positions(name, &column)?;
            if slots.contains(&slot) {
                return Err(TextError::new(name.at, "rule_name_twice").with("name", &name.text));
            }
            slots.push(slot);
            columns.push(positions);
        }
        let row = |at: usize| -> Vec<u32> {
            let cells = columns.iter();
            cells.filter_map(|column| column.get(at).copied()).collect()
        };
        Ok(Cond::Table {
            slots,
            allows,
            rows: (0..rows.len()).map(row).collect(),
        })
    }
}

/// `question = yes`, `question != no`.
fn answered(
    slot: u32,
    compare: Compare,
    value: &Expr,
    name: &str,
    at: Place,
) -> Result<Cond, TextError> {
    let Kind::Flag(yes) = value.kind else {
        return Err(TextError::new(value.at, "rule_expects_value_of").with("name", name));
    };
    let is = Cond::Is(slot, if yes { 1 } else { 2 });
    match compare {
        Compare::Eq => Ok(is),
        Compare::Ne => Ok(Cond::Not(Box::new(is))),
        _ => Err(TextError::new(at, "rule_choice_order").with("name", name)),
    }
}

fn position_of(name: &str, keys: &[String], key: &str, at: Place) -> Result<u32, TextError> {
    let found = keys.iter().position(|known| known == key);
    if let Some(position) = found.and_then(|position| u32::try_from(position).ok()) {
        return Ok(position);
    }
    Err(match nearest(key, keys.iter().map(String::as_str)) {
        Some(near) => TextError::new(at, "rule_unknown_value_near")
            .with("value", key)
            .with("name", name)
            .with("near", near),
        None => TextError::new(at, "rule_unknown_value")
            .with("value", key)
            .with("name", name),
    })
}
