//! `/admin/privacy`: what is known of a person erased on request, with its proof.
//!
//! The list of erasures with the check of an address, the erasure of one person, its certificate.

mod api;
mod certificate;
mod check;
mod erase;
mod page;
mod places;

pub use certificate::CertificatePage;
pub use erase::ErasePage;
pub use page::PrivacyPage;
