// SPDX-License-Identifier: EUPL-1.2
//! `portico completions`: for bash, zsh, fish and others.

use crate::arguments::Arguments;
use crate::context::Context;
use crate::failure::Failure;
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use std::io::Write;

/// Print a completion script.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub fn run(self, _: &Context) -> Result<(), Failure> {
        let mut script = Vec::new();
        clap_complete::generate(
            self.shell,
            &mut Arguments::command(),
            "portico",
            &mut script,
        );
        std::io::stdout()
            .write_all(&script)
            .map_err(|error| Failure::local("writing the script", error))
    }
}
