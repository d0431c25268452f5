// SPDX-License-Identifier: EUPL-1.2
//! Does docs/format.md say what the code does? It is written from the code, and compared here.

use portico_rules::entry::{Appended, first_bytes};
use portico_rules::memory::sample;
use portico_rules::native::sha256;
use portico_rules::primitives::write_hex;
use portico_rules::row::{Row, RowKey};
use portico_rules::subject::Subject;
use scale::Encode;
use scale_info::{MetaType, PortableRegistry, Registry, TypeDef, form::PortableForm};
use std::fmt::Write;
use std::path::PathBuf;

fn page() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/format.md")
}

/// Compares a generated part of the page, or writes it where `UPDATE_DOCS` is set.
fn assert_says(part: &str, expected: &str) {
    let page_text = std::fs::read_to_string(page()).unwrap();
    let start = format!("<!-- generated: {part} -->\n");
    let from = page_text.find(&start).expect("the page has the mark") + start.len();
    let to = from
        + page_text[from..]
            .find("<!-- end -->")
            .expect("the part ends");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(
            page(),
            format!("{}{expected}{}", &page_text[..from], &page_text[to..]),
        )
        .unwrap();
        return;
    }
    assert_eq!(
        &page_text[from..to],
        expected,
        "docs/format.md differs; run with UPDATE_DOCS=1 and read the difference"
    );
}

#[test]
fn layouts() {
    let mut registry = Registry::new();
    for meta in [
        MetaType::new::<Appended>(),
        MetaType::new::<RowKey>(),
        MetaType::new::<Row>(),
    ] {
        registry.register_type(&meta);
    }
    let registry = PortableRegistry::from(registry);
    let mut out = String::from("\n## Layouts\n");
    for ty in &registry.types {
        let path = &ty.ty.path.segments;
        if path.first().is_none_or(|root| *root != "portico_rules") {
            continue;
        }
        let name = path.last().expect("a path has a last segment");
        match &ty.ty.type_def {
            TypeDef::Composite(composite) => {
                let fields = fields(&registry, &composite.fields);
                writeln!(out, "\n`{name}`: {fields}").unwrap();
            }
            TypeDef::Variant(variants) => {
                writeln!(out, "\n`{name}`, one of\n").unwrap();
                for variant in &variants.variants {
                    let fields = fields(&registry, &variant.fields);
                    writeln!(
                        out,
                        "- {} `{}`{}{fields}",
                        variant.index,
                        variant.name,
                        if fields.is_empty() { "" } else { ": " }
                    )
                    .unwrap();
                }
            }
            _ => {}
        }
    }
    out.push('\n');
    assert_says("layouts", &out);
}

fn fields(registry: &PortableRegistry, fields: &[scale_info::Field<PortableForm>]) -> String {
    let list: Vec<String> = fields
        .iter()
        .map(|field| {
            let ty = name(registry, field.ty.id);
            field
                .name
                .as_ref()
                .map_or(ty.clone(), |name| format!("{name} {ty}"))
        })
        .collect();
    list.join(", ")
}

fn name(registry: &PortableRegistry, id: u32) -> String {
    let ty = registry.resolve(id).expect("a registered type");
    match &ty.type_def {
        TypeDef::Primitive(primitive) => format!("{primitive:?}").to_lowercase(),
        TypeDef::Array(array) => {
            format!("[{}; {}]", name(registry, array.type_param.id), array.len)
        }
        TypeDef::Sequence(sequence) => format!("Vec<{}>", name(registry, sequence.type_param.id)),
        TypeDef::Tuple(tuple) => {
            let list: Vec<String> = tuple
                .fields
                .iter()
                .map(|field| name(registry, field.id))
                .collect();
            format!("({})", list.join(", "))
        }
        _ => {
            let parameters: Vec<String> = ty
                .type_params
                .iter()
                .filter_map(|p| p.ty.as_ref())
                .map(|ty| name(registry, ty.id))
                .collect();
            let own = ty.path.segments.last().cloned().unwrap_or_default();
            if parameters.is_empty() {
                own.to_string()
            } else {
                format!("{own}<{}>", parameters.join(", "))
            }
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut out = String::new();
    write_hex(&mut out, bytes);
    out
}

#[test]
fn vectors() {
    let chain = sample::story().unwrap();
    let tenders = sample::tender_story().unwrap();
    let mut out = String::new();
    for (again, chain, subject) in [
        (false, &chain, Subject::Party(3)),
        (false, &chain, Subject::Agreement(1)),
        (false, &chain, Subject::Award(1)),
        (true, &tenders, Subject::Tender(1)),
        (true, &tenders, Subject::Tender(2)),
        (true, &tenders, Subject::Party(3)),
        (true, &tenders, Subject::Award(1)),
        (true, &tenders, Subject::Award(2)),
    ] {
        let place = chain.place(subject.kind());
        let title = if again { " of the second story" } else { "" };
        writeln!(out, "\n### {subject}{title}\n").unwrap();
        writeln!(out, "- SCALE(subject) `{}`", hex(&subject.encode())).unwrap();
        writeln!(
            out,
            "- head(-1) `{}`",
            hex(&sha256(&first_bytes(&place, &subject)).0)
        )
        .unwrap();
        for Appended { entry, head } in chain.history(subject) {
            writeln!(out, "- entry {}: `{}`", entry.seq, hex(&entry.encode())).unwrap();
            writeln!(out, "  - head({}) `{}`", entry.seq, hex(&head.0)).unwrap();
        }
        let key = RowKey::Head(subject);
        let row = chain.rows(subject.kind())[&key];
        writeln!(
            out,
            "- row key `Head({subject})` `{}`, row `{}`",
            hex(&key.encode()),
            hex(&row.encode())
        )
        .unwrap();
    }
    let text = chain.text(
        Some(1),
        &sample::claim(2, 1, 1_800_000),
        42,
        sample::START + 3600,
    );
    writeln!(out, "\n### A signed text\n\nThe claim of EUR 18000.00 on milestone 2 of award 1:\n\n```text\n{text}```\n").unwrap();
    assert_says("vectors", &out);
}
