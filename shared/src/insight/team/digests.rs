//! The figures of a team, reckoned with floating point, are the same to the byte, natively and in WebAssembly.

use super::*;
use crate::kernel::UserId;
use crate::kernel::digest::{Digest, Draw};
use chrono::Days;
use uuid::Uuid;

fn a_deal(draw: &mut Draw) -> ClosedDeal {
    let created_on = draw.day(400);
    ClosedDeal {
        owner: UserId(Uuid::nil()),
        won: draw.percent(40),
        amount: draw.between(0, 90_000_000),
        created_on,
        closed_on: created_on + Days::new(u64::from(draw.count(0, 200))),
        pushes: draw.count(0, 4),
    }
}

#[test]
fn figures_are_the_same_bytes_everywhere() {
    let mut draw = Draw::new(1927);
    let mut digest = Digest::of("team");
    for _ in 0..1_000 {
        let deals: Vec<ClosedDeal> = (0..draw.between(0, 40))
            .map(|_| a_deal(&mut draw))
            .collect();
        let found = figures(&deals);
        digest.add(&found);
        let common = wilson(draw.count(0, 300), 600);
        digest.add(&common);
        if let (Some(rate), Some(common)) = (found.win_rate, common) {
            digest.add(&standing(rate, found.won + found.lost, common));
        }
    }
    digest.say();
}
