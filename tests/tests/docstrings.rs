// SPDX-License-Identifier: EUPL-1.2
//! Whoever reads a public number must not have to guess of what: its docstring says what it counts, measures or names. The
//! compiler asks for a docstring (`missing_docs`), and clippy for errors and panics; these tests ask numbers for a unit, and for a
//! docstring where the compiler cannot, since macros make items of their own there.
//!
//! They read the sources as text. They can tell that a unit is named, not that it is the right one.

use std::{fs, path::Path};

use syn::{
    Attribute, Expr, Field, File, ImplItem, Item, Lit, Meta, ReturnType, Signature, TraitItem,
    Type, Visibility, visit::Visit,
};

/// The crates whose public items others use, by the folders of their sources.
const SOURCES: [&str; 20] = [
    "contracts/rules/src",
    "contracts/ledger/src",
    "contracts/registry/src",
    "contracts/agreements/src",
    "contracts/awards/src",
    "contracts/imports/src",
    "contracts/tests/src",
    "chain/runtime/src",
    "chain/node/src",
    "chain/client/src",
    "evidence/src",
    "evidence/builder/src",
    "evidence/browser/src",
    "commands/src",
    "import/src",
    "indexer/src",
    "indicators/src",
    "api/src",
    "relay/src",
    "webhooks/src",
];

/// The crates in which macros make public items without words: ink!'s in the contracts, the SDK's in the runtime (where docstrings
/// are a part of the metadata).
const BY_MACROS: [&str; 5] = [
    "contracts/registry/src",
    "contracts/agreements/src",
    "contracts/awards/src",
    "contracts/imports/src",
    "chain/runtime/src",
];

/// Words that say what a number is: a measure, a count, or what it is the number of.
const UNITS: &[&str] = &[
    "cents",
    "cent",
    "euro",
    "unit",
    "bytes",
    "bits",
    "characters",
    "digits",
    "seconds",
    "milliseconds",
    "picoseconds",
    "minutes",
    "hours",
    "days",
    "day",
    "years",
    "year",
    "months",
    "month",
    "blocks",
    "rows",
    "votes",
    "times",
    "times",
    "percent",
    "share",
    "many",
    "most",
    "number",
    "numbers",
    "numbered",
    "height",
    "index",
    "version",
    "nonce",
    "line",
    "place",
    "port",
    "code",
];

#[test]
fn every_public_number_says_of_what() {
    let numbers = read(&SOURCES);
    assert!(
        numbers.found > 500,
        "only {} numbers: are these the sources?",
        numbers.found
    );
    assert!(
        numbers.mute.is_empty(),
        "{} public numbers do not say of what; name the unit in the docstring, or what it is the number of:\n{}",
        numbers.mute.len(),
        numbers.mute.join("\n")
    );
}

#[test]
fn what_the_compiler_does_not_ask_has_a_docstring_too() {
    let items = read(&BY_MACROS);
    assert!(
        items.items > 40,
        "only {} items: are these the sources?",
        items.items
    );
    assert!(
        items.bare.is_empty(),
        "{} public items have no docstring:\n{}",
        items.bare.len(),
        items.bare.join("\n")
    );
}

fn read(folders: &[&str]) -> Numbers {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut numbers = Numbers::default();
    for folder in folders {
        numbers.folder(&root.join(folder));
    }
    numbers
}

/// The public items, and among them those that hold, take or give numbers.
#[derive(Default)]
struct Numbers {
    file: String,
    items: usize,
    /// Those without a docstring.
    bare: Vec<String>,
    found: usize,
    /// Those that do not say of what.
    mute: Vec<String>,
}

