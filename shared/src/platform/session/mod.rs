//! What every page knows from its first paint: who is signed in, what day it is for them, and the
//! reference data of menus.

mod ops;
pub use ops::*;
