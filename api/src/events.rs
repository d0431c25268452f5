// SPDX-License-Identifier: EUPL-1.2
//! The live stream: Server-Sent Events of new entries (HTML, 9.2). An event's id is the entry's position, so that a
//! client that comes back with `Last-Event-ID` goes on after it, without loss or repetition, at any service of the same
//! ledger.
//!
//! One task looks for new entries, for all subscribers. Each subscriber then reads on from where it is, no faster than
//! it takes them: a slow one costs a page of memory, and the connection's limits end it.

use std::{
    collections::VecDeque,
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::{FromRequestParts, State},
    http::{HeaderName, HeaderValue, header, request::Parts},
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
};
use futures::{Stream, stream};
use portico_rules::subject::SubjectKind;
use tokio::{
    sync::watch,
    time::{Interval, MissedTickBehavior, interval},
};

use crate::{
    client::Client,
    config::Config,
    crowd::{Crowd, Place},
    follow::{EntryFilter, Followed, Follower, Position},
    metrics::{Counted, Metrics},
    parameters::{FromParameters, Parameters, Query},
    problem::Problem,
    state::AppState,
    words::Word,
};

/// Where a client says which event it had last.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
type SubjectKindWord = Word<SubjectKind>;

/// How long a client waits before it comes back, if it does as it is told.
const RETRY: Duration = Duration::from_secs(3);

/// Connections to the database.
const READERS: usize = 2;

/// What the streams share.
pub(crate) struct Live {
    follower: Follower,
    look: Duration,
    heartbeat: Duration,
    crowd: Arc<Crowd>,
    metrics: Metrics,
    /// The newest entry's position, while somebody looks.
    newest: watch::Sender<Position>,
    looking: Mutex<bool>,
    closing: watch::Sender<bool>,
}

impl Live {
    pub(crate) fn new(config: &Config) -> Arc<Self> {
        let metrics = config.metrics.clone();
        // Readers of their own: streams cannot keep questions waiting.
        let follower = Follower::new(
            config.database.clone(),
            READERS,
            config.query_time,
            metrics.clone(),
        );
        Arc::new(Live {
            follower,
            look: config.look,
            heartbeat: config.heartbeat,
            crowd: Crowd::new(config.subscribers, config.subscribers_per_client),
            metrics,
            newest: watch::Sender::new(Position::START),
            looking: Mutex::new(false),
            closing: watch::Sender::new(false),
        })
    }

    /// Ends every stream, because the service ends.
    pub(crate) fn close(&self) {
        self.closing.send_replace(true);
    }

    /// The newest entry's position from now on; somebody looks for it as long as it is held.
    fn watch(self: &Arc<Self>) -> watch::Receiver<Position> {
        let receiver = self.newest.subscribe();
        let mut looking = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        if !*looking {
            *looking = true;
            tokio::spawn(self.clone().look_out());
        }
        receiver
    }

    async fn look_out(self: Arc<Self>) {
        let mut looks = interval(self.look);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            looks.tick().await;
            {
                let mut looking = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
                if self.newest.receiver_count() == 0 {
                    *looking = false;
                    return;
                }
            }
            match self.follower.newest().await {
                Ok(newest) => {
                    self.newest.send_if_modified(|known| {
                        let is_new = *known != newest;
                        *known = newest;
                        is_new
                    });
                }
                // Logged where it failed; the next look may see more.
                Err(error) => tracing::debug!(%error, "no look at the newest entry"),
            }
        }
    }

    fn subscribe(
        self: Arc<Self>,
        client: Option<Client>,
        filter: EntryFilter,
        after: Position,
    ) -> Result<Subscription, Problem> {
        let place = self.crowd.admit(client).map_err(|why| {
            self.metrics.refused_requests("subscribers");
            Problem::too_many_subscribers(why)
        })?;
        let mut heartbeat = interval(self.heartbeat);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        heartbeat.reset();
        Ok(Subscription {
            newest: self.watch(),
            closing: self.closing.subscribe(),
            _counted: self.metrics.subscriber(),
            _place: place,
            filter,
            upto: after,
            told: after,
            read: VecDeque::new(),
            has_begun: false,
            may_have_more: true,
            heartbeat,
            live: self,
        })
    }
}

/// One stream.
struct Subscription {
    live: Arc<Live>,
    newest: watch::Receiver<Position>,
    closing: watch::Receiver<bool>,
    filter: EntryFilter,
    /// Up to where it has read.
    upto: Position,
    /// The last id that the client was given.
    told: Position,
    read: VecDeque<Followed>,
    has_begun: bool,
    may_have_more: bool,
    heartbeat: Interval,
    _place: Place,
    _counted: Counted,
}

