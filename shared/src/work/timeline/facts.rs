//! Moves of a deal, read from the rows a forecast is made of: one row per change, each the whole
//! state after it. Two neighbours say what changed.

use super::{TimelineEntry, TimelineEvent, TimelineKey, TimelineKind};
use crate::kernel::Named;
use crate::kernel::{Instant, LocalText, Money, OpportunityId, StageId, UserId};
use chrono::NaiveDate;

/// The state of a deal from one moment on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactRow {
    /// From when.
    pub at: Instant,
    /// Who made it so.
    pub actor: Option<Named<UserId>>,
    /// The stage.
    pub stage: StageId,
    /// Its name.
    pub stage_name: LocalText,
    /// `open`, `won` or `lost`.
    pub state: String,
    /// Who owns the deal.
    pub owner: Named<UserId>,
    /// What it is worth.
    pub amount: Money,
    /// When it is expected to be signed.
    pub close_date: NaiveDate,
}

const DAY_MS: i64 = 86_400_000;

/// The entries of `rows` (oldest first); the first row is the creation, which other sources tell.
/// In one row the move of stage comes last, so that it stands on top of the list.
#[must_use]
pub fn from_facts(rows: &[FactRow]) -> Vec<TimelineEntry> {
    let mut entries = Vec::new();
    let mut entered = rows.first().map(|row| row.at);
    for pair in rows.windows(2) {
        let [before, after] = pair else { continue };
        let mut push = |place: u8, event| {
            entries.push(TimelineEntry {
                key: TimelineKey {
                    at: after.at,
                    id: format!("fact:{:020}:{place}", after.at.0),
                },
                actor: after.actor.clone(),
                event,
            });
        };
        if before.owner.id != after.owner.id {
            push(
                0,
                TimelineEvent::OwnerChanged {
                    from: before.owner.clone(),
                    to: after.owner.clone(),
                },
            );
        }
        if before.amount != after.amount {
            push(
                1,
                TimelineEvent::AmountChanged {
                    from: before.amount,
                    to: after.amount,
                },
            );
        }
        if before.close_date != after.close_date {
            push(
                2,
                TimelineEvent::CloseDateMoved {
                    from: before.close_date,
                    to: after.close_date,
                    days: (after.close_date - before.close_date).num_days(),
                },
            );
        }
        if before.stage != after.stage || before.state != after.state {
            let since = entered.unwrap_or(before.at);
            push(3, stage_event(before, after, since));
            entered = Some(after.at);
        }
    }
    entries
}

/// What the timelines of its account and of its people tell of a deal with these `rows`: how it moved.
#[must_use]
pub fn moves_of(deal: &Named<OpportunityId>, rows: &[FactRow]) -> Vec<TimelineEntry> {
    let moves = from_facts(rows)
        .into_iter()
        .filter(|entry| entry.event.kind() == TimelineKind::Stage);
    moves
        .map(|entry| TimelineEntry {
            key: TimelineKey {
                at: entry.key.at,
                // Two deals may move at one moment.
                id: format!("deal:{}:{}", deal.id, entry.key.id),
            },
            actor: entry.actor,
            event: TimelineEvent::OfDeal {
                deal: deal.clone(),
                what: Box::new(entry.event),
            },
        })
        .collect()
}

fn stage_event(before: &FactRow, after: &FactRow, since: Instant) -> TimelineEvent {
    match (before.state.as_str(), after.state.as_str()) {
        (_, "won") => TimelineEvent::Won {
            amount: after.amount,
        },
        (_, "lost") => TimelineEvent::Lost {
            from: before.stage_name.clone(),
        },
        ("won" | "lost", _) => TimelineEvent::Reopened {
            to: after.stage_name.clone(),
        },
        _ => TimelineEvent::StageMoved {
            from: before.stage_name.clone(),
            to: after.stage_name.clone(),
            days_in_stage: (after.at.0 - since.0) / DAY_MS,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Currency;

    fn row(days: i64, stage: u8, state: &str) -> FactRow {
        FactRow {
            at: Instant(0).plus_days(days),
            actor: None,
            stage: StageId::new(1, [stage; 10]),
            stage_name: LocalText::new(format!("S{stage}"), format!("É{stage}")),
            state: state.into(),
            owner: Named::new(UserId::new(1, [1; 10]), "Léa"),
            amount: Money::new(100_000, Currency::EUR),
            close_date: "2026-12-01".parse().unwrap(),
        }
    }

    #[test]
    fn neighbours_say_what_changed() {
        let moved = FactRow {
            amount: Money::new(80_000, Currency::EUR),
            close_date: "2026-12-15".parse().unwrap(),
            ..row(10, 2, "open")
        };
        let won = FactRow {
            at: Instant(0).plus_days(15),
            stage: StageId::new(1, [9; 10]),
            state: "won".into(),
            ..moved.clone()
        };
        let entries = from_facts(&[row(0, 1, "open"), moved, won]);
        let events: Vec<_> = entries.iter().map(|entry| &entry.event).collect();
        assert_eq!(events.len(), 4);
        assert!(matches!(events[0], TimelineEvent::AmountChanged { .. }));
        assert!(matches!(
            events[1],
            TimelineEvent::CloseDateMoved { days: 14, .. }
        ));
        assert!(matches!(
            events[2],
            TimelineEvent::StageMoved {
                days_in_stage: 10,
                ..
            }
        ));
        assert!(matches!(events[3], TimelineEvent::Won { .. }));
        assert!(entries.windows(2).all(|pair| pair[0].key < pair[1].key));
    }

    #[test]
    fn a_change_of_amount_does_not_restart_the_stage_clock() {
        let amount = FactRow {
            amount: Money::new(1, Currency::EUR),
            ..row(5, 1, "open")
        };
        let moved = FactRow {
            amount: Money::new(1, Currency::EUR),
            ..row(12, 2, "open")
        };
        let entries = from_facts(&[row(0, 1, "open"), amount, moved]);
        assert!(entries.iter().any(|entry| matches!(
            entry.event,
            TimelineEvent::StageMoved {
                days_in_stage: 12,
                ..
            }
        )));
    }

    #[test]
    fn an_account_hears_of_moves_and_of_nothing_else() {
        let moved = FactRow {
            amount: Money::new(80_000, Currency::EUR),
            ..row(10, 2, "open")
        };
        let deal = |n: u8| Named::new(OpportunityId::new(1, [n; 10]), format!("Deal {n}"));
        let rows = [row(0, 1, "open"), moved, row(12, 9, "won")];
        let told = moves_of(&deal(1), &rows);
        let kinds: Vec<_> = told.iter().map(|entry| entry.event.kind()).collect();
        assert_eq!(kinds, [TimelineKind::Stage, TimelineKind::Stage]);
        assert_eq!(told[0].event.texts(), ["Deal 1", "S1", "É1", "S2", "É2"]);
        let other = moves_of(&deal(2), &rows);
        assert!(
            told.iter()
                .all(|one| other.iter().all(|two| one.key != two.key))
        );
    }

    #[test]
    fn a_closed_deal_may_be_reopened() {
        let entries = from_facts(&[row(0, 1, "open"), row(1, 8, "lost"), row(2, 1, "open")]);
        assert!(matches!(entries[0].event, TimelineEvent::Lost { .. }));
        assert!(matches!(entries[1].event, TimelineEvent::Reopened { .. }));
    }
}
