//! What every page knows from its first paint: who is signed in, what day it is for them, and the
//! reference data of menus.
//!
//! Entry points: [`SessionView`] (the person, the rights, the company's settings a page needs), [`ListPeople`]
//! (who can be chosen as an owner). It holds nothing secret: it travels in the page.
//! Signing in itself is in [`super::access`], [`super::passkeys`] and [`super::sso`]; its use cases are in
//! `services::platform::auth`.

mod ops;
pub use ops::*;
