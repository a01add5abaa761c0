//! What may be asked about pictures of products.

use super::{Picture, PictureKind};
use crate::kernel::{LocalText, ProductId};
use crate::operation;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The picture of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetPicture {
    /// Of which product.
    pub product_id: ProductId,
}
operation!(GetPicture => Option<Picture>, "products.picture", ReadReference);

/// Gives a product a picture, or its picture other words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavePicture {
    /// Which product.
    pub product_id: ProductId,
    /// The picture's bytes in Base64; nothing: the picture stays, its text changes.
    pub content: Option<String>,
    /// What stands for it.
    pub text: LocalText,
}
operation!(SavePicture => Picture, "products.save_picture", ManageProducts);

/// Takes the picture of a product away; quotes show it no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovePicture {
    /// Of which product.
    pub product_id: ProductId,
}
operation!(RemovePicture => (), "products.remove_picture", ManageProducts);

/// A picture's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowPicture {
    /// Which picture.
    pub id: Uuid,
}
operation!(ShowPicture => PictureFile, "products.show_picture", ReadReference);

/// A picture as it is sent to a browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureFile {
    /// What it is.
    pub kind: PictureKind,
    /// Its bytes.
    pub bytes: Vec<u8>,
}
