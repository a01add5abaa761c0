//! A text as black squares for a camera (ISO/IEC 18004), as a path the page draws.

use qrcode::{Color, EcLevel, QrCode};
use shared::platform::access::Picture;
use std::fmt::Write;

/// White squares around the picture, which cameras need.
const BORDER: usize = 4;

/// The picture of `text`; `None` when it is too long for one.
pub(super) fn of(text: &str) -> Option<Picture> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (place, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (place % width + BORDER, place / width + BORDER);
            // Writing to a String cannot fail.
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    Some(Picture {
        side: u32::try_from(width + 2 * BORDER).ok()?,
        path,
    })
}
