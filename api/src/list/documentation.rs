// SPDX-License-Identifier: EUPL-1.2
//! A list's part of the OpenAPI document, from its declaration.

use serde_json::json;
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{
        ArrayBuilder, Content, ObjectBuilder, Ref, RefOr, Required, ResponseBuilder, Schema,
        path::{HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, Paths},
        schema::{SchemaType, Type},
    },
};

use super::{
    List, Scope,
    asked::{LARGEST_LIMIT, USUAL_LIMIT, sort_names},
    format::Format,
};
use crate::{at::At, words::one_of_words};

/// The schemas and the path of a list.
pub(super) fn of<L: List>() -> (Vec<(String, RefOr<Schema>)>, Paths) {
    let item = L::Item::name().into_owned();
    let page = format!("{item}Page");
    let mut schemas = vec![
        (page.clone(), page_schema(&item)),
        (item.clone(), L::Item::schema()),
    ];
    L::Item::schemas(&mut schemas);
    let text = |example: &str| {
        let mut content = Content::new(Some(string()));
        content.example = Some(json!(example));
        content
    };
    let response = ResponseBuilder::new()
        .description("A page, or with `format=csv` and `format=jsonl` the whole list.")
        .content(
            "application/json",
            Content::new(Some(Ref::from_schema_name(&page))),
        )
        .content("text/csv", Content::new(Some(string())))
        .content("application/jsonl", text("{…}\n{…}\n"));
    let operation = OperationBuilder::new()
        .tag(L::TAG)
        .operation_id(Some(L::NAME))
        .summary(Some(L::SUMMARY))
        .description(Some(L::DESCRIPTION))
        .parameters(Some(parameters::<L>()))
        .response("200", response);
    let mut paths = Paths::new();
    paths.add_path_operation(L::PATH, vec![HttpMethod::Get], operation.build());
    (schemas, paths)
}

fn page_schema(item: &str) -> RefOr<Schema> {
    let items = ArrayBuilder::new()
        .items(Ref::from_schema_name(item))
        .max_items(Some(LARGEST_LIMIT as usize));
    let next = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .max_length(Some(4096))
        .description(Some(
            "What to give as `cursor` for the next page, with the same parameters otherwise; null on the last one.",
        ));
    ObjectBuilder::new()
        .description(Some("A page of a list."))
        .property("items", items)
        .property("next_cursor", next)
        .required("items")
        .required("next_cursor")
        .into()
}

fn parameters<L: List>() -> Vec<Parameter> {
    let query = |name: &str, about: &str, schema: ObjectBuilder| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Query)
            .required(Required::False)
            .description(Some(about))
            .schema(Some(schema))
            .build()
    };
    let filters = L::FILTERS.iter().map(|filter| {
        let schema = match filter.default {
            // A number stands there as a number.
            Some(default) => (filter.schema)().default(Some(
                serde_json::from_str(default).unwrap_or_else(|_| json!(default)),
            )),
            None => (filter.schema)(),
        };
        query(filter.name, filter.about, schema)
    });
    let sorts: Vec<_> = sort_names::<L>()
        .into_iter()
        .flat_map(|name| [name.to_owned(), format!("-{name}")])
        .collect();
    let sort = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .enum_values(Some(sorts))
        .default(Some(json!(L::KEY.sort.name)));
    let limit = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::Integer))
        .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(
            utoipa::openapi::KnownFormat::Int32,
        )))
        .minimum(Some(1))
        .maximum(Some(LARGEST_LIMIT))
        .default(Some(json!(USUAL_LIMIT)));
    L::Scope::parameter()
        .into_iter()
        .chain(filters)
        .chain([
            query(
                "sort",
                "By what the items are sorted; with - before it the largest first. Items that are equal in it are in the order of the key.",
                sort,
            ),
            query("limit", "How many items a page has.", limit),
            query(
                "cursor",
                "The next_cursor of the page before, with the same address, filters and sort.",
                string().max_length(Some(4096)),
            ),
            query(
                "format",
                "json for pages, csv or jsonl for the whole list; else the header Accept decides (text/csv, application/jsonl, application/x-ndjson).",
                one_of_words(Format::WORDS),
            ),
        ])
        .chain(At::into_params(|| None))
        .collect()
}

fn string() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String))
}
