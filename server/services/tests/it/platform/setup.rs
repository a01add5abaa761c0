//! The guided set-up: what it changes, what it leaves alone, what is left to do, and the sample beside one's own.

use super::last_actions;
use crate::bench::Bench;
use crate::both;
use crate::deals::fixture::deal;
use shared::cpq::catalog::ops::ListPriceBooks;
use shared::deals::pipelines::PipelineKind;
use shared::kernel::{Currency, ProblemKind};
use shared::platform::company::Company;
use shared::platform::demo::RemoveDemo;
use shared::platform::setup::{
    ApplySetUp, NextStep, ReadNextSteps, ReadSetUp, SampleKind, SetUpView, plan, selling,
};
use store::args;

async fn known(bench: &Bench) -> SetUpView {
    bench.run(&bench.administrator, ReadSetUp {}).await.unwrap()
}

/// What the page would ask: this way, a name, and what it showed.
fn request(view: &SetUpView, way: PipelineKind) -> ApplySetUp {
    ApplySetUp {
        way,
        company: Company {
            name: "Our own house".to_owned(),
            fiscal_first_month: 4,
            ..view.company.clone()
        },
        plan: plan(way, &view.pipelines, &view.used),
    }
}

async fn events(bench: &Bench) -> i64 {
    let mut session = bench.services.store().read().await.unwrap();
    let (count,): (i64,) = session
        .one("SELECT COUNT(*) FROM events", args![])
        .await
        .unwrap();
    count
}

both!(a_way_of_selling_is_set_up_once, async |bench: &Bench| {
    deal(bench, &bench.rep, "Fleet", 10).await;
    let before = known(bench).await;
    assert!(!before.price_book);
    let after = bench
        .run(
            &bench.administrator,
            request(&before, PipelineKind::Enterprise),
        )
        .await
        .unwrap();
    assert_eq!(selling(&after.pipelines), Some(PipelineKind::Enterprise));
    let active: Vec<PipelineKind> = after
        .pipelines
        .iter()
        .filter(|one| one.active)
        .map(|one| one.kind)
        .collect();
    // There is a deal in the one for businesses: it stays.
    assert_eq!(active, [PipelineKind::Enterprise, PipelineKind::B2b]);
    assert_eq!(after.pipelines.len(), before.pipelines.len());
    assert_eq!(after.company.name, "Our own house");
    assert_eq!(after.company.fiscal_first_month, 4);
    let books = bench
        .run(
            &bench.administrator,
            ListPriceBooks {
                with_inactive: true,
            },
        )
        .await
        .unwrap();
    assert_eq!(books.len(), 1);
    assert_eq!(books[0].draft.currency, Currency::EUR);
    let changed = &after.pipelines[0];
    assert_eq!(last_actions(bench, changed.id.0).await, ["edited"]);
    assert_eq!(last_actions(bench, books[0].id.0).await, ["created"]);

    // Applied again, nothing changes and nothing is logged.
    let told = events(bench).await;
    let again = request(&after, PipelineKind::Enterprise);
    assert_eq!(again.plan, vec![]);
    let same = bench.run(&bench.administrator, again).await.unwrap();
    assert_eq!(
        (same.company, same.pipelines),
        (after.company, after.pipelines)
    );
    assert_eq!(events(bench).await, told);
});

both!(what_was_not_shown_is_not_done, async |bench: &Bench| {
    let before = known(bench).await;
    let asked = request(&before, PipelineKind::Saas);
    // Meanwhile a deal came into a pipeline that would be archived.
    deal(bench, &bench.rep, "Fleet", 10).await;
    let told = events(bench).await;
    let refused = bench
        .run(&bench.administrator, asked.clone())
        .await
        .unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Conflict);
    let stale = ApplySetUp {
        company: Company {
            version: asked.company.version + 1,
            ..asked.company
        },
        ..request(&known(bench).await, PipelineKind::Saas)
    };
    let refused = bench.run(&bench.administrator, stale).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Conflict);
    let mut nameless = request(&known(bench).await, PipelineKind::Saas);
    nameless.company.name = " ".to_owned();
    let refused = bench.run(&bench.administrator, nameless).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Invalid);
    let custom = request(&known(bench).await, PipelineKind::Custom);
    let refused = bench.run(&bench.administrator, custom).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Invalid);
    assert_eq!(events(bench).await, told);
    assert_eq!(known(bench).await.pipelines, before.pipelines);
});

both!(steps_are_ticked_by_facts, async |bench: &Bench| {
    let steps = bench
        .run(&bench.administrator, ReadNextSteps {})
        .await
        .unwrap();
    let done = |step, steps: &[(NextStep, bool)]| steps.contains(&(step, true));
    assert_eq!(steps.steps.len(), NextStep::ALL.len());
    assert!(steps.at_home());
    // Six colleagues are there, but no deal and no mail server.
    assert!(done(NextStep::Colleagues, &steps.steps));
    assert!(!done(NextStep::Deal, &steps.steps));
    assert!(!done(NextStep::Mail, &steps.steps));
    deal(bench, &bench.rep, "Fleet", 10).await;
    let steps = bench
        .run(&bench.administrator, ReadNextSteps {})
        .await
        .unwrap();
    assert!(done(NextStep::Deal, &steps.steps));
    assert!(!done(NextStep::Products, &steps.steps));
    assert!(!steps.at_home());
});

both!(
    the_sample_is_counted_beside_ones_own,
    async |bench: &Bench| {
        deal(bench, &bench.rep, "Fleet", 10).await;
        bench.services.load_demo().await.unwrap();
        let of = |view: &SetUpView, kind| {
            let part = view.sample.iter().find(|part| part.kind == kind).unwrap();
            (part.sample, part.own)
        };
        let view = known(bench).await;
        let (sample, own) = of(&view, SampleKind::Opportunities);
        assert!(sample >= 2_500, "{sample}");
        assert_eq!(own, 1);
        assert_eq!(of(&view, SampleKind::Users).1, 7);
        assert!(view.currency_fixed && view.next.sample);
        // The home page of the sample company has enough to show.
        let home = bench
            .run(&bench.administrator, ReadNextSteps {})
            .await
            .unwrap();
        assert_eq!((home.steps.len(), home.at_home()), (0, false));
        // Every rate is in the company's currency.
        let mut asked = request(&view, PipelineKind::B2b);
        asked.company.currency = Currency::USD;
        let refused = bench.run(&bench.administrator, asked).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "rates_exist");

        bench
            .run(&bench.administrator, RemoveDemo {})
            .await
            .unwrap();
        let view = known(bench).await;
        assert_eq!(of(&view, SampleKind::Opportunities), (0, 1));
        assert_eq!(of(&view, SampleKind::Users), (0, 7));
        assert!(!view.next.sample);
    }
);
