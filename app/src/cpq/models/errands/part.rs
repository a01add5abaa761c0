//! What does errands is a part of the browser's program of its own: the frame, which every page loads,
//! stays without the engine (see `shell/pages.rs` for the cut at the pages).

#![cfg_attr(
    feature = "split",
    allow(
        unsafe_code,
        reason = "the cut declares each part's loader as a foreign function"
    )
)]

use super::serve;
use crate::shell::PartMissing;

#[cfg(feature = "split")]
#[leptos::wasm_split::wasm_split(errands, wasm_split_path = leptos::wasm_split, fallible)]
pub(super) fn errand(text: String) -> Result<(), PartMissing> {
    serve::work(&text);
    Ok(())
}

#[cfg(not(feature = "split"))]
pub(super) async fn errand(text: String) -> Result<(), PartMissing> {
    serve::work(&text);
    Ok(())
}