impl Subscription {
    /// The next event; `None` ends the stream.
    async fn next(&mut self) -> Option<Event> {
        if !self.has_begun {
            self.has_begun = true;
            // The position, without an event: whoever is cut off now comes back to here.
            let begin = Event::default().id(self.told.to_string()).retry(RETRY);
            return Some(begin);
        }
        loop {
            if *self.closing.borrow() {
                return None;
            }
            if let Some(entry) = self.read.pop_front() {
                self.told = entry.position;
                self.live.metrics.event_sent();
                let event = Event::default()
                    .event("entry")
                    .id(entry.position.to_string())
                    .data(entry.json);
                return Some(event);
            }
            if self.may_have_more {
                match self.live.follower.after(self.upto, &self.filter).await {
                    Ok(followup) => {
                        self.upto = followup.upto;
                        self.may_have_more = followup.more;
                        self.read.extend(followup.entries);
                    }
                    // The client comes back to where it is.
                    Err(error) => {
                        tracing::debug!(%error, "a stream ends");
                        return None;
                    }
                }
                continue;
            }
            tokio::select! {
                changed = self.newest.changed() => match changed {
                    Ok(()) => self.may_have_more = *self.newest.borrow_and_update() > self.upto,
                    Err(_) => return None,
                },
                // Only ever told to close.
                _ = self.closing.changed() => return None,
                _ = self.heartbeat.tick() => {
                    self.told = self.upto;
                    let alive = Event::default().comment("").id(self.told.to_string());
                    return Some(alive);
                }
            }
        }
    }

    fn stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut subscription| async move {
            let event = subscription.next().await?;
            Some((Ok(event), subscription))
        })
    }
}

/// What the stream can be asked.
pub(crate) struct Asked {
    filter: EntryFilter,
    after: Option<Position>,
}

impl FromParameters for Asked {
    fn take_from(parameters: &mut Parameters) -> Result<Self, Problem> {
        Ok(Asked {
            filter: EntryFilter::take_from(parameters)?,
            after: parameters.read("after", str::parse)?,
        })
    }
}

/// `Last-Event-ID`, if it is given.
pub(crate) struct LastEvent(Option<Position>);

impl<S: Send + Sync> FromRequestParts<S> for LastEvent {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(LAST_EVENT_ID) else {
            return Ok(LastEvent(None));
        };
        let position = value
            .to_str()
            .map_err(|_| String::new())
            .and_then(str::parse::<Position>);
        match position {
            Ok(position) => Ok(LastEvent(Some(position))),
            Err(_) => Err(Problem::parameter(
                "Last-Event-ID",
                "Last-Event-ID is not the id of an event: hand it back as it is, such as 120-3",
            )),
        }
    }
}

/// Whose stream it is.
pub(crate) struct Whose(Option<Client>);

impl FromRequestParts<AppState> for Whose {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Whose(state.clients.of(&parts.extensions, &parts.headers)))
    }
}

/// New entries as they are indexed, as Server-Sent Events
#[utoipa::path(get, path = "/events", operation_id = "stream_entries", tag = "live",
    description = "Each event `entry` has a line of the list of entries as its data and its position as its id. A client that comes back \
        with Last-Event-ID goes on after it, without loss or repetition.",
    params(
        ("subject_kind" = inline(Option<SubjectKindWord>), Query, description = "Entries of one kind of subject."),
        ("subject" = Option<u32>, Query, minimum = 1, description = "Entries of one subject; with subject_kind."),
        ("party" = Option<u32>, Query, minimum = 1, description = "Entries that concern a party."),
        ("action" = Option<String>, Query, max_length = 64, description = "Entries that do one thing, such as claim."),
        ("after" = Option<String>, Query, max_length = 32, pattern = "^(0|[1-9][0-9]{0,9})-(0|[1-9][0-9]{0,9})$", example = "120-3", description = "The id of the event to go on after, where no header can be sent."),
        ("Last-Event-ID" = Option<String>, Header, max_length = 32, description = "The id of the last event that was had."),
    ),
    responses((status = 200, description = "The stream; it does not end.", content_type = "text/event-stream", body = String)))]
pub(crate) async fn stream(
    State(state): State<AppState>,
    Whose(client): Whose,
    LastEvent(last): LastEvent,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let after = match last.or(asked.after) {
        Some(position) => position,
        None => state.live.follower.read(crate::follow::newest).await?,
    };
    let live = state.live.clone();
    let subscription = live.subscribe(client, asked.filter, after)?;
    let mut response = Sse::new(subscription.stream()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // nginx gathers answers unless it is told not to.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}
