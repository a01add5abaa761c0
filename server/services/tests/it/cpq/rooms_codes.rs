//! The code that is mailed before a signature.

use super::rooms::{room, signing, visitor};
use crate::bench::Bench;
use crate::both;
use shared::cpq::quotes::QuoteState;
use shared::cpq::quotes::ops::GetQuote;
use shared::cpq::rooms::ops::{GetRooms, OpenRoom};
use shared::cpq::rooms::{Choice, Signing};
use shared::kernel::{Instant, Problem, QuoteId};
use shared::platform::company::{GetCompany, SaveCompany};

const SIGNER: &str = "camille@example.com";

async fn open(bench: &Bench, id: QuoteId, email: &str) -> Result<String, Problem> {
    let request = OpenRoom {
        id,
        room_id: bench.uuid(),
        recipient: "Camille Roux".into(),
        email: email.into(),
    };
    let opened = bench.run(&bench.rep, request).await?;
    Ok(opened.path.strip_prefix("/room/").unwrap().to_owned())
}

async fn accept(bench: &Bench, token: &str, gross: i64, code: &str) -> Result<(), String> {
    let signing = Signing {
        code: code.into(),
        ..signing(gross)
    };
    bench
        .services
        .room_accept(token, signing, "I accept", visitor())
        .await
        .map_err(|problem| problem.issues[0].code.to_string())
}

/// The codes that were mailed to the signer, oldest first.
async fn mailed(bench: &Bench) -> Vec<String> {
    let mut session = bench.services.store().read().await.unwrap();
    let rows: Vec<(String,)> = session
        .all(
            "SELECT text_body FROM mails WHERE recipient = $1 ORDER BY created_at, id",
            store::args![SIGNER],
        )
        .await
        .unwrap();
    let code = |text: &str| {
        text.lines()
            .map(str::trim)
            .find(|line| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit()))
            .map(str::to_owned)
    };
    rows.iter().filter_map(|(text,)| code(text)).collect()
}

fn another(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

async fn state(bench: &Bench, id: QuoteId) -> QuoteState {
    bench.run(&bench.rep, GetQuote { id }).await.unwrap().state
}

both!(
    a_link_with_an_address_is_signed_with_the_mailed_code,
    async |bench: &Bench| {
        let (sent, _) = room(bench).await;
        let gross = sent.figures.gross_minor;
        let token = open(bench, sent.id, &format!(" {SIGNER} ")).await.unwrap();
        let page = bench
            .services
            .room(&token, &Choice::default())
            .await
            .unwrap();
        assert_eq!(page.code_to, "c…@example.com");

        let said = accept(bench, &token, gross, "").await;
        assert_eq!(said, Err("signing_code_sent".into()));
        let codes = mailed(bench).await;
        assert_eq!(codes.len(), 1);
        // Neither a guess nor impatience signs.
        let guess = another(&codes[0]);
        let said = accept(bench, &token, gross, &guess).await;
        assert_eq!(said, Err("signing_code_wrong".into()));
        let said = accept(bench, &token, gross, "").await;
        assert_eq!(said, Err("signing_code_pause".into()));
        assert_ne!(state(bench, sent.id).await, QuoteState::Accepted);

        accept(
            bench,
            &token,
            gross,
            &format!("{} {}", &codes[0][..3], &codes[0][3..]),
        )
        .await
        .unwrap();
        assert_eq!(state(bench, sent.id).await, QuoteState::Accepted);
        let page = bench
            .services
            .room(&token, &Choice::default())
            .await
            .unwrap();
        let signed = page.signature.unwrap();
        assert!(signed.intact);
        assert_eq!(signed.signature.code_sent_to, "c…@example.com");
    }
);

both!(
    a_code_wears_out_and_is_of_one_link,
    async |bench: &Bench| {
        let (sent, _) = room(bench).await;
        let gross = sent.figures.gross_minor;
        let token = open(bench, sent.id, SIGNER).await.unwrap();
        let other = open(bench, sent.id, SIGNER).await.unwrap();
        let _ = accept(bench, &token, gross, "").await;
        let code = mailed(bench).await.remove(0);
        let said = accept(bench, &other, gross, &code).await;
        assert_eq!(
            said,
            Err("signing_code_expired".into()),
            "none was sent there"
        );
        let wrong = another(&code);
        for left in (0..5).rev() {
            let said = accept(bench, &token, gross, &wrong).await;
            let expected = if left > 0 {
                "signing_code_wrong"
            } else {
                "signing_code_tries"
            };
            assert_eq!(said, Err(expected.into()));
        }
        let said = accept(bench, &token, gross, &code).await;
        assert_eq!(
            said,
            Err("signing_code_tries".into()),
            "the right one comes too late"
        );

        bench.clock.set(Instant(crate::bench::START.0 + 60_000));
        let said = accept(bench, &token, gross, "").await;
        assert_eq!(said, Err("signing_code_sent".into()));
        bench
            .clock
            .set(Instant(crate::bench::START.0 + 12 * 60_000));
        let fresh = mailed(bench).await.pop().unwrap();
        let said = accept(bench, &token, gross, &fresh).await;
        assert_eq!(said, Err("signing_code_expired".into()));
    }
);

both!(
    from_a_total_of_the_company_on_a_link_needs_an_address,
    async |bench: &Bench| {
        let (sent, before) = room(bench).await;
        let gross = sent.figures.gross_minor;
        let read = bench
            .run(&bench.administrator, GetCompany {})
            .await
            .unwrap();
        let mut company = read.company;
        company.name = "Atelier".into();
        company.sign_code_minor = Some(gross);
        let save = SaveCompany { company };
        let saved = bench.run(&bench.administrator, save).await.unwrap();
        assert_eq!(saved.company.sign_code_minor, Some(gross));

        let view = bench
            .run(&bench.rep, GetRooms { id: sent.id })
            .await
            .unwrap();
        assert!(view.needs_email);
        let refused = open(bench, sent.id, "").await.unwrap_err();
        assert_eq!(refused.issues[0].code, "signer_email_needed");
        let refused = open(bench, sent.id, "nobody").await.unwrap_err();
        assert_eq!(refused.issues[0].field.as_deref(), Some("email"));
        // A link made before the rule has nowhere to send a code to.
        let said = accept(bench, &before, gross, "123456").await;
        assert_eq!(said, Err("signing_code_no_address".into()));
        let token = open(bench, sent.id, SIGNER).await.unwrap();
        let said = accept(bench, &token, gross, "").await;
        assert_eq!(said, Err("signing_code_sent".into()));
    }
);
