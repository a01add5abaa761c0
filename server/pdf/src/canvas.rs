//! Pages of text, lines and boxes, filled from top to bottom.

use crate::PdfError;
use crate::fonts::{Fonts, Weight};
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;

/// A4 in points.
pub const WIDTH: f32 = 595.28;
/// A4 in points.
pub const HEIGHT: f32 = 841.89;
/// Left and right margin.
pub const MARGIN: f32 = 48.0;
/// Right edge of the text.
pub const RIGHT: f32 = WIDTH - MARGIN;
/// Where the text of a page ends; below is the footer.
pub const BOTTOM: f32 = HEIGHT - 78.0;

/// A colour.
pub type Color = (u8, u8, u8);
/// Main text.
pub const INK: Color = (24, 27, 37);
/// Secondary text.
pub const MUTED: Color = (96, 102, 120);
/// Thin lines.
pub const LINE: Color = (217, 220, 230);
/// Shaded rows.
pub const SOFT: Color = (245, 246, 250);
/// The one accent, that of the pages.
pub const ACCENT: Color = (52, 67, 189);

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    pub weight: Weight,
    pub size: f32,
    pub color: Color,
}

impl Style {
    pub const fn regular(size: f32) -> Self {
        Self {
            weight: Weight::Regular,
            size,
            color: INK,
        }
    }

    pub const fn strong(size: f32) -> Self {
        Self {
            weight: Weight::Strong,
            size,
            color: INK,
        }
    }

    pub const fn in_color(self, color: Color) -> Self {
        Self { color, ..self }
    }

    /// Distance of two lines.
    pub fn leading(&self) -> f32 {
        self.size * 1.4
    }
}

enum Op {
    Text {
        x: f32,
        y: f32,
        style: Style,
        text: String,
    },
    Fill {
        rect: (f32, f32, f32, f32),
        color: Color,
    },
}

/// What has been drawn so far. `y` is the top of what comes next.
pub struct Canvas {
    pub fonts: Fonts,
    pub y: f32,
    pages: Vec<Vec<Op>>,
}

impl Canvas {
    pub fn new() -> Result<Self, PdfError> {
        Ok(Self {
            fonts: Fonts::load()?,
            y: MARGIN,
            pages: vec![Vec::new()],
        })
    }

    /// How many pages there are, for tests.
    #[cfg(test)]
    pub fn page_count(&self) -> usize {
        self.pages.len()
    }

    fn push(&mut self, op: Op) {
        if let Some(page) = self.pages.last_mut() {
            page.push(op);
        }
    }

    /// Begins a new page when `height` does not fit any more; says whether it did.
    pub fn ensure(&mut self, height: f32) -> bool {
        if self.y + height <= BOTTOM {
            return false;
        }
        self.pages.push(Vec::new());
        self.y = MARGIN;
        true
    }

    /// One line whose top is at `y`.
    pub fn text_at(&mut self, x: f32, y: f32, style: Style, text: &str) {
        if !text.is_empty() {
            self.push(Op::Text {
                x,
                // Inter's ascent is a little under its size; this puts the line box's top at `y`.
                y: y + style.size * 1.02,
                style,
                text: text.to_owned(),
            });
        }
    }

    /// One line that ends at `right`.
    pub fn text_right(&mut self, right: f32, y: f32, style: Style, text: &str) {
        let width = self.width(style, text);
        self.text_at(right - width, y, style, text);
    }

    /// Width of a line.
    pub fn width(&self, style: Style, text: &str) -> f32 {
        self.fonts.face(style.weight).width(text, style.size)
    }

    /// Lines of `text` no wider than `width`.
    pub fn wrap(&self, style: Style, text: &str, width: f32) -> Vec<String> {
        self.fonts.wrap(text, style.weight, style.size, width)
    }

    /// Lines one under the other from `y` on; answers where they end.
    pub fn lines_at(&mut self, x: f32, mut y: f32, style: Style, lines: &[String]) -> f32 {
        for line in lines {
            self.text_at(x, y, style, line);
            y += style.leading();
        }
        y
    }

    /// A text that flows over pages.
    pub fn paragraph(&mut self, x: f32, width: f32, style: Style, text: &str) {
        for line in self.wrap(style, text, width) {
            self.ensure(style.leading());
            let y = self.y;
            self.text_at(x, y, style, &line);
            self.y += style.leading();
        }
    }

    /// A filled box.
    pub fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, color: Color) {
        self.push(Op::Fill {
            rect: (x, y, width, height),
            color,
        });
    }

    /// A thin line.
    pub fn rule(&mut self, x: f32, y: f32, width: f32, color: Color) {
        self.fill(x, y, width, 0.6, color);
    }

    /// Draws on every page, with its number from 1 and the count.
    pub fn on_every_page(&mut self, draw: impl Fn(&mut Canvas, usize, usize)) {
        let count = self.pages.len();
        let mut done = Vec::with_capacity(count);
        for (index, page) in std::mem::take(&mut self.pages).into_iter().enumerate() {
            self.pages = vec![page];
            draw(self, index + 1, count);
            done.append(&mut self.pages);
        }
        self.pages = done;
    }

    /// Every text in the order it was drawn, for tests.
    #[cfg(test)]
    pub fn texts(&self) -> Vec<&str> {
        self.pages
            .iter()
            .flatten()
            .filter_map(|op| match op {
                Op::Text { text, .. } => Some(text.as_str()),
                Op::Fill { .. } => None,
            })
            .collect()
    }

    /// The PDF.
    pub fn finish(self, metadata: Metadata) -> Result<Vec<u8>, PdfError> {
        let mut document = Document::new();
        document.set_metadata(metadata);
        for page in &self.pages {
            let settings = PageSettings::from_wh(WIDTH, HEIGHT)
                .ok_or_else(|| PdfError::Write("page size".into()))?;
            let mut sheet = document.start_page_with(settings);
            let mut surface = sheet.surface();
            for op in page {
                draw(&mut surface, &self.fonts, op);
            }
            surface.finish();
            sheet.finish();
        }
        document
            .finish()
            .map_err(|error| PdfError::Write(format!("{error:?}")))
    }
}

fn draw(surface: &mut Surface<'_>, fonts: &Fonts, op: &Op) {
    let paint = |(red, green, blue): Color| Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::ONE,
        rule: Default::default(),
    };
    match op {
        Op::Text { x, y, style, text } => {
            let face = fonts.face(style.weight);
            surface.set_fill(Some(paint(style.color)));
            surface.draw_glyphs(
                Point::from_xy(*x, *y),
                &face.glyphs(text),
                face.font.clone(),
                text,
                style.size,
                false,
            );
        }
        Op::Fill { rect, color } => {
            let (x, y, width, height) = *rect;
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(x, y, width, height) {
                path.push_rect(rect);
            }
            surface.set_fill(Some(paint(*color)));
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
    }
}
