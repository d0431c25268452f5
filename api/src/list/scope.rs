// SPDX-License-Identifier: EUPL-1.2
//! What a list is a part of: nothing, or what the address names.

use axum::extract::FromRequestParts;
use rusqlite::types::Value;
use utoipa::openapi::path::Parameter;

use crate::problem::Problem;

/// What a list is a part of.
pub(crate) trait Scope: Send + 'static {
    /// The value for the `?` of the list's own condition.
    fn value(&self) -> Option<Value>;

    /// The variable part of the address, documented.
    fn parameter() -> Option<Parameter>;
}

/// A part of nothing: the whole list.
pub(crate) struct Whole;

impl<S: Send + Sync> FromRequestParts<S> for Whole {
    type Rejection = Problem;

    async fn from_request_parts(
        _: &mut axum::http::request::Parts,
        _: &S,
    ) -> Result<Self, Problem> {
        Ok(Whole)
    }
}

impl Scope for Whole {
    fn value(&self) -> Option<Value> {
        None
    }

    fn parameter() -> Option<Parameter> {
        None
    }
}
