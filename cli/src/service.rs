// SPDX-License-Identifier: EUPL-1.2
//! The API's address and limits, as `portico up` and `portico serve` take them from the command line or the
//! environment.

use crate::commands::flags::settings;
use crate::failure::Failure;
use crate::open_data::OpenData;
use clap::Args;
use ipnet::IpNet;
use portico_api::{Config, ForwardedHeader, Monitoring, Operator, Rate};
use portico_indicators::Indicators;
use prometheus_client::registry::Registry;
use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The API's address and limits.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "The API")]
pub struct Service {
    /// Where the API listens; port 0 takes a free one
    #[arg(
        long,
        env = "PORTICO_API",
        default_value = "127.0.0.1:8080",
        value_name = "ADDRESS"
    )]
    pub api: SocketAddr,
    /// Allow the API to listen on an address that others can reach
    #[arg(long, env = "PORTICO_PUBLIC")]
    pub public: bool,
    /// Serve the public site, too, from this folder: frontend-static/dist, once it is built [default: serve none]
    #[arg(long, env = "PORTICO_SITE", value_name = "DIR", value_parser = site)]
    site: Option<PathBuf>,
    /// Where the API is reached from outside, such as https://registro.example.it: stands in links
    #[arg(long, env = "PORTICO_PUBLIC_URL", value_name = "URL", value_parser = web_address)]
    public_url: Option<String>,
    /// Who runs the service: stands in its documentation, as the next three do
    #[arg(long, env = "PORTICO_OPERATOR", value_name = "NAME")]
    operator: Option<String>,
    /// The page where whoever runs it can be reached
    #[arg(long, env = "PORTICO_CONTACT_URL", value_name = "URL", value_parser = web_address)]
    contact_url: Option<String>,
    /// The address to write to
    #[arg(long, env = "PORTICO_CONTACT_EMAIL", value_name = "ADDRESS", value_parser = email_address)]
    contact_email: Option<String>,
    /// The page with the terms of service
    #[arg(long, env = "PORTICO_TERMS_OF_SERVICE", value_name = "URL", value_parser = web_address)]
    terms_of_service: Option<String>,
    #[command(flatten)]
    open_data: OpenData,
    /// Take signed commands over HTTP into this queue, from which a relay carries them [default: take none]
    #[arg(long, env = "PORTICO_QUEUE", value_name = "FILE")]
    pub queue: Option<PathBuf>,
    /// Settings of the red flags' indicators (TOML), where they are not the usual ones (docs/red-flags.md)
    #[arg(long, env = "PORTICO_INDICATORS", value_name = "FILE", value_parser = settings)]
    indicators: Option<Arc<Indicators>>,
    /// Where metrics are shown for Prometheus, at /metrics [default: nowhere]
    #[arg(long, env = "PORTICO_METRICS", value_name = "ADDRESS")]
    pub metrics: Option<SocketAddr>,
    /// Networks of reverse proxies whose word for the client's address is taken
    #[arg(
        long,
        env = "PORTICO_TRUSTED_PROXIES",
        value_name = "NETWORK",
        value_delimiter = ','
    )]
    trusted_proxies: Vec<IpNet>,
    /// The header in which they give it: X-Forwarded-For or Forwarded
    #[arg(
        long,
        env = "PORTICO_FORWARDED_HEADER",
        default_value = "X-Forwarded-For",
        value_name = "HEADER"
    )]
    forwarded_header: ForwardedHeader,
    /// Requests a second that one client may make in the long run; 0 counts none
    #[arg(
        long,
        env = "PORTICO_RATE",
        default_value_t = 20,
        value_name = "NUMBER"
    )]
    rate: u32,
    /// Requests that one client may make at once, after a pause
    #[arg(
        long,
        env = "PORTICO_RATE_BURST",
        default_value = "200",
        value_name = "NUMBER"
    )]
    rate_burst: NonZeroU32,
    /// For how many clients, those seen last, requests are counted
    #[arg(
        long,
        env = "PORTICO_RATE_CLIENTS",
        default_value = "50000",
        value_name = "NUMBER"
    )]
    rate_clients: NonZeroUsize,
    /// Connections at once
    #[arg(
        long,
        env = "PORTICO_CONNECTIONS",
        default_value_t = 1024,
        value_name = "NUMBER"
    )]
    connections: usize,
    /// Connections of one client at once
    #[arg(
        long,
        env = "PORTICO_CONNECTIONS_PER_CLIENT",
        default_value_t = 64,
        value_name = "NUMBER"
    )]
    connections_per_client: usize,
    /// Requests at once on one connection of HTTP/2
    #[arg(
        long,
        env = "PORTICO_STREAMS",
        default_value_t = 32,
        value_name = "NUMBER"
    )]
    streams: u32,
    /// Streams of events at once
    #[arg(
        long,
        env = "PORTICO_SUBSCRIBERS",
        default_value_t = 256,
        value_name = "NUMBER"
    )]
    subscribers: usize,
    /// Streams of events of one client at once
    #[arg(
        long,
        env = "PORTICO_SUBSCRIBERS_PER_CLIENT",
        default_value_t = 16,
        value_name = "NUMBER"
    )]
    subscribers_per_client: usize,
    /// Requests that are worked on at once
    #[arg(
        long,
        env = "PORTICO_REQUESTS",
        default_value_t = 256,
        value_name = "NUMBER"
    )]
    requests: usize,
    /// Questions to the database at once
    #[arg(
        long,
        env = "PORTICO_READERS",
        default_value_t = 4,
        value_name = "NUMBER"
    )]
    readers: usize,
    /// Longest time for a question to the database, in seconds
    #[arg(long, env = "PORTICO_QUERY_TIME", default_value = "5", value_name = "SECONDS", value_parser = seconds)]
    query_time: Duration,
    /// Longest time for an answer to begin, in seconds
    #[arg(long, env = "PORTICO_ANSWER_TIME", default_value = "10", value_name = "SECONDS", value_parser = seconds)]
    answer_time: Duration,
    /// Whole lists (CSV, JSON Lines) that are sent at once
    #[arg(
        long,
        env = "PORTICO_EXPORTS",
        default_value_t = 4,
        value_name = "NUMBER"
    )]
    exports: usize,
    /// Longest time for sending one, in seconds
    #[arg(long, env = "PORTICO_EXPORT_TIME", default_value = "900", value_name = "SECONDS", value_parser = seconds)]
    export_time: Duration,
    /// How long a caller may take nothing of one before it is broken off, in seconds
    #[arg(long, env = "PORTICO_EXPORT_PATIENCE", default_value = "20", value_name = "SECONDS", value_parser = seconds)]
    export_patience: Duration,
    /// Between two signs of life in a stream of events, in seconds
    #[arg(long, env = "PORTICO_HEARTBEAT", default_value = "15", value_name = "SECONDS", value_parser = seconds)]
    heartbeat: Duration,
    /// Longest body of a request with a command, in bytes; the longest command needs some 100,000
    #[arg(
        long,
        env = "PORTICO_COMMAND_BODY",
        default_value_t = 262_144,
        value_name = "BYTES"
    )]
    command_body: usize,
    /// Longest time for a request's head, and for a connection without requests, in seconds
    #[arg(long, env = "PORTICO_HEAD_TIME", default_value = "15", value_name = "SECONDS", value_parser = seconds)]
    head_time: Duration,
    /// Longest time without a client taking more of its answer, in seconds
    #[arg(long, env = "PORTICO_WRITE_TIME", default_value = "30", value_name = "SECONDS", value_parser = seconds)]
    write_time: Duration,
    /// How long requests may go on when the service ends, in seconds
    #[arg(long, env = "PORTICO_SHUTDOWN_TIME", default_value = "10", value_name = "SECONDS", value_parser = seconds)]
    shutdown_time: Duration,
    /// From how many blocks behind the chain on /ready says no
    #[arg(
        long,
        env = "PORTICO_BLOCKS_BEHIND",
        default_value_t = 30,
        value_name = "NUMBER"
    )]
    blocks_behind: u32,
    /// For how long the indexer may have heard from no node before /ready says no, in seconds
    #[arg(long, env = "PORTICO_SILENCE", default_value = "30", value_name = "SECONDS", value_parser = seconds)]
    silence: Duration,
}

