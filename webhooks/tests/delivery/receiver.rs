// SPDX-License-Identifier: EUPL-1.2
//! An HTTP server that receives webhooks, well or badly.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, Response, StatusCode, header},
    routing::post,
    serve::Listener,
};
use tokio_rustls::rustls::ServerConfig;

use crate::tls::TlsListener;

/// How it behaves.
#[derive(Clone)]
pub enum Behaviour {
    Take,
    /// Every third request fails.
    FailEachThird,
    /// Every fifth request fails. The one numbered `last`, from 1, is the last that it takes, and
    /// answers if `answers_last`; none after it is answered.
    AsFarAs {
        last: usize,
        answers_last: bool,
    },
    Refuse(u16),
    Redirect(String),
    /// It never answers.
    Silent,
}

/// A message that it took.
#[derive(Clone)]
pub struct Message {
    pub id: String,
    pub headers: HeaderMap,
    pub body: String,
}

struct Seen {
    behaviour: Behaviour,
    tries: usize,
    taken: Vec<Message>,
}

pub struct Receiver {
    url: String,
    seen: Arc<Mutex<Seen>>,
}

impl Receiver {
    pub async fn new(behaviour: Behaviour) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (seen, router) = Self::router(behaviour);
        tokio::spawn(axum::serve(listener, router).into_future());
        Receiver {
            url: format!("http://{address}/hook"),
            seen,
        }
    }

    /// One that speaks TLS, with this identity, and is reached by the name `localhost`.
    pub async fn over_tls(behaviour: Behaviour, identity: ServerConfig) -> Self {
        let listener = TlsListener::bind(identity).await;
        let port = listener.local_addr().unwrap().port();
        let (seen, router) = Self::router(behaviour);
        tokio::spawn(axum::serve(listener, router).into_future());
        Receiver {
            url: format!("https://localhost:{port}/hook"),
            seen,
        }
    }

    fn router(behaviour: Behaviour) -> (Arc<Mutex<Seen>>, Router) {
        let seen = Arc::new(Mutex::new(Seen {
            behaviour,
            tries: 0,
            taken: Vec::new(),
        }));
        let router = Router::new()
            .route("/hook", post(receive))
            .with_state(seen.clone());
        (seen, router)
    }

    pub fn url(&self) -> String {
        self.url.clone()
    }

    pub fn behave(&self, behaviour: Behaviour) {
        self.seen.lock().unwrap().behaviour = behaviour;
    }

    pub fn tries(&self) -> usize {
        self.seen.lock().unwrap().tries
    }

    pub fn taken(&self) -> Vec<Message> {
        self.seen.lock().unwrap().taken.clone()
    }
}

async fn receive(
    State(seen): State<Arc<Mutex<Seen>>>,
    headers: HeaderMap,
    body: String,
) -> Response<Body> {
    let (behaviour, status) = {
        let mut seen = seen.lock().unwrap();
        seen.tries += 1;
        let (takes, status) = match &seen.behaviour {
            Behaviour::Take => (true, Some(204)),
            Behaviour::FailEachThird => match seen.tries % 3 {
                0 => (false, Some(503)),
                _ => (true, Some(204)),
            },
            Behaviour::AsFarAs { last, answers_last } => {
                let takes = seen.tries <= *last && seen.tries % 5 != 0;
                let answers = seen.tries < *last || seen.tries == *last && *answers_last;
                (takes, answers.then_some(if takes { 204 } else { 503 }))
            }
            Behaviour::Refuse(status) => (false, Some(*status)),
            Behaviour::Redirect(_) => (false, Some(307)),
            Behaviour::Silent => (false, None),
        };
        if takes {
            seen.taken.push(Message {
                id: headers["webhook-id"].to_str().unwrap().to_owned(),
                headers,
                body,
            });
        }
        (seen.behaviour.clone(), status)
    };
    let Some(status) = status else {
        return std::future::pending().await;
    };
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    if let Behaviour::Redirect(to) = behaviour {
        response
            .headers_mut()
            .insert(header::LOCATION, to.parse().unwrap());
    }
    response
}
