//! On return: each quote is sent under its own id, so that it is made once however often it is sent. What is
//! refused stays, with the reason; what was sent before with other contents stays, and says so.

use super::desk::Desk;
use crate::boot::{new_uuid, now};
use crate::cpq::offline::api;
use crate::cpq::quotes::api as quotes;
use i18n::{k, problem_text, t, tf, tn};
use leptos::prelude::*;
use shared::cpq::offline::ops::SendTravelling;
use shared::cpq::offline::{Arrived, Travelling, ask_for_offered, families};
use shared::cpq::promotions::Families;
use shared::cpq::quotes::ops::SaveQuote;
use shared::cpq::quotes::rules::adopt_prices;
use shared::cpq::quotes::{QuoteLine, figures, price_draft};
use shared::kernel::{Problem, ProblemKind, QuoteId, QuoteLineId};
use shared::platform::fields::key_of;

/// How often the server may correct the prices of one save.
const CORRECTIONS: u32 = 3;

/// What became of sending one.
enum Sent {
    /// It is there.
    Arrived,
    /// It stays, and the next one is tried.
    Stays,
    /// There is no server to ask, or nobody signed in: the others need not be tried.
    Stop,
}

impl Desk {
    /// Sends every quote that waits but the one that is being written.
    pub async fn flush(self) {
        if self.sending.try_get_untracked() != Some(false) {
            return;
        }
        self.sending.set(true);
        let ids: Vec<QuoteId> = self.drafts.with_untracked(|all| {
            let waiting = all.iter().filter(|draft| draft.twice.is_none());
            waiting.map(|draft| draft.id).collect()
        });
        let mut arrived = 0;
        for id in ids {
            if self.open.try_get_untracked() == Some(Some(id)) {
                continue;
            }
            match self.send_one(id).await {
                Sent::Arrived => arrived += 1,
                Sent::Stays => {}
                Sent::Stop => break,
            }
        }
        self.sending.try_set(false);
        if arrived > 0 {
            let text = tn(self.lang, k::offline::SENT, arrived, &[]);
            self.toaster.success(text);
        }
    }

    async fn send_one(self, id: QuoteId) -> Sent {
        let Some(sent) = self.latest(id).await else {
            return Sent::Stays;
        };
        let request = SendTravelling {
            id,
            draft: sent.draft.clone(),
            owner: Some(self.me),
        };
        let answer = api::send(request).await;
        let newest = self.latest(id).await;
        let changed = newest.as_ref().is_some_and(|now| now.draft != sent.draft);
        match answer {
            // Written on meanwhile, here or in another window, or changed by somebody since.
            Ok(answer) if answer.differs || changed => {
                if let Some(draft) = newest {
                    self.put(Travelling {
                        twice: Some(answer.quote.number),
                        refused: None,
                        ..draft
                    });
                }
                Sent::Stays
            }
            Ok(answer) => {
                let entry = Arrived {
                    id,
                    owner: self.me,
                    number: answer.quote.number,
                    version: answer.quote.version,
                    account_name: answer.quote.account_name,
                    sent_at: now(),
                    offered: sent.draft,
                    now: answer.quote.draft,
                    changes: answer.changes,
                };
                // What is not kept as sent is not forgotten as written: the next visit finds it sent.
                if self.arrive(entry).await {
                    self.discard(id).await;
                }
                Sent::Arrived
            }
            Err(fault) => self.stays(newest, fault.0),
        }
    }

    fn stays(self, newest: Option<Travelling>, problem: Problem) -> Sent {
        let stop = matches!(
            problem.kind,
            ProblemKind::Network | ProblemKind::Unavailable | ProblemKind::Unauthenticated
        );
        // Without a server nothing was judged: the draft says nothing of it.
        let judged = !matches!(
            problem.kind,
            ProblemKind::Network | ProblemKind::Unavailable
        );
        if judged && let Some(mut draft) = newest {
            // A field that is gone cannot be emptied by hand; the reason says that something was in it.
            let gone = problem.issues.iter();
            for issue in gone.filter(|issue| issue.code == "unknown_field") {
                if let Some(key) = issue.field.as_deref().and_then(key_of) {
                    draft.draft.custom.set(key, "");
                }
            }
            self.put(Travelling {
                refused: Some(problem),
                ..draft
            });
        }
        if stop { Sent::Stop } else { Sent::Stays }
    }

    /// Sends what was written after it had been sent as a quote of its own.
    pub async fn send_as_another(self, id: QuoteId) {
        let Some(mut draft) = self.latest(id).await else {
            return;
        };
        draft.id = QuoteId(new_uuid());
        draft.twice = None;
        for line in &mut draft.draft.lines {
            line.id = QuoteLineId(new_uuid());
        }
        let own = draft.id;
        self.put(draft);
        self.discard(id).await;
        if matches!(self.send_one(own).await, Sent::Arrived) {
            let text = tn(self.lang, k::offline::SENT, 1, &[]);
            self.toaster.success(text);
        }
    }

    /// Types the prices that were offered on the quote the server has. Whoever has to approve them is asked as
    /// for any typed price.
    pub async fn keep_offered(self, entry: Arrived) {
        let families = self
            .luggage
            .try_get_untracked()
            .flatten()
            .map_or_else(Families::new, |luggage| families(&luggage));
        let mut draft = ask_for_offered(&entry.now, &entry.changes, &families);
        for _ in 0..CORRECTIONS {
            let request = SaveQuote {
                id: entry.id,
                version: entry.version,
                figures: figures(&price_draft(&draft)),
                draft: draft.clone(),
            };
            let fault = match quotes::save(request).await {
                Ok(_) => {
                    let text = tf(self.lang, k::offline::ASKED, &[("number", &entry.number)]);
                    self.toaster.success(text);
                    self.seen(entry.id).await;
                    return;
                }
                Err(fault) => fault.0,
            };
            match trusted(&fault) {
                Some(lines) if !adopt_prices(&mut draft.lines, &lines).is_empty() => {}
                _ => {
                    let text = match fault.kind {
                        ProblemKind::Conflict => t(self.lang, k::offline::CHANGED_SINCE).to_owned(),
                        _ => problem_text(self.lang, &fault),
                    };
                    self.toaster.problem(text);
                    return;
                }
            }
        }
        self.toaster
            .problem(t(self.lang, k::offline::CHANGED_SINCE));
    }
}

/// The lines with the prices the server counts with, when that is why it refused.
fn trusted(problem: &Problem) -> Option<Vec<QuoteLine>> {
    let differs = problem
        .issues
        .iter()
        .any(|issue| issue.code == "total_differs");
    let lines = problem.current.as_deref().filter(|_| differs)?;
    serde_json::from_str(lines).ok()
}
