//! The logo of the sender: a picture that is known to be drawn.

use crate::write::checked_document;
use krilla::geom::{Rect, Size};
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::Outline;
use krilla::page::PageSettings;
use krilla::tagging::{BBox, ContentTag, SpanTag, Tag, TagGroup, TagTree};
use shared::cpq::pictures::PictureKind;
use std::sync::Arc;

/// A logo that can be drawn.
#[derive(Clone, Debug)]
pub struct Logo {
    kind: PictureKind,
    bytes: Arc<Vec<u8>>,
    size: (u32, u32),
}

impl Logo {
    /// The logo these bytes were found to be before; nothing when they are none.
    #[must_use]
    pub fn known(kind: PictureKind, bytes: Vec<u8>) -> Option<Self> {
        let mut logo = Self {
            kind,
            bytes: Arc::new(bytes),
            size: (1, 1),
        };
        logo.size = logo.image()?.size();
        // Colours of a printing press need a profile nobody has here. A JPEG is not decoded to be drawn.
        (kind != PictureKind::Jpeg || logo.is_drawn()).then_some(logo)
    }

    /// The logo these bytes are; nothing when they cannot be drawn. They are drawn for that once: what its head
    /// promises, a picture keeps only when it is read to its end.
    #[must_use]
    pub fn read(kind: PictureKind, bytes: Vec<u8>) -> Option<Self> {
        let logo = Self::known(kind, bytes)?;
        logo.is_drawn().then_some(logo)
    }

    /// Whether a document with nothing else can be written.
    fn is_drawn(&self) -> bool {
        self.on_a_page().is_some_and(|bytes| !bytes.is_empty())
    }

    fn on_a_page(&self) -> Option<Vec<u8>> {
        let (size, place) = (
            Size::from_wh(10.0, 10.0)?,
            Rect::from_xywh(0.0, 0.0, 10.0, 10.0)?,
        );
        let image = self.image()?;
        let mut document = checked_document().ok()?;
        let about = Metadata::new()
            .title("Logo".to_owned())
            .language("en".to_owned());
        document.set_metadata(about.creation_date(DateTime::new(2000)));
        let mut page = document.start_page_with(PageSettings::from_wh(10.0, 10.0)?);
        let mut surface = page.surface();
        let drawn = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
        surface.draw_image(image, size);
        surface.end_tagged();
        surface.finish();
        page.finish();
        let figure = Tag::Figure(Some("Logo".to_owned())).with_bbox(Some(BBox::new(0, place)));
        let mut tree = TagTree::new();
        tree.push(TagGroup::with_children(figure, vec![drawn.into()]));
        document.set_tag_tree(tree);
        document.set_outline(Outline::new());
        document.finish().ok()
    }

    /// As it is drawn.
    pub(crate) fn image(&self) -> Option<Image> {
        let data = self.bytes.clone().into();
        let image = match self.kind {
            PictureKind::Png => Image::from_png(data, false),
            PictureKind::Jpeg => Image::from_jpeg(data, false),
            PictureKind::Webp => Image::from_webp(data, false),
        };
        image.ok()
    }

    /// Width and height in points within a box, in its own proportions.
    pub(crate) fn within(&self, width: f32, height: f32) -> (f32, f32) {
        #[allow(
            clippy::cast_precision_loss,
            reason = "sides of a picture are small numbers"
        )]
        let (own_width, own_height) = (self.size.0 as f32, self.size.1 as f32);
        let scale = (width / own_width).min(height / own_height);
        (own_width * scale, own_height * scale)
    }
}
