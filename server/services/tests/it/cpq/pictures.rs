//! Pictures of products: told by their bytes, shown by a quote's link to nobody else.

use super::rooms::room;
use super::support;
use crate::bench::Bench;
use crate::both;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shared::cpq::catalog::ops::CreateProduct;
use shared::cpq::pictures::ops::{GetPicture, RemovePicture, SavePicture, ShowPicture};
use shared::cpq::pictures::{PICTURE_BYTES, Picture, PictureKind};
use shared::cpq::rooms::ops::{CloseRoom, GetRooms};
use shared::kernel::{Actor, LocalText, Problem, ProblemKind, ProductId};

/// A picture of 32 × 24 pixels, as far as a reader looks, that differs by `sign`.
pub fn png(sign: u8) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x18\x08\x02\0\0\0".to_vec();
    bytes.push(sign);
    bytes.extend(b"\0\0\0\0IEND\xae\x42\x60\x82");
    bytes
}

/// A new product.
pub async fn product(bench: &Bench) -> ProductId {
    let id = ProductId(bench.uuid());
    let draft = support::product(&id.to_string());
    let create = CreateProduct { id, draft };
    bench.run(&bench.administrator, create).await.unwrap().id
}

pub fn request(product_id: ProductId, bytes: &[u8]) -> SavePicture {
    SavePicture {
        product_id,
        content: Some(STANDARD.encode(bytes)),
        text: LocalText::new("A sensor", "Un capteur"),
    }
}

async fn save(bench: &Bench, by: &Actor, save: SavePicture) -> Result<Picture, Problem> {
    bench.run(by, save).await
}

fn code(problem: &Problem) -> (&str, Option<&str>) {
    let issue = &problem.issues[0];
    (issue.code.as_ref(), issue.field.as_deref())
}

both!(
    a_picture_is_kept_changed_and_taken_away,
    async |bench: &Bench| {
        let product_id = product(bench).await;
        let get = GetPicture { product_id };
        assert_eq!(bench.run(&bench.rep, get).await.unwrap(), None);
        let first = save(bench, &bench.administrator, request(product_id, &png(1)))
            .await
            .unwrap();
        assert_eq!(
            (first.kind, first.width, first.height),
            (PictureKind::Png, 32, 24)
        );
        let file = bench
            .run(&bench.rep, ShowPicture { id: first.id })
            .await
            .unwrap();
        assert_eq!(file.bytes, png(1));
        // Other words are the same picture; another picture has another address.
        let words = SavePicture {
            content: None,
            text: LocalText::new(" The sensor ", ""),
            ..request(product_id, &[])
        };
        let named = save(bench, &bench.administrator, words).await.unwrap();
        assert_eq!((named.id, named.text.en.as_str()), (first.id, "The sensor"));
        let second = save(bench, &bench.administrator, request(product_id, &png(2)))
            .await
            .unwrap();
        assert_ne!(second.id, first.id);
        let gone = bench.run(&bench.rep, ShowPicture { id: first.id }).await;
        assert_eq!(gone.unwrap_err().kind, ProblemKind::NotFound);

        for _ in 0..2 {
            bench
                .run(&bench.administrator, RemovePicture { product_id })
                .await
                .unwrap();
        }
        assert_eq!(bench.run(&bench.rep, get).await.unwrap(), None);
        let words = SavePicture {
            content: None,
            ..request(product_id, &[])
        };
        let refused = save(bench, &bench.administrator, words).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::NotFound);
    }
);

both!(
    what_is_no_picture_is_refused_by_name,
    async |bench: &Bench| {
        let product_id = product(bench).await;
        let admin = &bench.administrator;
        let large = vec![0; PICTURE_BYTES + 1];
        for (bytes, expected) in [
            (
                &b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..],
                "picture_unreadable",
            ),
            (b"", "picture_unreadable"),
            (&large, "picture_too_large"),
        ] {
            let refused = save(bench, admin, request(product_id, bytes)).await;
            assert_eq!(code(&refused.unwrap_err()), (expected, Some("content")));
        }
        let text = SavePicture {
            content: Some("no base 64!".into()),
            ..request(product_id, &[])
        };
        let refused = save(bench, admin, text).await.unwrap_err();
        assert_eq!(code(&refused), ("picture_unreadable", Some("content")));
        let long = SavePicture {
            text: LocalText::new("x".repeat(201), ""),
            ..request(product_id, &png(1))
        };
        let refused = save(bench, admin, long).await.unwrap_err();
        assert_eq!(code(&refused), ("too_long", Some("text_en")));
        let unknown = ProductId(bench.uuid());
        let refused = save(bench, admin, request(unknown, &png(1))).await;
        assert_eq!(refused.unwrap_err().kind, ProblemKind::NotFound);
        let refused = save(bench, &bench.rep, request(product_id, &png(1))).await;
        assert_eq!(refused.unwrap_err().kind, ProblemKind::Forbidden);
    }
);

both!(
    a_link_shows_the_pictures_of_its_quote_and_no_other,
    async |bench: &Bench| {
        let (sent, token) = room(bench).await;
        let on_quote = sent.draft.lines[0].product_id.unwrap();
        let elsewhere = product(bench).await;
        let admin = &bench.administrator;
        let shown = save(bench, admin, request(on_quote, &png(1)))
            .await
            .unwrap();
        let hidden = save(bench, admin, request(elsewhere, &png(2)))
            .await
            .unwrap();
        let page = bench
            .services
            .room(&token, &shared::cpq::rooms::Choice::default())
            .await
            .unwrap();
        assert_eq!(page.pictures.len(), 1);
        assert_eq!(page.pictures[&on_quote], shown);
        let file = bench.services.room_picture(&token, shown.id).await.unwrap();
        assert_eq!(file.bytes, png(1));
        for id in [hidden.id, bench.uuid()] {
            let refused = bench.services.room_picture(&token, id).await.unwrap_err();
            assert_eq!(refused.kind, ProblemKind::NotFound);
        }
        let view = bench
            .run(&bench.rep, GetRooms { id: sent.id })
            .await
            .unwrap();
        let close = CloseRoom {
            id: sent.id,
            room_id: view.rooms[0].id,
        };
        bench.run(&bench.rep, close).await.unwrap();
        let refused = bench.services.room_picture(&token, shown.id).await;
        assert_eq!(refused.unwrap_err().kind, ProblemKind::NotFound);
    }
);
