//! What the bytes of a picture say of it.

use super::{PICTURE_BYTES, PictureKind, SIDES};
use crate::kernel::Issue;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const PNG_END: &[u8] = b"\0\0\0\0IEND\xae\x42\x60\x82";

/// The kind and the size in pixels of a picture.
///
/// # Errors
/// `picture_too_large`, `picture_unreadable`, `picture_sides`; all about the field `content`.
pub fn read_picture(bytes: &[u8]) -> Result<(PictureKind, u32, u32), Issue> {
    if bytes.len() > PICTURE_BYTES {
        let most = PICTURE_BYTES / 1024;
        return Err(Issue::error("picture_too_large", "content").with("max", most));
    }
    let (kind, width, height) =
        kind_and_sides(bytes).ok_or_else(|| Issue::error("picture_unreadable", "content"))?;
    let (least, most) = SIDES;
    let fits = |side: u32| (least..=most).contains(&side);
    if fits(width) && fits(height) {
        Ok((kind, width, height))
    } else {
        Err(Issue::error("picture_sides", "content")
            .with("min", least)
            .with("max", most))
    }
}

/// What the bytes say they are, whatever its size.
pub(crate) fn kind_and_sides(bytes: &[u8]) -> Option<(PictureKind, u32, u32)> {
    png(bytes).or_else(|| jpeg(bytes)).or_else(|| webp(bytes))
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn png(bytes: &[u8]) -> Option<(PictureKind, u32, u32)> {
    let whole = bytes.starts_with(PNG) && bytes.ends_with(PNG_END);
    let header = array::<8>(bytes, 8)? == *b"\0\0\0\rIHDR";
    // A moving picture announces itself before its first data.
    let moving = bytes.windows(4).any(|name| name == b"acTL");
    if !whole || !header || moving {
        return None;
    }
    let width = u32::from_be_bytes(array(bytes, 16)?);
    let height = u32::from_be_bytes(array(bytes, 20)?);
    Some((PictureKind::Png, width, height))
}

fn jpeg(bytes: &[u8]) -> Option<(PictureKind, u32, u32)> {
    if !bytes.starts_with(&[0xff, 0xd8]) || !bytes.ends_with(&[0xff, 0xd9]) {
        return None;
    }
    let mut at = 2_usize;
    loop {
        let [mark, code] = array::<2>(bytes, at)?;
        if mark != 0xff {
            return None;
        }
        // A marker may be filled up before its code.
        if code == 0xff {
            at = at.checked_add(1)?;
            continue;
        }
        let length = u16::from_be_bytes(array(bytes, at.checked_add(2)?)?);
        match code {
            // The frame, of whatever process; the three in between are tables.
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let height = u16::from_be_bytes(array(bytes, at.checked_add(5)?)?);
                let width = u16::from_be_bytes(array(bytes, at.checked_add(7)?)?);
                return Some((PictureKind::Jpeg, width.into(), height.into()));
            }
            // The data, or the end, before any frame.
            0xd8..=0xda => return None,
            _ if length < 2 => return None,
            _ => at = at.checked_add(2)?.checked_add(length.into())?,
        }
    }
}

