//! How much work a computation may do, and how it is told to stop.

/// The budget ended or the caller said stop, before there was an answer. Nothing is lost: what was
/// learnt stays, asking again with a new budget goes on from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stopped before there was an answer")]
pub struct Stopped;

/// Steps (propagated literals) that may still be done, and who is asked now and then whether to go
/// on. A step takes some tens of nanoseconds natively.
pub struct Budget<'a> {
    left: u64,
    spent: u64,
    next_poll: u64,
    go_on: Option<&'a mut dyn FnMut(u64) -> bool>,
}

/// Steps between two questions to the caller: some tenths of a millisecond.
const POLL_STEPS: u64 = 5_000;

impl<'a> Budget<'a> {
    /// As long as it takes.
    #[must_use]
    pub fn unlimited() -> Self {
        Self::steps(u64::MAX)
    }

    /// At most about `steps` steps.
    #[must_use]
    pub fn steps(steps: u64) -> Self {
        Self {
            left: steps,
            spent: 0,
            next_poll: POLL_STEPS,
            go_on: None,
        }
    }

    /// Also asks `go_on(steps so far)` several times a millisecond; false stops.
    #[must_use]
    pub fn while_allowed(mut self, go_on: &'a mut dyn FnMut(u64) -> bool) -> Self {
        self.go_on = Some(go_on);
        self
    }

    /// Steps done so far.
    #[must_use]
    pub const fn spent(&self) -> u64 {
        self.spent
    }

    /// Takes `steps` off.
    ///
    /// # Errors
    /// [`Stopped`] when nothing is left or the caller said stop.
    pub fn spend(&mut self, steps: u64) -> Result<(), Stopped> {
        self.spent = self.spent.saturating_add(steps);
        if steps > self.left {
            self.left = 0;
            return Err(Stopped);
        }
        self.left -= steps;
        if self.spent >= self.next_poll {
            self.next_poll = self.spent.saturating_add(POLL_STEPS);
            if let Some(go_on) = &mut self.go_on
                && !go_on(self.spent)
            {
                self.left = 0;
                return Err(Stopped);
            }
        }
        Ok(())
    }
}
