//! A picture made small enough for a presentation, in the browser: what a camera makes is a hundred times
//! too large. Drawn anew, it also loses what a camera wrote beside it, such as where it was taken.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Most pixels of a side.
const SIDE: f64 = 640.0;
/// Letters of Base64 that are aimed at: about 18 kB.
const AIM: usize = 24 * 1024;
/// From good to passable.
const QUALITIES: [f64; 4] = [0.85, 0.7, 0.5, 0.35];

/// The picture as Base64; nothing when the browser cannot read it.
pub(super) async fn shrink(file: &web_sys::File) -> Option<String> {
    let bitmap = web_sys::window()?
        .create_image_bitmap_with_blob(file)
        .ok()?;
    let bitmap: web_sys::ImageBitmap = JsFuture::from(bitmap).await.ok()?.dyn_into().ok()?;
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let scale = (SIDE / width.max(height)).min(1.0);
    let (width, height) = ((width * scale).round(), (height * scale).round());
    let canvas: web_sys::HtmlCanvasElement = web_sys::window()?
        .document()?
        .create_element("canvas")
        .ok()?
        .dyn_into()
        .ok()?;
    canvas.set_width(pixels(width));
    canvas.set_height(pixels(height));
    let context: web_sys::CanvasRenderingContext2d =
        canvas.get_context("2d").ok()??.dyn_into().ok()?;
    // What is not there is white, as on the slide; JPEG knows nothing else.
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, width, height);
    context
        .draw_image_with_image_bitmap_and_dw_and_dh(&bitmap, 0.0, 0.0, width, height)
        .ok()?;
    let mut smallest = None;
    for quality in QUALITIES {
        let content = encoded(&canvas, quality)?;
        let done = content.len() <= AIM;
        smallest = Some(content);
        if done {
            break;
        }
    }
    smallest
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rounded side of at most 640"
)]
fn pixels(side: f64) -> u32 {
    side.clamp(1.0, SIDE) as u32
}

/// WebP where the browser makes it, JPEG where it does not.
fn encoded(canvas: &web_sys::HtmlCanvasElement, quality: f64) -> Option<String> {
    let quality = JsValue::from_f64(quality);
    for kind in ["image/webp", "image/jpeg"] {
        let url = canvas
            .to_data_url_with_type_and_encoder_options(kind, &quality)
            .ok()?;
        let content = url
            .strip_prefix("data:")
            .and_then(|rest| rest.strip_prefix(kind))
            .and_then(|rest| rest.strip_prefix(";base64,"));
        if let Some(content) = content {
            return Some(content.to_owned());
        }
    }
    None
}
