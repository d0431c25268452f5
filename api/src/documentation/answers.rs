// SPDX-License-Identifier: EUPL-1.2
//! What answers have in common, in the OpenAPI document: errors as problem documents, how much may be asked, and whether an
//! answer can be kept.

use serde_json::{Map, Value, json};

use crate::problem::{MEDIA_TYPE, ProblemType};

/// An answer that several operations can give.
struct Shared {
    status: &'static str,
    name: &'static str,
    about: &'static str,
}

const PROBLEMS: &[Shared] = &[
    Shared {
        status: "400",
        name: "BadRequest",
        about: "A parameter is not valid; it is named.",
    },
    Shared {
        status: "404",
        name: "NotFound",
        about: "It is not on the ledger, as far as it is indexed.",
    },
    Shared {
        status: "429",
        name: "TooManyRequests",
        about: "Too many requests from this address.",
    },
    Shared {
        status: "500",
        name: "InternalServerError",
        about: "Something went wrong here; it is logged.",
    },
    Shared {
        status: "503",
        name: "ServiceUnavailable",
        about: "Busy, too slow, not ready yet, or without its database.",
    },
];

/// The beginnings of addresses whose answers hold only now; all others can be kept, and asked for again with their tag.
const OF_NOW: [&str; 5] = ["/status", "/events", "/commands", "/relay", "/transactions"];

/// The shared answers, by their names.
pub(super) fn shared() -> Map<String, Value> {
    PROBLEMS
        .iter()
        .map(|shared| {
            let mut response = json!({ "description": shared.about });
            complete_problem(shared.status, &mut response);
            (shared.name.to_owned(), response)
        })
        .collect()
}

/// Adds to an operation what all share.
pub(super) fn share(path: &str, operation: &mut Value) {
    let is_of_now = OF_NOW.iter().any(|start| path.starts_with(start));
    let Some(responses) = operation["responses"].as_object_mut() else {
        return;
    };
    if !is_of_now {
        responses.insert(
            "304".to_owned(),
            json!({ "description": "What the caller has, by If-None-Match, is still so." }),
        );
    }
    for (status, response) in responses.iter_mut() {
        match status.as_bytes().first() {
            Some(b'2' | b'3') => complete_success(is_of_now, response),
            _ => complete_problem(status, response),
        }
    }
    // Answered by HTTP itself, before anything of the request is looked at: there is no problem document.
    for (status, about) in [
        ("414", "The request's address is far too long."),
        ("431", "The request's address and headers are too long."),
    ] {
        responses.insert(status.to_owned(), json!({ "description": about }));
    }
    for shared in PROBLEMS {
        let applies = match shared.status {
            "404" => path.contains('{'),
            // A parameter that does not exist is refused everywhere.
            _ => true,
        };
        if applies && !responses.contains_key(shared.status) {
            let reference = json!({ "$ref": format!("#/components/responses/{}", shared.name) });
            responses.insert(shared.status.to_owned(), reference);
        }
    }
}

fn complete_success(is_of_now: bool, response: &mut Value) {
    let mut headers = rate_limit();
    let text = json!({ "type": "string", "maxLength": 200 });
    if is_of_now {
        headers.insert(
            "Cache-Control".to_owned(),
            header("no-store: the answer holds only now.", &text),
        );
    } else {
        headers.insert(
            "ETag".to_owned(),
            header("What to give in If-None-Match when asking again.", &text),
        );
        headers.insert(
            "Cache-Control".to_owned(),
            header(
                "no-cache: to be kept, and asked for again each time.",
                &text,
            ),
        );
    }
    headers.extend(response["headers"].as_object().cloned().unwrap_or_default());
    response["headers"] = headers.into();
}

/// An error is a problem document, whatever it is about.
fn complete_problem(status: &str, response: &mut Value) {
    response["content"] =
        json!({ MEDIA_TYPE: { "schema": { "$ref": "#/components/schemas/Problem" } } });
    let mut headers = rate_limit();
    if matches!(status, "429" | "503") {
        let seconds =
            json!({ "type": "integer", "format": "int32", "minimum": 0, "maximum": 86_400 });
        headers.insert(
            "Retry-After".to_owned(),
            header("After how many seconds to try again.", &seconds),
        );
    }
    response["headers"] = headers.into();
}

/// What every answer says of how much the client may ask.
fn rate_limit() -> Map<String, Value> {
    let number =
        json!({ "type": "integer", "format": "int32", "minimum": 0, "maximum": 2_147_483_647 });
    [
        (
            "X-RateLimit-Limit",
            "How many requests the client may make at once.",
        ),
        ("X-RateLimit-Remaining", "How many of them are left."),
        (
            "X-RateLimit-Reset",
            "After how many seconds all of them are left again.",
        ),
    ]
    .into_iter()
    .map(|(name, about)| (name.to_owned(), header(about, &number)))
    .collect()
}

fn header(about: &str, schema: &Value) -> Value {
    json!({ "description": about, "schema": schema })
}

pub(super) fn problem_schema() -> Value {
    let types: Vec<_> = ProblemType::ALL.iter().map(|kind| kind.address()).collect();
    json!({
        "type": "object",
        "description": "An error (RFC 9457). Its type is an address of this service that says what it means.",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": { "type": "string", "enum": types },
            "title": { "type": "string", "maxLength": 200 },
            "status": { "type": "integer", "format": "int32", "minimum": 400, "maximum": 599 },
            "detail": { "type": "string", "maxLength": 40_000, "description": "What is wrong, and what to do." },
            "parameter": { "type": "string", "maxLength": 5000, "description": "Which parameter it is about." },
            "refusal": {
                "type": ["string", "object"],
                "maxLength": 64,
                "description": "The rule that a command breaks: its name, or its name with its fields.",
            },
        },
    })
}
