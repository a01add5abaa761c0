//! A chosen file, judged before it is sent.

use shared::kernel::Issue;
use shared::platform::files::{FILE_BYTES, clean_name, read_file};
use wasm_bindgen_futures::JsFuture;

/// Its name, and its bytes in Base64; or what is wrong with it.
pub(crate) async fn read(file: &web_sys::File) -> Result<(String, String), Issue> {
    let unreadable = || Issue::error("attachment_unknown", "content");
    let name = clean_name(&file.name());
    // Not read at all when it is too large.
    let most = FILE_BYTES / 1024 / 1024;
    #[allow(clippy::cast_precision_loss, reason = "four megabytes")]
    let too_large = file.size() > FILE_BYTES as f64;
    if too_large {
        return Err(Issue::error("attachment_too_large", "content").with("max", most));
    }
    let buffer = JsFuture::from(file.array_buffer())
        .await
        .map_err(|_| unreadable())?;
    let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
    read_file(&bytes, &name)?;
    let content = base64(file).await.ok_or_else(unreadable)?;
    Ok((name, content))
}

/// The browser's own writer of Base64.
async fn base64(file: &web_sys::File) -> Option<String> {
    let reader = web_sys::FileReader::new().ok()?;
    let done = js_sys::Promise::new(&mut |resolve, reject| {
        reader.set_onload(Some(&resolve));
        reader.set_onerror(Some(&reject));
    });
    reader.read_as_data_url(file).ok()?;
    JsFuture::from(done).await.ok()?;
    let address = reader.result().ok()?.as_string()?;
    let (_, content) = address.split_once(";base64,")?;
    Some(content.to_owned())
}
