// SPDX-License-Identifier: EUPL-1.2
//! A line to a node that can be cut. Must not know what goes over it.

use std::io;

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// Forwards TCP connections to one address until dropped.
pub struct Proxy {
    url: String,
    cuts: watch::Sender<u32>,
}

impl Proxy {
    /// A proxy before the node at `url`, which is `ws://host:port`.
    ///
    /// # Errors
    /// No port can be opened.
    pub async fn before(url: &str) -> io::Result<Self> {
        let node = url.trim_start_matches("ws://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("ws://{}", listener.local_addr()?);
        let (cuts, cut) = watch::channel(0);
        tokio::spawn(async move {
            let mut gone = cut.clone();
            loop {
                tokio::select! {
                    accepted = listener.accept() => {
                        let Ok((mut client, _)) = accepted else { return };
                        let (mut cut, node) = (cut.clone(), node.clone());
                        cut.mark_unchanged();
                        tokio::spawn(async move {
                            let Ok(mut server) = TcpStream::connect(&node).await else { return };
                            tokio::select! {
                                _ = copy_bidirectional(&mut client, &mut server) => {}
                                _ = cut.changed() => {}
                            }
                        });
                    }
                    // Changed is an error once the proxy is dropped.
                    changed = gone.changed() => if changed.is_err() { return },
                }
            }
        });
        Ok(Proxy { url, cuts })
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Cuts every connection that is open; new ones are forwarded again.
    pub fn cut(&self) {
        self.cuts.send_modify(|count| *count += 1);
    }
}
