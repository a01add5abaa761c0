//! Pages and server functions: what a person sees, and the three-line adapters through which it
//! asks the server. No business rule (those are in `shared`), no SQL, no text (that is in `i18n`).
#![recursion_limit = "256"]
#![cfg_attr(
    not(feature = "ssr"),
    allow(
        unused_imports,
        reason = "bodies of server functions, and what they import, exist on the server only"
    )
)]

pub mod boot;
pub mod call;
pub mod cpq;
pub mod crm;
pub mod deals;
pub mod insight;
pub mod live;
pub mod planning;
pub mod platform;
pub mod routes;
pub mod shell;
pub mod work;

pub use boot::{Assets, Boot, DoorInfo, SignInInfo};
pub use shell::App;
#[cfg(feature = "ssr")]
pub use shell::{document, part_of};
