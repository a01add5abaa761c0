//! How a message looks: the company's logo and accent around its words. The logo travels with the message, so
//! that it is seen without asking any server, also where ours is out of reach.

use crate::platform::branding::BrandFile;
use crate::{Services, platform};
use html_escape::{encode_double_quoted_attribute, encode_text};
use shared::kernel::{Lang, LocalText, Problem, ProblemKind};
use shared::platform::branding::{BrandPicture, Tones};
use std::fmt::Write;
use store::Session;

/// The box of a logo, in pixels.
const LOGO: (u32, u32) = (200, 48);
/// The start of a logo's name within a message.
const CID: &str = "brand-";
/// Letters of a hash.
const HASH: usize = 64;

/// What is around the words of a message.
#[derive(Clone, Debug)]
pub struct Dress {
    name: String,
    logo: Option<BrandPicture>,
    tones: Tones,
    foot: LocalText,
}

impl Dress {
    /// As the company looks now.
    ///
    /// # Errors
    /// When the database is away.
    pub(crate) async fn of(services: &Services, session: &mut Session) -> Result<Self, Problem> {
        let look = services.look_in(session).await?;
        let settings = services.inner.settings.get(session).await?;
        let company = settings.company.as_ref();
        Ok(Self {
            name: look.name,
            tones: look.brand.on_paper(),
            logo: look.brand.logo.filter(BrandPicture::is_for_mail),
            foot: company
                .map(|known| known.legal_footer.clone())
                .unwrap_or_default(),
        })
    }

    /// The company's last line, where it has one.
    pub(super) fn foot(&self, lang: Lang) -> Option<&str> {
        Some(self.foot.get(lang).trim()).filter(|text| !text.is_empty())
    }

    /// What stands above the words.
    fn head(&self) -> String {
        let name = encode_double_quoted_attribute(&self.name);
        match &self.logo {
            Some(logo) => {
                let (width, height) = logo.within(LOGO.0, LOGO.1);
                format!(
                    "<p style=\"margin:0 0 20px\"><img src=\"cid:{CID}{}\" alt=\"{name}\" width=\"{width}\" height=\"{height}\"></p>",
                    logo.hash
                )
            }
            None if self.name.trim().is_empty() => String::new(),
            None => format!(
                "<p style=\"margin:0 0 20px;font-size:18px;font-weight:600;color:{}\">{}</p>",
                self.tones.text,
                encode_text(&self.name)
            ),
        }
    }

    /// What is to be pressed.
    pub(super) fn button(&self, label: &str, url: &str) -> String {
        format!(
            "<p style=\"margin:20px 0\"><a href=\"{}\" style=\"display:inline-block;padding:10px 18px;border-radius:6px;background:{};color:{};text-decoration:none\"><strong>{}</strong></a></p>",
            encode_double_quoted_attribute(url),
            self.tones.fill,
            self.tones.on,
            encode_text(label)
        )
    }

    /// The whole document around `body`, which is HTML already.
    pub(super) fn around(&self, lang: Lang, title: &str, body: &str, footer: &str) -> String {
        let mut feet = format!("<p>{}</p>", encode_text(footer));
        if let Some(foot) = self.foot(lang) {
            // Writing to a String cannot fail.
            let _ = write!(feet, "<p>{}</p>", encode_text(foot).replace('\n', "<br>"));
        }
        format!(
            "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title></head>\
             <body style=\"margin:0;padding:24px;background:#f6f7f9;color:#14171d;font:15px/1.5 sans-serif\">\
             <div style=\"max-width:560px;margin:0 auto;padding:28px;background:#ffffff;border-top:4px solid {};border-radius:8px\">\
             {}{body}<div style=\"margin-top:28px;padding-top:12px;border-top:1px solid #e5e8ed;font-size:12px;color:#5f6675\">{feet}</div></div></body></html>",
            lang.tag(),
            encode_text(title),
            self.tones.fill,
            self.head(),
        )
    }
}

/// The hash of the logo a message shows.
fn shown(html: &str) -> Option<&str> {
    let (_, rest) = html.split_once(&format!("<img src=\"cid:{CID}"))?;
    let hash = rest.get(..HASH)?;
    rest.get(HASH..)?.starts_with('"').then_some(hash)
}

/// A logo that travels with its message.
pub(super) struct Inline {
    /// Its name within the message.
    pub(super) cid: String,
    /// The picture.
    pub(super) file: BrandFile,
}

/// The logo a message shows; without it the message shows the company's name in its place.
pub(super) async fn inline(session: &mut Session, html: &str) -> Result<Option<Inline>, Problem> {
    let Some(hash) = shown(html) else {
        return Ok(None);
    };
    match platform::branding::file(session, hash).await {
        Ok(file) => Ok(Some(Inline {
            cid: format!("{CID}{hash}"),
            file,
        })),
        Err(problem) if problem.kind == ProblemKind::NotFound => Ok(None),
        Err(problem) => Err(problem),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use shared::cpq::pictures::PictureKind;
    use shared::platform::branding::Brand;

    pub(in crate::platform::mail) fn dress(logo: bool) -> Dress {
        let picture = BrandPicture {
            hash: "ab".repeat(32),
            kind: PictureKind::Png,
            width: 400,
            height: 100,
            size: 10,
        };
        let brand = Brand {
            accent: "#ffd400".parse().ok(),
            logo: logo.then_some(picture),
            ..Brand::default()
        };
        Dress {
            name: "A & \"B\"".into(),
            tones: brand.on_paper(),
            logo: brand.logo,
            foot: LocalText::new("Registered <in> Lyon\nVAT", ""),
        }
    }

    #[test]
    fn a_logo_is_named_by_its_hash_and_found_again() {
        let html = dress(true).around(Lang::En, "T", "<p>x</p>", "F");
        assert_eq!(shown(&html), Some("ab".repeat(32).as_str()));
        assert!(
            html.contains("alt=\"A &amp; &quot;B&quot;\" width=\"192\" height=\"48\""),
            "{html}"
        );
        assert!(html.contains("Registered &lt;in&gt; Lyon<br>VAT"), "{html}");
        assert_eq!(shown(&dress(false).around(Lang::En, "T", "", "F")), None);
        for other in ["<img src=\"cid:brand-abc\">", "<p>cid:brand-</p>", ""] {
            assert_eq!(shown(other), None, "{other}");
        }
    }

    #[test]
    fn without_a_logo_the_name_stands_there_and_can_be_read() {
        let worn = dress(false);
        let html = worn.around(Lang::Fr, "T", "", "F");
        assert!(
            html.contains(&format!("color:{}\">A &amp; \"B\"</p>", worn.tones.text)),
            "{html}"
        );
        // The French line is not written: the English one stands in for it, as everywhere.
        assert_eq!(worn.foot(Lang::Fr), worn.foot(Lang::En));
        let button = worn.button("Go", "https://x.example");
        assert!(button.contains(&format!(
            "background:{};color:{}",
            worn.tones.fill, worn.tones.on
        )));
    }
}
