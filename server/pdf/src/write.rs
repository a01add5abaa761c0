//! Pages as a file: PDF/A-3a and PDF/UA-1, tagged, with the data inside.

use crate::PdfError;
use crate::canvas::{Canvas, Color, HEIGHT, Heading, INK, Mark, Op, WIDTH};
use crate::fonts::{Face, Fonts, Run};
use crate::structure::Drawn;
use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ContentTag, SpanTag};
use krilla::{Document, SerializeSettings};

/// What is said about a document beside its pages.
pub struct About {
    pub title: String,
    pub author: String,
    /// Tag of its language.
    pub language: &'static str,
    /// What it is known by.
    pub identity: String,
    /// The day it is of.
    pub day: chrono::NaiveDate,
}

/// A file inside the document: what its pages show, for programs.
pub struct Data {
    pub name: &'static str,
    pub description: String,
    /// Its media type.
    pub kind: &'static str,
    pub content: String,
}

/// An empty document that is checked against both standards when it is finished.
pub fn checked_document() -> Result<Document, PdfError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A3_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| PdfError::Write(format!("{error:?}")))?;
    Ok(Document::new_with(SerializeSettings {
        configuration,
        enable_tagging: true,
        ..SerializeSettings::default()
    }))
}

/// The PDF.
pub fn write(canvas: &Canvas, about: &About, data: Data) -> Result<Vec<u8>, PdfError> {
    let mut document = checked_document()?;
    let day = day_of(about.day);
    document.set_metadata(metadata(about, day));
    let mut drawn = Drawn::new(&canvas.structure);
    for page in canvas.pages() {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT)
            .ok_or_else(|| PdfError::Write("page size".into()))?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        for op in page {
            draw(&mut surface, &canvas.fonts, op, &mut drawn);
        }
        surface.finish();
        sheet.finish();
    }
    document.set_tag_tree(canvas.structure.tags(&drawn, about.language));
    document.set_outline(outline(canvas.headings()));
    embed(&mut document, data, day)?;
    document
        .finish()
        .map_err(|error| PdfError::Write(format!("{error:?}")))
}

fn metadata(about: &About, day: DateTime) -> Metadata {
    let author = plain(&about.author);
    let mut metadata = Metadata::new().title(plain(&about.title));
    if !author.trim().is_empty() {
        metadata = metadata.authors(vec![author]);
    }
    metadata
        .language(about.language.to_owned())
        .creator("Jalon".to_owned())
        .document_id(plain(&about.identity))
        .creation_date(day)
}

/// A text for where no reader expects control characters.
fn plain(text: &str) -> String {
    let kept = |letter: &char| !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}');
    text.chars().filter(kept).collect()
}

