//! Files: the document of a quote and its data, the picture of a product, a model for another tool.

use crate::http::api::book::{Book, about, as_json};
use crate::http::api::check::read;
use crate::http::api::refusal::Refusal;
use crate::http::api::route::{Call, Param, Reply, Written};
use crate::http::api::schema::codes;
use axum::http::Method;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::cpq::models::ops::{ExportModel, ModelFormat};
use shared::cpq::pictures::Picture;
use shared::cpq::pictures::ops::{GetPicture, RemovePicture, SavePicture, ShowPicture};
use shared::cpq::quotes::ops::{GetQuotePdf, GetQuoteUbl};
use shared::cpq::rooms::ops::GetCertificate;
use shared::kernel::LocalText;

const PDF: &str = "application/pdf";
const XML: &str = "application/xml";

/// A picture for a product, or other words for the one it has.
#[derive(Deserialize, JsonSchema)]
struct NewPicture {
    /// The bytes of a PNG, JPEG or WebP in Base64; left out or null: the picture stays, its text changes.
    content: Option<String>,
    /// What stands for it where it is not seen, in both languages.
    #[serde(default)]
    text: LocalText,
}

async fn pdf(call: Call) -> Result<Reply, Refusal> {
    let id = call.id()?.into();
    let file = call.ask(GetQuotePdf { id }).await?;
    Ok(Reply::file(PDF, file.file_name, file.bytes))
}

async fn ubl(call: Call) -> Result<Reply, Refusal> {
    let id = call.id()?.into();
    let file = call.ask(GetQuoteUbl { id }).await?;
    Ok(Reply::file(XML, file.file_name, file.xml))
}

async fn certificate(call: Call) -> Result<Reply, Refusal> {
    let id = call.id()?.into();
    let file = call.ask(GetCertificate { id }).await?;
    Ok(Reply::file(PDF, file.file_name, file.bytes))
}

async fn model(call: Call) -> Result<Reply, Refusal> {
    let id = call.id()?.into();
    let format: ModelFormat = call.query.parsed("format").unwrap_or(ModelFormat::Uvl);
    let file = call.ask(ExportModel { id, format }).await?;
    // A product's code may hold any letter; a header may not.
    let plain = |letter: char| letter.is_ascii_alphanumeric() || ".-_".contains(letter);
    let name = file.file_name.chars();
    let name = name.map(|letter| if plain(letter) { letter } else { '-' });
    let name = name.collect();
    Ok(Reply::file("text/plain; charset=utf-8", name, file.text))
}

async fn picture(call: Call) -> Result<Reply, Refusal> {
    let product_id = call.id()?.into();
    let found = call.ask(GetPicture { product_id }).await?;
    let found = found.ok_or_else(|| Refusal::of(404, "not_found"))?;
    Ok(Reply::ok(as_json(found)))
}

async fn save_picture(mut call: Call) -> Result<Reply, Refusal> {
    let product_id = call.id()?.into();
    let new = read::<NewPicture>(std::mem::take(&mut call.body))?;
    let save = SavePicture {
        product_id,
        content: new.content,
        text: new.text,
    };
    Ok(Reply::ok(as_json(call.ask(save).await?)))
}

async fn remove_picture(call: Call) -> Result<Reply, Refusal> {
    let product_id = call.id()?.into();
    call.ask(RemovePicture { product_id }).await?;
    Ok(Reply {
        status: 204,
        ..Reply::default()
    })
}

async fn bytes(call: Call) -> Result<Reply, Refusal> {
    let file = call.ask(ShowPicture { id: call.id()? }).await?;
    Ok(Reply {
        status: 200,
        written: Some(Written {
            kind: file.kind.code(),
            content: file.bytes.into(),
            name: None,
        }),
        ..Reply::default()
    })
}

fn pictures(book: &mut Book) {
    let record = book.schemas.record::<Picture>("ProductPicture", &[]);
    let tail = "{id}/picture";
    let mut there = about::<GetPicture, _>(
        "products",
        (Method::GET, tail),
        "The picture of a product: what it is, without its bytes",
        picture,
    );
    there.answer = Some(record.clone());
    let body = book.schemas.taken::<NewPicture>();
    let mut save = about::<SavePicture, _>(
        "products",
        (Method::PUT, tail),
        "Give a product a picture, or its picture other words",
        save_picture,
    );
    "products.save_picture".clone_into(&mut save.operation_id);
    save.body = Some(book.schemas.keep("ProductPictureBody", body));
    save.answer = Some(record);
    let mut remove = about::<RemovePicture, _>(
        "products",
        (Method::DELETE, tail),
        "Take the picture of a product away",
        remove_picture,
    );
    "products.remove_picture".clone_into(&mut remove.operation_id);
    remove.status = 204;
    let mut show = about::<ShowPicture, _>(
        "pictures",
        (Method::GET, "{id}"),
        "The bytes of a picture, by its own id",
        bytes,
    );
    show.gives = &["image/png", "image/jpeg", "image/webp"];
    book.routes.extend([there, save, remove, show]);
}

pub fn add(book: &mut Book) {
    let mut document = about::<GetQuotePdf, _>(
        "quotes",
        (Method::GET, "{id}/pdf"),
        "The document the customer receives",
        pdf,
    );
    document.gives = &[PDF];
    let mut data = about::<GetQuoteUbl, _>(
        "quotes",
        (Method::GET, "{id}/ubl"),
        "The quote as UBL 2.1, as it is inside its document",
        ubl,
    );
    data.gives = &[XML];
    let mut proof = about::<GetCertificate, _>(
        "quotes",
        (Method::GET, "{id}/certificate"),
        "The certificate of its signature, with the sealed record inside",
        certificate,
    );
    proof.gives = &[PDF];
    let mut export = about::<ExportModel, _>(
        "product-models",
        (Method::GET, "{id}/export"),
        "A version of a model, for another tool",
        model,
    );
    export.params = vec![Param::new(
        "format",
        codes(ModelFormat::ALL, ModelFormat::code),
        "In which format; `uvl` when left out.",
    )];
    export.gives = &["text/plain"];
    book.routes.extend([document, data, proof, export]);
    pictures(book);
}
