// SPDX-License-Identifier: EUPL-1.2
//! Answers that were given, kept to be given again: what many ask at once is read from the database once, and neither routed nor
//! worked on again.
//!
//! An answer holds until there is a newer entry, and not a moment longer: before each use it is looked whether the database
//! has changed. The day, on which answers depend too, is a part of the question. What is kept is bounded in bytes; what was
//! not asked for longest goes first.
//!
//! It must not know what an answer says. Which answers may be kept is for whoever gives them to say, with [`Fresh`].

use std::{
    mem,
    num::NonZeroUsize,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    body::{Body, Bytes},
    extract::{Request, State as Extracted},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use lru::LruCache;
use portico_rules::date::Date;

use crate::{
    database::{State, Watch},
    state::AppState,
    tag::{KnownTags, Tag},
    times::today,
};

/// Longest question that is kept with its answer, bytes.
const LONGEST_QUESTION: usize = 512;
/// What an answer takes beside its bytes, at the most.
const OVERHEAD: usize = 512;
/// Most answers, however short.
const MOST: NonZeroUsize = NonZeroUsize::new(65_536).expect("65,536 is not zero");

/// What is asked.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    /// The day that it is.
    day: Date,
    /// The address with its parameters, and after it what forms are accepted: one address is answered in several.
    text: String,
}

impl Question {
    /// What a request asks; none if its answer is never kept.
    fn of(request: &Request, today: Date) -> Option<Self> {
        if request.method() != Method::GET {
            return None;
        }
        let mut text = request.uri().path_and_query()?.as_str().to_owned();
        for accepted in request.headers().get_all(header::ACCEPT) {
            // No address has a line break.
            text.push('\n');
            text.push_str(accepted.to_str().ok()?);
        }
        // Nobody types a longer one twice.
        (text.len() <= LONGEST_QUESTION).then_some(Question { day: today, text })
    }
}

/// Goes with an answer that may be kept, among its extensions.
#[derive(Clone)]
pub(crate) struct Fresh {
    /// What it was read from.
    pub(crate) state: Arc<State>,
    /// Its entity tag.
    pub(crate) tag: Tag,
    /// As it was written.
    pub(crate) body: Bytes,
}

/// An answer.
#[derive(Clone)]
struct Answer {
    tag: Tag,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    /// Gives it, without its body if the caller has it.
    fn give(self, known: &KnownTags) -> Response {
        let Answer { tag, headers, body } = self;
        let is_known = known.contains(&tag);
        let mut response = Response::new(if is_known {
            Body::empty()
        } else {
            Body::from(body)
        });
        *response.headers_mut() = headers;
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response.headers_mut().remove(header::CONTENT_TYPE);
        }
        response
    }
}

/// Gives an answer that is kept, and keeps one that may be.
pub(crate) async fn again(
    Extracted(state): Extracted<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let Some(question) = Question::of(&request, today(&state.clock)) else {
        return next.run(request).await;
    };
    if let Some(answer) = state.answers.known(&question) {
        state.metrics.kept_answer();
        return answer.give(&KnownTags::of(request.headers()));
    }
    let mut response = next.run(request).await;
    if let Some(Fresh {
        state: of,
        tag,
        body,
    }) = response.extensions_mut().remove()
    {
        let headers = response.headers().clone();
        state
            .answers
            .keep(question, of, Answer { tag, headers, body });
    }
    response
}

/// The answers.
pub(crate) struct Answers {
    watch: Mutex<Watch>,
    kept: Mutex<Kept>,
}

struct Kept {
    /// By their questions, each with the state of the database that it was read from.
    answers: LruCache<Question, (Arc<State>, Answer)>,
    bytes: usize,
    most_bytes: usize,
}

impl Answers {
    /// Keeps answers from a database, up to so many bytes; none, if that is zero.
    pub(crate) fn new(file: PathBuf, most_bytes: usize) -> Self {
        Answers {
            watch: Mutex::new(Watch::new(file)),
            kept: Mutex::new(Kept {
                answers: LruCache::new(MOST),
                bytes: 0,
                most_bytes,
            }),
        }
    }

    /// The answer to a question, if it is known and still good.
    fn known(&self, question: &Question) -> Option<Answer> {
        let (given_in, answer) = lock(&self.kept).answers.get(question)?.clone();
        // Asked now, not before: what was written until now counts.
        let now = lock(&self.watch).state()?;
        (given_in == now).then_some(answer)
    }

