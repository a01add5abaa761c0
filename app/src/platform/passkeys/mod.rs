//! Passkeys: the button of the sign-in page with its script, and one's own in the settings.

mod browser;
mod calls;
mod door;
mod own;
mod stages;

pub use calls::reset_passkeys;
pub use door::{passkey_door, passkey_script};
pub use own::OwnPasskeys;
