// SPDX-License-Identifier: EUPL-1.2
//! Puts the verifier's page together: one file with style, script and Wasm module inside.
//!
//! Only one file can be saved, sent on, hashed and opened again from anywhere: browsers load nothing beside a page that was
//! opened from disk as a module or by `fetch`, and a telephone knows no folder. Its policy names the SHA-256 of each of
//! its parts, so that no other script or style runs in it, and forbids it every connection.

use std::{fmt::Write as _, path::Path};

use anyhow::{Context, Result, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

/// What stands in `index.html` for the policy, the style, the module and the script.
const POLICY: &str = "<!-- policy -->";
const STYLE: &str = "<!-- style.css -->";
const MODULE: &str = "<!-- verifier.wasm -->";
const SCRIPT: &str = "<!-- verify.js -->";

/// The page, from the files of `folder` and the module.
///
/// # Errors
/// If a file cannot be read, would end the element that it is put into, or a place for it is not there exactly once.
pub fn one_file(folder: &Path, module: &[u8]) -> Result<String> {
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    assemble(
        &read("index.html")?,
        &read("style.css")?,
        &read("verify.js")?,
        module,
    )
}

fn assemble(index: &str, style: &str, script: &str, module: &[u8]) -> Result<String> {
    // Nothing but the module's text: the script finds it by its id. It is data, so no policy has to allow it.
    let module = format!(
        "<script type=\"text/plain\" id=\"module\">{}</script>",
        STANDARD.encode(module)
    );
    let mut policy = String::from("default-src 'none'; base-uri 'none'; form-action 'none'");
    write!(
        policy,
        "; script-src {} 'wasm-unsafe-eval'; style-src {}",
        source(script),
        source(style)
    )?;
    let parts = [
        (
            POLICY,
            format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">"),
        ),
        (STYLE, element("style", style)?),
        (MODULE, module),
        (SCRIPT, element("script", script)?),
    ];
    let mut page = index.to_owned();
    for (place, part) in parts {
        ensure!(
            index.matches(place).count() == 1,
            "index.html must have one line {place}"
        );
        page = page.replace(place, &part);
    }
    Ok(page)
}

/// An element whose text is exactly this.
fn element(name: &str, text: &str) -> Result<String> {
    let lower = text.to_ascii_lowercase();
    // Comments, too, change where a script ends.
    ensure!(
        !lower.contains(&format!("</{name}")) && !lower.contains("<!--"),
        "the {name} holds what would end its element"
    );
    Ok(format!("<{name}>{text}</{name}>"))
}

/// A text's name in a content security policy.
fn source(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDEX: &str = "<!-- policy --><!-- style.css --><!-- verifier.wasm --><!-- verify.js -->";

    #[test]
    fn every_part_is_in_its_place_and_named_by_the_policy() {
        let page = assemble(INDEX, "p{}", "run()", b"\0asm").expect("whole");
        // printf 'run()' | openssl dgst -sha256 -binary | base64
        let script = "'sha256-AvyuiL0SD1mVY3NNxR+V2uo+lhk6RMFrytWmRt6CrJQ='";
        assert!(page.contains(script), "{page}");
        assert!(page.ends_with(
            "<style>p{}</style><script type=\"text/plain\" id=\"module\">AGFzbQ==</script><script>run()</script>"
        ));
    }

    #[test]
    fn what_would_end_an_element_is_refused() {
        assert!(assemble(INDEX, "</STYLE >", "", b"").is_err());
        assert!(assemble(INDEX, "", "'</script'", b"").is_err());
        assert!(assemble(INDEX, "", "<!--", b"").is_err());
        assert!(assemble("", "", "", b"").is_err());
    }
}
