//! UVL's constraints. Operators bind, tightest first: `!`; `* /`; `+ -`; comparisons; `&`; `|`; `=>`;
//! `<=>`; each from the left.

use super::ReadError;
use super::uvl::{at, millionths};
use super::uvl_lex::{Token, Word};
use crate::cpq::configure::feature::{Attribute, Expr, FeatureModel, Linear, MAX_NESTING, SCALE};
use crate::cpq::configure::problem::Compare;
use std::collections::BTreeMap;

/// Most `=>` and `<=>` of a constraint.
const MAX_ARROWS: usize = 2_000;
/// Most `!` or `-` one after the other.
const MAX_SIGNS: usize = 8;

/// Most terms that are made of a model's sums while it is read: every `sum` looks at every feature, and every
/// product writes its terms anew.
const MAX_TERMS: usize = 4_000_000;

/// How deeply an expression is nested; without recursion, for it may be deep.
fn height(expr: &Expr) -> usize {
    let mut open = vec![(expr, 1)];
    let mut height = 0;
    while let Some((expr, depth)) = open.pop() {
        height = height.max(depth);
        match expr {
            Expr::Const(_) | Expr::Feature(_) | Expr::Compare(..) => {}
            Expr::Not(inner) => open.push((inner, depth + 1)),
            Expr::And(parts) | Expr::Or(parts) => {
                open.extend(parts.iter().map(|part| (part, depth + 1)));
            }
            Expr::Implies(a, b) | Expr::Iff(a, b) => {
                open.extend([(&**a, depth + 1), (&**b, depth + 1)]);
            }
        }
    }
    height
}

/// What a part of a constraint is: its type is checked where it is used.
enum Part {
    Truth(Expr),
    Number(Linear),
}

/// Reads the words of one constraint.
///
/// It is no language of `cpq::expr`: its words come from UVL's lines, names may be quoted or begin with a
/// digit, chains are one node however long, and numbers are summed into [`Linear`] while they are read.
pub struct Parser<'a> {
    words: &'a [Word],
    next: usize,
    model: &'a FeatureModel,
    by_name: &'a BTreeMap<String, u32>,
    depth: usize,
    /// Arrows so far.
    arrows: usize,
    /// Terms made so far, by the constraints before this one, too.
    terms: usize,
}

impl<'a> Parser<'a> {
    /// `terms` is how many were made by the constraints before.
    pub const fn new(
        words: &'a [Word],
        model: &'a FeatureModel,
        by_name: &'a BTreeMap<String, u32>,
        terms: usize,
    ) -> Self {
        Self {
            words,
            next: 0,
            model,
            by_name,
            depth: 0,
            arrows: 0,
            terms,
        }
    }

    /// The whole line, and how many terms were made by now.
    ///
    /// # Errors
    /// What is wrong, unknown or too large, with its place.
    pub fn constraint(mut self) -> Result<(Expr, usize), ReadError> {
        let start = self.next;
        let part = self.equivalence()?;
        if let Some(extra) = self.words.get(self.next) {
            return Err(at(extra, "an operator is expected"));
        }
        let expr = self.truth(part, start)?;
        if height(&expr) > 2 * MAX_NESTING {
            return Err(at(&self.words[0], "the constraint is nested too deeply"));
        }
        Ok((expr, self.terms))
    }

    /// So many terms more.
    fn made(&mut self, terms: usize) -> Result<(), ReadError> {
        self.terms = self.terms.saturating_add(terms);
        if self.terms > MAX_TERMS {
            let message = "the sums of the model have too many terms";
            return Err(self.here().error(message));
        }
        Ok(())
    }

