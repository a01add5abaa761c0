//! The company's look in a deal room: the page as it is today, the document as it was sent.

use super::rooms::{open, room};
use super::support::step;
use crate::bench::Bench;
use crate::both;
use crate::platform::branding::request;
use shared::cpq::quotes::QuoteMove;
use shared::cpq::quotes::ops::DuplicateQuote;
use shared::cpq::rooms::Choice;
use shared::kernel::QuoteId;
use shared::platform::branding::Brand;
use shared::platform::branding::ops::SaveBranding;

both!(
    a_room_looks_as_today_and_its_document_as_it_was_sent,
    async |bench: &Bench| {
        let first = bench.run(&bench.administrator, request(0)).await.unwrap();
        let (quote, token) = room(bench).await;
        let page = bench.services.room(&token, &Choice::default()).await;
        assert_eq!(page.unwrap().brand, first);
        let sent = bench.services.room_document(&token).await.unwrap();
        let has_image = |bytes: &[u8]| {
            let solid = bytes.iter().filter(|byte| !byte.is_ascii_whitespace());
            let solid: Vec<u8> = solid.copied().collect();
            solid.windows(14).any(|word| word == b"/Subtype/Image")
        };
        assert!(has_image(&sent.bytes));
        // Another look, and the customer's document stays to the byte what it was.
        let none = SaveBranding::back_to(&Brand::default(), first.version);
        bench.run(&bench.administrator, none).await.unwrap();
        let page = bench.services.room(&token, &Choice::default()).await;
        assert!(page.unwrap().brand.is_jalons());
        let later = bench.services.room_document(&token).await.unwrap();
        assert_eq!(later.bytes, sent.bytes);
        // What is sent from now on has it no more.
        let copy = DuplicateQuote {
            id: quote.id,
            new_id: QuoteId(bench.uuid()),
        };
        let copy = bench.run(&bench.rep, copy).await.unwrap();
        let copy = step(bench, &bench.rep, &copy, QuoteMove::Send).await;
        let token = open(bench, &bench.rep, copy.unwrap().id).await;
        let new = bench.services.room_document(&token).await.unwrap();
        assert!(!has_image(&new.bytes));
    }
);
