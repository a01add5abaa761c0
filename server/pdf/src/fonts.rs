//! The embedded typeface: widths, line breaking, glyphs.

use crate::PdfError;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// Weight of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// 400.
    Regular,
    /// 600.
    Strong,
}

/// One weight of the typeface.
pub struct Face {
    pub font: Font,
    metrics: FontRef<'static>,
}

/// Both weights.
pub struct Fonts {
    regular: Face,
    strong: Face,
}

impl Fonts {
    pub fn load() -> Result<Self, PdfError> {
        Ok(Self {
            regular: Face::load(include_bytes!("../fonts/Inter-Regular.ttf"))?,
            strong: Face::load(include_bytes!("../fonts/Inter-SemiBold.ttf"))?,
        })
    }

    pub const fn face(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Strong => &self.strong,
        }
    }

    /// Breaks `text` into lines no wider than `width` points. Line breaks in the text are kept; a
    /// word that is too wide for a line is broken where it must be.
    pub fn wrap(&self, text: &str, weight: Weight, size: f32, width: f32) -> Vec<String> {
        let face = self.face(weight);
        let mut lines = Vec::new();
        for paragraph in text.lines() {
            let mut line = String::new();
            for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
                let candidate = if line.is_empty() {
                    word.to_owned()
                } else {
                    format!("{line} {word}")
                };
                if face.width(&candidate, size) <= width {
                    line = candidate;
                    continue;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                for c in word.chars() {
                    line.push(c);
                    if face.width(&line, size) > width && line.chars().count() > 1 {
                        line.pop();
                        lines.push(std::mem::replace(&mut line, c.to_string()));
                    }
                }
            }
            lines.push(line);
        }
        lines
    }
}

impl Face {
    fn load(data: &'static [u8]) -> Result<Self, PdfError> {
        Ok(Self {
            font: Font::new(data.into(), 0).ok_or(PdfError::Font)?,
            metrics: FontRef::new(data).map_err(|_| PdfError::Font)?,
        })
    }

    /// Width of a single line in points.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        let charmap = self.metrics.charmap();
        let advances = self
            .metrics
            .glyph_metrics(Size::new(size), LocationRef::default());
        text.chars()
            .map(|c| charmap.map(c).unwrap_or_default())
            .map(|glyph| advances.advance_width(glyph).unwrap_or(0.0))
            .sum()
    }

    /// The glyphs of a single line. A character the typeface lacks shows its empty box.
    pub fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let charmap = self.metrics.charmap();
        let advances = self
            .metrics
            .glyph_metrics(Size::new(1.0), LocationRef::default());
        text.char_indices()
            .map(|(at, c)| {
                let glyph = charmap.map(c).unwrap_or_default();
                KrillaGlyph::new(
                    GlyphId::new(glyph.to_u32()),
                    advances.advance_width(glyph).unwrap_or(0.0),
                    0.0,
                    0.0,
                    0.0,
                    at..at + c.len_utf8(),
                    None,
                )
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_equally_wide_and_french_is_complete() {
        let fonts = Fonts::load().unwrap();
        for weight in [Weight::Regular, Weight::Strong] {
            let face = fonts.face(weight);
            let one = face.width("1", 10.0);
            assert!(
                "0123456789"
                    .chars()
                    .all(|c| face.width(&c.to_string(), 10.0) == one)
            );
            let charmap = face.metrics.charmap();
            for c in "àâçéèêëîïôœùûüÿÀÇÉŒ«»’–—€£¥\u{a0}\u{202f}−×·•…".chars()
            {
                assert!(charmap.map(c).is_some(), "{c:?}");
            }
        }
    }

    #[test]
    fn long_texts_and_long_words_fit_their_column() {
        let fonts = Fonts::load().unwrap();
        let text = "Un devis\n\nSupercalifragilisticexpialidocious-anticonstitutionnellement mot";
        let lines = fonts.wrap(text, Weight::Regular, 10.0, 90.0);
        assert_eq!(&lines[..2], ["Un devis", ""]);
        assert!(lines.len() > 4);
        let face = fonts.face(Weight::Regular);
        assert!(lines.iter().all(|line| face.width(line, 10.0) <= 90.0));
        assert_eq!(
            fonts.wrap("", Weight::Regular, 10.0, 90.0),
            Vec::<String>::new()
        );
    }
}
