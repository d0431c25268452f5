// SPDX-License-Identifier: EUPL-1.2
//! The program `portico` as a person runs it: on a real node, with real processes, killed, starved and fed with what
//! is wrong. The program is `PORTICO_BIN`, or the one that this workspace has built.

mod bad_input;
mod database;
mod disk_full;
mod imports;
mod kills;
mod node_gone;
mod organisations;
mod program;
mod real_files;
mod system;
