//! The fields a list has: those of its object, and those an administrator added.

use super::{Field, Object};

/// Every field of one list. Cheap to copy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fields {
    object: Object,
    own: &'static [Field],
}

impl From<Object> for Fields {
    /// The built-in fields alone.
    fn from(object: Object) -> Self {
        Self { object, own: &[] }
    }
}

impl Fields {
    /// The built-in fields and these; see [`crate::platform::fields::list_fields`].
    #[must_use]
    pub const fn with(object: Object, own: &'static [Field]) -> Self {
        Self { object, own }
    }

    /// Of what it is a list.
    #[must_use]
    pub const fn object(self) -> Object {
        self.object
    }

    /// Every field, in the order a chooser shows them.
    pub fn all(self) -> impl Iterator<Item = &'static Field> {
        self.object.fields().iter().chain(self.own)
    }

    /// The field called `name`.
    #[must_use]
    pub fn get(self, name: &str) -> Option<&'static Field> {
        self.all().find(|field| field.name == name)
    }
}
