// SPDX-License-Identifier: EUPL-1.2
//! The rules' words as arguments, such as `--kind cooperative`. What words there are is asked of the rules' own types.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use portico_rules::words::{from_word, words};
use serde::de::DeserializeOwned;

/// Reads one of a type's words; help and completions list them.
pub fn word<T>() -> impl TypedValueParser<Value = T>
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(words::<T>().iter().copied()).try_map(|word| from_word::<T>(&word))
}
