//! Days there are not and days nobody can mean.

use super::records::{self, deal};
use super::stale_rows::call;
use super::{ask, last_event, names_fields, reading, samples, texts, with_text};
use crate::bench::{Bench, START};
use crate::both;
use crate::cpq::support;
use crate::matrix_records;
use crate::work::fixtures as work;
use chrono::NaiveDate;
use serde_json::{Value, json};
use shared::cpq::catalog::ops::{CreatePriceBook, EditPriceBook};
use shared::deals::opportunities::{BoardQuery, DealFilter, EditOpportunity, Grouping};
use shared::kernel::{Currency, Instant, Operation, ProblemKind};
use shared::planning::forecast::ops::LoadForecast;
use shared::work::Links;
use shared::work::activities::ops::CreateActivity;
use shared::work::calendar::ops::ReadCalendar;
use shared::work::tasks::Due;
use shared::work::tasks::ops::{CreateTask, ReadTask, RescheduleTasks};

/// No day of the calendar, or not written as one.
const IMPOSSIBLE: [&str; 12] = [
    "2026-02-30",
    "2026-02-29",
    "2026-11-31",
    "2026-13-01",
    "2026-00-10",
    "2026-01-00",
    "0000-00-00",
    "10000-01-01",
    "2026-11-23T00:00:00Z",
    "23/11/2026",
    "tomorrow",
    "",
];

/// Days of the calendar that no sale, price or target has: the last two are its ends.
const ABSURD: [&str; 8] = [
    "9999-12-31",
    "2200-01-01",
    "0001-01-01",
    "0000-01-01",
    "-0001-01-01",
    "+10000-01-01",
    "-262143-01-01",
    "+262142-12-31",
];

/// Before time, at its end, and where a zone's offset leads out of it.
const MOMENTS: [i64; 5] = [
    i64::MIN,
    i64::MAX,
    0,
    8_210_266_876_799_999,
    -8_334_601_228_800_000,
];

fn days(request: &Value) -> Vec<String> {
    let is_day = |place: &String| {
        let text = request.pointer(place).and_then(Value::as_str);
        text.is_some_and(|text| text.parse::<NaiveDate>().is_ok())
    };
    texts(request).into_iter().filter(is_day).collect()
}

both!(a_day_there_is_not_is_no_request, async |bench: &Bench| {
    let mut tried = 0;
    for sample in samples::all() {
        let request = (sample.make)(bench).await;
        for place in days(&request) {
            tried += 1;
            for text in IMPOSSIBLE {
                let fits = (sample.fits)(&with_text(&request, &place, text));
                assert!(!fits, "{}{place}: {text}", sample.name);
            }
        }
    }
    assert!(tried > 15, "{tried}");
});

