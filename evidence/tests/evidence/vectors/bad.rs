// SPDX-License-Identifier: EUPL-1.2
//! Bundles that are not valid, or of which it cannot be told, by what they fail.

mod finality;
mod histories;
mod spelling;
mod state;

use super::{Known, Vector};
use portico_evidence::{Bundle, CheckName, Verdict};

/// Vectors that are being collected.
struct Bad(Vec<Vector>);

impl Bad {
    fn text(&mut self, name: &'static str, about: &'static str, bundle: String, check: CheckName) {
        self.0.push(Vector {
            name,
            about,
            bundle,
            known: Known::Plain,
            verdict: Verdict::Invalid,
            check: Some(check),
        });
    }

    fn add(&mut self, name: &'static str, about: &'static str, bundle: &Bundle, check: CheckName) {
        self.text(name, about, bundle.write(), check);
    }

    /// The last one is verified with another trust file.
    fn with(&mut self, known: Known) {
        self.0.last_mut().unwrap().known = known;
    }

    /// Of the last one it cannot be told.
    fn undecided(&mut self) {
        self.0.last_mut().unwrap().verdict = Verdict::Undecided;
    }
}

pub fn all() -> Vec<Vector> {
    let mut bad = Bad(Vec::new());
    spelling::all(&mut bad);
    finality::all(&mut bad);
    state::all(&mut bad);
    histories::all(&mut bad);
    bad.0
}
