//! The calendar: local days, own and team.

use super::fixtures::{day, deal, task};
use crate::bench::{Bench, START};
use crate::both;
use shared::kernel::{ActivityId, Instant};
use shared::work::activities::ops::CreateActivity;
use shared::work::activities::{ActivityDraft, ActivityKind, Outcome};
use shared::work::calendar::DayRange;
use shared::work::calendar::ops::ReadCalendar;
use shared::work::tasks::Due;
use shared::work::{Links, Whose};

fn ask(first: &str, last: &str, whose: Whose) -> ReadCalendar {
    ReadCalendar {
        range: DayRange {
            first: day(first),
            last: day(last),
        },
        whose,
        owner: None,
    }
}

both!(days_are_the_readers_local_days, async |bench: &Bench| {
    let deal = deal(bench, bench.rep.user_id).await;
    // 23:30 UTC on the 24th is 00:30 on the 25th in Paris.
    let late = Instant(START.0 + (14 * 60 + 30 + 24 * 60) * 60_000);
    task(bench, &bench.rep, "night", Due::At(late), Links::default()).await;
    task(
        bench,
        &bench.rep,
        "day",
        Due::Day(day("2026-11-24")),
        Links::default(),
    )
    .await;
    let meeting = CreateActivity {
        id: ActivityId(bench.uuid()),
        draft: ActivityDraft {
            kind: ActivityKind::Meeting,
            subject: "Demo".into(),
            body: String::new(),
            outcome: Outcome::None,
            at: START.plus_days(1),
            minutes: Some(60),
            links: Links {
                opportunity: Some(deal.id),
                ..Links::default()
            },
        },
    };
    bench.run(&bench.rep, meeting).await.unwrap();
    let items = bench
        .run(&bench.rep, ask("2026-11-24", "2026-11-24", Whose::Mine))
        .await
        .unwrap();
    assert_eq!(items.tasks.len(), 1);
    assert_eq!(items.tasks[0].subject, "day");
    assert_eq!(items.activities.len(), 1);
    let next = bench
        .run(&bench.rep, ask("2026-11-25", "2026-11-25", Whose::Mine))
        .await
        .unwrap();
    assert_eq!(next.tasks[0].subject, "night");
    let manager = bench
        .run(&bench.manager, ask("2026-11-24", "2026-11-24", Whose::Mine))
        .await
        .unwrap();
    assert!(manager.tasks.is_empty());
    let team = bench
        .run(&bench.manager, ask("2026-11-24", "2026-11-24", Whose::Team))
        .await
        .unwrap();
    assert_eq!((team.tasks.len(), team.activities.len()), (1, 1));
    let problem = bench
        .run(&bench.rep, ask("2026-01-01", "2026-12-31", Whose::Mine))
        .await
        .unwrap_err();
    assert_eq!(problem.issues[0].code, "days_too_many");
});
