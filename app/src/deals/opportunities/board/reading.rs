//! Reading the board again, quietly: after events of others, and when more of a column is wanted.

use super::ctx::{BoardCtx, FIRST_CARDS};
use crate::boot;
use crate::call::Fault;
use crate::deals::opportunities::api;
use i18n::problem_text;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::deals::opportunities::{BoardColumn, BoardQuery, BoardView, ColumnAfter, ColumnQuery};
use shared::kernel::{PipelineId, ProblemKind, StageId};
use std::time::Duration;

/// Events within this time cause one reading.
const GATHER: Duration = Duration::from_millis(150);
/// Most cards of one column in one answer.
const MOST: u32 = 100;
/// Cards of one further page: few enough to be drawn while one scrolls.
const PAGE: u32 = 30;
/// How often a page is asked for again because the column was read anew meanwhile.
const TRIES: u32 = 3;

/// Whether the board is being read again, whether once more afterwards, and how often in a row the
/// server could not be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reading {
    scheduled: bool,
    busy: bool,
    failed: u32,
}

impl BoardCtx {
    /// Reads the board again soon; many calls cause one reading.
    pub fn read_again(self) {
        self.read_after(GATHER);
    }

    fn read_after(self, pause: Duration) {
        let wanted = self.reading.try_update_value(|reading| {
            let first = !reading.scheduled;
            reading.scheduled = true;
            first && !reading.busy
        });
        if wanted == Some(true) {
            set_timeout(move || self.read_now(), pause);
        }
    }

    fn read_now(self) {
        let begun = self.reading.try_update_value(|reading| {
            reading.scheduled = false;
            reading.busy = true;
        });
        let Some((turn, loaded)) = self
            .state
            .try_with_untracked(|state| (state.turn(), state.loaded()))
            .filter(|_| begun.is_some())
        else {
            return;
        };
        let query = self.query.get_value();
        spawn_local(async move {
            let answer = read(query, &loaded).await;
            let again = self.reading.try_update_value(|reading| {
                reading.busy = false;
                reading.failed = match &answer {
                    Ok(_) => 0,
                    Err(_) => reading.failed.saturating_add(1),
                };
                (std::mem::take(&mut reading.scheduled), reading.failed)
            });
            let Some((again, failed)) = again else { return };
            match answer {
                Ok(view) => {
                    let mut stale = false;
                    let _ = self.state.try_update(|state| {
                        // Moves made meanwhile are not in this answer.
                        stale = state.turn() != turn;
                        if !stale {
                            state.refresh(view, boot::now());
                        }
                    });
                    if stale || again {
                        self.read_again();
                    }
                }
                // The page goes on when the person has signed in again.
                Err(fault) if fault.0.kind == ProblemKind::Unauthenticated => {}
                Err(_) => self.read_after(Duration::from_secs(1 << failed.min(5))),
            }
        });
    }

    /// Loads more cards of a column; `done` is told when they are there, or could not be read. Who `asked` for them
    /// is told why; a column that goes on by itself is quiet.
    pub fn more(self, stage: StageId, asked: bool, done: impl FnOnce(bool) + 'static) {
        spawn_local(async move {
            let mut read = true;
            for _ in 0..TRIES {
                let column = self
                    .state
                    .try_with_untracked(|state| {
                        let column = state.column(stage)?;
                        Some((state.pipeline().id, column.next.clone()?))
                    })
                    .flatten();
                let query = self.query.try_get_value();
                let (Some((pipeline, after)), Some(query)) = (column, query) else {
                    break;
                };
                match page(&query, pipeline, stage, after.clone(), PAGE).await {
                    Ok(page) => {
                        let fits = self.state.try_update(|state| state.absorb(page, &after));
                        if fits != Some(false) {
                            break;
                        }
                    }
                    Err(fault) => {
                        if asked {
                            self.toaster.problem(problem_text(self.lang, &fault.0));
                        }
                        read = false;
                        break;
                    }
                }
            }
            done(read);
        });
    }
}

/// One further page of a column.
async fn page(
    query: &BoardQuery,
    pipeline: PipelineId,
    stage: StageId,
    after: ColumnAfter,
    limit: u32,
) -> Result<BoardColumn, Fault> {
    api::column(ColumnQuery {
        pipeline,
        stage,
        filter: query.filter.clone(),
        group: query.group,
        limit,
        after: Some(after),
    })
    .await
}

/// The whole board with as many cards of each column as were `loaded` before: nobody's place in a
/// long column is lost because a colleague changed something.
async fn read(query: BoardQuery, loaded: &[(StageId, usize)]) -> Result<BoardView, Fault> {
    let most = loaded.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let limit = u32::try_from(most).unwrap_or(MOST).clamp(FIRST_CARDS, MOST);
    let mut view = api::board(BoardQuery {
        limit,
        ..query.clone()
    })
    .await?;
    let pipeline = view.pipeline.id;
    for column in &mut view.columns {
        let wanted = loaded
            .iter()
            .find(|(stage, _)| *stage == column.stage_id)
            .map_or(0, |(_, count)| *count);
        while column.cards.len() < wanted
            && let Some(after) = column.next.take()
        {
            let more = page(&query, pipeline, column.stage_id, after, MOST).await?;
            let fresh: Vec<_> = more
                .cards
                .into_iter()
                .filter(|card| column.cards.iter().all(|known| known.id != card.id))
                .collect();
            column.cards.extend(fresh);
            column.next = more.next;
        }
    }
    Ok(view)
}
