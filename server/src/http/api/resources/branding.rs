//! How the company looks: its accent, its logo, its icon.

use crate::http::api::book::{Book, about, as_json};
use crate::http::api::check::read;
use crate::http::api::record::{same_version, stale};
use crate::http::api::refusal::Refusal;
use crate::http::api::route::{Call, Reply};
use axum::http::Method;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::kernel::Operation;
use shared::platform::branding::Brand;
use shared::platform::branding::ops::{GetBranding, Picked, SaveBranding};

/// Which picture stands in a place: of `hash` and `content` one is given.
#[derive(Deserialize, JsonSchema)]
struct Picture {
    /// One that is known: that of now, or one of before.
    hash: Option<String>,
    /// The bytes of a new PNG, JPEG or WebP in Base64.
    content: Option<String>,
}

/// The look as it shall be, whole: what is left out or null is Jalon's own.
#[derive(Deserialize, JsonSchema)]
struct Look {
    /// The one colour, `#3b4cca` for instance.
    accent: Option<String>,
    /// The logo.
    logo: Option<Picture>,
    /// The square icon of browser tabs.
    icon: Option<Picture>,
}

fn picked(picture: Option<Picture>, place: &'static str) -> Result<Picked, Refusal> {
    let Some(picture) = picture else {
        return Ok(Picked::None);
    };
    match (picture.hash, picture.content) {
        (Some(hash), None) => Ok(Picked::Known { hash }),
        (None, Some(content)) => Ok(Picked::New { content }),
        (None, None) => Err(Refusal::invalid("required", place)),
        (Some(_), Some(_)) => Err(Refusal::invalid("duplicate", place)),
    }
}

async fn branding(call: Call) -> Result<Reply, Refusal> {
    Ok(Reply::ok(as_json(call.ask(GetBranding {}).await?)))
}

async fn save(mut call: Call) -> Result<Reply, Refusal> {
    let look = read::<Look>(std::mem::take(&mut call.body))?;
    let now = call.ask(GetBranding {}).await?;
    same_version(call.if_match, &as_json(&now))?;
    let save = SaveBranding {
        accent: look.accent.unwrap_or_default(),
        logo: picked(look.logo, "logo")?,
        icon: picked(look.icon, "icon")?,
        version: now.version,
    };
    let saved = call.ask(save).await;
    let saved = saved.map_err(|refusal| stale(refusal, &[]))?;
    Ok(Reply::ok(as_json(saved)))
}

pub fn add(book: &mut Book) {
    let record = book.schemas.record::<Brand>("Branding", &[]);
    let mut there = about::<GetBranding, _>(
        "branding",
        (Method::GET, ""),
        "How the company looks; the addresses of its pictures below `/brand/` are open to everybody",
        branding,
    );
    (there.answer, there.tagged) = (Some(record.clone()), true);
    let body = book.schemas.taken::<Look>();
    let mut saved = about::<SaveBranding, _>(
        "branding",
        (Method::PUT, ""),
        "Say how the company looks, whole",
        save,
    );
    saved.operations = vec![GetBranding::NAME, SaveBranding::NAME];
    saved.body = Some(book.schemas.keep("BrandingBody", body));
    (saved.answer, saved.tagged, saved.versioned) = (Some(record), true, true);
    book.routes.extend([there, saved]);
}
