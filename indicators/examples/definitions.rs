// SPDX-License-Identifier: EUPL-1.2
//! Prints the sections of docs/red-flags.md, one an indicator, as the code has them: `cargo run -p portico-indicators --example definitions`.

use portico_indicators::{ALL, Value};

fn main() {
    for indicator in ALL {
        let definition = indicator.definition();
        println!(
            "### {}\n\n**{}.** {}\n",
            definition.id, definition.title, definition.definition
        );
        println!("Why one asks: {}\n", definition.why);
        println!("Known false positives: {}\n", definition.false_positives);
        match definition.source_url {
            Some(url) => println!("Source: {} ([text]({url})).\n", definition.source),
            None => println!("Source: {}.\n", definition.source),
        }
        let tables: Vec<_> = definition
            .data
            .iter()
            .map(|table| format!("`{table}`"))
            .collect();
        println!("Computed from {}.\n", tables.join(", "));
        if !indicator.parameters().is_empty() {
            println!("| parameter | usual | unit | |\n|---|---|---|---|");
            for parameter in indicator.parameters() {
                let usual = Value::from(parameter.usual);
                println!(
                    "| `{}` | {usual} | {} | {} |",
                    parameter.name,
                    parameter.unit.word(),
                    parameter.about
                );
            }
            println!();
        }
    }
}