    /// Keeps an answer that was read in this state, unless it is too large.
    fn keep(&self, question: Question, state: Arc<State>, answer: Answer) {
        let mut kept = lock(&self.kept);
        let bytes = size(&question, &answer);
        // One answer must not drive out all others.
        if bytes > kept.most_bytes / 16 {
            return;
        }
        kept.bytes += bytes;
        if let Some((gone, (_, before))) = kept.answers.push(question, (state, answer)) {
            kept.bytes -= size(&gone, &before);
        }
        while kept.bytes > kept.most_bytes {
            match kept.answers.pop_lru() {
                Some((gone, (_, before))) => kept.bytes -= size(&gone, &before),
                None => kept.bytes = 0,
            }
        }
    }
}

/// What an answer takes, bytes.
fn size(question: &Question, answer: &Answer) -> usize {
    mem::size_of::<(Question, Arc<State>, Answer)>()
        + question.text.len()
        + (answer
            .headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len()))
        .sum::<usize>()
        + answer.tag.len()
        + answer.body.len()
        + OVERHEAD
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while the lock was held leaves at worst a wrong count of bytes, which the next eviction mends.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(bytes: usize) -> Answer {
        Answer {
            tag: Tag::new("tag").unwrap(),
            headers: HeaderMap::new(),
            body: vec![b'x'; bytes].into(),
        }
    }

    fn question(address: impl Into<String>) -> Question {
        Question {
            day: Date::parse("2026-11-22").unwrap(),
            text: address.into(),
        }
    }

    #[test]
    fn a_question_is_an_address_and_the_forms_that_are_accepted() {
        let today = Date::parse("2026-11-22").unwrap();
        let of = |method: &str, uri: &str, accept: &[&str]| {
            let mut request = Request::builder().method(method).uri(uri);
            for accepted in accept {
                request = request.header(header::ACCEPT, *accepted);
            }
            Question::of(&request.body(Body::empty()).unwrap(), today)
        };
        let all: Vec<_> = [
            of("GET", "/a", &[]),
            of("GET", "/a?b", &[]),
            of("GET", "/a", &["text/csv"]),
            of("GET", "/a", &["text/csv", "*/*"]),
            of("GET", "/a", &["text/csv, */*"]),
        ]
        .map(Option::unwrap)
        .into();
        for (index, one) in all.iter().enumerate() {
            assert!(all[index + 1..].iter().all(|other| other != one));
        }
        assert_eq!(of("GET", "http://here/a", &[]), of("GET", "/a", &[]));
        assert_eq!(of("HEAD", "/a", &[]), None);
        assert_eq!(of("POST", "/a", &[]), None);
        assert_eq!(of("GET", &format!("/{}", "x".repeat(600)), &[]), None);
    }

    /// Answers from no database at all, which is in no state; what of it is kept is counted.
    fn answers(most_bytes: usize) -> (Answers, Arc<State>) {
        let answers = Answers::new("nowhere.sqlite".into(), most_bytes);
        (answers, Arc::new(State::default()))
    }

    #[test]
    fn what_is_kept_is_bounded_in_bytes() {
        let (answers, state) = answers(100_000);
        for number in 0..1_000 {
            answers.keep(question(number.to_string()), state.clone(), answer(1_000));
            // The first one is asked for again and again.
            assert!(lock(&answers.kept).answers.get(&question("0")).is_some());
        }
        let kept = lock(&answers.kept);
        let counted: usize = kept
            .answers
            .iter()
            .map(|(question, (_, answer))| size(question, answer))
            .sum();
        assert_eq!(kept.bytes, counted);
        assert!(counted <= 100_000, "{counted}");
        assert!(kept.answers.len() > 40, "{}", kept.answers.len());
    }

    #[test]
    fn what_is_too_large_is_not_kept() {
        let (answers, state) = answers(100_000);
        answers.keep(question("large"), state, answer(10_000));
        assert_eq!(lock(&answers.kept).answers.len(), 0);
    }

    #[test]
    fn an_answer_of_a_database_that_cannot_be_asked_is_not_given() {
        let (answers, state) = answers(100_000);
        answers.keep(question("a"), state, answer(1));
        assert!(answers.known(&question("a")).is_none());
    }
}