fn webp(bytes: &[u8]) -> Option<(PictureKind, u32, u32)> {
    let said = usize::try_from(u32::from_le_bytes(array(bytes, 4)?)).ok()?;
    let whole = array::<4>(bytes, 0)? == *b"RIFF"
        && array::<4>(bytes, 8)? == *b"WEBP"
        && said.checked_add(8)? == bytes.len();
    if !whole {
        return None;
    }
    let (width, height) = match &array::<4>(bytes, 12)? {
        b"VP8 " => {
            if array::<3>(bytes, 23)? != [0x9d, 0x01, 0x2a] {
                return None;
            }
            let side = |at| Some(u32::from(u16::from_le_bytes(array(bytes, at)?) & 0x3fff));
            (side(26)?, side(28)?)
        }
        b"VP8L" => {
            let [mark] = array::<1>(bytes, 20)?;
            if mark != 0x2f {
                return None;
            }
            let bits = u32::from_le_bytes(array(bytes, 21)?);
            ((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1)
        }
        b"VP8X" => {
            let [flags] = array::<1>(bytes, 20)?;
            // It moves.
            if flags & 0x02 != 0 {
                return None;
            }
            let side = |at| {
                let [low, middle, high] = array::<3>(bytes, at)?;
                Some(u32::from_le_bytes([low, middle, high, 0]) + 1)
            };
            (side(24)?, side(27)?)
        }
        _ => return None,
    };
    Some((PictureKind::Webp, width, height))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = PNG.to_vec();
        bytes.extend(b"\0\0\0\rIHDR");
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend(PNG_END);
        bytes
    }

    fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
        let mut bytes = vec![
            0xff, 0xd8, 0xff, 0xe0, 0, 4, b'J', b'F', 0xff, 0xff, 0xc2, 0, 11, 8,
        ];
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes.extend([3, 1, 2, 3, 0xff, 0xd9]);
        bytes
    }

    fn webp_of(chunk: &[u8], data: &[u8]) -> Vec<u8> {
        let mut bytes = b"RIFF\0\0\0\0WEBP".to_vec();
        bytes.extend(chunk);
        bytes.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        bytes.extend(data);
        let said = u32::try_from(bytes.len() - 8).unwrap().to_le_bytes();
        bytes.splice(4..8, said);
        bytes
    }

    #[test]
    fn each_kind_is_told_by_its_bytes() {
        let lossy = [0, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01];
        let bits = 639_u32 | (479 << 14);
        let mut lossless = vec![0x2f];
        lossless.extend(bits.to_le_bytes());
        let extended = [0x10, 0, 0, 0, 0x7f, 0x02, 0, 0xdf, 0x01, 0];
        for (bytes, kind) in [
            (png_of(640, 480), PictureKind::Png),
            (jpeg_of(640, 480), PictureKind::Jpeg),
            (webp_of(b"VP8 ", &lossy), PictureKind::Webp),
            (webp_of(b"VP8L", &lossless), PictureKind::Webp),
            (webp_of(b"VP8X", &extended), PictureKind::Webp),
        ] {
            assert_eq!(read_picture(&bytes), Ok((kind, 640, 480)), "{kind:?}");
            // Cut short it is none.
            let cut = &bytes[..bytes.len() - 1];
            assert_eq!(read_picture(cut).unwrap_err().code, "picture_unreadable");
        }
    }

    #[test]
    fn what_is_no_picture_or_no_sensible_one_is_refused() {
        let moving = webp_of(b"VP8X", &[0x02, 0, 0, 0, 0x7f, 0x02, 0, 0xdf, 0x01, 0]);
        let mut animated = png_of(640, 480);
        let at = animated.len() - PNG_END.len();
        animated.splice(at..at, *b"acTL");
        for bytes in [
            &b""[..],
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            b"GIF89a\x80\x02\xe0\x01",
            &moving,
            &animated,
        ] {
            assert_eq!(read_picture(bytes).unwrap_err().code, "picture_unreadable");
        }
        for (width, height) in [(15, 480), (640, 4_097), (0, 0), (u32::MAX, 1)] {
            let found = read_picture(&png_of(width, height)).unwrap_err();
            assert_eq!(found.code, "picture_sides");
        }
        let mut large = png_of(640, 480);
        large.splice(8..8, vec![0; PICTURE_BYTES]);
        assert_eq!(read_picture(&large).unwrap_err().code, "picture_too_large");
    }

    proptest! {
        #[test]
        fn no_bytes_bring_the_reader_down(
            bytes in prop::collection::vec(any::<u8>(), 0..80),
            start in prop::sample::select(vec![&b""[..], PNG, b"\xff\xd8\xff", b"RIFF\x20\0\0\0WEBPVP8 ", b"RIFF\x20\0\0\0WEBPVP8X"]),
        ) {
            let mut all = start.to_vec();
            all.extend(bytes);
            if let Ok((_, width, height)) = read_picture(&all) {
                prop_assert!(width >= SIDES.0 && height <= SIDES.1);
            }
        }
    }
}