/// An address for people's browsers; what else it may be made of is for whoever follows it.
pub fn web_address(text: &str) -> Result<String, String> {
    let host = ["https://", "http://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme));
    match host {
        Some(host)
            if !host.is_empty()
                && text.len() <= 2000
                && !text.contains(char::is_whitespace)
                && !text.contains(char::is_control) =>
        {
            Ok(text.to_owned())
        }
        _ => Err("write an address that begins with https:// (or http://)".into()),
    }
}

fn email_address(text: &str) -> Result<String, String> {
    match text.split_once('@') {
        Some((name, host))
            if !name.is_empty()
                && !host.is_empty()
                && text.len() <= 254
                && !text.contains(char::is_whitespace)
                && !text.contains(char::is_control) =>
        {
            Ok(text.to_owned())
        }
        _ => Err("write an e-mail address, such as registro@comune.example.it".into()),
    }
}

/// A folder with the built site in it.
fn site(text: &str) -> Result<PathBuf, String> {
    let folder = PathBuf::from(text);
    if folder.join("index.html").is_file() {
        return Ok(folder);
    }
    Err(
        "there is no index.html in it: build the site (npm ci && npm run build in frontend-static), and name its folder dist"
            .into(),
    )
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds @ 1..=86_400) => Ok(Duration::from_secs(seconds)),
        _ => Err("write a whole number of seconds, from 1 to 86400".into()),
    }
}

