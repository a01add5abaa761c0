//! Team figures on both databases.

use crate::bench::Bench;
use crate::both;
use crate::planning::fixture::{day, deals, many, pipeline};
use shared::insight::team::ops::LoadTeamFigures;
use shared::kernel::{DaySpan, ProblemKind};

fn ask() -> LoadTeamFigures {
    LoadTeamFigures {
        span: DaySpan {
            from: day("2026-10-01"),
            to: day("2026-12-31"),
        },
        team: None,
        currency: None,
    }
}

both!(figures_equal_a_count_by_hand, async |bench: &Bench| {
    pipeline(bench).await;
    let plans = many(bench);
    deals(bench, &plans).await;
    let view = bench.run(&bench.finance, ask()).await.unwrap();
    let in_span = || plans.iter().filter(|plan| ask().span.contains(plan.close));
    let count =
        |stage: usize| u32::try_from(in_span().filter(|plan| plan.stage == stage).count()).unwrap();
    assert_eq!(
        (view.everybody.won, view.everybody.lost),
        (count(3), count(4))
    );
    let rows: u32 = view.rows.iter().map(|row| row.figures.won).sum();
    assert_eq!(rows, view.everybody.won);
    for row in &view.rows {
        assert_eq!(row.won_by_month.iter().sum::<i64>(), row.figures.won_value);
        let pushed = in_span()
            .filter(|plan| plan.stage > 2 && plan.owner.user_id == row.user_id && plan.pushes > 0)
            .count();
        let closed = row.figures.won + row.figures.lost;
        if closed > 0 {
            let share = i64::try_from(pushed).unwrap() * 10_000 / i64::from(closed);
            assert!((row.figures.slippage.unwrap().value_bp - share).abs() <= 1);
        }
    }
});

both!(a_rep_sees_their_own_figures_only, async |bench: &Bench| {
    pipeline(bench).await;
    deals(bench, &many(bench)).await;
    let view = bench.run(&bench.rep, ask()).await.unwrap();
    assert_eq!(view.rows.len(), 1);
    assert_eq!(view.rows[0].user_id, bench.rep.user_id);
    assert_eq!(view.rows[0].figures, view.everybody);
    let team = LoadTeamFigures {
        team: bench.rep.team_id,
        ..ask()
    };
    assert_eq!(
        bench.run(&bench.rep, team).await.unwrap_err().kind,
        ProblemKind::NotFound
    );
});
