// SPDX-License-Identifier: EUPL-1.2
//! A body of JSON, as bytes. How long it may be is the router's business; must not know what it says.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{StatusCode, header},
    response::IntoResponse,
};

use serde_json::json;
use utoipa::openapi::{
    ObjectBuilder,
    schema::{AdditionalProperties, SchemaType, Type},
};

use crate::problem::Problem;

/// How a command's body is described: one word for the kind of its subject, and what is done below it. The rest is
/// docs/format.md's.
pub(crate) fn a_body() -> ObjectBuilder {
    ["party", "agreement", "award", "import"]
        .into_iter()
        .fold(ObjectBuilder::new(), |body, kind| {
            let act = ObjectBuilder::new()
                .schema_type(SchemaType::Type(Type::Object))
                .min_properties(Some(1))
                .max_properties(Some(1))
                .description(Some("What is done, with its fields."));
            body.property(kind, act)
        })
        .schema_type(SchemaType::Type(Type::Object))
        .min_properties(Some(1))
        .max_properties(Some(1))
        .additional_properties(Some(
            AdditionalProperties::<utoipa::openapi::schema::Schema>::FreeForm(false),
        ))
        .description(Some(
            "What is to be done, as it stands in an entry's `body`.",
        ))
        .examples([json!({ "award": { "confirm": { "payment": 1 } } })])
}

/// The extractor: a body that says of itself that it is JSON.
pub(crate) struct JsonBody(pub(crate) Bytes);

impl<S: Send + Sync> FromRequest<S> for JsonBody {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .unwrap_or_default()
            .trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(Problem::media_type());
        }
        Bytes::from_request(request, state)
            .await
            .map(JsonBody)
            .map_err(|rejection| match rejection.into_response().status() {
                StatusCode::PAYLOAD_TOO_LARGE => Problem::content_too_large(),
                _ => Problem::broken_body(),
            })
    }
}
