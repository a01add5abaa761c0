//! Statements put together from parts: the only place where SQL is not a constant. Parts are
//! `&'static str`; everything else is bound, so no outside text can become SQL.

use crate::args::{Args, Bind};
use std::fmt::Write;

/// A statement being built.
#[derive(Debug, Default)]
pub struct Sql {
    pub(crate) text: String,
    pub(crate) args: Args,
}

impl Sql {
    /// Starts with a static text.
    #[must_use]
    pub fn new(part: &'static str) -> Self {
        Self {
            text: part.to_owned(),
            args: Args::default(),
        }
    }

    /// Appends a static text.
    pub fn push(&mut self, part: &'static str) -> &mut Self {
        self.text.push(' ');
        self.text.push_str(part);
        self
    }

    /// Appends a bound value.
    pub fn bind(&mut self, value: impl Bind) -> &mut Self {
        self.args.push(value);
        // Writing to a String cannot fail.
        let _ = write!(self.text, " ${}", self.args.0.len());
        self
    }

    /// Appends `(v1, v2, …), (…)`. `unnamed` is for SQLite, which takes `$1` for a name and looks
    /// through all names so far at each: with thousands of them, longer than the insertion takes.
    pub(crate) fn rows(&mut self, rows: impl Iterator<Item = Args>, unnamed: bool) -> &mut Self {
        for (index, row) in rows.enumerate() {
            self.text.push_str(if index == 0 { " (" } else { ", (" });
            for (place, value) in row.0.into_iter().enumerate() {
                self.args.0.push(value);
                self.text.push_str(if place == 0 { "" } else { ", " });
                // Writing to a String cannot fail.
                let _ = if unnamed {
                    self.text.write_char('?')
                } else {
                    write!(self.text, "${}", self.args.0.len())
                };
            }
            self.text.push(')');
        }
        self
    }

    /// Appends `part` followed by a bound value: `sql.with("AND o.owner_id =", owner)`.
    pub fn with(&mut self, part: &'static str, value: impl Bind) -> &mut Self {
        self.push(part).bind(value)
    }

    /// Appends `part (v1, v2, …)`; an empty list matches nothing.
    pub fn within<T: Bind>(
        &mut self,
        part: &'static str,
        values: impl IntoIterator<Item = T>,
    ) -> &mut Self {
        self.push(part).push("(");
        let mut first = true;
        for value in values {
            if !first {
                self.text.push(',');
            }
            first = false;
            self.bind(value);
        }
        if first {
            self.push("NULL");
        }
        self.push(")")
    }
}
