// SPDX-License-Identifier: EUPL-1.2
//! Many connections that ask one after the other, each its next question as soon as it is answered (closed), or so
//! many a second in all (open); and how long the answers take.
//!
//! With so many a second, an answer's time counts from the moment at which its question was due, not from when it was sent: a
//! question that waits because the answer before it was late has waited for whoever asks it.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use axum::body::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::{Request, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::{
    net::TcpStream,
    task::JoinSet,
    time::{sleep, sleep_until},
};

/// What to ask, and how.
#[derive(Clone)]
pub(crate) struct Load {
    /// Whom.
    pub(crate) address: SocketAddr,
    /// How many connections.
    pub(crate) connections: usize,
    /// For how long.
    pub(crate) time: Duration,
    /// Requests a second of all connections together; none for as many as are answered.
    pub(crate) rate: Option<f64>,
    /// The path to ask next, from the number of the connection and of the question.
    pub(crate) path: Arc<dyn Fn(usize, u64) -> String + Send + Sync>,
}

/// What came of it.
#[derive(Default)]
pub(crate) struct Answers {
    /// How long each answer took, shortest first.
    times: Vec<Duration>,
    /// From the first question to the last answer.
    wall: Duration,
    /// Bytes of all bodies.
    bytes: u64,
}

impl Answers {
    /// Takes in what came of asking once more.
    pub(crate) fn add(&mut self, more: Answers) {
        self.times.extend(more.times);
        self.times.sort_unstable();
        self.wall += more.wall;
        self.bytes += more.bytes;
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.times.len()
    }

    /// Answers a second.
    pub(crate) fn per_second(&self) -> f64 {
        self.times.len() as f64 / self.wall.as_secs_f64()
    }

    /// The time within which this share of the answers came, milliseconds.
    pub(crate) fn within(&self, share: f64) -> f64 {
        let index = (self.times.len() as f64 * share) as usize;
        let time = self.times.get(index).or(self.times.last());
        time.copied().unwrap_or_default().as_secs_f64() * 1000.0
    }

    /// Bytes of an answer's body, on average.
    pub(crate) fn size(&self) -> f64 {
        self.bytes as f64 / self.times.len().max(1) as f64
    }
}

/// Asks.
///
/// # Errors
/// A connection that fails, an answer that is not 200.
pub(crate) async fn run(load: Load) -> Result<Answers> {
    let over = Arc::new(AtomicBool::new(false));
    let started = Instant::now();
    let mut connections = JoinSet::new();
    for number in 0..load.connections {
        connections.spawn(connection(load.clone(), number, over.clone()));
    }
    sleep(load.time).await;
    over.store(true, Ordering::Relaxed);
    let mut answers = Answers::default();
    while let Some(ended) = connections.join_next().await {
        let (times, bytes) = ended??;
        answers.times.extend(times);
        answers.bytes += bytes;
    }
    answers.wall = started.elapsed();
    answers.times.sort_unstable();
    ensure!(!answers.times.is_empty(), "nothing was answered");
    Ok(answers)
}

async fn connection(
    load: Load,
    number: usize,
    over: Arc<AtomicBool>,
) -> Result<(Vec<Duration>, u64)> {
    let stream = TcpStream::connect(load.address).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let driver = tokio::spawn(connection);
    let (mut times, mut bytes) = (Vec::new(), 0);
    // Connections take turns, so that questions do not come all at once.
    let pause = load
        .rate
        .map(|rate| Duration::from_secs_f64(load.connections as f64 / rate));
    let first = pause.map(|pause| pause.mul_f64(number as f64 / load.connections as f64));
    let began = Instant::now();
    for question in 0.. {
        let mut due = None;
        if let (Some(pause), Some(first)) = (pause, first) {
            let moment = began + first + pause.mul_f64(question as f64);
            sleep_until(moment.into()).await;
            due = Some(moment);
        }
        if over.load(Ordering::Relaxed) {
            break;
        }
        let path = (load.path)(number, question);
        let request = Request::get(&path)
            .header("host", "localhost")
            .body(Empty::<Bytes>::new())?;
        let asked = due.unwrap_or_else(Instant::now);
        sender.ready().await?;
        let response = sender
            .send_request(request)
            .await
            .with_context(|| format!("asking {path}"))?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        times.push(asked.elapsed());
        bytes += body.len() as u64;
        ensure!(status == 200, "{path} answers {status}");
    }
    drop(sender);
    driver.await??;
    Ok((times, bytes))
}

/// The answer to one question.
///
/// # Errors
/// As [`run`].
pub(crate) async fn first(address: SocketAddr, path: &str) -> Result<Bytes> {
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let driver = tokio::spawn(connection);
    let request = Request::get(path)
        .header("host", "localhost")
        .body(Empty::<Bytes>::new())?;
    let response = sender.send_request(request).await?;
    ensure!(
        response.status() == 200,
        "{path} answers {}",
        response.status()
    );
    let body = response.into_body().collect().await?.to_bytes();
    drop(sender);
    driver.await??;
    Ok(body)
}
