//! Activities logged, meetings to come, tasks overdue, due today and planned; quotas.

use super::accounts::Buyer;
use super::deals::{Deal, Ground};
use super::people::{Rep, Team};
use super::random::Random;
use super::time::{quarter_start, working_day_after};
use super::words;
use chrono::NaiveDate;
use shared::deals::pipelines::StageState;
use shared::kernel::{
    ActivityId, ContactId, Currency, Instant, Lang, QuotaId, RateTable, TaskId, UserId,
};
use store::platform::bulk::{ActivityRow, QuotaRow, TaskRow};

#[derive(Default)]
pub(super) struct WorkRows {
    pub(super) activities: Vec<ActivityRow>,
    pub(super) tasks: Vec<TaskRow>,
}

pub(super) fn work(random: &mut Random, ground: &Ground<'_>, deals: &[Deal]) -> WorkRows {
    let mut rows = WorkRows::default();
    for deal in deals {
        let buyer = &ground.accounts.buyers[deal.buyer];
        let open = deal.path.state == StageState::Open;
        let talks = match (open, deal.path.visits.len()) {
            (true, visits) => random.between(1, 2) + i64::try_from(visits).unwrap_or(1),
            (false, _) if random.percent(55) => random.between(1, 3),
            (false, _) => 0,
        };
        log(random, ground, deal, buyer, talks, &mut rows.activities);
        if open {
            plan(random, ground, deal, buyer, &mut rows);
        } else if random.percent(18) {
            let done = deal.path.entered();
            rows.tasks.push(task(
                random,
                ground,
                deal,
                buyer,
                done.to_utc().date_naive(),
                Some(done),
            ));
        }
    }
    managers(random, ground, &mut rows.tasks);
    rows
}

fn contact(random: &mut Random, buyer: &Buyer) -> Option<ContactId> {
    (!buyer.contacts.is_empty()).then(|| *random.pick(&buyer.contacts))
}

/// What was said between the opening and the closing, or the last days for an open deal that is
/// not asleep.
fn log(
    random: &mut Random,
    ground: &Ground<'_>,
    deal: &Deal,
    buyer: &Buyer,
    count: i64,
    rows: &mut Vec<ActivityRow>,
) {
    let present = ground.present;
    let until = if deal.path.state == StageState::Open {
        present.now
    } else {
        deal.path.entered()
    };
    let asleep = present.now.0 - deal.path.entered().0 > 20 * 86_400_000;
    let until = if deal.path.state == StageState::Open && asleep && random.percent(70) {
        deal.path.entered()
    } else {
        until
    };
    let from = deal.path.started();
    for _ in 0..count {
        let day = Instant(from.0 + random.below((until.0 - from.0).max(1)))
            .to_utc()
            .date_naive();
        let at = present.moment(random, day);
        if at < from {
            continue;
        }
        let (kind, subject, body, outcome, minutes) = *random.pick(&words::TALKS);
        let lang = deal.lang();
        rows.push(ActivityRow {
            id: ActivityId(random.id(at)),
            kind,
            subject: words::of(subject, lang).to_owned(),
            body: words::of(body, lang).to_owned(),
            outcome: outcome.code().to_owned(),
            at,
            minutes: (minutes > 0).then_some(minutes),
            account_id: Some(buyer.id),
            contact_id: contact(random, buyer),
            opportunity_id: Some(deal.id),
            owner_id: deal.owner.id,
            sample: true,
            created_at: at,
            deleted_at: None,
            version: 1,
        });
    }
}

/// What is planned on an open deal: most have a task, some a meeting, some nothing at all.
fn plan(random: &mut Random, ground: &Ground<'_>, deal: &Deal, buyer: &Buyer, rows: &mut WorkRows) {
    let present = ground.present;
    let days = match random.below(100) {
        0..=11 => -random.between(1, 12),
        12..=20 => 0,
        21..=68 => random.between(1, 18),
        _ => return,
    };
    let due = if days > 0 {
        working_day_after(present.day_after(days))
    } else {
        present.day_after(days)
    };
    rows.tasks
        .push(task(random, ground, deal, buyer, due, None));
    if days > 0 && random.percent(24) {
        let day = working_day_after(present.day_after(random.between(1, 16)));
        let hour = random.between(8, 15);
        let midnight = day
            .and_time(chrono::NaiveTime::MIN)
            .and_utc()
            .timestamp_millis();
        let at = Instant(midnight + hour * 3_600_000 + random.below(2) * 1_800_000);
        let created_at = Instant(present.now.0 - random.between(1, 5) * 86_400_000);
        rows.activities.push(ActivityRow {
            id: ActivityId(random.id(created_at)),
            kind: "meeting",
            subject: words::of(*random.pick(&words::MEETINGS), deal.lang()).to_owned(),
            body: String::new(),
            outcome: String::new(),
            at,
            minutes: Some(*random.pick(&[30, 45, 60, 60, 90])),
            account_id: Some(buyer.id),
            contact_id: contact(random, buyer),
            opportunity_id: Some(deal.id),
            owner_id: deal.owner.id,
            sample: true,
            created_at,
            deleted_at: None,
            version: 1,
        });
    }
}

