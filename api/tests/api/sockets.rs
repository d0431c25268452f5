// SPDX-License-Identifier: EUPL-1.2
//! A running service, and clients of it that write and read bytes as they like, from any address of the loopback
//! network.

use std::net::{Ipv4Addr, SocketAddr};

use portico_api::{Config, Metrics, Server};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

/// A service that runs until it is told to stop.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) metrics: Metrics,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Running {
    pub(crate) async fn new(config: Config) -> Self {
        let metrics = config.metrics.clone();
        let server = Server::bind(config).await.unwrap();
        let address = server.address();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(server.run(async move {
            let _ = stopped.await;
        }));
        Running {
            address,
            metrics,
            stop,
            serving,
        }
    }

    /// Tells it to stop; whoever awaits what is returned waits until it has.
    pub(crate) fn stop(self) -> JoinHandle<()> {
        self.stop.send(()).unwrap();
        self.serving
    }

    /// A connection from 127.0.0.`client`.
    pub(crate) async fn connect(&self, client: u8) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        let from = SocketAddr::from((Ipv4Addr::new(127, 0, 0, client), 0));
        socket.bind(from).unwrap();
        socket.connect(self.address).await.unwrap()
    }

    /// Asks for an address, once, on a connection of its own, and reads until the other side closes it.
    pub(crate) async fn get(&self, client: u8, uri: &str) -> String {
        let stream = self.connect(client).await;
        ask(stream, uri).await
    }
}

/// Writes a request and reads until the other side closes.
pub(crate) async fn ask(mut stream: TcpStream, uri: &str) -> String {
    let request = format!("GET {uri} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    // One that was refused already may not take it; what it says can still be read.
    let _ = stream.write_all(request.as_bytes()).await;
    until_closed(stream).await
}

/// What the other side writes until it closes.
pub(crate) async fn until_closed(mut stream: TcpStream) -> String {
    let mut said = Vec::new();
    // A reset is an end, too.
    let _ = stream.read_to_end(&mut said).await;
    String::from_utf8(said).unwrap()
}

/// A header of an answer.
pub(crate) fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split("\r\n\r\n").next()?;
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(": ")?;
        found.eq_ignore_ascii_case(name).then_some(value)
    })
}
