//! Pages of text, lines and boxes, filled from top to bottom; every text a part of the structure.

use crate::Logo;
use crate::PdfError;
use crate::fonts::{Fonts, Weight};
use crate::structure::{ContentId, PartId, Role, Structure};
use krilla::geom::Rect;
use krilla::tagging::ArtifactType;

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

/// The accent of who chose none.
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

/// What of the structure something drawn is.
#[derive(Clone, Copy, Debug)]
pub enum Mark {
    /// A part of it.
    Content(ContentId),
    /// Furniture: nobody reads it.
    Artifact(ArtifactType),
}

/// Something drawn.
pub enum Op {
    Text {
        x: f32,
        y: f32,
        style: Style,
        text: String,
        /// Whether the text goes on in the next line.
        goes_on: bool,
        mark: Mark,
    },
    Fill {
        rect: (f32, f32, f32, f32),
        color: Color,
        mark: Mark,
    },
    Logo {
        rect: (f32, f32, f32, f32),
        logo: Logo,
        mark: Mark,
    },
    /// Lines drawn by hand, each through its points.
    Strokes {
        strokes: Vec<Vec<(f32, f32)>>,
        mark: Mark,
    },
}

/// A heading, and where it stands.
pub struct Heading {
    pub level: u16,
    pub title: String,
    pub page: usize,
    pub x: f32,
    pub y: f32,
}

/// What has been drawn so far. `y` is the top of what comes next.
pub struct Canvas {
    pub fonts: Fonts,
    pub y: f32,
    pub structure: Structure,
    pages: Vec<Vec<Op>>,
    headings: Vec<Heading>,
    // What is drawn is furniture of this kind.
    furniture: Option<ArtifactType>,
}

impl Canvas {
    pub fn new() -> Result<Self, PdfError> {
        Ok(Self {
            fonts: Fonts::load()?,
            y: MARGIN,
            structure: Structure::new(),
            pages: vec![Vec::new()],
            headings: Vec::new(),
            furniture: None,
        })
    }

    /// The pages.
    pub fn pages(&self) -> &[Vec<Op>] {
        &self.pages
    }

