// SPDX-License-Identifier: EUPL-1.2
//! Prints the metadata that ink! generates for this contract, as JSON. Called by the builder.

// The library is used through the symbol below only; naming it makes the linker keep it.
use portico_tenders as _;

// SAFETY: ink! generates exactly this function, with this name and type, into a contract compiled with `std`.
unsafe extern "Rust" {
    safe fn __ink_generate_metadata() -> ink::metadata::InkProject;
}

fn main() -> Result<(), serde_json::Error> {
    println!("{}", serde_json::to_string(&__ink_generate_metadata())?);
    Ok(())
}
