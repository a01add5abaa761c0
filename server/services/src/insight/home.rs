//! My day and my team: reads what the rules of `shared::insight::home` need and lets them decide.

use crate::{Ctx, OrProblem, Registry};
use chrono::{Days, NaiveDate, NaiveTime};
use shared::insight::home::{
    Attainment, DealGroup, HomeDeal, LoadMyDay, LoadMyTeam, MyDay, MyTeam, TeamLine, signals,
};
use shared::kernel::{Action, Currency, DaySpan, Instant, Money, Problem, RateTable, UserId};
use shared::work::tasks::{Bucket, bucket_of_due, week_end};
use std::collections::BTreeMap;
use store::Session;
use store::insight::home::{self, ByOwner, Whose};

/// Rows sent of each group of one's own deals; the rest is behind the link.
const SHOWN: usize = 5;
/// Rows sent of the groups of a team, which open in place.
const SHOWN_TEAM: usize = 50;
/// Tasks sent.
const TASKS: usize = 8;
/// Wins sent, and how far back they go.
const WINS: u32 = 8;
const WINS_DAYS: u64 = 30;

pub(super) fn register(registry: &mut Registry) {
    registry.add(my_day);
    registry.add(my_team);
}

/// What both pages need to add amounts up.
struct Frame {
    today: NaiveDate,
    now: Instant,
    quarter: DaySpan,
    currency: Currency,
    rates: RateTable,
}

async fn frame(ctx: &Ctx, session: &mut Session) -> Result<Frame, Problem> {
    let today = ctx.today();
    let settings = ctx.settings(session).await?;
    let calendar = settings.calendar();
    Ok(Frame {
        today,
        now: ctx.now(),
        quarter: calendar.span(calendar.quarter_of(today)),
        currency: ctx.actor.currency,
        rates: settings.rates(settings.base(Currency::EUR)),
    })
}

impl Frame {
    fn attainment<'a>(
        &self,
        closed: impl IntoIterator<Item = &'a Money>,
        quota: Vec<&'a Money>,
        open: impl IntoIterator<Item = &'a Money>,
    ) -> Attainment {
        let sum = |amounts: Vec<Money>| self.rates.sum(amounts, self.currency, self.today);
        Attainment {
            closed: sum(closed.into_iter().copied().collect()),
            quota: (!quota.is_empty()).then(|| sum(quota.into_iter().copied().collect())),
            open: sum(open.into_iter().copied().collect()),
        }
    }
}

/// Amounts of the quarter by person.
struct Quarter {
    closed: ByOwner,
    quota: ByOwner,
    open: ByOwner,
}

impl Quarter {
    async fn load(session: &mut Session, whose: Whose<'_>, frame: &Frame) -> Result<Self, Problem> {
        let span = frame.quarter;
        Ok(Self {
            closed: home::won(session, whose, span).await.or_problem()?,
            quota: home::quotas(session, whose, span.from).await.or_problem()?,
            open: home::open(session, whose, span).await.or_problem()?,
        })
    }

    fn of(&self, user: UserId, frame: &Frame) -> Attainment {
        let of = |sums: &ByOwner| sums.get(&user).cloned().unwrap_or_default();
        frame.attainment(
            &of(&self.closed),
            of(&self.quota).iter().collect(),
            &of(&self.open),
        )
    }

    fn whole(&self, frame: &Frame) -> Attainment {
        frame.attainment(
            self.closed.values().flatten(),
            self.quota.values().flatten().collect(),
            self.open.values().flatten(),
        )
    }
}

/// The moments a local day begins and ends.
fn day_bounds(ctx: &Ctx, day: NaiveDate) -> (Instant, Instant) {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    let start = |day: NaiveDate| ctx.actor.zone.instant(day.and_time(NaiveTime::MIN));
    (start(day), start(next))
}

