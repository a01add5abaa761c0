//! What is set up once and read often: pipelines, users, teams, and quotas.

use crate::http::api::book::{Book, Listed};
use crate::http::api::route::Param;
use chrono::{Datelike, NaiveDate};
use serde_json::json;
use shared::deals::pipelines::{ListPipelines, Pipeline, PipelinesView};
use shared::planning::quotas::ops::{ListQuotas, QuotaView};
use shared::platform::session::{ListPeople, People, Person, TeamRef};

fn whole<Row>(rows: Vec<Row>) -> Listed<Row> {
    Listed {
        next: None,
        total: i64::try_from(rows.len()).ok(),
        rows,
    }
}

pub fn add(book: &mut Book) {
    book.list(
        "pipelines",
        ("Pipeline", &[]),
        Vec::new(),
        |_, _| Ok(ListPipelines {}),
        |view: PipelinesView, _| -> Listed<Pipeline> { whole(view.pipelines) },
    );
    book.list(
        "users",
        ("User", &[]),
        Vec::new(),
        |_, _| Ok(ListPeople {}),
        |people: People, _| -> Listed<Person> { whole(people.people) },
    );
    book.list(
        "teams",
        ("Team", &[]),
        Vec::new(),
        |_, _| Ok(ListPeople {}),
        |people: People, _| -> Listed<TeamRef> { whole(people.teams) },
    );
    let day = |name, description| {
        Param::new(
            name,
            json!({ "type": "string", "format": "date" }),
            description,
        )
    };
    book.list(
        "quotas",
        ("Quota", &[]),
        vec![
            day("from", "First day; the first of January when left out."),
            day(
                "until",
                "Last day; the end of the year of `from` when left out.",
            ),
        ],
        |query, call| {
            let from = query
                .parsed("from")
                .or_else(|| call.today.with_ordinal(1))
                .unwrap_or(call.today);
            let end = NaiveDate::from_ymd_opt(from.year(), 12, 31);
            Ok(ListQuotas {
                from,
                to: query.parsed("until").or(end).unwrap_or(from),
            })
        },
        |rows: Vec<QuotaView>, _| whole(rows),
    );
}
