//! The company's look: who may keep it, what is no picture, where it is shown, and the way back.

use crate::bench::{Bench, START};
use crate::both;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use services::platform::jobs::Runner;
use services::platform::mail::{Deployment, Folder};
use shared::cpq::pictures::PictureKind;
use shared::kernel::{Actor, Problem, ProblemKind};
use shared::platform::branding::ops::{GetBranding, Picked, SaveBranding};
use shared::platform::branding::{Brand, LOGO_BYTES};
use std::sync::Arc;
use store::args;

/// A square picture that can be drawn.
pub const LOGO: &[u8] = include_bytes!("../../../src/platform/demo/pictures/logo.png");

pub fn picked(bytes: &[u8]) -> Picked {
    Picked::New {
        content: STANDARD.encode(bytes),
    }
}

pub fn request(version: i64) -> SaveBranding {
    SaveBranding {
        accent: "#c2570c".into(),
        logo: picked(LOGO),
        icon: Picked::None,
        version,
    }
}

async fn save(bench: &Bench, by: &Actor, save: SaveBranding) -> Result<Brand, Problem> {
    bench.run(by, save).await
}

async fn logo_refused(bench: &Bench, bytes: &[u8]) -> String {
    let wish = SaveBranding {
        logo: picked(bytes),
        ..request(0)
    };
    let problem = save(bench, &bench.administrator, wish).await.unwrap_err();
    let issue = &problem.issues[0];
    assert_eq!(issue.field.as_deref(), Some("logo"));
    issue.code.to_string()
}

async fn events(bench: &Bench) -> i64 {
    let mut session = bench.services.store().read().await.unwrap();
    let (count,): (i64,) = session
        .one(
            "SELECT COUNT(*) FROM events WHERE entity = 'company' AND action = 'branded'",
            args![],
        )
        .await
        .unwrap();
    count
}

both!(
    a_look_is_saved_shown_and_taken_back,
    async |bench: &Bench| {
        let read = bench.run(&bench.rep, GetBranding {}).await.unwrap();
        assert!(read.is_jalons() && read.version == 0);
        let first = save(bench, &bench.administrator, request(0)).await.unwrap();
        let logo = first.logo.clone().unwrap();
        assert_eq!(
            (logo.kind, logo.width, logo.height, first.version),
            (PictureKind::Png, 96, 96, 1)
        );
        assert_eq!(bench.run(&bench.rep, GetBranding {}).await.unwrap(), first);
        // To whoever comes, under the address that is its hash.
        assert_eq!(bench.services.look().await.unwrap().brand, first);
        let file = bench.services.brand_picture(&logo.hash).await.unwrap();
        assert_eq!((file.kind, file.bytes.as_slice()), (PictureKind::Png, LOGO));
        for other in ["", "ab", &"0".repeat(64), "../../../etc/passwd"] {
            let refused = bench.services.brand_picture(other).await.unwrap_err();
            assert_eq!(refused.kind, ProblemKind::NotFound, "{other}");
        }
        assert_eq!(events(bench).await, 1);
        // The same once more is no change.
        let kept = SaveBranding::back_to(&first, first.version);
        assert_eq!(
            save(bench, &bench.administrator, kept.clone())
                .await
                .unwrap(),
            first
        );
        assert_eq!(events(bench).await, 1);
        // Back to Jalon's look, and back from there: the picture of before is still known.
        let none = SaveBranding::back_to(&Brand::default(), first.version);
        let reset = save(bench, &bench.administrator, none).await.unwrap();
        assert!(reset.is_jalons() && reset.version == 2);
        assert!(bench.services.brand_picture(&logo.hash).await.is_ok());
        let undo = SaveBranding::back_to(&first, reset.version);
        let back = save(bench, &bench.administrator, undo).await.unwrap();
        assert_eq!((&back.accent, &back.logo), (&first.accent, &first.logo));
        assert_eq!(events(bench).await, 3);
        let stale = save(bench, &bench.administrator, kept).await.unwrap_err();
        assert_eq!(stale.kind, ProblemKind::Conflict);
        assert!(stale.current.unwrap().contains("\"version\":3"));
    }
);

