// SPDX-License-Identifier: EUPL-1.2
//! What a list was asked: the parameters that every list has, and its own filters.

use std::marker::PhantomData;

use rusqlite::types::Value;

use super::{Filter, List, Sort, format::Format};
use crate::{
    at::At,
    parameters::{FromParameters, Parameters},
    problem::Problem,
};

/// Items of a page if the caller names no limit.
pub(crate) const USUAL_LIMIT: u32 = 50;
/// Most items of a page.
pub(super) const LARGEST_LIMIT: u32 = 200;

/// What a list was asked.
pub(crate) struct Asked<L> {
    pub(super) limit: u32,
    pub(super) cursor: Option<String>,
    pub(super) sort: &'static Sort,
    pub(super) descending: bool,
    pub(super) filters: Vec<(&'static Filter, Value)>,
    /// The form that the address names.
    pub(super) format: Option<Format>,
    pub(super) at: At,
    /// The parameters that decide which items the list has, in which order, as given.
    pub(super) question: Vec<String>,
    list: PhantomData<L>,
}

impl<L: List> FromParameters for Asked<L> {
    fn take_from(parameters: &mut Parameters) -> Result<Self, Problem> {
        let mut question = Vec::new();
        let mut filters = Vec::new();
        for filter in L::FILTERS {
            let value = parameters.read(filter.name, |text| {
                question.push(format!("{}={text}", filter.name));
                (filter.read)(text)
            })?;
            let value = match (value, filter.default) {
                (None, Some(default)) => Some((filter.read)(default).map_err(|error| {
                    tracing::error!(
                        filter = filter.name,
                        error,
                        "a list's own default is refused"
                    );
                    Problem::internal()
                })?),
                (value, _) => value,
            };
            filters.extend(value.map(|value| (filter, value)));
        }
        let at = At::take_from(parameters)?;
        question.extend(at.0.map(|moment| format!("{moment:?}")));
        let sort = parameters.read("sort", |text| {
            question.push(format!("sort={text}"));
            let (name, descending) = match text.strip_prefix('-') {
                Some(name) => (name, true),
                None => (text, false),
            };
            match L::sorts().find(|sort| sort.name == name) {
                Some(sort) => Ok((sort, descending)),
                None => Err(format!(
                    "write one of these, with - before it for the largest first: {}",
                    sort_names::<L>().join(", ")
                )),
            }
        })?;
        let (sort, descending) = sort.unwrap_or((&L::KEY.sort, false));
        let format = parameters.read("format", Format::from_word)?;
        let limit = parameters.read("limit", limit)?;
        let cursor = parameters.text("cursor");
        if matches!(format, Some(Format::Csv | Format::Jsonl)) {
            let of_pages = [("limit", limit.is_some()), ("cursor", cursor.is_some())];
            if let Some((name, _)) = of_pages.into_iter().find(|(_, given)| *given) {
                return Err(Problem::parameter(
                    name,
                    format!("{name} is for pages, and this form has the whole list: leave it out"),
                ));
            }
        }
        Ok(Asked {
            limit: limit.unwrap_or(USUAL_LIMIT),
            cursor,
            sort,
            descending,
            filters,
            format,
            at,
            question,
            list: PhantomData,
        })
    }
}

/// How many items a page is to have.
///
/// # Errors
/// What to write instead.
pub(crate) fn limit(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(limit @ 1..=LARGEST_LIMIT) => Ok(limit),
        _ => Err(format!("write a number from 1 to {LARGEST_LIMIT}")),
    }
}

/// By what a list can be sorted.
pub(super) fn sort_names<L: List>() -> Vec<&'static str> {
    L::sorts().map(|sort| sort.name).collect()
}
