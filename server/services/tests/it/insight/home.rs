//! My day and my team: groups, scope, sums, quota.

use crate::bench::Bench;
use crate::both;
use crate::deals::fixture::{b2b, deal, excepted, in_days, new_deal, pass_days, today};
use shared::deals::pipelines::StageState;
use shared::insight::home::{LoadMyDay, LoadMyTeam, late_tasks, slipping};
use shared::kernel::{Actor, Currency, Money};
use shared::planning::quotas::ops::SetQuota;
use shared::platform::views::{Object, ReadRows, ViewSpec};
use shared::work::Links;
use shared::work::tasks::ops::CreateTask;
use shared::work::tasks::{Due, Priority, TaskDraft, TaskKind};

async fn won(bench: &Bench, actor: &Actor, name: &str, euros: i64) {
    let view = deal(bench, actor, name, euros).await;
    let stages = b2b(bench).await.stages;
    let index = stages
        .iter()
        .position(|stage| stage.state == StageState::Won)
        .unwrap();
    bench
        .run(&bench.head, excepted(bench, &view, index).await)
        .await
        .unwrap();
}

async fn quota(bench: &Bench, of: &Actor, euros: i64) {
    let set = SetQuota {
        user_id: of.user_id,
        period_start: "2026-10-01".parse().unwrap(),
        amount_minor: euros * 100,
        currency: Currency::EUR,
        version: None,
    };
    bench.run(&bench.head, set).await.unwrap();
}

async fn task(bench: &Bench, of: &Actor, subject: &str, day: i64) {
    let draft = TaskDraft {
        subject: subject.to_owned(),
        kind: TaskKind::Call,
        priority: Priority::Normal,
        notes: String::new(),
        due: Due::Day(in_days(day)),
        owner: of.user_id,
        links: Links::default(),
        custom: shared::platform::fields::CustomValues::default(),
    };
    let create = CreateTask {
        id: bench.uuid().into(),
        draft,
    };
    bench.run(of, create).await.unwrap();
}

both!(
    my_day_counts_only_my_deals_and_tasks,
    async |bench: &Bench| {
        for (owner, name, days) in [
            (&bench.rep, "Soon", 2),
            (&bench.rep, "Later", 40),
            (&bench.colleague, "Foreign", 2),
        ] {
            let mut new = new_deal(bench, name, Money::new(100_00, Currency::EUR)).await;
            new.close_date = in_days(days);
            bench.run(owner, new).await.unwrap();
        }
        task(bench, &bench.rep, "Yesterday", -1).await;
        task(bench, &bench.rep, "Today", 0).await;
        task(bench, &bench.rep, "Tomorrow", 1).await;
        task(bench, &bench.colleague, "Foreign", 0).await;
        let day = bench.run(&bench.rep, LoadMyDay {}).await.unwrap();
        assert_eq!(day.today, today());
        assert_eq!((day.overdue, day.due_today), (1, 1));
        assert_eq!(day.tasks[0].subject, "Yesterday");
        assert!(day.tasks[0].overdue && !day.tasks[1].overdue);
        assert_eq!(day.closing.count, 1);
        assert_eq!(day.closing.deals[0].name, "Soon");
        assert_eq!(day.unplanned.count, 2);
        assert_eq!(day.unplanned.total.total.minor, 200_00);
        assert_eq!((day.passed.count, day.stalled.count), (0, 0));
    }
);

both!(
    silent_deals_stall_and_their_dates_pass,
    async |bench: &Bench| {
        deal(bench, &bench.rep, "Forgotten", 10).await;
        pass_days(bench, 60);
        let day = bench.run(&bench.rep, LoadMyDay {}).await.unwrap();
        assert_eq!((day.passed.count, day.stalled.count), (1, 1));
        let team = bench.run(&bench.manager, LoadMyTeam {}).await.unwrap();
        assert_eq!((team.slipping.count, team.stalled.count), (1, 1));
        let line = team
            .lines
            .iter()
            .find(|line| line.user.name == "rep")
            .unwrap();
        assert_eq!((line.slipping, line.stalled), (1, 1));
        // The numbers lead to lists with as many rows.
        task(bench, &bench.rep, "Long ago", -3).await;
        task(bench, &bench.rep, "Far ahead", 90).await;
        let team = bench.run(&bench.manager, LoadMyTeam {}).await.unwrap();
        let late = team.lines.iter().map(|line| line.late_tasks).sum::<i64>();
        assert_eq!(late, 1);
        let rep = bench.rep.user_id;
        for (object, filter) in [
            (Object::Opportunities, slipping(None)),
            (Object::Opportunities, slipping(Some(rep))),
            (Object::Tasks, late_tasks(rep)),
        ] {
            let request = ReadRows {
                object,
                spec: ViewSpec::filtered(filter.to_string()),
                after: None,
                limit: 50,
            };
            let rows = bench.run(&bench.manager, request).await.unwrap().rows;
            assert_eq!(rows.len(), 1, "{filter}");
        }
        let other = bench.run(&bench.stranger, LoadMyTeam {}).await.unwrap();
        assert_eq!((other.slipping.count, other.stalled.count), (0, 0));
    }
);

both!(
    attainment_is_won_over_quota_and_a_team_is_its_people,
    async |bench: &Bench| {
        won(bench, &bench.rep, "Signed", 600).await;
        won(bench, &bench.stranger, "Elsewhere", 5_000).await;
        deal(bench, &bench.colleague, "Open", 300).await;
        quota(bench, &bench.rep, 1_000).await;
        quota(bench, &bench.colleague, 500).await;
        let day = bench.run(&bench.rep, LoadMyDay {}).await.unwrap();
        assert_eq!(day.attainment.share_bp(), Some(6_000));
        let team = bench.run(&bench.manager, LoadMyTeam {}).await.unwrap();
        let names: Vec<&str> = team
            .lines
            .iter()
            .map(|line| line.user.name.as_str())
            .collect();
        assert_eq!(names, ["colleague", "rep"]);
        assert_eq!(team.attainment.closed.total.minor, 600_00);
        assert_eq!(
            team.attainment.quota.as_ref().unwrap().total.minor,
            1_500_00
        );
        assert_eq!(team.attainment.open.total.minor, 300_00);
        assert_eq!(team.wins.len(), 1);
        let sum: i64 = team
            .lines
            .iter()
            .map(|line| line.attainment.closed.total.minor)
            .sum();
        assert_eq!(sum, team.attainment.closed.total.minor);
        let all = bench.run(&bench.finance, LoadMyTeam {}).await.unwrap();
        assert_eq!(all.attainment.closed.total.minor, 5_600_00);
        assert_eq!(all.wins[0].owner.name, "stranger");
    }
);
