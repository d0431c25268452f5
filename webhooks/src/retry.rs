// SPDX-License-Identifier: EUPL-1.2
//! How long to wait before trying again, and when to stop.

use std::time::Duration;

/// How patient we are with a receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Longest time for one request.
    pub answer: Duration,
    /// Before the second try; doubled for each one after it.
    pub first_wait: Duration,
    /// Longest wait between two tries.
    pub longest_wait: Duration,
    /// How long a message is tried before its subscription is stopped.
    pub give_up: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            answer: Duration::from_secs(20),
            first_wait: Duration::from_secs(5),
            longest_wait: Duration::from_secs(3600),
            give_up: Duration::from_secs(24 * 3600),
        }
    }
}

impl Patience {
    /// How long to wait after so many failures in a row. `chance`, from 0 to 1, spreads waits over their second half:
    /// many subscriptions that failed together must not come back together. What the receiver asks for goes before
    /// it, up to the longest wait.
    pub(crate) fn wait(&self, failures: u32, chance: f64, asked_for: Option<Duration>) -> Duration {
        let doublings = failures.saturating_sub(1).min(31);
        let whole = self
            .first_wait
            .saturating_mul(1 << doublings)
            .min(self.longest_wait);
        let wait = whole.mul_f64(0.5 + chance.clamp(0.0, 1.0) / 2.0);
        wait.max(asked_for.unwrap_or_default())
            .min(self.longest_wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_the_longest() {
        let patience = Patience::default();
        let seconds = |failures, chance| patience.wait(failures, chance, None).as_secs_f64();
        assert_eq!(
            [1, 2, 3, 4].map(|n| seconds(n, 1.0)),
            [5.0, 10.0, 20.0, 40.0]
        );
        assert_eq!(seconds(1, 0.0), 2.5);
        assert_eq!(seconds(100, 1.0), 3600.0);
        assert_eq!(seconds(u32::MAX, 0.0), 1800.0);
    }

    #[test]
    fn a_receiver_may_ask_for_more_time() {
        let patience = Patience::default();
        let wait = |asked| {
            patience
                .wait(1, 1.0, Some(Duration::from_secs(asked)))
                .as_secs()
        };
        assert_eq!([0, 60, 1_000_000].map(wait), [5, 60, 3600]);
    }

    #[test]
    fn a_day_has_a_few_dozen_tries() {
        let patience = Patience::default();
        let (mut waited, mut tries) = (Duration::ZERO, 1);
        while waited < patience.give_up {
            waited += patience.wait(tries, 0.5, None);
            tries += 1;
        }
        assert!((20..60).contains(&tries), "{tries}");
    }
}
