// SPDX-License-Identifier: EUPL-1.2
//! What a request asks for: query parameters and numbers in the address. Whatever cannot be taken is refused by
//! name; nothing is ignored.

use std::{collections::BTreeMap, fmt::Display, str::FromStr};

use axum::{
    extract::{FromRequestParts, Path, rejection::PathRejection},
    http::request::Parts,
};

use portico_rules::date::Date;
use rusqlite::types::Value;
use utoipa::{
    IntoParams,
    openapi::{
        KnownFormat, ObjectBuilder, Required, SchemaFormat,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{SchemaType, Type},
    },
};

use crate::{list::Scope, problem::Problem};

/// Most bytes of a query.
const LONGEST: usize = 4096;

/// The parameters of a query, each to be taken once.
pub(crate) struct Parameters {
    given: BTreeMap<String, String>,
    known: Vec<&'static str>,
}

/// What an endpoint can be asked.
pub(crate) trait FromParameters: Sized {
    /// Takes what it knows.
    ///
    /// # Errors
    /// 400, naming the parameter.
    fn take_from(parameters: &mut Parameters) -> Result<Self, Problem>;
}

/// The extractor: everything that was asked, and nothing that is not known.
pub(crate) struct Query<T>(pub(crate) T);

impl<S: Send + Sync, T: FromParameters> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let mut parameters = Parameters::parse(parts.uri.query().unwrap_or_default())?;
        let asked = T::take_from(&mut parameters)?;
        parameters.finish()?;
        Ok(Query(asked))
    }
}

impl<A: FromParameters, B: FromParameters> FromParameters for (A, B) {
    fn take_from(parameters: &mut Parameters) -> Result<Self, Problem> {
        Ok((A::take_from(parameters)?, B::take_from(parameters)?))
    }
}

/// For endpoints that take no parameters.
pub(crate) struct Nothing;

impl FromParameters for Nothing {
    fn take_from(_: &mut Parameters) -> Result<Self, Problem> {
        Ok(Nothing)
    }
}

impl Parameters {
    fn parse(query: &str) -> Result<Self, Problem> {
        if query.len() > LONGEST {
            return Err(Problem::parameter(
                "query",
                format!(
                    "the query has {} bytes, at most {LONGEST} are read",
                    query.len()
                ),
            ));
        }
        let mut given = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let name = name.into_owned();
            if given.contains_key(&name) {
                let detail = format!("{name} is given more than once: give it once");
                return Err(Problem::parameter(name, detail));
            }
            given.insert(name, value.into_owned());
        }
        Ok(Parameters {
            given,
            known: Vec::new(),
        })
    }

    /// A parameter as it stands in the query.
    pub(crate) fn text(&mut self, name: &'static str) -> Option<String> {
        self.known.push(name);
        self.given.remove(name)
    }

    /// A parameter that its own type reads.
    ///
    /// # Errors
    /// 400, with what the type says.
    pub(crate) fn read<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Problem> {
        self.text(name)
            .map(|text| read(&text).map_err(|why| invalid(name, &text, why)))
            .transpose()
    }

    /// The number of a subject.
    ///
    /// # Errors
    /// 400 for anything but a whole number from 1.
    pub(crate) fn number(&mut self, name: &'static str) -> Result<Option<u32>, Problem> {
        self.read(name, subject_number)
    }

    fn finish(self) -> Result<(), Problem> {
        match self.given.into_keys().next() {
            None => Ok(()),
            Some(name) => {
                let known = if self.known.is_empty() {
                    "none".to_owned()
                } else {
                    self.known.join(", ")
                };
                let detail = format!(
                    "there is no parameter {name:?} here; the parameters of this address are: {known}"
                );
                Err(Problem::parameter(name, detail))
            }
        }
    }
}

/// Most characters of what was found that are shown again.
const SHOWN: usize = 200;

/// 400: what was found cannot be taken, and why.
pub(crate) fn invalid(name: &'static str, found: &str, why: impl Display) -> Problem {
    let shown: String = found.chars().take(SHOWN).collect();
    let more = if shown.len() < found.len() { "…" } else { "" };
    Problem::parameter(name, format!("{name} cannot be {shown:?}{more}: {why}"))
}

/// The number of a subject, or of a part of one.
///
/// # Errors
/// Whatever is not a whole number from 1, written in digits.
pub(crate) fn subject_number(text: &str) -> Result<u32, String> {
    let is_canonical = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    match u32::from_str(text) {
        Ok(number) if is_canonical => Ok(number),
        _ => Err("write a whole number from 1, in digits only".to_owned()),
    }
}

/// A year, written with four digits.
///
/// # Errors
/// Whatever is not a year in which something on the ledger can lie.
pub(crate) fn year(text: &str) -> Result<u16, String> {
    let (first, last) = (Date::YEARS.start(), Date::YEARS.end());
    match (Date::parse(&format!("{text}-01-01")), text.parse()) {
        (Ok(_), Ok(year)) => Ok(year),
        _ => Err(format!("write a year from {first} to {last}")),
    }
}

/// What the document says of a year.
pub(crate) fn year_schema() -> ObjectBuilder {
    whole((*Date::YEARS.start()).into(), (*Date::YEARS.end()).into())
}

/// What the document says of a whole number.
pub(crate) fn whole(least: u32, most: u32) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::Integer))
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .minimum(Some(least))
        .maximum(Some(most))
}

/// The number in an address such as `/v1/awards/12`.
pub(crate) struct Number(pub(crate) u32);

impl<S: Send + Sync> FromRequestParts<S> for Number {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let text = segment(parts, state, "id").await?;
        subject_number(&text)
            .map(Number)
            .map_err(|why| invalid("id", &text, why))
    }
}

impl Scope for Number {
    fn value(&self) -> Option<Value> {
        Some(self.0.into())
    }

    fn parameter() -> Option<Parameter> {
        let number = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::Integer))
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .minimum(Some(1))
            .maximum(Some(u32::MAX));
        let parameter = ParameterBuilder::new()
            .name("id")
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .description(Some("Its number."))
            .schema(Some(number));
        Some(parameter.build())
    }
}

impl IntoParams for Number {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        Self::parameter().into_iter().collect()
    }
}

/// The one variable segment of an address.
///
/// # Errors
/// 400 if it is not UTF-8.
pub(crate) async fn segment<S: Send + Sync>(
    parts: &mut Parts,
    state: &S,
    name: &'static str,
) -> Result<String, Problem> {
    let path: Result<Path<String>, PathRejection> = Path::from_request_parts(parts, state).await;
    path.map(|Path(text)| text)
        .map_err(|_| Problem::parameter(name, format!("{name} is not UTF-8 when percent-decoded")))
}
