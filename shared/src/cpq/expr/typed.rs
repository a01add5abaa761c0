//! What languages with kinds have alike: an expression is of its kind once it is read.

use super::{Language, Parsed, Place, Reader, TextError};

/// What kind of value an expression has.
pub trait ExprKind: Copy + Eq {
    /// Yes or no.
    const FLAG: Self;
    /// A text.
    const TEXT: Self;

    /// What is said where something of this kind is expected.
    fn expected(self) -> &'static str;
}

/// An expression with its kind and place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed<K, N> {
    /// What it is made of.
    pub node: N,
    /// What its value is.
    pub kind: K,
    /// Where it stands; of an operation, its operator.
    pub at: Place,
}

impl<K: ExprKind, N> Typed<K, N> {
    /// Something of this kind.
    pub const fn new(kind: K, at: Place, node: N) -> Self {
        Self { node, kind, at }
    }

    /// The expression, when it is of this kind.
    ///
    /// # Errors
    /// It is of another.
    pub fn of_kind(self, kind: K) -> Result<Self, TextError> {
        if self.kind == kind {
            Ok(self)
        } else {
            Err(TextError::new(self.at, kind.expected()))
        }
    }

    /// `not a`, `-a`: what makes of a kind the same kind.
    ///
    /// # Errors
    /// `inner` is of another kind.
    pub fn unary(
        kind: K,
        at: Place,
        inner: Self,
        node: fn(Box<Self>) -> N,
    ) -> Result<Self, TextError> {
        let inner = inner.of_kind(kind)?;
        Ok(Self::new(kind, at, node(Box::new(inner))))
    }

    /// `a + b`: each side with the kind it has to be of, and what comes of them.
    ///
    /// # Errors
    /// A side is of another kind.
    pub fn binary(
        at: Place,
        (left, of_left): (Self, K),
        (right, of_right): (Self, K),
        kind: K,
        node: impl FnOnce(Box<Self>, Box<Self>) -> N,
    ) -> Result<Self, TextError> {
        let (left, right) = (left.of_kind(of_left)?, right.of_kind(of_right)?);
        Ok(Self::new(kind, at, node(Box::new(left), Box::new(right))))
    }

    /// `a in ("b", "c")`, read from the bracket on.
    ///
    /// # Errors
    /// `left` is no text, or what follows is no list of texts.
    pub fn member<L: Language<Expr = Self>>(
        reader: &mut Reader<L>,
        at: Place,
        left: Self,
        node: fn(Box<Self>, Vec<String>) -> N,
    ) -> Parsed<L> {
        let left = left.of_kind(K::TEXT)?;
        let texts = reader.list(Reader::quoted)?;
        Ok(Self::new(K::FLAG, at, node(Box::new(left), texts)))
    }
}