impl Service {
    /// Makes sure that nobody publishes by mistake.
    ///
    /// # Errors
    /// [`Failure::Input`] for an address that others can reach, unless that is meant.
    pub fn check(&self) -> Result<(), Failure> {
        if self.public || self.api.ip().is_loopback() {
            return Ok(());
        }
        Err(Failure::Input(format!(
            "{} can be reached by others: say --public if that is meant",
            self.api
        )))
    }

    /// For the API over this database.
    pub fn config(&self, database: PathBuf) -> Config {
        let mut config = Config::new(self.api, database);
        config.site = self.site.clone();
        config.public_url = self.public_url.clone();
        config.operator = Operator {
            name: self.operator.clone(),
            url: self.contact_url.clone(),
            email: self.contact_email.clone(),
            terms_of_service: self.terms_of_service.clone(),
        };
        config.open_data = self.open_data.terms();
        config.queue = self.queue.clone();
        config.indicators = self.indicators.clone().unwrap_or_default();
        config.proxies.networks = self.trusted_proxies.clone();
        config.proxies.header = self.forwarded_header;
        config.rate = NonZeroU32::new(self.rate).map(|per_second| Rate {
            per_second,
            burst: self.rate_burst,
        });
        config.rate_clients = self.rate_clients;
        config.connections = self.connections;
        config.connections_per_client = self.connections_per_client;
        config.streams = self.streams;
        config.subscribers = self.subscribers;
        config.subscribers_per_client = self.subscribers_per_client;
        config.requests = self.requests;
        config.readers = self.readers;
        config.query_time = self.query_time;
        config.answer_time = self.answer_time;
        config.exports = self.exports;
        config.export_time = self.export_time;
        config.head_time = self.head_time;
        config.write_time = self.write_time;
        config.shutdown_time = self.shutdown_time;
        config.blocks_behind = self.blocks_behind;
        config.silence = self.silence;
        config.export_patience = self.export_patience;
        config.heartbeat = self.heartbeat;
        config.command_body = self.command_body;
        config
    }

    /// Shows the metrics in a registry, and whether the database is up to date, at the address for it, until `shutdown`
    /// resolves; without such an address, only waits.
    ///
    /// # Errors
    /// The address cannot be listened on.
    pub async fn monitor(
        &self,
        registry: Registry,
        database: PathBuf,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), Failure> {
        monitor(self.metrics, registry, Some(database), shutdown).await
    }
}

