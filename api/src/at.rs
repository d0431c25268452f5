// SPDX-License-Identifier: EUPL-1.2
//! Of when an answer is: now, or with `?at=` as it stood at the end of a day or of a block.

use portico_rules::date::Date;
use serde_json::json;
use utoipa::{
    IntoParams,
    openapi::{
        ObjectBuilder, Required,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{SchemaType, Type},
    },
};

use crate::{
    parameters::{FromParameters, Parameters},
    problem::Problem,
};

/// A moment in the past, as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// The end of a day, UTC.
    Day(Date),
    /// The end of a block.
    Block(u32),
    /// After an entry, by its number in the database: what the pages of one walk have in common. With the day that
    /// their answers speak of, if that is not today.
    Entry(i64, Option<Date>),
}

/// The parameter `at`, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At(pub(crate) Option<Moment>);

impl FromParameters for At {
    fn take_from(parameters: &mut Parameters) -> Result<Self, Problem> {
        parameters.read("at", moment).map(At)
    }
}

fn moment(text: &str) -> Result<Moment, String> {
    if text.contains('-') {
        return Date::parse(text)
            .map(Moment::Day)
            .map_err(|error| error.to_string());
    }
    let is_canonical =
        text == "0" || text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    match text.parse() {
        Ok(number) if is_canonical => Ok(Moment::Block(number)),
        _ => Err(
            "write a day, such as 2026-11-22 (its end, UTC), or the number of a block, in digits only"
                .to_owned(),
        ),
    }
}

impl IntoParams for At {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let schema = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .pattern(Some("^([0-9]{4}-[0-9]{2}-[0-9]{2}|0|[1-9][0-9]{0,9})$"))
            .examples([json!("2026-11-22"), json!("1234")]);
        let parameter = ParameterBuilder::new()
            .name("at")
            .parameter_in(ParameterIn::Query)
            .required(Required::False)
            .description(Some(
                "The state as it stood at the end of a day (2026-11-22, UTC) or of a block (1234). Not later than what is indexed.",
            ))
            .schema(Some(schema));
        vec![parameter.build()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_blocks_are_told_apart() {
        let day = Date::parse("2026-11-22").unwrap();
        assert_eq!(moment("2026-11-22"), Ok(Moment::Day(day)));
        assert_eq!(moment("0"), Ok(Moment::Block(0)));
        assert_eq!(moment("4294967295"), Ok(Moment::Block(u32::MAX)));
        for text in [
            "",
            "-",
            "-1",
            "+1",
            "01",
            "1.0",
            "4294967296",
            "2026-11-31",
            "2026-11",
            "now",
        ] {
            assert!(moment(text).is_err(), "{text}");
        }
    }
}
