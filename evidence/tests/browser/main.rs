// SPDX-License-Identifier: EUPL-1.2
//! The committed verifier for browsers, as a Wasm module in Node.js and as a page in Chromium: it says what the native
//! verifier says, of honest bundles and of damaged ones.

mod cases;

use std::{
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use portico_evidence::CheckName;

/// A file of the repository.
fn file(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

/// Runs a script of this folder with Node.js; it ends with success, or what it said is the failure.
fn node(script: &str, arguments: &[&OsStr]) {
    let output = Command::new("node")
        .arg(file("tests/browser").join(script))
        .args(arguments)
        .output()
        .expect(
            "Node.js 18 or later is needed (Debian: apt-get install nodejs; scripts/test does so)",
        );
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{script}: {}\n{said}{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    print!("{said}");
}

#[test]
fn the_module_reports_what_the_native_verifier_reports() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cases = cases::write(folder.path());
    assert!(cases > 300, "{cases} cases");
    let module = file("browser/verifier.wasm");
    node(
        "module.mjs",
        &[module.as_os_str(), folder.path().as_os_str()],
    );
}

#[test]
fn the_page_shows_what_the_native_verifier_reports() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    cases::write(folder.path());
    let chromium = env::var_os("PORTICO_CHROMIUM").unwrap_or_else(|| "chromium".into());
    // Looked for here, so that a missing browser is named as such.
    Command::new(&chromium).arg("--version").output().expect(
        "Chromium is needed (Debian: apt-get install chromium; scripts/test does so; PORTICO_CHROMIUM names another one)",
    );
    let page = file("browser/verifier.html");
    node(
        "page.mjs",
        &[page.as_os_str(), folder.path().as_os_str(), &chromium],
    );
}

/// One after the other; whoever adds a check is made to come here by the compiler, and then to the page.
fn after(name: CheckName) -> Option<CheckName> {
    Some(match name {
        CheckName::Format => CheckName::Genesis,
        CheckName::Genesis => CheckName::Authorities,
        CheckName::Authorities => CheckName::Headers,
        CheckName::Headers => CheckName::Finality,
        CheckName::Finality => CheckName::Witnesses,
        CheckName::Witnesses => CheckName::Contract,
        CheckName::Contract => CheckName::Account,
        CheckName::Account => CheckName::Code,
        CheckName::Code => CheckName::Storage,
        CheckName::Storage => CheckName::HashChain,
        CheckName::HashChain => CheckName::Signatures,
        CheckName::Signatures => CheckName::Facts,
        CheckName::Facts => CheckName::Rules,
        CheckName::Rules => CheckName::Documents,
        // The last two are of checkpoints, which the page does not read.
        CheckName::Documents | CheckName::Since | CheckName::Extends => return None,
    })
}

#[test]
fn the_page_has_words_for_every_check() {
    let script = fs::read_to_string(file("browser/page/verify.js")).expect("the page's script");
    let mut next = Some(CheckName::Format);
    while let Some(name) = next {
        let word = serde_json::to_string(&name).expect("a word");
        assert!(
            script.contains(&format!("    {word}: [")),
            "CHECKS of verify.js lacks {word}"
        );
        next = after(name);
    }
}