/// Shows the metrics in a registry at `address`, and whether a database is up to date if one is named, until `shutdown`
/// resolves; without an address, only waits.
///
/// # Errors
/// The address cannot be listened on.
pub async fn monitor(
    address: Option<SocketAddr>,
    registry: Registry,
    database: Option<PathBuf>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    let Some(address) = address else {
        shutdown.await;
        return Ok(());
    };
    let monitoring = Monitoring::bind(address, registry, database).await?;
    tracing::info!(address = %monitoring.address(), "metrics are shown at /metrics");
    monitoring.run(shutdown).await;
    Ok(())
}

/// Lets the process have as many files and connections open as the system allows it: the usual soft limit, 1,024, is
/// for programs of another time.
pub fn raise_open_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        service: Service,
    }

    #[test]
    fn without_arguments_the_limits_are_the_usual_ones() {
        let line = Line::parse_from(["portico"]);
        let (usual, config) = (
            Config::new(line.service.api, ""),
            line.service.config("".into()),
        );
        assert_eq!(config.queue, None);
        assert_eq!(config.site, None);
        assert_eq!(config.open_data, usual.open_data);
        assert_eq!(config.rate, usual.rate);
        assert_eq!(config.rate_clients, usual.rate_clients);
        assert_eq!(config.connections, usual.connections);
        assert_eq!(config.connections_per_client, usual.connections_per_client);
        assert_eq!(config.streams, usual.streams);
        assert_eq!(config.subscribers, usual.subscribers);
        assert_eq!(config.subscribers_per_client, usual.subscribers_per_client);
        assert_eq!(config.requests, usual.requests);
        assert_eq!(config.readers, usual.readers);
        assert_eq!(config.query_time, usual.query_time);
        assert_eq!(config.answer_time, usual.answer_time);
        assert_eq!(config.exports, usual.exports);
        assert_eq!(config.export_time, usual.export_time);
        assert_eq!(config.head_time, usual.head_time);
        assert_eq!(config.write_time, usual.write_time);
        assert_eq!(config.shutdown_time, usual.shutdown_time);
        assert_eq!(config.blocks_behind, usual.blocks_behind);
        assert_eq!(config.silence, usual.silence);
        assert_eq!(config.export_patience, usual.export_patience);
        assert_eq!(config.heartbeat, usual.heartbeat);
        assert_eq!(config.command_body, usual.command_body);
        assert_eq!(config.operator, usual.operator);
        assert_eq!(config.proxies.header, usual.proxies.header);
        assert!(config.proxies.networks.is_empty());
    }

    #[test]
    fn limits_can_be_set() {
        let line = Line::parse_from([
            "portico",
            "--rate=0",
            "--trusted-proxies=10.0.0.0/8,fd00::/8",
            "--forwarded-header=Forwarded",
            "--head-time=3",
            "--heartbeat=5",
            "--contact-email=registro@comune.example.it",
            "--terms-of-service=https://registro.example.it/terms",
        ]);
        let config = line.service.config("".into());
        assert_eq!(config.rate, None);
        assert_eq!(config.proxies.networks.len(), 2);
        assert_eq!(config.proxies.header, ForwardedHeader::Forwarded);
        assert_eq!(config.head_time, Duration::from_secs(3));
        assert_eq!(config.heartbeat, Duration::from_secs(5));
        let operator = config.operator;
        assert_eq!(
            operator.email.as_deref(),
            Some("registro@comune.example.it")
        );
        assert!(operator.terms_of_service.is_some());
        for wrong in [
            "--public-url=registro.example.it",
            "--public-url=https://",
            "--site=no/such/folder",
            "--contact-url=mailto:registro@comune.example.it",
            "--contact-email=registro",
            "--terms-of-service=https://example.it/a b",
            "--head-time=0",
            "--rate-burst=0",
            "--trusted-proxies=10.0.0.0/99",
        ] {
            assert!(Line::try_parse_from(["portico", wrong]).is_err(), "{wrong}");
        }
    }
}
