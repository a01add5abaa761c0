//! Drawings of what the sample company sells, for the presentations of its quotes.

use super::random::Random;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shared::cpq::pictures::{Picture, read_picture};
use shared::kernel::{Instant, LocalText, ProductId};
use store::platform::bulk::ProductRow;
use store::{Session, StoreError};

/// Codes of products, what is drawn in English and in French, and the drawing.
type Drawing = (
    &'static [&'static str],
    &'static str,
    &'static str,
    &'static [u8],
);

const DRAWINGS: [Drawing; 4] = [
    (
        &["MS-T10", "MS-T20", "MS-TH15"],
        "A square sensor with a round blue dial and a probe below",
        "Un capteur carré à cadran rond bleu, une sonde en dessous",
        include_bytes!("pictures/temperature.png"),
    ),
    (
        &["MS-V30", "MS-V35X"],
        "An upright sensor with a cable, waves on both sides",
        "Un capteur vertical avec son câble, des ondes de chaque côté",
        include_bytes!("pictures/vibration.png"),
    ),
    (
        &["MS-P40", "MS-P45", "MS-F50", "MS-F55"],
        "A round gauge on a pipe",
        "Un manomètre rond sur une conduite",
        include_bytes!("pictures/pressure.png"),
    ),
    (
        &["ML-100", "ML-200", "ML-300", "ML-500", "ML-500R"],
        "A flat box with two antennas and four lights",
        "Un boîtier plat à deux antennes et quatre voyants",
        include_bytes!("pictures/gateway.png"),
    ),
];

/// The pictures of these products.
pub(super) fn pictures(
    random: &mut Random,
    products: &[ProductRow],
    at: Instant,
) -> Vec<(ProductId, Picture, String)> {
    let mut all = Vec::new();
    for (codes, en, fr, bytes) in DRAWINGS {
        // A drawing that could not be read would be left out; a test reads them all.
        let Ok((kind, width, height)) = read_picture(bytes) else {
            continue;
        };
        let of = products
            .iter()
            .filter(|row| codes.contains(&row.sku.as_str()));
        all.extend(of.map(|row| {
            let picture = Picture {
                id: random.id(at),
                kind,
                width,
                height,
                text: LocalText::new(en, fr),
                size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            };
            (row.id, picture, STANDARD.encode(bytes))
        }));
    }
    all
}

/// Writes them.
pub(super) async fn write(
    session: &mut Session,
    all: &[(ProductId, Picture, String)],
    at: Instant,
) -> Result<(), StoreError> {
    for (product, picture, content) in all {
        store::cpq::pictures::put(session, *product, picture, content, at).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_drawing_is_a_small_picture() {
        for (_, en, _, bytes) in DRAWINGS {
            assert!(read_picture(bytes).is_ok() && bytes.len() < 4_096, "{en}");
        }
    }
}
