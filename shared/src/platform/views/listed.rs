//! The fields a list has: those of its object, and those an administrator added.

use super::{Field, Object};
use crate::kernel::{Action, Actor};

/// Every field of one list that its reader sees: another is shown, filtered, sorted and grouped by as little as one
/// that does not exist. Cheap to copy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fields {
    object: Object,
    own: &'static [Field],
    margins: bool,
}

impl From<Object> for Fields {
    /// The built-in fields alone that everybody sees.
    fn from(object: Object) -> Self {
        Self::with(object, &[])
    }
}

impl Fields {
    /// The built-in fields that everybody sees and these; see [`crate::platform::fields::list_fields`].
    #[must_use]
    pub const fn with(object: Object, own: &'static [Field]) -> Self {
        Self {
            object,
            own,
            margins: false,
        }
    }

    /// Those this person sees.
    #[must_use]
    pub const fn seen_by(self, actor: &Actor) -> Self {
        Self {
            margins: actor.may(Action::ViewMargin),
            ..self
        }
    }

    /// Of what it is a list.
    #[must_use]
    pub const fn object(self) -> Object {
        self.object
    }

    /// Every field, in the order a chooser shows them.
    pub fn all(self) -> impl Iterator<Item = &'static Field> {
        let all = self.object.fields().iter().chain(self.own);
        all.filter(move |field| self.margins || !field.margin)
    }

    /// The field called `name`.
    #[must_use]
    pub fn get(self, name: &str) -> Option<&'static Field> {
        self.all().find(|field| field.name == name)
    }

    /// The built-in field called `name`, when there is one that this reader does not see.
    #[must_use]
    pub fn hidden(self, name: &str) -> Option<&'static Field> {
        let field = self.object.field(name);
        field.filter(|_| self.get(name).is_none())
    }
}
