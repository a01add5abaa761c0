//! From tokens to an expression.

use super::lexer::{Token, Tokens, tokens};
use super::{Language, Level, Lexis, Place, TextError};

/// An expression of a language, or what is wrong.
pub type Parsed<L> = Result<<L as Language>::Expr, TextError>;

type Number<L> = <<L as Language>::Lexis as Lexis>::Number;

/// Reads a whole text as one expression.
///
/// # Errors
/// What is wrong or expected, and where; that the text passes a bound of the language.
pub fn read<L: Language>(text: &str) -> Parsed<L> {
    let longest = L::BOUNDS.length;
    if text.chars().count() > longest {
        return Err(TextError::new(Place::START, "rule_too_long").with("limit", longest));
    }
    let mut reader = Reader::<L> {
        tokens: tokens::<L::Lexis>(text)?,
        next: 0,
        depth: 0,
        operators: 0,
    };
    let expr = reader.expr(0)?;
    match reader.peek() {
        Token::End => Ok(expr),
        _ => Err(reader.unexpected("rule_expects_operator")),
    }
}

/// A place between the tokens of a text.
pub struct Reader<L: Language> {
    tokens: Tokens<Number<L>>,
    next: usize,
    depth: u32,
    operators: u32,
}

/// How an operator that was found takes what is on its right.
enum Join<Op> {
    Left(Op),
    Right(Op),
    Once(Op),
    In,
}

impl<L: Language> Reader<L> {
    /// What stands here.
    pub fn peek(&self) -> &Token<Number<L>> {
        // The end stays where it is.
        self.tokens
            .get(self.next)
            .map_or(&Token::End, |token| &token.0)
    }

    /// The place of what stands here.
    pub fn at(&self) -> Place {
        let last = self.tokens.len().saturating_sub(1);
        self.tokens
            .get(self.next.min(last))
            .map_or_else(Place::default, |token| token.1)
    }

    /// Goes on behind what stands here.
    pub fn pass(&mut self) {
        self.next += 1;
    }

    /// Passes this word or sign, when it stands here.
    pub fn take(&mut self, written: &str) -> bool {
        let stands = match self.peek() {
            Token::Word(word) => word == written,
            Token::Sign(sign) => *sign == written,
            _ => false,
        };
        self.next += usize::from(stands);
        stands
    }

    /// Passes this word or sign.
    ///
    /// # Errors
    /// Something else stands here.
    pub fn expect(&mut self, written: &'static str) -> Result<(), TextError> {
        if self.take(written) {
            return Ok(());
        }
        Err(self.unexpected("rule_expects_sign").with("sign", written))
    }

    /// What stands here is not what the code says is expected.
    pub fn unexpected(&self, code: &'static str) -> TextError {
        let found = match self.peek() {
            Token::Word(word) | Token::Text(word) => word.clone(),
            Token::Number(number) => number.to_string(),
            Token::Sign(sign) => (*sign).to_owned(),
            Token::End => return TextError::new(self.at(), "rule_unfinished"),
        };
        TextError::new(self.at(), code).with("found", found)
    }

    /// `yes` or `no`, when it stands here.
    pub fn flag(&mut self) -> Option<bool> {
        let words = [
            ("yes", true),
            ("true", true),
            ("no", false),
            ("false", false),
        ];
        self.take_of(&words)
    }

    /// A text in quotes.
    ///
    /// # Errors
    /// Something else stands here.
    pub fn quoted(&mut self) -> Result<String, TextError> {
        let Token::Text(text) = self.peek().clone() else {
            return Err(self.unexpected("formula_expects_quoted"));
        };
        self.pass();
        Ok(text)
    }

    /// `(a, b, …)`, one at least.
    ///
    /// # Errors
    /// Those of an item, or that a bracket or comma is missing.
    pub fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T, TextError>,
    ) -> Result<Vec<T>, TextError> {
        self.expect("(")?;
        let mut items = vec![item(self)?];
        while self.take(",") {
            items.push(item(self)?);
        }
        self.expect(")")?;
        Ok(items)
    }

    /// A whole expression inside another: in brackets, as an argument.
    ///
    /// # Errors
    /// Those of the expression, or that it is too deep.
    pub fn nested(&mut self) -> Parsed<L> {
        self.deeper(0)
    }

    /// One operator or call more, at this place.
    ///
    /// # Errors
    /// It is one too many.
    pub fn counted(&mut self, at: Place) -> Result<(), TextError> {
        self.operators += 1;
        let most = L::BOUNDS.operators;
        if self.operators > most {
            return Err(TextError::new(at, "rule_too_many_operators").with("limit", most));
        }
        Ok(())
    }

    fn deeper(&mut self, loosest: usize) -> Parsed<L> {
        self.depth += 1;
        let deepest = L::BOUNDS.depth;
        if self.depth > deepest {
            return Err(TextError::new(self.at(), "rule_too_deep").with("limit", deepest));
        }
        let found = self.expr(loosest);
        self.depth -= 1;
        found
    }

    /// An expression whose operators are of level `loosest` or tighter.
    fn expr(&mut self, loosest: usize) -> Parsed<L> {
        let (mut left, mut below) = self.operand(loosest)?;
        loop {
            let at = self.at();
            let Some((level, join)) = self.operator(loosest, below) else {
                return Ok(left);
            };
            // What is read now ends with this level: from the left it may go on there, else only looser.
            below = level;
            let (op, right) = match join {
                Join::In => {
                    left = L::member(self, at, left)?;
                    continue;
                }
                Join::Once(op) => (op, self.expr(level + 1)?),
                Join::Right(op) => (op, self.deeper(level)?),
                Join::Left(op) => {
                    below = level + 1;
                    (op, self.expr(level + 1)?)
                }
            };
            self.counted(at)?;
            left = L::binary(op, at, left, right)?;
        }
    }

    /// What operators stand between, and the level below which one may follow it.
    fn operand(&mut self, loosest: usize) -> Result<(L::Expr, usize), TextError> {
        let at = self.at();
        for (level, kind) in L::LEVELS.iter().enumerate().skip(loosest) {
            let found = match kind {
                Level::Not if self.take("not") => L::not(at, self.deeper(level)?)?,
                Level::Minus if self.take("-") => L::minus(at, self.deeper(level)?)?,
                _ => continue,
            };
            return Ok((found, level));
        }
        let found = if self.take("(") {
            let inner = self.nested()?;
            self.expect(")")?;
            inner
        } else {
            L::atom(self, at)?
        };
        Ok((found, L::LEVELS.len()))
    }

    /// Passes the operator that stands here, when its level is `loosest` or tighter and before `below`.
    fn operator(&mut self, loosest: usize, below: usize) -> Option<(usize, Join<L::Op>)> {
        let levels = L::LEVELS.iter().enumerate().take(below).skip(loosest);
        for (level, kind) in levels {
            let found = match kind {
                Level::Left(row) => self.take_of(row).map(Join::Left),
                Level::Right(row) => self.take_of(row).map(Join::Right),
                Level::Compare(_) if self.take("in") => Some(Join::In),
                Level::Compare(row) => self.take_of(row).map(Join::Once),
                Level::Not | Level::Minus => None,
            };
            if let Some(join) = found {
                return Some((level, join));
            }
        }
        None
    }

    fn take_of<T: Copy>(&mut self, row: &[(&'static str, T)]) -> Option<T> {
        let found = row.iter().find(|(written, _)| self.take(written));
        found.map(|(_, meant)| *meant)
    }
}