async fn my_day(ctx: Ctx, _: LoadMyDay) -> Result<MyDay, Problem> {
    let me = ctx.actor.user_id;
    let mut session = ctx.read().await?;
    let frame = frame(&ctx, &mut session).await?;
    let (today, now, lang) = (frame.today, frame.now, ctx.actor.lang);
    let deals = home::own_deals(&mut session, me).await.or_problem()?;
    let mut tasks = home::due_tasks(&mut session, me, today)
        .await
        .or_problem()?;
    for task in &mut tasks {
        task.overdue = bucket_of_due(task.due, now, &ctx.actor.zone, lang) == Bucket::Overdue;
    }
    tasks.sort_by_key(|task| !task.overdue);
    let overdue = count(tasks.iter().filter(|task| task.overdue));
    let due_today = count(tasks.iter()) - overdue;
    tasks.truncate(TASKS);
    let (from, to) = day_bounds(&ctx, today);
    let meetings = home::meetings(&mut session, me, from, to)
        .await
        .or_problem()?;
    let whose = Whose::One(me);
    let attainment = Quarter::load(&mut session, whose, &frame)
        .await?
        .whole(&frame);
    let signs: BTreeMap<_, _> = deals
        .iter()
        .map(|deal| (deal.id, signals(deal, now, today, lang)))
        .collect();
    let group = |belong: &dyn Fn(&shared::insight::home::Signals) -> bool| {
        DealGroup::of(
            &deals,
            |deal| signs.get(&deal.id).is_some_and(belong),
            SHOWN,
            &frame.rates,
            frame.currency,
            today,
        )
    };
    Ok(MyDay {
        user_id: me,
        today,
        now,
        week_end: week_end(today, lang),
        quarter: frame.quarter,
        currency: frame.currency,
        overdue,
        due_today,
        tasks,
        meetings,
        attainment,
        closing: group(&|signs| signs.closes_this_week),
        passed: group(&|signs| signs.passed),
        stalled: group(&|signs| signs.stalled.is_some()),
        unplanned: group(&|signs| signs.unplanned),
    })
}

fn count<T>(items: impl Iterator<Item = T>) -> i64 {
    i64::try_from(items.count()).unwrap_or(i64::MAX)
}

/// What a team's home says stands for so long.
const KEPT_MS: i64 = 60_000;

async fn my_team(ctx: Ctx, _: LoadMyTeam) -> Result<MyTeam, Problem> {
    let mut session = ctx.read().await?;
    // It changes with the log, with the reader, and, as deals grow stale, with time.
    let question = format!("{:?} {}", ctx.actor, ctx.now().0 / KEPT_MS);
    let kept = &ctx.services().inner.home_of_teams;
    kept.get(&mut session, question, async |session: &mut Session| {
        team(&ctx, session).await
    })
    .await
}

async fn team(ctx: &Ctx, session: &mut Session) -> Result<MyTeam, Problem> {
    let scope = ctx.scope;
    let frame = frame(ctx, session).await?;
    let (today, now) = (frame.today, frame.now);
    let whose = Whose::InScope(&ctx.actor, scope);
    let sellers = home::sellers(session, &ctx.actor, scope)
        .await
        .or_problem()?;
    let amounts = Quarter::load(session, whose, &frame).await?;
    let deals = home::deals_at_risk(session, &ctx.actor, scope, now, today)
        .await
        .or_problem()?;
    let activities = ctx.scope_for(Action::ViewActivity);
    let late = home::late_tasks(session, &ctx.actor, activities, now, today)
        .await
        .or_problem()?;
    let since = today
        .checked_sub_days(Days::new(WINS_DAYS))
        .unwrap_or(today);
    let wins = home::wins(session, &ctx.actor, scope, since, WINS)
        .await
        .or_problem()?;
    let is_stalled = |deal: &HomeDeal| deal.stalled(now, today).is_some();
    let slips = |deal: &HomeDeal| deal.slip(today).is_some();
    let lines = sellers
        .into_iter()
        .map(|user| {
            let own = || deals.iter().filter(|deal| deal.owner.id == user.id);
            TeamLine {
                attainment: amounts.of(user.id, &frame),
                stalled: count(own().filter(|deal| is_stalled(deal))),
                slipping: count(own().filter(|deal| slips(deal))),
                late_tasks: late.get(&user.id).copied().unwrap_or_default(),
                user,
            }
        })
        .collect();
    let group = |belong: &dyn Fn(&HomeDeal) -> bool| {
        let (rates, currency) = (&frame.rates, frame.currency);
        DealGroup::of(&deals, belong, SHOWN_TEAM, rates, currency, today)
    };
    let (mut slipping, mut stalled) = (group(&slips), group(&is_stalled));
    for shown in [&mut slipping, &mut stalled] {
        home::name(session, &mut shown.deals).await.or_problem()?;
    }
    Ok(MyTeam {
        today,
        now,
        quarter: frame.quarter,
        currency: frame.currency,
        attainment: amounts.whole(&frame),
        lines,
        slipping,
        stalled,
        wins,
    })
}
