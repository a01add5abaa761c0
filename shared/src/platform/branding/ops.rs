//! What may be asked about the company's look.

use super::{Brand, Colour};
use crate::kernel::Issue;
use crate::operation;
use serde::{Deserialize, Serialize};

/// Asks how the company looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetBranding {}
operation!(GetBranding => Brand, "branding.get", ReadReference);

/// Which picture shall stand in a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Picked {
    /// None.
    #[default]
    None,
    /// One that is known: that of now, or one of before.
    Known {
        /// Which.
        hash: String,
    },
    /// A new one.
    New {
        /// Its bytes in Base64.
        content: String,
    },
}

impl Picked {
    /// What keeps a picture as it is.
    #[must_use]
    pub fn kept(picture: Option<&super::BrandPicture>) -> Self {
        picture.map_or(Self::None, |one| Self::Known {
            hash: one.hash.clone(),
        })
    }
}

/// Saves the look whole, if its version is still the one that was read. Nothing of everything is Jalon's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveBranding {
    /// The accent as it was typed; empty: Jalon's.
    pub accent: String,
    /// The logo.
    pub logo: Picked,
    /// The icon.
    pub icon: Picked,
    /// The version that was read.
    pub version: i64,
}
operation!(SaveBranding => Brand, "branding.save", ManageCompany);

impl SaveBranding {
    /// What puts `brand` back over the version that came after it.
    #[must_use]
    pub fn back_to(brand: &Brand, version: i64) -> Self {
        Self {
            accent: brand
                .accent
                .map(|accent| accent.to_string())
                .unwrap_or_default(),
            logo: Picked::kept(brand.logo.as_ref()),
            icon: Picked::kept(brand.icon.as_ref()),
            version,
        }
    }

    /// The accent.
    ///
    /// # Errors
    /// `invalid_colour` about the field `accent`.
    pub fn colour(&self) -> Result<Option<Colour>, Issue> {
        if self.accent.trim().is_empty() {
            Ok(None)
        } else {
            self.accent.parse().map(Some)
        }
    }
}
