//! Edits as lists of typed changes of single fields, and what happens when two people edit at once.
//!
//! An edit carries only the fields a person touched and the version they were read at. When the
//! record has moved on, [`rebase`] tells the changes nobody else touched (they apply as they are)
//! from the real clashes, which a person settles: mine, theirs, with the original beside.

use serde::{Deserialize, Serialize};

/// A new value for one field of `Facts`.
pub trait Change: Clone + PartialEq {
    /// The editable part of the record.
    type Facts;
    /// The field's name in code, also of its label (`field.<name>`).
    fn field(&self) -> &str;
    /// Puts the value into `facts`.
    fn apply(&self, facts: &mut Self::Facts);
    /// The same field as it is in `facts`.
    fn current(&self, facts: &Self::Facts) -> Self;
}

/// One field that two people changed differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clash<C> {
    /// The value both started from.
    pub original: C,
    /// What this person wants.
    pub mine: C,
    /// What the record has now.
    pub theirs: C,
}

/// An edit seen against a record that has moved on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebased<C> {
    /// Changes of fields nobody else touched.
    pub clean: Vec<C>,
    /// Changes somebody has to decide on.
    pub clashes: Vec<Clash<C>>,
}

/// Sets `mine`, made on `original`, against the record as it is `now`. A change that says what the
/// record already says is neither clean nor a clash: it is done.
#[must_use]
pub fn rebase<C: Change>(original: &C::Facts, now: &C::Facts, mine: Vec<C>) -> Rebased<C> {
    let mut rebased = Rebased {
        clean: Vec::new(),
        clashes: Vec::new(),
    };
    for change in mine {
        let (before, theirs) = (change.current(original), change.current(now));
        if theirs == change {
            continue;
        }
        if theirs == before {
            rebased.clean.push(change);
        } else {
            rebased.clashes.push(Clash {
                original: before,
                mine: change,
                theirs,
            });
        }
    }
    rebased
}

/// `facts` with all of `changes`.
#[must_use]
pub fn with_changes<C: Change>(mut facts: C::Facts, changes: &[C]) -> C::Facts {
    for change in changes {
        change.apply(&mut facts);
    }
    facts
}

/// Declares the enum of changes of a facts struct: one variant per editable field. With `+ custom`
/// also `Custom`, one value of the facts' `custom` fields, each of them a field of its own.
#[macro_export]
macro_rules! changes {
    ($(#[$doc:meta])* $name:ident of $facts:ty { $($variant:ident($ty:ty) = $field:ident),+ $(,)? } + custom) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize)]
        #[allow(missing_docs)] // one variant per field, documented there
        pub enum $name {
            $($variant($ty),)+
            /// A field an administrator added.
            Custom($crate::platform::fields::CustomChange),
        }

        impl $crate::kernel::change::Change for $name {
            type Facts = $facts;
            fn field(&self) -> &str {
                match self {
                    $($name::$variant(_) => stringify!($field),)+
                    $name::Custom(change) => &change.name,
                }
            }
            fn apply(&self, facts: &mut $facts) {
                match self {
                    $($name::$variant(value) => facts.$field = value.clone(),)+
                    $name::Custom(change) => change.apply(&mut facts.custom),
                }
            }
            fn current(&self, facts: &$facts) -> Self {
                match self {
                    $($name::$variant(_) => $name::$variant(facts.$field.clone()),)+
                    $name::Custom(change) => $name::Custom(change.current(&facts.custom)),
                }
            }
        }

        impl $name {
            /// Every field in which the two differ, as the changes that lead from one to the other.
            #[must_use]
            pub fn between(from: &$facts, to: &$facts) -> Vec<Self> {
                let mut changes = Vec::new();
                $(if from.$field != to.$field {
                    changes.push($name::$variant(to.$field.clone()));
                })+
                let custom = from.custom.changes(&to.custom);
                changes.extend(custom.into_iter().map($name::Custom));
                changes
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Facts {
        pub name: String,
        pub size: Option<i64>,
        pub custom: crate::platform::fields::CustomValues,
    }
    changes! {
        /// Test changes.
        Edit of Facts { Name(String) = name, Size(Option<i64>) = size } + custom
    }

    fn facts(name: &str, size: i64) -> Facts {
        Facts {
            name: name.into(),
            size: Some(size),
            ..Facts::default()
        }
    }

    #[test]
    fn untouched_fields_merge_and_touched_ones_clash() {
        let original = facts("a", 1);
        let mine = vec![Edit::Name("mine".into()), Edit::Size(Some(2))];
        let rebased = rebase(&original, &facts("theirs", 1), mine.clone());
        assert_eq!(rebased.clean, [Edit::Size(Some(2))]);
        assert_eq!(rebased.clashes.len(), 1);
        assert_eq!(rebased.clashes[0].theirs, Edit::Name("theirs".into()));
        assert_eq!(rebased.clashes[0].mine.field(), "name");

        let agreed = rebase(&original, &facts("mine", 2), mine);
        assert!(agreed.clean.is_empty() && agreed.clashes.is_empty());
    }

    #[test]
    fn the_difference_leads_from_one_to_the_other() {
        let (from, to) = (facts("a", 1), facts("b", 1));
        let changes = Edit::between(&from, &to);
        assert_eq!(changes, [Edit::Name("b".into())]);
        assert_eq!(with_changes(from, &changes), to);
    }
}