both!(
    a_day_nobody_can_mean_is_refused_by_its_field,
    async |bench: &Bench| {
        let mut wrong = Vec::new();
        for sample in samples::all() {
            let request = (sample.make)(bench).await;
            let read = async || (sample.read)(bench, reading(&request)).await.ok();
            for place in days(&request) {
                let (before, events) = (read().await, last_event(bench).await);
                for text in ABSURD {
                    let at = format!("{}{place}: {text}", sample.name);
                    let request = with_text(&request, &place, text);
                    match (sample.ask)(bench, request).await {
                        Err(problem) if names_fields(&problem) => {}
                        other => wrong.push(format!("{at}: {other:?}")),
                    }
                    if read().await != before || last_event(bench).await != events {
                        wrong.push(format!("{at}: something was changed"));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
);

both!(any_day_may_be_asked_for, async |bench: &Bench| {
    for row in matrix_records::all(bench).await {
        for place in days(&(row.make)(bench).await) {
            for text in ABSURD {
                let request = with_text(&(row.make)(bench).await, &place, text);
                // A fault stops the test in there.
                (row.ask)(bench, &bench.administrator, request, None).await;
            }
        }
    }
    let board = BoardQuery {
        pipeline: None,
        filter: DealFilter::default(),
        group: Grouping::None,
        limit: 10,
    };
    let board = serde_json::to_value(board).unwrap();
    for text in ABSURD {
        let load = json!({"period": null, "node": "Everybody", "currency": null, "since": text});
        ask::<LoadForecast>(bench, load).await.unwrap();
        for between in [[text, "2026-11-23"], ["2026-11-23", text], [text, text]] {
            let mut board = board.clone();
            board["filter"]["close"] = json!({"Between": between});
            ask::<BoardQuery>(bench, board).await.unwrap();
        }
    }
    for period in ["1900", "1900-Q1", "2999-M12", "2999"] {
        let load = json!({"period": period, "node": "Everybody", "currency": null, "since": null});
        ask::<LoadForecast>(bench, load).await.unwrap();
    }
});

async fn is_refused<O: Operation>(bench: &Bench, request: Value, field: &str) {
    let events = last_event(bench).await;
    let problem = ask::<O>(bench, request.clone()).await.unwrap_err();
    let named = problem
        .issues
        .iter()
        .any(|i| i.field.as_deref() == Some(field));
    let fine = problem.kind == ProblemKind::Invalid && named;
    assert!(fine, "{} {request}: {problem}", O::NAME);
    assert_eq!(last_event(bench).await, events, "{}", O::NAME);
}

both!(moments_out_of_time_are_refused, async |bench: &Bench| {
    let draft = serde_json::to_value(call(bench).await).unwrap();
    let task = work::task(bench, &bench.rep, "Call", Due::At(START), Links::default()).await;
    for at in MOMENTS {
        let mut draft = draft.clone();
        draft["at"] = at.into();
        is_refused::<CreateActivity>(bench, json!({"id": bench.uuid(), "draft": draft}), "at")
            .await;
        let due = Due::At(Instant(at));
        // The epoch is a day like any other, in the wrong century for work.
        let draft = work::draft(&bench.administrator, "Call", due);
        is_refused::<CreateTask>(bench, json!({"id": bench.uuid(), "draft": draft}), "due").await;
        let to = json!({"ids": [task.id], "to": {"To": due}});
        is_refused::<RescheduleTasks>(bench, to, "due").await;
    }
    for day in ABSURD {
        for to in [json!({"OnDay": day}), json!({"To": {"Day": day}})] {
            is_refused::<RescheduleTasks>(bench, json!({"ids": [task.id], "to": to}), "due").await;
        }
    }
    for days in [i32::MIN, -3661, 3661, i32::MAX] {
        let to = json!({"ids": [task.id], "to": {"ByDays": days}});
        is_refused::<RescheduleTasks>(bench, to, "to").await;
    }
    let read = bench
        .run(&bench.rep, ReadTask { id: task.id })
        .await
        .unwrap();
    assert_eq!(read, task);
});

both!(nothing_ends_before_it_begins, async |bench: &Bench| {
    let book = records::book(bench, Currency::EUR).await.book;
    let mut draft = serde_json::to_value(&book.draft).unwrap();
    draft["valid_from"] = "2026-12-02".into();
    draft["valid_to"] = "2026-12-01".into();
    let create = json!({"id": bench.uuid(), "draft": draft, "copy_of": null});
    is_refused::<CreatePriceBook>(bench, create, "valid_to").await;
    let edit = json!({"id": book.id, "version": book.version, "draft": draft});
    is_refused::<EditPriceBook>(bench, edit, "valid_to").await;

    let quote = records::quote(bench).await;
    let mut draft = quote.draft.clone();
    draft.valid_until = draft.issued_on.pred_opt().unwrap();
    let problem = support::save(bench, &bench.administrator, &quote, draft)
        .await
        .unwrap_err();
    assert_eq!(problem.issues[0].code, "ends_before_start");
    assert_eq!(problem.issues[0].field.as_deref(), Some("valid_until"));

    let call = serde_json::to_value(call(bench).await).unwrap();
    for minutes in [i32::MIN, -5, 0, 1441, i32::MAX] {
        let mut draft = call.clone();
        draft["minutes"] = minutes.into();
        let create = json!({"id": bench.uuid(), "draft": draft});
        is_refused::<CreateActivity>(bench, create, "minutes").await;
    }
    let read = json!({"range": {"first": "2026-11-24", "last": "2026-11-23"}, "whose": "Mine", "owner": null});
    is_refused::<ReadCalendar>(bench, read, "range").await;
});

both!(
    a_deal_closes_and_goes_on_within_twenty_years,
    async |bench: &Bench| {
        for (day, fits) in [
            ("2006-11-22", false),
            ("2006-11-23", true),
            ("2046-11-23", true),
            ("2046-11-24", false),
        ] {
            for (field, change) in [
                ("close_date", json!({"CloseDate": day})),
                (
                    "next_step_on",
                    json!({"NextStep": {"text": "Call", "on": day}}),
                ),
            ] {
                let deal = deal(bench).await;
                let edit = json!({"id": deal.id, "version": deal.version, "changes": [change]});
                if fits {
                    ask::<EditOpportunity>(bench, edit).await.unwrap();
                } else {
                    is_refused::<EditOpportunity>(bench, edit, field).await;
                }
            }
        }
    }
);
