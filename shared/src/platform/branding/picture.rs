//! What may be a logo or an icon, told by its bytes.

use crate::coded;
use crate::cpq::pictures::{PictureKind, kind_and_sides};
use crate::kernel::Issue;

/// Most bytes of a logo: it comes with every page a customer opens.
pub const LOGO_BYTES: usize = 32 * 1024;
/// Fewest and most pixels of a logo's side.
pub const LOGO_SIDES: (u32, u32) = (16, 1_024);
/// Most bytes of an icon.
pub const ICON_BYTES: usize = 16 * 1024;
/// Fewest and most pixels of an icon's side.
pub const ICON_SIDES: (u32, u32) = (16, 512);

coded! {
    /// Where a picture of the brand stands.
    Place {
        /// The logo.
        Logo = "logo",
        /// The square icon of browser tabs.
        Icon = "icon",
    }
}

impl Place {
    /// Most bytes.
    #[must_use]
    pub const fn bytes(self) -> usize {
        match self {
            Self::Logo => LOGO_BYTES,
            Self::Icon => ICON_BYTES,
        }
    }

    /// Fewest and most pixels of a side.
    #[must_use]
    pub const fn sides(self) -> (u32, u32) {
        match self {
            Self::Logo => LOGO_SIDES,
            Self::Icon => ICON_SIDES,
        }
    }

    /// That there are too many bytes.
    #[must_use]
    pub fn too_large(self) -> Issue {
        Issue::error("picture_too_large", self.code()).with("max", self.bytes() / 1024)
    }
}

/// The kind and the size in pixels of a picture of the brand.
///
/// # Errors
/// `picture_svg`, `picture_too_large`, `picture_unreadable`, `picture_sides`, `picture_not_square`; about the field
/// that is called like the place.
pub fn read_brand_picture(place: Place, bytes: &[u8]) -> Result<(PictureKind, u32, u32), Issue> {
    let issue = |code: &'static str| Issue::error(code, place.code());
    if is_svg(bytes) {
        return Err(issue("picture_svg"));
    }
    if bytes.len() > place.bytes() {
        return Err(place.too_large());
    }
    let (kind, width, height) = kind_and_sides(bytes).ok_or_else(|| issue("picture_unreadable"))?;
    let (least, most) = place.sides();
    let fits = |side: u32| (least..=most).contains(&side);
    if !fits(width) || !fits(height) {
        return Err(issue("picture_sides").with("min", least).with("max", most));
    }
    if place == Place::Icon && width != height {
        return Err(issue("picture_not_square"));
    }
    Ok((kind, width, height))
}

/// A drawing in XML, whatever it is called: it may carry scripts.
fn is_svg(bytes: &[u8]) -> bool {
    let start = bytes.get(..1_024).unwrap_or(bytes);
    let text = String::from_utf8_lossy(start).to_ascii_lowercase();
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    text.starts_with('<') && text.contains("<svg")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend(b"\0\0\0\0IEND\xae\x42\x60\x82");
        bytes
    }

    fn code(place: Place, bytes: &[u8]) -> String {
        let issue = read_brand_picture(place, bytes).unwrap_err();
        assert_eq!(issue.field.as_deref(), Some(place.code()));
        issue.code.to_string()
    }

    #[test]
    fn a_logo_is_wide_and_an_icon_square() {
        let wide = png(480, 96);
        assert_eq!(
            read_brand_picture(Place::Logo, &wide),
            Ok((PictureKind::Png, 480, 96))
        );
        assert_eq!(code(Place::Icon, &wide), "picture_not_square");
        assert!(read_brand_picture(Place::Icon, &png(64, 64)).is_ok());
    }

    #[test]
    fn bombs_scraps_and_drawings_are_refused_by_name() {
        // A few bytes that say they are 900 million pixels.
        assert_eq!(code(Place::Logo, &png(30_000, 30_000)), "picture_sides");
        assert_eq!(code(Place::Logo, &png(u32::MAX, 1)), "picture_sides");
        assert_eq!(code(Place::Icon, &png(600, 600)), "picture_sides");
        let whole = png(480, 96);
        assert_eq!(
            code(Place::Logo, &whole[..whole.len() - 1]),
            "picture_unreadable"
        );
        assert_eq!(code(Place::Logo, b""), "picture_unreadable");
        for drawing in [
            &b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>"[..],
            b"<?xml version=\"1.0\"?>\n<!-- a -->\n<SVG/>",
            b"\xef\xbb\xbf \n<svg/>",
        ] {
            assert_eq!(code(Place::Logo, drawing), "picture_svg");
        }
        let mut heavy = png(480, 96);
        heavy.splice(8..8, vec![0; LOGO_BYTES]);
        assert_eq!(code(Place::Logo, &heavy), "picture_too_large");
    }

    proptest! {
        #[test]
        fn no_bytes_bring_the_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
            for place in Place::ALL {
                if let Ok((_, width, height)) = read_brand_picture(*place, &bytes) {
                    prop_assert!(width.max(height) <= place.sides().1);
                }
            }
        }
    }
}
