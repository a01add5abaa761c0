//! Reads the text form of a filter.

use super::filter::{
    Condition, Filter, MAX_CONDITIONS, MAX_DEPTH, MAX_LENGTH, MAX_VALUES, Op, is_bare,
};
use crate::kernel::Issue;

struct Reader {
    text: Vec<char>,
    at: usize,
    conditions: usize,
}

pub(super) fn parse(text: &str) -> Result<Filter, Issue> {
    if text.trim().is_empty() {
        return Ok(Filter::default());
    }
    if text.len() > MAX_LENGTH {
        return Err(Issue::error("too_long", "filter").with("max", MAX_LENGTH));
    }
    let mut reader = Reader {
        text: text.trim().chars().collect(),
        at: 0,
        conditions: 0,
    };
    let filter = reader.node(1)?;
    if reader.at < reader.text.len() {
        return Err(reader.syntax());
    }
    Ok(filter)
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, wanted: char) -> bool {
        let there = self.peek() == Some(wanted);
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, wanted: char) -> Result<(), Issue> {
        if self.take(wanted) {
            Ok(())
        } else {
            Err(self.syntax())
        }
    }

    fn syntax(&self) -> Issue {
        Issue::error("filter_syntax", "filter").with("at", self.at + 1)
    }

    fn run(&mut self, takes: impl Fn(char) -> bool) -> String {
        let from = self.at;
        while self.peek().is_some_and(&takes) {
            self.at += 1;
        }
        self.text
            .get(from..self.at)
            .map(|run| run.iter().collect())
            .unwrap_or_default()
    }

    fn node(&mut self, depth: usize) -> Result<Filter, Issue> {
        if depth > MAX_DEPTH {
            return Err(Issue::error("filter_deep", "filter").with("max", MAX_DEPTH));
        }
        let word =
            self.run(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.');
        if word.is_empty() {
            return Err(self.syntax());
        }
        match word.as_str() {
            "and" => Ok(Filter::All(self.parts(depth)?)),
            "or" => Ok(Filter::Any(self.parts(depth)?)),
            "not" => {
                self.expect('(')?;
                let part = self.node(depth + 1)?;
                self.expect(')')?;
                Ok(Filter::Not(Box::new(part)))
            }
            word => self.condition(word),
        }
    }

    fn parts(&mut self, depth: usize) -> Result<Vec<Filter>, Issue> {
        self.expect('(')?;
        let mut parts = Vec::new();
        while !self.take(')') {
            if !parts.is_empty() {
                self.expect(',')?;
            }
            parts.push(self.node(depth + 1)?);
        }
        Ok(parts)
    }

    fn condition(&mut self, word: &str) -> Result<Filter, Issue> {
        self.conditions += 1;
        if self.conditions > MAX_CONDITIONS {
            return Err(Issue::error("too_many", "filter").with("max", MAX_CONDITIONS));
        }
        let (field, op) = word.rsplit_once('.').ok_or_else(|| self.syntax())?;
        let op: Op = op.parse().map_err(|()| operator(field, op))?;
        self.expect('(')?;
        let mut values = Vec::new();
        while !self.take(')') {
            if !values.is_empty() {
                self.expect(',')?;
            }
            values.push(self.value()?);
            if values.len() > MAX_VALUES {
                return Err(Issue::error("too_many", "filter").with("max", MAX_VALUES));
            }
        }
        Ok(Filter::Test(Condition {
            field: field.to_owned(),
            op,
            values,
        }))
    }

    fn value(&mut self) -> Result<String, Issue> {
        if !self.take('\'') {
            let word = self.run(is_bare);
            return if word.is_empty() {
                Err(self.syntax())
            } else {
                Ok(word)
            };
        }
        let mut text = String::new();
        loop {
            let Some(c) = self.peek().filter(|c| !c.is_control()) else {
                return Err(self.syntax());
            };
            self.at += 1;
            if c != '\'' {
                text.push(c);
            } else if self.take('\'') {
                text.push('\'');
            } else {
                return Ok(text);
            }
        }
    }
}

/// A field that cannot be compared like that.
pub(super) fn operator(field: &str, op: &str) -> Issue {
    let short = |text: &str| text.chars().take(40).collect::<String>();
    Issue::error("filter_operator", "filter")
        .with("name", short(field))
        .with("op", short(op))
}