both!(
    what_is_no_picture_of_a_brand_is_refused,
    async |bench: &Bench| {
        // A bomb: its head promises 900 million pixels.
        let mut bomb = LOGO.to_vec();
        bomb.splice(16..24, [0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
        assert_eq!(logo_refused(bench, &bomb).await, "picture_sides");
        // A head that is right before data that is not: it cannot be drawn.
        let mut hollow = LOGO.to_vec();
        hollow.drain(300..600);
        assert_eq!(logo_refused(bench, &hollow).await, "picture_unreadable");
        let mut false_sides = LOGO.to_vec();
        false_sides.splice(16..24, [0, 0, 1, 0, 0, 0, 1, 0]);
        assert_eq!(
            logo_refused(bench, &false_sides).await,
            "picture_unreadable"
        );
        let cut = &LOGO[..LOGO.len() - 20];
        assert_eq!(logo_refused(bench, cut).await, "picture_unreadable");
        assert_eq!(logo_refused(bench, b"").await, "picture_unreadable");
        // A drawing with a script, whatever its file was called and however long it is.
        let svg = b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
        assert_eq!(logo_refused(bench, svg).await, "picture_svg");
        let long = [&svg[..], &[b' '; LOGO_BYTES * 2]].concat();
        assert_eq!(logo_refused(bench, &long).await, "picture_svg");
        let heavy = [LOGO, &[0; LOGO_BYTES]].concat();
        assert_eq!(logo_refused(bench, &heavy).await, "picture_too_large");
        let text = SaveBranding {
            logo: Picked::New {
                content: "no base 64!".into(),
            },
            ..request(0)
        };
        let refused = save(bench, &bench.administrator, text).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "picture_unreadable");
        let colour = SaveBranding {
            accent: "blue".into(),
            ..request(0)
        };
        let refused = save(bench, &bench.administrator, colour).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "invalid_colour");
        for hash in ["ab".repeat(32), "x".into(), String::new()] {
            let unknown = SaveBranding {
                logo: Picked::Known { hash },
                ..request(0)
            };
            let refused = save(bench, &bench.administrator, unknown).await;
            assert_eq!(refused.unwrap_err().kind, ProblemKind::NotFound);
        }
        assert_eq!(events(bench).await, 0);
        assert!(bench.services.look().await.unwrap().brand.is_jalons());
    }
);

both!(
    only_who_administers_the_company_changes_its_look,
    async |bench: &Bench| {
        for actor in [&bench.rep, &bench.manager, &bench.head, &bench.finance] {
            assert!(bench.run(actor, GetBranding {}).await.is_ok());
            let refused = save(bench, actor, request(0)).await.unwrap_err();
            assert_eq!(refused.kind, ProblemKind::Forbidden);
        }
    }
);

both!(a_message_carries_the_logo_with_it, async |bench: &Bench| {
    let brand = save(bench, &bench.administrator, request(0)).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let outbox = folder.path().join("outbox");
    bench.services.deploy(Deployment {
        base_url: "https://crm.example.com".into(),
        from: "Jalon <jalon@example.com>".parse().unwrap(),
        mailer: Arc::new(Folder::new(outbox.clone())),
        started_at: START,
    });
    bench
        .services
        .forgot_password(&bench.rep.email, "203.0.113.9")
        .await
        .unwrap();
    let runner = Runner::new(bench.services.clone());
    for _ in 0..4 {
        runner.step().await.unwrap();
    }
    let files: Vec<_> = std::fs::read_dir(&outbox).unwrap().flatten().collect();
    assert_eq!(files.len(), 1);
    let text = std::fs::read_to_string(files[0].path()).unwrap();
    let hash = brand.logo.unwrap().hash;
    assert!(
        text.contains(&format!("Content-ID: <brand-{hash}>")),
        "{text}"
    );
    assert!(text.contains("multipart/related") && text.contains("Content-Type: image/png"));
    assert!(text.contains("text/plain"));
});
