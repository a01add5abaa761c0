//! What is kept of the settings follows every change, whoever makes it.

use crate::bench::Bench;
use crate::both;
use ports::Dispatcher;
use services::Services;
use shared::deals::opportunities::{DealFilter, ListQuery, ListSort, SortColumn};
use shared::deals::pipelines::{ListPipelines, SavePipeline};
use shared::kernel::{Actor, Currency, DatedRate};
use shared::platform::company::{GetCompany, SaveCompany, SetRate};
use std::sync::Arc;

/// What this server says of the company, of a pipeline, and of the rate of dollars.
async fn settings(bench: &Bench, dollars: &Actor) -> (String, String, Option<String>) {
    let view = bench.services.session_view(dollars.clone(), "").await;
    let pipelines = bench.run(dollars, ListPipelines {}).await.unwrap();
    let query = ListQuery {
        pipeline: None,
        stage: None,
        filter: DealFilter::default(),
        sort: ListSort {
            column: SortColumn::CloseDate,
            descending: false,
        },
        after: None,
        limit: 1,
    };
    let list = bench.run(dollars, query).await.unwrap();
    let rate = list.rates.rate(Currency::USD, Currency::EUR, list.today);
    let rate = rate.map(|used| used.rate.normalize().to_string());
    let name = pipelines.pipelines[0].name.en.clone();
    (view.unwrap().company, name, rate)
}

both!(
    what_another_server_changed_is_seen_at_the_next_question,
    async |bench: &Bench| {
        let dollars = Actor {
            currency: Currency::USD,
            ..bench.administrator.clone()
        };
        let (company, pipeline, rate) = settings(bench, &dollars).await;
        assert_eq!((company.as_str(), rate), ("", None));
        let other = Services::new(bench.services.store().clone(), bench.clock.clone());
        let other: Arc<dyn Dispatcher> = Arc::new(other);

        let rate = DatedRate {
            currency: Currency::USD,
            day: "2026-11-01".parse().unwrap(),
            rate_e8: 50_000_000,
        };
        let set = SetRate { rate };
        ports::run(&other, &dollars, set).await.unwrap();
        let now = settings(bench, &dollars).await;
        assert_eq!(now, (String::new(), pipeline, Some("0.5".to_owned())));

        let known = ports::run(&other, &dollars, ListPipelines {})
            .await
            .unwrap();
        let mut renamed = known.pipelines[0].clone();
        renamed.name.en = "Renamed".to_owned();
        let save = SavePipeline { pipeline: renamed };
        ports::run(&other, &dollars, save).await.unwrap();
        let mut company = ports::run(&other, &dollars, GetCompany {})
            .await
            .unwrap()
            .company;
        company.name = "Named".to_owned();
        ports::run(&other, &dollars, SaveCompany { company })
            .await
            .unwrap();
        let now = settings(bench, &dollars).await;
        assert_eq!(
            now,
            (
                "Named".to_owned(),
                "Renamed".to_owned(),
                Some("0.5".to_owned())
            )
        );
    }
);