fn task(
    random: &mut Random,
    ground: &Ground<'_>,
    deal: &Deal,
    buyer: &Buyer,
    due: NaiveDate,
    done_at: Option<Instant>,
) -> TaskRow {
    let (kind, subject) = *random.pick(&words::TASKS);
    let latest = ground.present.now.0 - 3_600_000;
    let due_ms = due
        .and_time(chrono::NaiveTime::MIN)
        .and_utc()
        .timestamp_millis();
    let created_at = Instant((due_ms - random.between(2, 9) * 86_400_000).min(latest));
    let priority = *random.pick(&["normal", "normal", "normal", "high", "low"]);
    TaskRow {
        id: TaskId(random.id(created_at)),
        subject: words::of(subject, deal.lang()).to_owned(),
        kind,
        priority,
        notes: String::new(),
        due_on: Some(due),
        due_at: None,
        done_at,
        account_id: Some(buyer.id),
        contact_id: contact(random, buyer),
        opportunity_id: Some(deal.id),
        owner_id: deal.owner.id,
        sample: true,
        created_at,
        updated_at: done_at.unwrap_or(created_at),
        deleted_at: None,
        version: 1,
    }
}

/// Managers have their own list.
fn managers(random: &mut Random, ground: &Ground<'_>, rows: &mut Vec<TaskRow>) {
    let list: [words::Both; 6] = [
        (
            "Prepare the forecast call",
            "Préparer la revue de prévision",
        ),
        (
            "One-to-one with the team",
            "Entretiens individuels de l’équipe",
        ),
        (
            "Review deals asleep for 30 days",
            "Revoir les affaires en sommeil depuis 30 jours",
        ),
        (
            "Approve the waiting quotes",
            "Approuver les devis en attente",
        ),
        (
            "Plan next quarter's quotas",
            "Préparer les quotas du trimestre prochain",
        ),
        (
            "Review the win rate by product",
            "Analyser le taux de gain par produit",
        ),
    ];
    for (manager, team) in &ground.people.managers {
        let lang = if matches!(team, Team::All | Team::France) {
            Lang::Fr
        } else {
            Lang::En
        };
        for (index, subject) in list.iter().enumerate() {
            let days = [-2, 0, 1, 3, 8, 12][index];
            let created_at = Instant(ground.present.now.0 - random.between(1, 6) * 86_400_000);
            rows.push(TaskRow {
                id: TaskId(random.id(created_at)),
                subject: words::of(*subject, lang).to_owned(),
                kind: "todo",
                priority: if index == 0 { "high" } else { "normal" },
                notes: String::new(),
                due_on: Some(working_day_after(ground.present.day_after(days))),
                due_at: None,
                done_at: None,
                account_id: None,
                contact_id: None,
                opportunity_id: None,
                owner_id: *manager,
                sample: true,
                created_at,
                updated_at: created_at,
                deleted_at: None,
                version: 1,
            });
        }
    }
}

/// A quota per representative for the last eight quarters and the next one: what a good quarter of
/// theirs brings, rising two per cent a quarter, in steps of five thousand.
pub(super) fn quotas(
    random: &mut Random,
    ground: &Ground<'_>,
    deals: &[Deal],
    rates: &RateTable,
) -> Vec<QuotaRow> {
    let mut rows = Vec::new();
    for rep in &ground.people.reps {
        let usual = won_per_quarter(ground, deals, rates, rep);
        for quarter in -7..=1 {
            let growth = 100 + 2 * (i64::from(quarter) + 4);
            let wanted = usual * growth / 100 * random.between(96, 118) / 100;
            let step = 500_000;
            rows.push(QuotaRow {
                id: QuotaId(random.id(ground.present.now.plus_days(-700))),
                user_id: rep.id,
                period_start: quarter_start(ground.present.today, quarter),
                amount_minor: (wanted / step).max(4) * step,
                currency: Currency::EUR,
                sample: true,
                version: 1,
            });
        }
    }
    rows
}

fn won_per_quarter(ground: &Ground<'_>, deals: &[Deal], rates: &RateTable, rep: &Rep) -> i64 {
    let own = |owner: UserId| owner == rep.id;
    let won: i64 = deals
        .iter()
        .filter(|deal| own(deal.owner.id) && deal.path.state == StageState::Won)
        .map(|deal| {
            let money = shared::kernel::Money::new(deal.amount_minor, deal.currency);
            let day = deal.path.closed_on.unwrap_or(ground.present.today);
            let rate = rates.rate(deal.currency, Currency::EUR, day);
            let euros = rate.and_then(|used| money.convert(Currency::EUR, used.rate).ok());
            euros.map_or(deal.amount_minor, |money| money.minor)
        })
        .sum();
    won / 8
}