fn day_of(day: chrono::NaiveDate) -> DateTime {
    use chrono::Datelike as _;
    let small = |number: u32| u8::try_from(number).unwrap_or(1);
    DateTime::new(u16::try_from(day.year()).unwrap_or_default())
        .month(small(day.month()))
        .day(small(day.day()))
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

fn embed(document: &mut Document, data: Data, day: DateTime) -> Result<(), PdfError> {
    document
        .embed_file(EmbeddedFile {
            path: data.name.to_owned(),
            mime_type: MimeType::new(data.kind),
            description: Some(data.description),
            association_kind: AssociationKind::Data,
            data: data.content.into_bytes().into(),
            modification_date: Some(day),
            compress: Some(true),
            location: None,
        })
        .ok_or_else(|| PdfError::Write("embedded file".into()))
}

/// The headings as a tree: each under the last one of a higher level.
fn outline(headings: &[Heading]) -> Outline {
    let mut outline = Outline::new();
    for node in branch(headings) {
        outline.push_child(node);
    }
    outline
}

fn branch(headings: &[Heading]) -> Vec<OutlineNode> {
    let mut nodes = Vec::new();
    let mut rest = headings;
    while let Some((first, after)) = rest.split_first() {
        let below = after
            .iter()
            .position(|heading| heading.level <= first.level)
            .unwrap_or(after.len());
        let (own, others) = after.split_at(below);
        let place = XyzDestination::new(first.page, Point::from_xy(first.x, first.y));
        let mut node = OutlineNode::new(plain(&first.title), place).with_open(true);
        for child in branch(own) {
            node.push_child(child);
        }
        nodes.push(node);
        rest = others;
    }
    nodes
}

fn draw(surface: &mut Surface<'_>, fonts: &Fonts, op: &Op, drawn: &mut Drawn) {
    match op {
        Op::Text {
            x,
            y,
            style,
            text,
            goes_on,
            mark,
        } => {
            let face = fonts.face(style.weight);
            // Where a line is broken, a space parts the words for whoever reads them one after the other.
            let text = if *goes_on {
                format!("{text} ")
            } else {
                text.clone()
            };
            let runs = face.runs(&text);
            // What the typeface lacks is a box to the eye, and itself to whoever reads or copies it.
            let actual = runs.iter().any(Run::is_box).then(|| plain(&text));
            let span = SpanTag::empty().with_actual_text(actual.as_deref());
            marked(surface, *mark, span, drawn, |surface| {
                surface.set_fill(Some(paint(style.color)));
                let mut x = *x;
                for run in &runs {
                    x = draw_run(surface, face, run, (x, *y), style.size);
                }
            });
        }
        Op::Fill { rect, color, mark } => {
            let (x, y, width, height) = *rect;
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(x, y, width, height) {
                path.push_rect(rect);
            }
            if let Some(path) = path.finish() {
                marked(surface, *mark, SpanTag::empty(), drawn, |surface| {
                    surface.set_fill(Some(paint(*color)));
                    surface.draw_path(&path);
                });
            }
        }
        Op::Strokes { strokes, mark } => {
            marked(surface, *mark, SpanTag::empty(), drawn, |surface| {
                draw_strokes(surface, strokes);
            });
        }
        Op::Logo { rect, logo, mark } => {
            let (x, y, width, height) = *rect;
            if let (Some(image), Some(size)) = (logo.image(), Size::from_wh(width, height)) {
                marked(surface, *mark, SpanTag::empty(), drawn, |surface| {
                    surface.push_transform(&Transform::from_translate(x, y));
                    surface.draw_image(image, size);
                    surface.pop();
                });
            }
        }
    }
}

fn draw_strokes(surface: &mut Surface<'_>, strokes: &[Vec<(f32, f32)>]) {
    let mut path = PathBuilder::new();
    for stroke in strokes {
        for (at, (x, y)) in stroke.iter().enumerate() {
            if at == 0 {
                path.move_to(*x, *y);
            } else {
                path.line_to(*x, *y);
            }
        }
    }
    let Some(path) = path.finish() else { return };
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: paint(INK).paint,
        width: 1.2,
        ..Stroke::default()
    }));
    surface.draw_path(&path);
    surface.set_stroke(None);
}

/// Draws as a part of the structure, or as none of it.
fn marked(
    surface: &mut Surface<'_>,
    mark: Mark,
    span: SpanTag<'_>,
    drawn: &mut Drawn,
    inside: impl FnOnce(&mut Surface<'_>),
) {
    let tag = match mark {
        Mark::Content(_) => ContentTag::Span(span),
        Mark::Artifact(kind) => ContentTag::Artifact(Artifact::with_kind(kind)),
    };
    let identifier = surface.start_tagged(tag);
    inside(surface);
    surface.end_tagged();
    if let Mark::Content(content) = mark {
        drawn.set(content, identifier);
    }
}

fn paint((red, green, blue): Color) -> Fill {
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::ONE,
        rule: Default::default(),
    }
}

/// Draws a run; answers where the next begins.
fn draw_run(
    surface: &mut Surface<'_>,
    face: &Face,
    run: &Run,
    (x, y): (f32, f32),
    size: f32,
) -> f32 {
    match run {
        Run::Text(text) => {
            let glyphs = face.glyphs(text);
            let at = Point::from_xy(x, y);
            surface.draw_glyphs(at, &glyphs, face.font.clone(), text, size, false);
            x + face.width(text, size)
        }
        Run::Box => {
            let width = face.box_width(size);
            let mut path = PathBuilder::new();
            let height = size * 0.7;
            if let Some(rect) = Rect::from_xywh(x + width * 0.15, y - height, width * 0.7, height) {
                path.push_rect(rect);
            }
            if let Some(path) = path.finish() {
                let fill = surface.get_fill().cloned();
                surface.set_stroke(fill.as_ref().map(|fill| Stroke {
                    paint: fill.paint.clone(),
                    width: size * 0.06,
                    ..Stroke::default()
                }));
                surface.set_fill(None);
                surface.draw_path(&path);
                surface.set_stroke(None);
                surface.set_fill(fill);
            }
            x + width
        }
    }
}
