//! Statements put together from parts: the only place where SQL is not a constant. Parts are
//! `&'static str`; everything else is bound, so no outside text can become SQL.

use crate::args::{Args, Bind};
use chrono::NaiveDate;
use shared::kernel::Lang;
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

    /// Appends the name of a table or column that the database's own catalogue gave, quoted; any other
    /// sign than those names have is left out.
    pub(crate) fn name(&mut self, name: &str) -> &mut Self {
        let sound = |sign: &char| sign.is_ascii_alphanumeric() || *sign == '_';
        self.text.push_str(" \"");
        self.text.extend(name.chars().filter(sound));
        self.text.push('"');
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

    /// Puts a day in the place of `@today` in the static parts. Bound, it would be another parameter at each place, and
    /// to PostgreSQL what a statement selects would not be what it groups by.
    pub(crate) fn on_day(&mut self, today: NaiveDate) {
        if self.text.contains("@today") {
            self.text = self.text.replace("@today", &format!("'{today}'"));
        }
    }

    /// Puts the code of a language in the place of `@lang` in the static parts: the end of a column's name.
    pub(crate) fn in_lang(&mut self, lang: Lang) {
        if self.text.contains("@lang") {
            self.text = self.text.replace("@lang", lang.tag());
        }
    }

    /// Leaves out each join (its alias with the dot, its text) that nothing else in the statement names. A dot
    /// that ends another name keeps a join that could go; none goes that is needed.
    pub(crate) fn without_unused(&mut self, joins: &[(&str, &str)]) {
        for (alias, join) in joins {
            let Some(at) = self.text.find(join) else {
                continue;
            };
            let (before, after) = (&self.text[..at], &self.text[at + join.len()..]);
            if !before.contains(alias) && !after.contains(alias) {
                self.text = format!("{before}{after}");
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_stands_wherever_it_is_named() {
        let mut sql = Sql::new("SELECT a < @today");
        sql.push("GROUP BY a < @today");
        sql.on_day(NaiveDate::from_ymd_opt(2026, 11, 23).unwrap());
        assert_eq!(
            sql.text,
            "SELECT a < '2026-11-23' GROUP BY a < '2026-11-23'"
        );
    }

    #[test]
    fn a_column_is_that_of_the_language() {
        let mut sql = Sql::new("SELECT p.name_@lang");
        sql.push("ORDER BY p.name_@lang");
        sql.in_lang(Lang::Fr);
        assert_eq!(sql.text, "SELECT p.name_fr ORDER BY p.name_fr");
    }

    #[test]
    fn joins_nobody_names_are_left_out() {
        const JOINS: &[(&str, &str)] = &[
            ("t.", "LEFT JOIN t ON t.id = u.team"),
            ("u.", "LEFT JOIN u ON u.id = c.owner"),
        ];
        let joined = "FROM c LEFT JOIN u ON u.id = c.owner LEFT JOIN t ON t.id = u.team WHERE";
        let of = |condition: &'static str| {
            let mut sql = Sql::new(joined);
            sql.push(condition);
            sql.without_unused(JOINS);
            sql.text
        };
        assert_eq!(of("c.x").matches("JOIN").count(), 0);
        assert_eq!(of("u.name").matches("JOIN").count(), 1);
        assert_eq!(of("t.name").matches("JOIN").count(), 2);
    }
}
