//! A file that is chosen, made fit for its place in the browser: what is too large is drawn smaller, what mail
//! programs do not know is drawn anew. What is refused is refused by the server's own rule.

use shared::cpq::pictures::PictureKind;
use shared::kernel::Issue;
use shared::platform::branding::{BrandPicture, Place, read_brand_picture};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// More bytes than a browser is asked to draw.
const MOST: f64 = 20.0 * 1024.0 * 1024.0;
/// Longest sides that are tried, from large to small.
const LOGO: [f64; 5] = [640.0, 480.0, 320.0, 240.0, 160.0];
const ICON: [f64; 4] = [192.0, 128.0, 96.0, 64.0];

/// A picture that may be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fresh {
    /// What it is; its hash is not known yet.
    pub(super) picture: BrandPicture,
    /// Its bytes in Base64.
    pub(super) content: String,
}

impl Fresh {
    /// Its address before it has one.
    pub(super) fn source(&self) -> String {
        format!("data:{};base64,{}", self.picture.kind.code(), self.content)
    }
}

/// The picture of a file.
pub(super) async fn read(place: Place, file: &web_sys::File) -> Result<Fresh, Issue> {
    let unreadable = || Issue::error("picture_unreadable", place.code());
    if file.size() > MOST {
        return Err(place.too_large());
    }
    let bytes = bytes_of(file).await.ok_or_else(unreadable)?;
    let as_it_is = judged(place, &bytes);
    match &as_it_is {
        Ok(fresh) if fresh.picture.kind != PictureKind::Webp => as_it_is,
        // Not every mail program shows it: drawn anew it is PNG, where that is not too large.
        Ok(_) => redrawn(place, file).await.or(as_it_is),
        Err(issue) if matches!(&*issue.code, "picture_too_large" | "picture_sides") => {
            redrawn(place, file).await
        }
        Err(_) => as_it_is,
    }
}

fn judged(place: Place, bytes: &[u8]) -> Result<Fresh, Issue> {
    let (kind, width, height) = read_brand_picture(place, bytes)?;
    let unreadable = || Issue::error("picture_unreadable", place.code());
    let content = base64(bytes).ok_or_else(unreadable)?;
    let picture = BrandPicture {
        hash: String::new(),
        kind,
        width,
        height,
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
    };
    Ok(Fresh { picture, content })
}

async fn bytes_of(blob: &web_sys::Blob) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

fn base64(bytes: &[u8]) -> Option<String> {
    let letters: String = bytes.iter().copied().map(char::from).collect();
    web_sys::window()?.btoa(&letters).ok()
}

fn unpacked(content: &str) -> Option<Vec<u8>> {
    let letters = web_sys::window()?.atob(content).ok()?;
    letters
        .chars()
        .map(|letter| u8::try_from(u32::from(letter)).ok())
        .collect()
}

/// The largest drawing of a file that is light enough.
async fn redrawn(place: Place, file: &web_sys::File) -> Result<Fresh, Issue> {
    let unreadable = || Issue::error("picture_unreadable", place.code());
    let bitmap = bitmap(file).await.ok_or_else(unreadable)?;
    let sides: &[f64] = match place {
        Place::Logo => &LOGO,
        Place::Icon => &ICON,
    };
    let mut said = place.too_large();
    for side in sides {
        let content = drawn(&bitmap, *side).ok_or_else(unreadable)?;
        let bytes = unpacked(&content).ok_or_else(unreadable)?;
        match judged(place, &bytes) {
            Ok(fresh) => return Ok(fresh),
            Err(issue) => said = issue,
        }
    }
    Err(said)
}

async fn bitmap(file: &web_sys::File) -> Option<web_sys::ImageBitmap> {
    let bitmap = web_sys::window()?
        .create_image_bitmap_with_blob(file)
        .ok()?;
    JsFuture::from(bitmap).await.ok()?.dyn_into().ok()
}

/// A drawing no longer than `side`, as PNG: what is not there stays so.
fn drawn(bitmap: &web_sys::ImageBitmap, side: f64) -> Option<String> {
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let scale = (side / width.max(height)).min(1.0);
    let (width, height) = ((width * scale).round(), (height * scale).round());
    let canvas: web_sys::HtmlCanvasElement = web_sys::window()?
        .document()?
        .create_element("canvas")
        .ok()?
        .dyn_into()
        .ok()?;
    canvas.set_width(pixels(width, side));
    canvas.set_height(pixels(height, side));
    let context: web_sys::CanvasRenderingContext2d =
        canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context
        .draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width, height)
        .ok()?;
    let url = canvas
        .to_data_url_with_type_and_encoder_options("image/png", &JsValue::NULL)
        .ok()?;
    url.strip_prefix("data:image/png;base64,")
        .map(ToOwned::to_owned)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rounded side of at most some hundreds"
)]
fn pixels(length: f64, side: f64) -> u32 {
    length.clamp(1.0, side) as u32
}
