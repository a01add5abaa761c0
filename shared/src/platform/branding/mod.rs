//! How the company looks where people meet it: its logo, its icon, its accent.
//!
//! Terms: the *accent* is the one colour the company chose; a *palette* is what is made of it, so that it can
//! be read in the light and in the dark appearance; a *shift* is a shade that had to be taken in its place.
//! A picture of the brand is named by the *hash* of its bytes, which is also its address.
//! Entry points: [`Colour`], [`palette`], [`shifts`], [`sheet`], [`read_brand_picture`], the operations in [`ops`].
//! Invariants: every text of a palette has 4.5:1 against each surface it lies on, in both appearances, whatever
//! the accent; nothing that runs (SVG) is a picture; what a document or a mail was sent with stays readable,
//! as pictures are kept by what they are.
//! Sources: WCAG 2.2, 1.4.3, 1.4.11 and the definition of relative luminance.
//! Tests: below; both databases in `server/services/tests/it/platform/branding.rs`.

mod colour;
pub mod ops;
mod palette;
mod picture;

pub use colour::Colour;
pub use palette::{Palette, Shift, ShiftKind, Tones, palette, sheet, shifts};
pub use picture::{ICON_BYTES, ICON_SIDES, LOGO_BYTES, LOGO_SIDES, Place, read_brand_picture};

use crate::cpq::pictures::PictureKind;
use serde::{Deserialize, Serialize};

/// Jalon's own accent, where the company chose none.
pub const JALON: Colour = Colour(0x3b, 0x4c, 0xca);

/// A picture of the brand, without its bytes.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrandPicture {
    /// SHA-256 of its bytes, in hexadecimal.
    pub hash: String,
    /// What it is.
    pub kind: PictureKind,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// How many bytes it has.
    pub size: i64,
}

impl BrandPicture {
    /// Where it is served, to whoever asks.
    #[must_use]
    pub fn address(&self) -> String {
        format!("/brand/{}", self.hash)
    }

    /// Whether every mail program shows it.
    #[must_use]
    pub fn is_for_mail(&self) -> bool {
        self.kind != PictureKind::Webp
    }

    /// Width and height within a box, in its own proportions.
    #[must_use]
    pub fn within(&self, width: u32, height: u32) -> (u32, u32) {
        let (own_width, own_height) = (u64::from(self.width.max(1)), u64::from(self.height.max(1)));
        let (width, height) = (u64::from(width), u64::from(height));
        let by_height = own_width * height / own_height;
        let (fit_width, fit_height) = if by_height <= width {
            (by_height, height)
        } else {
            (width, own_height * width / own_width)
        };
        let side = |pixels: u64| u32::try_from(pixels.max(1)).unwrap_or(1);
        (side(fit_width), side(fit_height))
    }
}

/// The look of the company; all of it empty is Jalon's own.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// The one colour, `#3b4cca` for instance.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub accent: Option<Colour>,
    /// The logo.
    pub logo: Option<BrandPicture>,
    /// The square icon of browser tabs.
    pub icon: Option<BrandPicture>,
    /// Grows with every change.
    pub version: i64,
}

impl Brand {
    /// Whether nothing was chosen.
    #[must_use]
    pub const fn is_jalons(&self) -> bool {
        self.accent.is_none() && self.logo.is_none() && self.icon.is_none()
    }

    /// The address of the style sheet that gives pages the accent.
    #[must_use]
    pub fn sheet_address(&self) -> Option<String> {
        self.accent
            .map(|accent| format!("/brand/{}.css", accent.digits()))
    }

    /// The colours of documents and mails.
    #[must_use]
    pub fn on_paper(&self) -> Tones {
        palette(self.accent.unwrap_or(JALON)).light
    }
}

/// The brand with the name it stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// The company's name; empty before it is set up.
    pub name: String,
    /// How it looks.
    pub brand: Brand,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32) -> BrandPicture {
        BrandPicture {
            hash: "ab".into(),
            kind: PictureKind::Png,
            width,
            height,
            size: 1,
        }
    }

    #[test]
    fn a_logo_keeps_its_proportions_in_a_box() {
        assert_eq!(picture(400, 100).within(160, 32), (128, 32));
        assert_eq!(picture(1000, 100).within(160, 32), (160, 16));
        assert_eq!(picture(50, 100).within(160, 32), (16, 32));
        assert_eq!(picture(1024, 16).within(10, 10), (10, 1));
    }

    #[test]
    fn a_sheet_is_named_by_its_accent() {
        let brand = Brand {
            accent: "#AB0".parse().ok(),
            ..Brand::default()
        };
        assert_eq!(brand.sheet_address().as_deref(), Some("/brand/aabb00.css"));
        assert_eq!(Brand::default().sheet_address(), None);
        assert!(Brand::default().is_jalons() && !brand.is_jalons());
    }
}
