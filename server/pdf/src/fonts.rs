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

/// A part of a line: glyphs, or a character the typeface lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    Text(String),
    /// An empty box.
    Box,
}

impl Run {
    pub const fn is_box(&self) -> bool {
        matches!(self, Run::Box)
    }
}

/// Characters without a shape of their own: they are read, never drawn.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
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
            .filter(|c| !is_invisible(*c))
            .map(|c| {
                charmap
                    .map(if c == '\t' { ' ' } else { c })
                    .unwrap_or_default()
            })
            .map(|glyph| advances.advance_width(glyph).unwrap_or(0.0))
            .sum()
    }

    /// How wide the box is that stands for a character the typeface lacks.
    pub fn box_width(&self, size: f32) -> f32 {
        let advances = self
            .metrics
            .glyph_metrics(Size::new(size), LocationRef::default());
        advances.advance_width(Default::default()).unwrap_or(size)
    }

    /// A single line as what is drawn. An archived document may not show the typeface's own sign for what it lacks.
    pub fn runs(&self, text: &str) -> Vec<Run> {
        let charmap = self.metrics.charmap();
        let mut runs = Vec::new();
        for c in text.chars().filter(|c| !is_invisible(*c)) {
            let c = if c == '\t' { ' ' } else { c };
            match (charmap.map(c), runs.last_mut()) {
                (None, _) => runs.push(Run::Box),
                (Some(_), Some(Run::Text(text))) => text.push(c),
                (Some(_), _) => runs.push(Run::Text(c.to_string())),
            }
        }
        runs
    }

    /// The glyphs of a single line of characters the typeface has.
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
    fn what_the_typeface_lacks_is_a_box_and_what_has_no_shape_is_nothing() {
        let fonts = Fonts::load().unwrap();
        let face = fonts.face(Weight::Regular);
        let text = |text: &str| Run::Text(text.to_owned());
        let runs = face.runs("a\u{202e}b\t日本\u{e000}\0c");
        assert_eq!(runs, [text("ab "), Run::Box, Run::Box, Run::Box, text("c")]);
        let drawn = face.width("ab c", 10.0) + 3.0 * face.box_width(10.0);
        assert!((face.width("a\u{202e}b\t日本\u{e000}\0c", 10.0) - drawn).abs() < 0.01);
        assert_eq!(face.runs(""), []);
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