impl Numbers {
    fn folder(&mut self, folder: &Path) {
        let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                self.folder(&path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                self.file = path.display().to_string();
                let text = fs::read_to_string(&path).unwrap();
                let file = syn::parse_file(&text).unwrap_or_else(|e| panic!("{}: {e}", self.file));
                self.items(&file.items);
            }
        }
    }

    fn items(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Mod(module) if !is_test(&module.attrs) => {
                    if let Some((_, items)) = &module.content {
                        self.items(items);
                    }
                }
                Item::Struct(item) if is_public(&item.vis) => {
                    self.item(&item.ident, &item.attrs);
                    for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
                        self.field(&item.ident.to_string(), &item.attrs, field);
                    }
                }
                Item::Enum(item) if is_public(&item.vis) => {
                    self.item(&item.ident, &item.attrs);
                    for variant in &item.variants {
                        self.item(&variant.ident, &variant.attrs);
                        let name = format!("{}::{}", item.ident, variant.ident);
                        for field in &variant.fields {
                            self.field(&name, &variant.attrs, field);
                        }
                    }
                }
                Item::Type(item) if is_public(&item.vis) => self.item(&item.ident, &item.attrs),
                Item::Const(item) if is_public(&item.vis) => {
                    self.item(&item.ident, &item.attrs);
                    self.number(&item.ident.to_string(), &item.attrs, is_number(&item.ty));
                }
                Item::Fn(item) if is_public(&item.vis) => self.function("", &item.attrs, &item.sig),
                Item::Trait(item) if is_public(&item.vis) => {
                    self.item(&item.ident, &item.attrs);
                    for part in &item.items {
                        if let TraitItem::Fn(function) = part {
                            self.function(&item.ident.to_string(), &function.attrs, &function.sig);
                        }
                    }
                }
                Item::Impl(item) if item.trait_.is_none() => {
                    for part in &item.items {
                        match part {
                            ImplItem::Fn(function) if is_public(&function.vis) => {
                                self.function("", &function.attrs, &function.sig);
                            }
                            ImplItem::Const(part) if is_public(&part.vis) => {
                                self.number(
                                    &part.ident.to_string(),
                                    &part.attrs,
                                    is_number(&part.ty),
                                );
                            }
                            _ => {}
                        }
                    }
                }
                // The rules' own macros have whole items in them.
                Item::Macro(item)
                    if item.mac.path.is_ident("data") || item.mac.path.is_ident("small") =>
                {
                    let file: File = syn::parse2(item.mac.tokens.clone()).unwrap();
                    self.items(&file.items);
                }
                _ => {}
            }
        }
    }

    /// A field that has no name has no docstring either: the variant's or the struct's speaks for it.
    fn field(&mut self, owner: &str, of_owner: &[Attribute], field: &Field) {
        match &field.ident {
            Some(name) => {
                self.item(name, &field.attrs);
                self.number(
                    &format!("{owner}::{name}"),
                    &field.attrs,
                    is_number(&field.ty),
                );
            }
            None => self.number(owner, of_owner, is_number(&field.ty)),
        }
    }

    fn function(&mut self, owner: &str, attributes: &[Attribute], signature: &Signature) {
        let takes = signature.inputs.iter().any(|input| match input {
            syn::FnArg::Typed(argument) => is_number(&argument.ty),
            syn::FnArg::Receiver(_) => false,
        });
        let gives = matches!(&signature.output, ReturnType::Type(_, ty) if is_number(ty));
        self.item(&signature.ident, attributes);
        self.number(
            &format!("{owner}::{}", signature.ident),
            attributes,
            takes || gives,
        );
    }

    fn item(&mut self, name: &syn::Ident, attributes: &[Attribute]) {
        self.items += 1;
        if docs(attributes).is_empty() {
            self.bare.push(format!("{}: {name}", self.file));
        }
    }

    fn number(&mut self, name: &str, attributes: &[Attribute], is_number: bool) {
        if !is_number {
            return;
        }
        self.found += 1;
        let docs = docs(attributes);
        let says = docs
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| UNITS.contains(&word.to_lowercase().as_str()));
        if !says {
            self.mute.push(format!("{}: {name}: {docs:?}", self.file));
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_test(attributes: &[Attribute]) -> bool {
    let test = |attribute: &Attribute| match &attribute.meta {
        Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        _ => false,
    };
    attributes.iter().any(test)
}

fn docs(attributes: &[Attribute]) -> String {
    let lines = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(value) if value.path.is_ident("doc") => match &value.value {
                Expr::Lit(text) => match &text.lit {
                    Lit::Str(text) => Some(text.value()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        });
    lines.collect::<Vec<_>>().join(" ")
}

/// Whether a number is in the type: bytes are none.
fn is_number(ty: &Type) -> bool {
    struct Found(bool);
    impl Visit<'_> for Found {
        fn visit_ident(&mut self, ident: &syn::Ident) {
            let name = ident.to_string();
            self.0 |= [
                "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize",
                "f32", "f64",
            ]
            .contains(&name.as_str());
        }
    }
    // A single `u8` is a number; a row of them is bytes.
    let mut found = Found(matches!(ty, Type::Path(path) if path.path.is_ident("u8")));
    found.visit_type(ty);
    found.0
}
