// SPDX-License-Identifier: EUPL-1.2
//! An HTTP server that receives webhooks, well or badly.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, Response, StatusCode, header},
    routing::post,
};

/// How it behaves.
#[derive(Clone)]
pub enum Behaviour {
    Take,
    /// Every n-th request fails.
    FailEachSoOften(usize),
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
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

impl Receiver {
    pub async fn new(behaviour: Behaviour) -> Self {
        let seen = Arc::new(Mutex::new(Seen {
            behaviour,
            tries: 0,
            taken: Vec::new(),
        }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new()
            .route("/hook", post(receive))
            .with_state(seen.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        Receiver { address, seen }
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
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
    let answer = |status: u16| {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        response
    };
    let behaviour = {
        let mut seen = seen.lock().unwrap();
        seen.tries += 1;
        let takes = match &seen.behaviour {
            Behaviour::Take => true,
            Behaviour::FailEachSoOften(n) => seen.tries % n != 0,
            _ => false,
        };
        if takes {
            seen.taken.push(Message {
                id: headers["webhook-id"].to_str().unwrap().to_owned(),
                headers,
                body,
            });
            return answer(204);
        }
        seen.behaviour.clone()
    };
    match behaviour {
        Behaviour::Refuse(status) => answer(status),
        Behaviour::Redirect(to) => {
            let mut response = answer(307);
            response
                .headers_mut()
                .insert(header::LOCATION, to.parse().unwrap());
            response
        }
        Behaviour::Silent => std::future::pending().await,
        Behaviour::Take | Behaviour::FailEachSoOften(_) => answer(503),
    }
}
