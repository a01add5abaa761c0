//! DIMACS CNF: `c N NAME` names variable N, `p cnf VARIABLES CLAUSES`, then clauses ended by 0.
//!
//! Variables without a name, or with a name that begins with `aux`, are helpers. Source: DIMACS
//! Challenge, "Satisfiability suggested format", 1993; the naming comments are FeatureIDE's.

use super::{ReadError, check_size};
use crate::cpq::configure::problem::{Body, Limits, Problem, Rule, RuleKind};
use crate::cpq::configure::sat::Lit;
use std::fmt::Write as _;

/// Most variables a header may announce.
pub const MAX_VARIABLES: u64 = 2_000_000;

/// Reads a CNF. A header that announces fewer clauses than follow is refused; fewer clauses than
/// announced too.
///
/// # Errors
/// [`ReadError`] with the place.
pub fn read(name: &str, text: &str) -> Result<Problem, ReadError> {
    read_within(name, text, Limits::FULL)
}

/// The same within other limits: a header of a few bytes may announce any number.
///
/// # Errors
/// As [`read`].
pub fn read_within(name: &str, text: &str, limits: Limits) -> Result<Problem, ReadError> {
    check_size(text)?;
    let mut reader = Reader::default();
    let mut last = 1;
    for (index, line) in text.lines().enumerate() {
        last = index + 1;
        if !reader.goes_on(last, line, limits)? {
            break;
        }
    }
    reader.finish(name, last)
}

#[derive(Default)]
struct Reader<'a> {
    /// Line, variable and name.
    names: Vec<(usize, usize, &'a str)>,
    /// How many variables and clauses were announced.
    header: Option<(usize, usize)>,
    clauses: Vec<Vec<Lit>>,
    /// The clause that is not ended yet.
    clause: Vec<Lit>,
}

impl<'a> Reader<'a> {
    /// Reads a line; whether more may follow.
    fn goes_on(&mut self, number: usize, line: &'a str, limits: Limits) -> Result<bool, ReadError> {
        let trimmed = line.trim_start();
        let indent = line.chars().count() - trimmed.chars().count();
        if let Some(comment) = trimmed.strip_prefix('c')
            && (comment.is_empty() || comment.starts_with([' ', '\t']))
        {
            self.comment(number, comment);
            return Ok(true);
        }
        if trimmed.starts_with('p') {
            if self.header.is_some() {
                return Err(ReadError::at(number, indent + 1, "a second header"));
            }
            self.header = Some(read_header(number, indent, trimmed, limits)?);
            return Ok(true);
        }
        let mut column = 1;
        for word in line.split([' ', '\t', '\r']) {
            match word {
                "" => {}
                "%" => return Ok(false),
                word => self.literal(word, number, column)?,
            }
            column += word.chars().count() + 1;
        }
        Ok(true)
    }

    /// `c 7 pump` names a variable; any other comment says nothing.
    fn comment(&mut self, number: usize, comment: &'a str) {
        if let Some((var, name)) = comment.trim().split_once([' ', '\t'])
            && let Ok(var) = var.parse::<usize>()
        {
            self.names.push((number, var, name.trim()));
        }
    }

    fn literal(&mut self, word: &str, number: usize, column: usize) -> Result<(), ReadError> {
        let wrong = |message: String| Err(ReadError::at(number, column, message));
        let Some((variables, announced)) = self.header else {
            return wrong("a clause before the header `p cnf`".to_owned());
        };
        let Ok(literal) = word.parse::<i64>() else {
            return wrong(format!("`{word}` is not a literal"));
        };
        if literal == 0 {
            if self.clauses.len() == announced {
                return wrong(format!("more clauses than the {announced} announced"));
            }
            self.clauses.push(std::mem::take(&mut self.clause));
            return Ok(());
        }
        match Lit::from_dimacs(literal) {
            Some(lit) if (lit.var() as usize) < variables => self.clause.push(lit),
            _ => {
                return wrong(format!(
                    "`{word}` is beyond the {variables} variables announced"
                ));
            }
        }
        Ok(())
    }

    fn finish(self, name: &str, last: usize) -> Result<Problem, ReadError> {
        let Some((variables, announced)) = self.header else {
            let message = "no header `p cnf VARIABLES CLAUSES`";
            return Err(ReadError::at(last, 1, message));
        };
        if !self.clause.is_empty() {
            return Err(ReadError::at(last, 1, "the last clause is not ended by 0"));
        }
        if self.clauses.len() != announced {
            let message = format!("{} clauses, {announced} announced", self.clauses.len());
            return Err(ReadError::at(last, 1, message));
        }
        problem(name, variables, &self.names, self.clauses)
    }
}

fn read_header(
    number: usize,
    indent: usize,
    line: &str,
    limits: Limits,
) -> Result<(usize, usize), ReadError> {
    let wrong = || {
        let message = "the header is not `p cnf VARIABLES CLAUSES`";
        ReadError::at(number, indent + 1, message)
    };
    let words: Vec<&str> = line.split_whitespace().collect();
    let ["p", "cnf", variables, clauses] = words.as_slice() else {
        return Err(wrong());
    };
    // Read as 64 bits, so that the browser refuses what the server refuses, and in the same words.
    let count = |word: &str| word.parse::<u64>().map_err(|_| wrong());
    let (variables, clauses) = (count(variables)?, count(clauses)?);
    let most = limits.vars.min(MAX_VARIABLES);
    for (what, found, most) in [
        ("variables", variables, most),
        ("clauses", clauses, limits.clauses),
    ] {
        if found > most {
            let message = format!("{found} {what}, at most {most} are taken");
            return Err(ReadError::at(number, indent + 1, message));
        }
    }
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    Ok((count(variables), count(clauses)))
}

fn problem(
    name: &str,
    variables: usize,
    names: &[(usize, usize, &str)],
    clauses: Vec<Vec<Lit>>,
) -> Result<Problem, ReadError> {
    let mut name_of: Vec<Option<&str>> = vec![None; variables];
    for (line, var, name) in names {
        // A comment that begins with another number names nothing.
        let Some(slot) = var.checked_sub(1).and_then(|at| name_of.get_mut(at)) else {
            continue;
        };
        if slot.is_some_and(|before| before != *name) {
            let message = format!("variable {var} is named twice");
            return Err(ReadError::at(*line, 1, message));
        }
        *slot = Some(name);
    }
    let mut problem = Problem::new(name);
    for (var, name) in name_of.into_iter().enumerate() {
        match name {
            Some(name) => problem.add_flag(name, name.starts_with("aux")),
            None => problem.add_flag(&format!("{}", var + 1), true),
        };
    }
    for (index, clause) in clauses.into_iter().enumerate() {
        problem.rules.push(Rule {
            kind: RuleKind::Clause {
                index: index as u32,
            },
            body: Body::Clause(clause),
        });
    }
    Ok(problem)
}

/// Writes clauses as DIMACS with the names of `named` variables (number from 0, name).
#[must_use]
pub fn write<'a>(
    vars: u32,
    named: impl Iterator<Item = (u32, &'a str)>,
    clauses: &[Vec<Lit>],
) -> String {
    let mut text = String::new();
    for (var, name) in named {
        // A name is the rest of its line.
        let name = name.replace(['\n', '\r'], " ");
        let _ = writeln!(text, "c {} {name}", var + 1);
    }
    let _ = writeln!(text, "p cnf {vars} {}", clauses.len());
    for clause in clauses {
        for lit in clause {
            let _ = write!(text, "{} ", lit.to_dimacs());
        }
        text.push_str("0\n");
    }
    text
}
