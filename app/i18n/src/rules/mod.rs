//! A rule of a product model as a sentence, with the names people know: `atex requires housing = wall` is
//! "If you choose ATEX, Housing has to be Wall box". For the configurator, where somebody asks why.
//!
//! A part of a rule is told in one of two moods: what holds (`if`), or what has to hold (`must`). "Not" is
//! carried inwards, so that no sentence denies a sentence; `not a or b` is told as what it means: if a, then b.

#[cfg(test)]
mod tests;

use crate::format::integer;
use crate::{Key, k, t, tf, tn};
use shared::cpq::models::text::{Expr, Kind, Name, Op, Word, WordKind, parse};
use shared::cpq::models::{AttributeKind, ModelContent, ValueOption};
use shared::kernel::{Lang, LocalText};
use std::fmt::Display;

/// Parts of a list that are named; of the others it is said how many.
const NAMED: usize = 6;
/// A longer sentence says no more than the formula.
const LONGEST: usize = 400;

/// The sentence; nothing for a text that cannot be read any more, or is too long to be told.
#[must_use]
pub fn rule_sentence(lang: Lang, content: &ModelContent, text: &str) -> Option<String> {
    let told = Teller { lang, content }.whole(&parse(text).ok()?)?;
    (told.chars().count() <= LONGEST).then(|| capital(&told))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

#[derive(Clone, Copy)]
enum Mood {
    If,
    Must,
}

/// What a name stands for.
enum Known<'a> {
    Choice(&'a [ValueOption]),
    Number(&'a LocalText),
    /// There or not.
    Flag,
    /// There or not, or so many of it.
    Option,
    Several,
}

struct Teller<'a> {
    lang: Lang,
    content: &'a ModelContent,
}

impl<'a> Teller<'a> {
    fn known(&self, key: &str) -> Option<(&'a str, Known<'a>)> {
        let lang = self.lang;
        if let Some((attribute, value)) = key.split_once('.') {
            let mut all = self.content.attributes.iter();
            let AttributeKind::Multi { values, .. } = &all.find(|one| one.key == attribute)?.kind
            else {
                return None;
            };
            let value = values.iter().find(|one| one.key == value)?;
            return Some((value.name.get(lang), Known::Flag));
        }
        if let Some(found) = self.content.attributes.iter().find(|one| one.key == key) {
            let known = match &found.kind {
                AttributeKind::Choice { values } => Known::Choice(values),
                AttributeKind::Multi { .. } => Known::Several,
                AttributeKind::Number { unit, .. } => Known::Number(unit),
                AttributeKind::Flag { .. } => Known::Flag,
            };
            return Some((found.name.get(lang), known));
        }
        if let Some(found) = self.content.groups.iter().find(|one| one.key == key) {
            return Some((found.name.get(lang), Known::Several));
        }
        let mut options = self.content.groups.iter().flat_map(|one| &one.options);
        let found = options.find(|one| one.key == key)?;
        Some((found.name.get(lang), Known::Option))
    }

    /// The text of this mood.
    fn told(&self, mood: Mood, word: &str, values: &[(&str, &dyn Display)]) -> Option<String> {
        let mood = match mood {
            Mood::If => "if",
            Mood::Must => "must",
        };
        let key = Key::by_name(&format!("models.sentence.{mood}_{word}"))?;
        Some(tf(self.lang, key, values))
    }

    fn list(&self, joined: Op, mut parts: Vec<String>) -> String {
        if parts.len() > NAMED {
            let more = i64::try_from(parts.len() - NAMED).unwrap_or(i64::MAX);
            parts.truncate(NAMED);
            parts.push(tn(self.lang, k::models::sentence::MORE, more, &[]));
        }
        let last = parts.pop().unwrap_or_default();
        if parts.is_empty() {
            return last;
        }
        let key = if joined == Op::And {
            k::models::sentence::AND
        } else {
            k::models::sentence::OR
        };
        let list = parts.join(", ");
        tf(self.lang, key, &[("list", &list), ("last", &last)])
    }

    fn if_then(&self, condition: &str, demand: &str) -> String {
        let values: [(&str, &dyn Display); 2] = [("condition", &condition), ("demand", &demand)];
        tf(self.lang, k::models::sentence::IF_THEN, &values)
    }

    /// A rule as a whole.
    fn whole(&self, expr: &Expr) -> Option<String> {
        match &expr.kind {
            Kind::Binary(Op::And, ..) => {
                let parts = parts_of(expr, Op::And);
                let told: Option<Vec<String>> = parts.iter().map(|part| self.whole(part)).collect();
                Some(told?.join(self.between()))
            }
            Kind::Binary(Op::Or, ..) => self.clause_of_rules(&parts_of(expr, Op::Or)),
            _ => self.tell(Mood::Must, expr, true),
        }
    }

    const fn between(&self) -> &'static str {
        match self.lang {
            Lang::En => "; ",
            Lang::Fr => "\u{202f}; ",
        }
    }

    /// `not a or not b or c`: if a and b, then c.
    fn clause_of_rules(&self, parts: &[&Expr]) -> Option<String> {
        let denied: Vec<&Expr> = parts
            .iter()
            .filter_map(|part| match &part.kind {
                Kind::Not(inner) => Some(inner.as_ref()),
                _ => None,
            })
            .collect();
        let said: Vec<&Expr> = parts
            .iter()
            .copied()
            .filter(|part| !matches!(part.kind, Kind::Not(_)))
            .collect();
        if denied.is_empty() {
            return self.joined(Mood::Must, Op::Or, &said, true);
        }
        if !said.is_empty() {
            let condition = self.joined(Mood::If, Op::And, &denied, true)?;
            let demand = self.joined(Mood::Must, Op::Or, &said, true)?;
            return Some(self.if_then(&condition, &demand));
        }
        self.apart(&denied)
    }

    /// These never together.
    fn apart(&self, parts: &[&Expr]) -> Option<String> {
        let names: Option<Vec<String>> = parts.iter().map(|part| self.item(part)).collect();
        if let Some(names) = names {
            let list = self.list(Op::And, names);
            return Some(tf(
                self.lang,
                k::models::sentence::APART,
                &[("list", &list)],
            ));
        }
        let (last, first) = parts.split_last()?;
        let demand = self.tell(Mood::Must, last, false)?;
        if first.is_empty() {
            return Some(demand);
        }
        let condition = self.joined(Mood::If, Op::And, first, true)?;
        Some(self.if_then(&condition, &demand))
    }

    /// The name of what is there or not.
    fn item(&self, expr: &Expr) -> Option<String> {
        let Kind::Name(key) = &expr.kind else {
            return None;
        };
        match self.known(key)? {
            (name, Known::Flag | Known::Option) => Some(name.to_owned()),
            _ => None,
        }
    }

    fn joined(&self, mood: Mood, op: Op, parts: &[&Expr], yes: bool) -> Option<String> {
        let told = parts.iter().map(|part| {
            let told = self.tell(mood, part, yes)?;
            // "a and b" within "… or …" keeps its brackets.
            let mixed = matches!(&part.kind, Kind::Binary(Op::And | Op::Or, ..));
            Some(if mixed && parts.len() > 1 {
                format!("({told})")
            } else {
                told
            })
        });
        Some(self.list(op, told.collect::<Option<Vec<String>>>()?))
    }

    /// A part of a rule, or that it does not hold.
    fn tell(&self, mood: Mood, expr: &Expr, yes: bool) -> Option<String> {
        match &expr.kind {
            Kind::Flag(value) => {
                let key = if *value == yes {
                    k::models::sentence::ALWAYS
                } else {
                    k::models::sentence::NEVER
                };
                Some(t(self.lang, key).to_owned())
            }
            Kind::Name(_) => {
                let item = self.item(expr)?;
                self.told(mood, if yes { "on" } else { "off" }, &[("item", &item)])
            }
            Kind::Not(inner) => self.tell(mood, inner, !yes),
            Kind::Binary(op, left, right) => self.pair(mood, *op, (left, right), expr, yes),
            Kind::In(name, words) => self.one_of(mood, name, words, yes),
            Kind::Table {
                names,
                allows,
                rows,
            } => self.table(mood, names, rows, *allows == yes),
            Kind::Number(_) | Kind::Minus(_) | Kind::Count(_) => None,
        }
    }

    fn pair(
        &self,
        mood: Mood,
        op: Op,
        (left, right): (&Expr, &Expr),
        whole: &Expr,
        yes: bool,
    ) -> Option<String> {
        let both = [left, right];
        match op {
            Op::And | Op::Or => {
                let joined = if (op == Op::And) == yes {
                    Op::And
                } else {
                    Op::Or
                };
                self.joined(mood, joined, &parts_of(whole, op), yes)
            }
            Op::Implies | Op::Requires => {
                if let (Mood::Must, true) = (mood, yes) {
                    let condition = self.tell(Mood::If, left, true)?;
                    let demand = self.tell(Mood::Must, right, true)?;
                    return Some(self.if_then(&condition, &demand));
                }
                let parts = vec![self.tell(mood, left, !yes)?, self.tell(mood, right, yes)?];
                Some(self.list(if yes { Op::Or } else { Op::And }, parts))
            }
            Op::Excludes => match (mood, yes) {
                (Mood::Must, true) => self.apart(&both),
                _ => self.joined(mood, if yes { Op::Or } else { Op::And }, &both, !yes),
            },
            Op::Iff => {
                let key = if yes {
                    k::models::sentence::BOTH
                } else {
                    k::models::sentence::EITHER
                };
                let (a, b) = (
                    self.tell(Mood::If, left, true)?,
                    self.tell(Mood::If, right, true)?,
                );
                Some(tf(self.lang, key, &[("a", &a), ("b", &b)]))
            }
            Op::Eq | Op::Ne => {
                let same = (op == Op::Eq) == yes;
                let alike = self.alike(mood, left, right, same);
                let swapped = || self.alike(mood, right, left, same);
                alike.or_else(swapped).or_else(|| {
                    let op = if same { Op::Eq } else { Op::Ne };
                    self.compare(mood, op, left, right)
                })
            }
            Op::Lt | Op::Le | Op::Gt | Op::Ge => {
                self.compare(mood, if yes { op } else { opposite(op) }, left, right)
            }
            Op::Add | Op::Sub | Op::Mul => None,
        }
    }

    /// A choice and its value, or a yes/no and its answer.
    fn alike(&self, mood: Mood, name: &Expr, value: &Expr, same: bool) -> Option<String> {
        let Kind::Name(key) = &name.kind else {
            return None;
        };
        match (self.known(key)?, &value.kind) {
            ((item, Known::Choice(values)), Kind::Name(value)) => {
                let found = values.iter().find(|one| one.key == *value)?;
                let value = found.name.get(self.lang);
                let word = if same { "is" } else { "is_not" };
                self.told(mood, word, &[("item", &item), ("value", &value)])
            }
            ((_, Known::Flag), Kind::Flag(flag)) => self.tell(mood, name, *flag == same),
            _ => None,
        }
    }

    fn compare(&self, mood: Mood, op: Op, left: &Expr, right: &Expr) -> Option<String> {
        // What is compared comes first, with what it is compared.
        if matches!(left.kind, Kind::Number(_)) && !matches!(right.kind, Kind::Number(_)) {
            return self.compare(mood, turned(op), right, left);
        }
        let (item, unit) = self.term(left)?;
        let (mut value, _) = self.term(right)?;
        if let (Kind::Number(_), false) = (&right.kind, unit.is_empty()) {
            value = format!("{value} {unit}");
        }
        let word = match op {
            Op::Lt => "lt",
            Op::Le => "le",
            Op::Gt => "gt",
            Op::Ge => "ge",
            Op::Ne => "ne",
            _ => "eq",
        };
        self.told(mood, word, &[("item", &item), ("value", &value)])
    }

    /// A number in words, and its unit.
    fn term(&self, expr: &Expr) -> Option<(String, &'a str)> {
        let lang = self.lang;
        let within = |part: &Expr| {
            let (text, _) = self.term(part)?;
            let sum = matches!(&part.kind, Kind::Binary(Op::Add | Op::Sub, ..));
            Some(if sum { format!("({text})") } else { text })
        };
        let text = match &expr.kind {
            Kind::Number(number) => integer(lang, *number),
            Kind::Name(key) => match self.known(key)? {
                (item, Known::Number(unit)) => return Some((item.to_owned(), unit.get(lang))),
                (item, Known::Option) => item.to_owned(),
                _ => return None,
            },
            Kind::Minus(inner) => format!("−{}", within(inner)?),
            Kind::Count(names) => {
                let names: Option<Vec<String>> = names
                    .iter()
                    .map(|name| self.known(&name.text).map(|(item, _)| item.to_owned()))
                    .collect();
                let list = self.list(Op::And, names?);
                tf(lang, k::models::sentence::COUNT, &[("list", &list)])
            }
            Kind::Binary(Op::Add, a, b) => format!("{} + {}", self.term(a)?.0, self.term(b)?.0),
            Kind::Binary(Op::Sub, a, b) => format!("{} − {}", self.term(a)?.0, within(b)?),
            Kind::Binary(Op::Mul, a, b) => format!("{} × {}", within(a)?, within(b)?),
            _ => return None,
        };
        Some((text, ""))
    }

    /// A value as people read it.
    fn value(&self, name: &Name, word: &Word) -> Option<String> {
        let (_, known) = self.known(&name.text)?;
        Some(match (&word.kind, known) {
            (WordKind::Key(key), Known::Choice(values)) => {
                let found = values.iter().find(|one| one.key == *key)?;
                found.name.get(self.lang).to_owned()
            }
            (WordKind::Number(number), _) => integer(self.lang, *number),
            (WordKind::Flag(flag), _) => {
                let key = if *flag {
                    k::models::guide::YES
                } else {
                    k::models::guide::NO
                };
                t(self.lang, key).to_owned()
            }
            (WordKind::Key(_), _) => return None,
        })
    }

    fn one_of(&self, mood: Mood, name: &Name, words: &[Word], yes: bool) -> Option<String> {
        let values: Option<Vec<String>> = words.iter().map(|word| self.value(name, word)).collect();
        let value = self.list(Op::Or, values?);
        let (item, _) = self.known(&name.text)?;
        let word = if yes { "is" } else { "is_not" };
        self.told(mood, word, &[("item", &item), ("value", &value)])
    }

    fn table(
        &self,
        mood: Mood,
        names: &[Name],
        rows: &[Vec<Word>],
        allows: bool,
    ) -> Option<String> {
        let items: Option<Vec<String>> = names
            .iter()
            .map(|name| self.known(&name.text).map(|(item, _)| item.to_owned()))
            .collect();
        let row = |row: &Vec<Word>| {
            let cells = names.iter().zip(row);
            let cells: Option<Vec<String>> =
                cells.map(|(name, word)| self.value(name, word)).collect();
            Some(cells?.join(" + "))
        };
        let rows: Option<Vec<String>> = rows.iter().map(row).collect();
        let (items, rows) = (self.list(Op::And, items?), self.list(Op::Or, rows?));
        let word = if allows { "table" } else { "table_not" };
        self.told(mood, word, &[("item", &items), ("value", &rows)])
    }
}

/// The parts of `a and b and c`.
fn parts_of(expr: &Expr, op: Op) -> Vec<&Expr> {
    match &expr.kind {
        Kind::Binary(own, left, right) if *own == op => {
            let mut parts = parts_of(left, op);
            parts.extend(parts_of(right, op));
            parts
        }
        _ => vec![expr],
    }
}

const fn opposite(op: Op) -> Op {
    match op {
        Op::Lt => Op::Ge,
        Op::Le => Op::Gt,
        Op::Gt => Op::Le,
        Op::Ge => Op::Lt,
        other => other,
    }
}

/// The same comparison read from the other side.
const fn turned(op: Op) -> Op {
    match op {
        Op::Lt => Op::Gt,
        Op::Le => Op::Ge,
        Op::Gt => Op::Lt,
        Op::Ge => Op::Le,
        other => other,
    }
}