    /// The headings, in reading order.
    pub fn headings(&self) -> &[Heading] {
        &self.headings
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

    fn mark(&mut self) -> Mark {
        match self.furniture {
            Some(kind) => Mark::Artifact(kind),
            None => Mark::Content(self.structure.content()),
        }
    }

    /// Adds a part, to draw in it later.
    pub fn part(&mut self, role: Role) -> PartId {
        self.structure.add(role)
    }

    /// Draws in a part.
    pub fn inside<T>(&mut self, part: PartId, draw: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.structure.open(part);
        let done = draw(self);
        self.structure.open(before);
        done
    }

    /// Draws in a new part.
    pub fn within<T>(&mut self, role: Role, draw: impl FnOnce(&mut Self) -> T) -> T {
        if self.furniture.is_some() {
            return draw(self);
        }
        let part = self.part(role);
        self.inside(part, draw)
    }

    /// Draws in a paragraph, unless where it is drawn holds text already.
    fn in_text<T>(&mut self, draw: impl FnOnce(&mut Self) -> T) -> T {
        if self.structure.holds_text() {
            draw(self)
        } else {
            self.within(Role::Paragraph, draw)
        }
    }

    /// Draws what is no part of the structure: what is said elsewhere, or only decorates.
    pub fn as_furniture(&mut self, kind: ArtifactType, draw: impl FnOnce(&mut Self)) {
        let before = self.furniture.replace(kind);
        draw(self);
        self.furniture = before;
    }

    /// Draws a heading at `y`; one without a word is none.
    pub fn heading(&mut self, level: u16, title: &str, draw: impl FnOnce(&mut Self)) {
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        if title.is_empty() {
            draw(self);
            return;
        }
        self.headings.push(Heading {
            level,
            title: title.clone(),
            page: self.pages.len().saturating_sub(1),
            x: MARGIN,
            y: self.y,
        });
        self.within(Role::Heading(level, title), draw);
    }

    /// A heading that flows.
    pub fn heading_flow(&mut self, level: u16, x: f32, width: f32, style: Style, title: &str) {
        self.ensure(style.leading());
        self.heading(level, title, |canvas| {
            canvas.paragraph(x, width, style, title)
        });
    }

    /// A heading of one line that is as high as `height`.
    pub fn heading_line(&mut self, level: u16, x: f32, style: Style, title: &str, height: f32) {
        self.heading(level, title, |canvas| {
            let y = canvas.y;
            canvas.text_at(x, y, style, title);
        });
        self.y += height;
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
        self.line(x, y, style, text, false);
    }

    /// The same of a text that may go on in the next line.
    pub fn line(&mut self, x: f32, y: f32, style: Style, text: &str, goes_on: bool) {
        if text.is_empty() {
            return;
        }
        self.in_text(|canvas| {
            let mark = canvas.mark();
            canvas.push(Op::Text {
                x,
                // Inter's ascent is a little under its size; this puts the line box's top at `y`.
                y: y + style.size * 1.02,
                style,
                text: text.to_owned(),
                goes_on,
                mark,
            });
        });
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

    /// Lines one under the other from `y` on, together a paragraph; answers where they end.
    pub fn lines_at(&mut self, x: f32, mut y: f32, style: Style, lines: &[String]) -> f32 {
        if lines.is_empty() {
            return y;
        }
        self.in_text(|canvas| {
            for (at, line) in lines.iter().enumerate() {
                canvas.line(x, y, style, line, at + 1 < lines.len());
                y += style.leading();
            }
            y
        })
    }

    /// A text that flows over pages; each of its own lines is a paragraph.
    pub fn paragraph(&mut self, x: f32, width: f32, style: Style, text: &str) {
        for own in text.lines() {
            if own.trim_matches(' ').is_empty() {
                self.ensure(style.leading());
                self.y += style.leading();
                continue;
            }
            self.in_text(|canvas| {
                let lines = canvas.wrap(style, own, width);
                for (at, line) in lines.iter().enumerate() {
                    canvas.ensure(style.leading());
                    let y = canvas.y;
                    canvas.line(x, y, style, line, at + 1 < lines.len());
                    canvas.y += style.leading();
                }
            });
        }
    }

    /// A filled box: furniture.
    pub fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, color: Color) {
        self.push(Op::Fill {
            rect: (x, y, width, height),
            color,
            mark: Mark::Artifact(ArtifactType::Layout),
        });
    }

    /// A logo, with what stands for it where it is not seen.
    pub fn logo(&mut self, (x, y): (f32, f32), size: (f32, f32), logo: &Logo, text: &str) {
        let page = self.pages.len().saturating_sub(1);
        let figure = Rect::from_xywh(x, y, size.0, size.1)
            .filter(|_| !text.trim().is_empty())
            .map(|rect| Role::Figure(text.trim().to_owned(), page, rect));
        let draw = |canvas: &mut Self| {
            let mark = canvas.mark();
            canvas.push(Op::Logo {
                rect: (x, y, size.0, size.1),
                logo: logo.clone(),
                mark,
            });
        };
        match figure {
            Some(role) => self.within(role, draw),
            None => self.as_furniture(ArtifactType::Layout, draw),
        }
    }

    /// Lines drawn by hand in a box, with what stands for them where they are not seen.
    pub fn strokes(
        &mut self,
        (x, y): (f32, f32),
        size: (f32, f32),
        strokes: Vec<Vec<(f32, f32)>>,
        text: &str,
    ) {
        let page = self.pages.len().saturating_sub(1);
        let Some(rect) = Rect::from_xywh(x, y, size.0, size.1) else {
            return;
        };
        let role = Role::Figure(text.trim().to_owned(), page, rect);
        self.within(role, |canvas| {
            let mark = canvas.mark();
            canvas.push(Op::Strokes { strokes, mark });
        });
    }

    /// A thin line.
    pub fn rule(&mut self, x: f32, y: f32, width: f32, color: Color) {
        self.fill(x, y, width, 0.6, color);
    }

    /// Draws on every page, with its number from 1 and the count: furniture of the page.
    pub fn on_every_page(&mut self, draw: impl Fn(&mut Canvas, usize, usize)) {
        let count = self.pages.len();
        let mut done = Vec::with_capacity(count);
        for (index, page) in std::mem::take(&mut self.pages).into_iter().enumerate() {
            self.pages = vec![page];
            self.as_furniture(ArtifactType::Footer, |canvas| {
                draw(canvas, index + 1, count)
            });
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
                Op::Fill { .. } | Op::Logo { .. } | Op::Strokes { .. } => None,
            })
            .collect()
    }
}
