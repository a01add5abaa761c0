//! What the form asks of the server about pictures.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::cpq::pictures::Picture;
use shared::cpq::pictures::ops::{GetPicture, RemovePicture, SavePicture};

/// The picture of a product.
#[server(name = GetPictureCall, endpoint = "products.picture", input = Json, output = Json)]
pub async fn get(request: GetPicture) -> Result<Option<Picture>, Fault> {
    call::run(request).await
}

/// Gives a product a picture, or its picture other words.
#[server(name = SavePictureCall, endpoint = "products.save_picture", input = Json, output = Json)]
pub async fn save(request: SavePicture) -> Result<Picture, Fault> {
    call::run(request).await
}

/// Takes the picture of a product away.
#[server(name = RemovePictureCall, endpoint = "products.remove_picture", input = Json, output = Json)]
pub async fn remove(request: RemovePicture) -> Result<(), Fault> {
    call::run(request).await
}
