// SPDX-License-Identifier: EUPL-1.2
//! How much evidence is built for whoever asks: so many bundles at once, and each once for a finalised block, within so much memory. It
//! must not know how a bundle is built.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use portico_api::{Evidence, EvidenceFailure};
use portico_client::Hash;
use portico_rules::subject::Subject;
use tokio::sync::Semaphore;

/// Bundles that are built at once.
const BUILDING: usize = 4;
/// Bundles are kept up to so many bytes.
const KEPT: usize = 32 << 20;

/// Who builds bundles.
pub(super) trait Builds: Send + Sync {
    /// The newest finalised block.
    fn head(&self) -> impl Future<Output = Result<Hash, EvidenceFailure>> + Send;

    /// The proof of a subject's history at the newest block that the validators signed.
    fn build(
        &self,
        subject: Subject,
        with_facts: bool,
    ) -> impl Future<Output = Result<Evidence, EvidenceFailure>> + Send;
}

/// A builder that takes on no more than it can do.
pub(super) struct Bounded<B> {
    builder: B,
    building: Semaphore,
    kept: Mutex<Kept>,
}

/// What was built at one finalised block.
#[derive(Default)]
struct Kept {
    head: Hash,
    bytes: usize,
    bundles: BTreeMap<(Subject, bool), Evidence>,
}

impl<B: Builds> Bounded<B> {
    /// Nothing is built yet.
    pub(super) fn new(builder: B) -> Self {
        Bounded {
            builder,
            building: Semaphore::new(BUILDING),
            kept: Mutex::default(),
        }
    }

    /// The proof of a subject's history, built or kept.
    pub(super) async fn evidence(
        &self,
        subject: Subject,
        with_facts: bool,
    ) -> Result<Evidence, EvidenceFailure> {
        let _permit = self
            .building
            .try_acquire()
            .map_err(|_| EvidenceFailure::Busy)?;
        let head = self.builder.head().await?;
        if let Some(kept) = self.kept(&head, subject, with_facts) {
            return Ok(kept);
        }
        let evidence = self.builder.build(subject, with_facts).await?;
        self.keep(head, subject, with_facts, &evidence);
        Ok(evidence)
    }

    fn kept(&self, head: &Hash, subject: Subject, with_facts: bool) -> Option<Evidence> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        (kept.head == *head)
            .then(|| kept.bundles.get(&(subject, with_facts)).cloned())
            .flatten()
    }

    fn keep(&self, head: Hash, subject: Subject, with_facts: bool, evidence: &Evidence) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.head != head {
            *kept = Kept {
                head,
                ..Kept::default()
            };
        }
        let bytes = kept.bytes.saturating_add(evidence.file.len());
        if bytes <= KEPT
            && kept
                .bundles
                .insert((subject, with_facts), evidence.clone())
                .is_none()
        {
            kept.bytes = bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;
    use portico_rules::primitives::Digest;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::sync::Notify;

    /// Builds files of any length, and waits for a word before it does.
    struct Told {
        head: Mutex<Hash>,
        answer: Mutex<Result<usize, EvidenceFailure>>,
        built: AtomicUsize,
        go_on: Notify,
        waits: bool,
    }

    impl Builds for Told {
        async fn head(&self) -> Result<Hash, EvidenceFailure> {
            Ok(*self.head.lock().unwrap())
        }

        async fn build(&self, _: Subject, _: bool) -> Result<Evidence, EvidenceFailure> {
            self.built.fetch_add(1, Ordering::SeqCst);
            if self.waits {
                self.go_on.notified().await;
            }
            let answer = *self.answer.lock().unwrap();
            answer.map(|length| Evidence {
                block: 1,
                id: Digest([1; 32]),
                file: vec![0; length].into(),
            })
        }
    }

    fn told(length: usize, waits: bool) -> Bounded<Told> {
        Bounded::new(Told {
            head: Mutex::new([1; 32]),
            answer: Mutex::new(Ok(length)),
            built: AtomicUsize::new(0),
            go_on: Notify::new(),
            waits,
        })
    }

    impl Bounded<Told> {
        fn built(&self) -> usize {
            self.builder.built.load(Ordering::SeqCst)
        }
    }

    #[tokio::test]
    async fn four_are_built_at_once_and_the_fifth_is_told_so() {
        let bounded = told(10, true);
        let mut building: Vec<_> = (1..=4)
            .map(|number| Box::pin(bounded.evidence(Subject::Award(number), false)))
            .collect();
        // Each goes as far as it gets, which is the builder.
        for one in &mut building {
            assert!(one.as_mut().now_or_never().is_none());
        }
        assert_eq!(bounded.built(), 4);
        let fifth = bounded.evidence(Subject::Award(5), false).await;
        assert_eq!(fifth.unwrap_err(), EvidenceFailure::Busy);
        assert_eq!(bounded.built(), 4);
        // Somebody who does not wait any longer makes room, and so does whoever is answered.
        drop(building.pop());
        let mut fifth = Box::pin(bounded.evidence(Subject::Award(5), false));
        assert!(fifth.as_mut().now_or_never().is_none());
        bounded.builder.go_on.notify_waiters();
        for one in building {
            assert!(one.await.is_ok());
        }
        assert!(fifth.await.is_ok());
    }

    #[tokio::test]
    async fn a_bundle_is_built_once_for_a_finalised_block() {
        let bounded = told(10, false);
        let ask = async |subject, with_facts| bounded.evidence(subject, with_facts).await;
        for _ in 0..3 {
            assert!(ask(Subject::Award(1), false).await.is_ok());
        }
        assert_eq!(bounded.built(), 1);
        // Another one is another one.
        assert!(ask(Subject::Award(1), true).await.is_ok());
        assert!(ask(Subject::Party(1), false).await.is_ok());
        assert_eq!(bounded.built(), 3);
        // A block later everything is built anew, and nothing of before is kept.
        *bounded.builder.head.lock().unwrap() = [2; 32];
        assert!(ask(Subject::Award(1), false).await.is_ok());
        assert!(ask(Subject::Award(1), false).await.is_ok());
        assert_eq!(bounded.built(), 4);
        assert_eq!(bounded.kept.lock().unwrap().bundles.len(), 1);
        // A failure is no bundle.
        *bounded.builder.answer.lock().unwrap() = Err(EvidenceFailure::TooLong);
        for _ in 0..2 {
            let failure = ask(Subject::Award(2), false).await.unwrap_err();
            assert_eq!(failure, EvidenceFailure::TooLong);
        }
        assert_eq!(bounded.built(), 6);
    }

    #[tokio::test]
    async fn what_is_kept_has_a_bound() {
        let bounded = told(KEPT / 3, false);
        for round in [1, 2] {
            for number in 1..=4 {
                let evidence = bounded.evidence(Subject::Award(number), false).await;
                assert_eq!(evidence.unwrap().file.len(), KEPT / 3);
            }
            // The fourth is built again each time.
            assert_eq!(bounded.built(), 3 + round);
        }
        let kept = bounded.kept.lock().unwrap();
        assert_eq!((kept.bundles.len(), kept.bytes), (3, KEPT / 3 * 3));
    }
}
