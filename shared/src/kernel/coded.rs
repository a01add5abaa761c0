//! Enumerations whose variants have one stable word.

/// Declares an enum whose variants have a stable word, used in the database, in URLs, in JSON and
/// in the keys of the catalogue: `ALL`, `code()` and `FromStr` come with it.
#[macro_export]
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// Every variant, in the order they are shown.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word in the database, in URLs and in the catalogue.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }
        }
        impl ::std::str::FromStr for $name {
            type Err = ();
            fn from_str(text: &str) -> Result<Self, ()> {
                Self::ALL.iter().copied().find(|value| value.code() == text).ok_or(())
            }
        }
    };
}
pub use crate::coded;
