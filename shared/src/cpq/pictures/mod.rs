//! Pictures of products: one each, shown in the presentation of a quote.
//!
//! Terms: the *kind* of a picture is what its bytes are, whatever its name says; its *text* stands for it
//! where it is not seen, in both languages.
//! Entry points: [`read_picture`], [`check_text`], [`at_once`], the operations in [`ops`].
//! Invariants: what is kept begins and ends as a picture of its kind does, and has a size in pixels;
//! nothing that runs (SVG, HTML) is a picture; no bytes bring the reader down.
//! Sources: PNG (W3C), JPEG (ITU-T T.81), WebP (RFC 9649).
//! Tests: below; both databases in `server/services/tests/it/cpq/pictures.rs`.

pub mod ops;
mod reading;

pub(crate) use reading::kind_and_sides;
pub use reading::read_picture;

use crate::coded;
use crate::kernel::{Issue, LocalText};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most bytes of a picture.
pub const PICTURE_BYTES: usize = 64 * 1024;
/// Fewest and most pixels of a side.
pub const SIDES: (u32, u32) = (16, 4_096);
/// Longest text, in characters.
pub const TEXT_LENGTH: usize = 200;
/// Bytes of pictures that a presentation shows by itself; of more it shows where they are.
pub const SHOWN_BYTES: i64 = 48 * 1024;

coded! {
    /// What the bytes of a picture are.
    PictureKind {
        /// PNG.
        Png = "image/png",
        /// JPEG.
        Jpeg = "image/jpeg",
        /// WebP, standing still.
        Webp = "image/webp",
    }
}

/// A picture, without its bytes.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Which: another with every change of its bytes.
    pub id: Uuid,
    /// What it is.
    pub kind: PictureKind,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// What stands for it, in both languages; may be empty.
    pub text: LocalText,
    /// How many bytes it has.
    pub size: i64,
}

/// What is wrong with the text of a picture.
#[must_use]
pub fn check_text(text: &LocalText) -> Vec<Issue> {
    [("text_en", &text.en), ("text_fr", &text.fr)]
        .into_iter()
        .filter(|(_, text)| text.trim().chars().count() > TEXT_LENGTH)
        .map(|(field, _)| Issue::error("too_long", field).with("max", TEXT_LENGTH))
        .collect()
}

/// Which of the pictures of a presentation, in their order, are shown at once: as many as may be
/// transferred with it. The same picture is transferred once.
#[must_use]
pub fn at_once<'p>(pictures: impl IntoIterator<Item = &'p Picture>) -> Vec<Uuid> {
    let mut left = SHOWN_BYTES;
    let mut shown = Vec::new();
    for picture in pictures {
        if !shown.contains(&picture.id) && picture.size <= left {
            left -= picture.size;
            shown.push(picture.id);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// However many pictures there are, what is shown at once is never more than is allowed, and a
        /// picture that is there twice is counted once.
        #[test]
        fn a_presentation_stays_light(sizes in prop::collection::vec(0..70_000_i64, 0..30)) {
            let pictures: Vec<Picture> = (1..).zip(&sizes).map(|(id, size)| Picture {
                id: Uuid::from_u128(id),
                kind: PictureKind::Webp,
                width: 640,
                height: 480,
                text: LocalText::default(),
                size: *size,
            }).collect();
            let shown = at_once(&pictures);
            let bytes: i64 = pictures.iter().filter(|one| shown.contains(&one.id)).map(|one| one.size).sum();
            prop_assert!(bytes <= SHOWN_BYTES);
            prop_assert_eq!(at_once(pictures.iter().chain(&pictures)), shown);
        }
    }

    #[test]
    fn a_long_text_is_refused_by_its_name() {
        let long = LocalText::new("x".repeat(201), "é".repeat(200));
        let issues = check_text(&long);
        assert_eq!(issues.len(), 1);
        assert_eq!(issues[0].field.as_deref(), Some("text_en"));
    }
}