    fn here(&self) -> ReadErrorAt<'_> {
        ReadErrorAt(self.words.get(self.next), self.words.last())
    }

    fn sign(&self) -> Option<&'static str> {
        match self.words.get(self.next)?.token {
            Token::Sign(sign) => Some(sign),
            _ => None,
        }
    }

    fn accept(&mut self, sign: &str) -> bool {
        let found = self.sign() == Some(sign);
        self.next += usize::from(found);
        found
    }

    fn truth(&self, part: Part, start: usize) -> Result<Expr, ReadError> {
        match part {
            Part::Truth(expr) => Ok(expr),
            Part::Number(_) => Err(at(
                &self.words[start.min(self.words.len() - 1)],
                "a condition is expected, this is a number",
            )),
        }
    }

    fn number(&self, part: Part, start: usize) -> Result<Linear, ReadError> {
        match part {
            Part::Number(linear) => Ok(linear),
            Part::Truth(_) => Err(at(
                &self.words[start.min(self.words.len() - 1)],
                "a number is expected, this is a condition",
            )),
        }
    }

    fn equivalence(&mut self) -> Result<Part, ReadError> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return Err(self.here().error("the constraint is nested too deeply"));
        }
        let start = self.next;
        let mut part = self.implication()?;
        while self.accept("<=>") {
            self.arrow()?;
            let left = self.truth(part, start)?;
            let second = self.next;
            let right = self.implication()?;
            let right = self.truth(right, second)?;
            part = Part::Truth(Expr::Iff(Box::new(left), Box::new(right)));
        }
        self.depth -= 1;
        Ok(part)
    }

    /// One more arrow: each nests what is before it.
    fn arrow(&mut self) -> Result<(), ReadError> {
        self.arrows += 1;
        if self.arrows > MAX_ARROWS {
            return Err(self.here().error("too many arrows in one constraint"));
        }
        Ok(())
    }

    fn implication(&mut self) -> Result<Part, ReadError> {
        let start = self.next;
        let mut part = self.any()?;
        while self.accept("=>") {
            self.arrow()?;
            let left = self.truth(part, start)?;
            let second = self.next;
            let right = self.any()?;
            let right = self.truth(right, second)?;
            part = Part::Truth(Expr::Implies(Box::new(left), Box::new(right)));
        }
        Ok(part)
    }

    fn any(&mut self) -> Result<Part, ReadError> {
        self.chain("|", Self::all, Expr::Or)
    }

    fn all(&mut self) -> Result<Part, ReadError> {
        self.chain("&", Self::comparison, Expr::And)
    }

    fn chain(
        &mut self,
        sign: &str,
        operand: fn(&mut Self) -> Result<Part, ReadError>,
        join: fn(Vec<Expr>) -> Expr,
    ) -> Result<Part, ReadError> {
        let start = self.next;
        let first = operand(self)?;
        if self.sign() != Some(sign) {
            return Ok(first);
        }
        let mut operands = vec![self.truth(first, start)?];
        while self.accept(sign) {
            let start = self.next;
            let part = operand(self)?;
            operands.push(self.truth(part, start)?);
        }
        Ok(Part::Truth(join(operands)))
    }

    fn comparison(&mut self) -> Result<Part, ReadError> {
        let start = self.next;
        let left = self.sum()?;
        let compare = match self.sign() {
            Some("==") => Compare::Eq,
            Some("!=") => Compare::Ne,
            Some("<") => Compare::Lt,
            Some("<=") => Compare::Le,
            Some(">") => Compare::Gt,
            Some(">=") => Compare::Ge,
            _ => return Ok(left),
        };
        self.next += 1;
        let second = self.next;
        let right = self.sum()?;
        let (left, right) = (self.number(left, start)?, self.number(right, second)?);
        self.made(right.terms.len())?;
        let difference = self.fits(left.plus(&right, -1), start)?;
        Ok(Part::Truth(Expr::Compare(difference, compare)))
    }

    fn fits(&self, linear: Option<Linear>, start: usize) -> Result<Linear, ReadError> {
        linear.ok_or_else(|| {
            at(
                &self.words[start],
                "a number here is too large or has too many decimals",
            )
        })
    }

    fn sum(&mut self) -> Result<Part, ReadError> {
        let start = self.next;
        let mut part = self.product()?;
        while let Some(sign @ ("+" | "-")) = self.sign() {
            self.next += 1;
            let second = self.next;
            let right = self.product()?;
            let (left, right) = (self.number(part, start)?, self.number(right, second)?);
            self.made(right.terms.len())?;
            let factor = if sign == "+" { 1 } else { -1 };
            part = Part::Number(self.fits(left.plus(&right, factor), start)?);
        }
        Ok(part)
    }

    fn product(&mut self) -> Result<Part, ReadError> {
        let start = self.next;
        let mut part = self.unary()?;
        while let Some(sign @ ("*" | "/")) = self.sign() {
            let operator = self.next;
            self.next += 1;
            let second = self.next;
            let right = self.unary()?;
            let (left, right) = (self.number(part, start)?, self.number(right, second)?);
            let both_vary = !left.terms.is_empty() && !right.terms.is_empty();
            if both_vary || sign == "/" && !right.terms.is_empty() {
                let message = "products and quotients of two varying numbers are not taken";
                return Err(at(&self.words[operator], message));
            }
            self.made(left.terms.len() + right.terms.len())?;
            let result = if sign == "*" {
                left.times(&right)
            } else {
                divided(&left, right.constant)
            };
            part = Part::Number(self.fits(result, operator)?);
        }
        Ok(part)
    }

    fn unary(&mut self) -> Result<Part, ReadError> {
        let start = self.next;
        let first = self.sign();
        let (Some("!") | Some("-")) = first else {
            return self.primary();
        };
        let mut signs = 0;
        while self.sign() == first {
            self.next += 1;
            signs += 1;
            if signs > MAX_SIGNS {
                return Err(self.here().error("the constraint is nested too deeply"));
            }
        }
        let inner = self.next;
        let part = self.primary()?;
        if first == Some("!") {
            let expr = self.truth(part, inner)?;
            let not = |expr, _| Expr::Not(Box::new(expr));
            return Ok(Part::Truth((0..signs).fold(expr, not)));
        }
        let linear = self.number(part, inner)?;
        self.made(linear.terms.len())?;
        let factor = if signs % 2 == 1 { -1 } else { 1 };
        Ok(Part::Number(
            self.fits(Linear::default().plus(&linear, factor), start)?,
        ))
    }

    fn primary(&mut self) -> Result<Part, ReadError> {
        let Some(word) = self.words.get(self.next) else {
            return Err(self.here().error("the constraint ends too early"));
        };
        self.next += 1;
        match &word.token {
            Token::Sign("(") => {
                let part = self.equivalence()?;
                if !self.accept(")") {
                    return Err(self.here().error("`)` or an operator is expected"));
                }
                Ok(part)
            }
            Token::Number(digits) => Ok(Part::Number(Linear {
                constant: millionths(word, digits)?,
                terms: BTreeMap::new(),
            })),
            Token::Word(name) if self.sign() == Some("(") => match name.as_str() {
                "sum" => self.sum_of(),
                other => Err(at(
                    word,
                    format!("the function `{other}` is not taken, only `sum`"),
                )),
            },
            Token::Word(name) | Token::Name(name) => {
                let constant = matches!(word.token, Token::Word(_))
                    && matches!(name.as_str(), "true" | "false")
                    && self.sign() != Some(".")
                    && !self.by_name.contains_key(name);
                if constant {
                    return Ok(Part::Truth(Expr::Const(name == "true")));
                }
                self.next -= 1;
                self.reference()
            }
            Token::Text(_) => Err(at(word, "comparisons of texts are not taken")),
            Token::Sign(_) => Err(at(word, "a feature, a number or `(` is expected")),
        }
    }

    /// `a.b.c`: a feature, or a feature and its attribute.
    fn reference(&mut self) -> Result<Part, ReadError> {
        let start = self.next;
        let path = self.path()?;
        let joined = path.join(".");
        if let Some(feature) = self.by_name.get(&joined) {
            return Ok(Part::Truth(Expr::Feature(*feature)));
        }
        if let Some((attribute, feature)) = path.split_last()
            && let Some(feature) = self.by_name.get(&feature.join("."))
        {
            let mut linear = Linear::default();
            if !self.add(&mut linear, *feature, attribute) {
                let message = format!("`{joined}` is not an attribute with a number");
                return Err(at(&self.words[start], message));
            }
            return Ok(Part::Number(linear));
        }
        Err(at(
            &self.words[start],
            format!("there is no feature `{joined}`"),
        ))
    }

    fn path(&mut self) -> Result<Vec<String>, ReadError> {
        let mut path = Vec::new();
        loop {
            match self.words.get(self.next).map(|word| &word.token) {
                Some(Token::Word(part) | Token::Name(part) | Token::Number(part)) => {
                    path.push(part.clone());
                }
                _ => return Err(self.here().error("a name is expected")),
            }
            self.next += 1;
            if !self.accept(".") {
                return Ok(path);
            }
        }
    }

    /// Adds a numeric attribute of a feature; false when it has none.
    fn add(&self, linear: &mut Linear, feature: u32, name: &str) -> bool {
        let attributes = &self.model.features[feature as usize].attributes;
        let number = attributes.iter().find_map(|(key, value)| match value {
            Attribute::Number(number) if key == name => Some(*number),
            _ => None,
        });
        if let Some(number) = number {
            linear.terms.insert(feature, number);
        }
        number.is_some()
    }

    /// `sum(attribute)` over all features, `sum(feature, attribute)` over those below a feature.
    fn sum_of(&mut self) -> Result<Part, ReadError> {
        self.next += 1;
        let start = self.next;
        let first = self.path()?.join(".");
        let (below, attribute) = if self.accept(",") {
            let Some(below) = self.by_name.get(&first) else {
                return Err(at(
                    &self.words[start],
                    format!("there is no feature `{first}`"),
                ));
            };
            (Some(*below), self.path()?.join("."))
        } else {
            (None, first)
        };
        if !self.accept(")") {
            return Err(self.here().error("`)` is expected"));
        }
        self.made(self.model.features.len())?;
        let mut linear = Linear::default();
        // Parents come before children.
        let mut inside = vec![below.is_none(); self.model.features.len()];
        for (id, feature) in self.model.features.iter().enumerate() {
            let from_parent = feature.parent.is_some_and(|parent| inside[parent as usize]);
            inside[id] |= from_parent || below == Some(id as u32);
            if inside[id] {
                self.add(&mut linear, id as u32, &attribute);
            }
        }
        Ok(Part::Number(linear))
    }
}

/// Where a message belongs when the words may have ended.
struct ReadErrorAt<'a>(Option<&'a Word>, Option<&'a Word>);

impl ReadErrorAt<'_> {
    fn error(&self, message: &str) -> ReadError {
        match (self.0, self.1) {
            (Some(word), _) | (None, Some(word)) => at(word, message),
            (None, None) => ReadError::at(1, 1, message),
        }
    }
}

/// Exactly divided by a constant in millionths.
fn divided(linear: &Linear, by: i64) -> Option<Linear> {
    let exact = |number: i64| -> Option<i64> {
        let number = i128::from(number) * i128::from(SCALE);
        let by = i128::from(by);
        (by != 0 && number % by == 0).then(|| i64::try_from(number / by).ok())?
    };
    Some(Linear {
        constant: exact(linear.constant)?,
        terms: linear
            .terms
            .iter()
            .map(|(feature, weight)| Some((*feature, exact(*weight)?)))
            .collect::<Option<_>>()?,
    })
}
