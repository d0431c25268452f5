// SPDX-License-Identifier: EUPL-1.2
//! Progress bars, on a terminal alone.

use crate::output::Output;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar of `length` steps, or of as many bytes; nothing is drawn where nobody looks.
pub fn bar(output: Output, what: &'static str, length: u64, bytes: bool) -> ProgressBar {
    let bar = ProgressBar::new(length);
    if !output.shows_progress() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
        return bar;
    }
    let template = if bytes {
        "{msg:20} {bar:32} {bytes}/{total_bytes} {eta}"
    } else {
        "{msg:20} {bar:32} {pos}/{len} {eta}"
    };
    // The templates are constants of this function; with a wrong one the usual look remains.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(what);
    bar
}

/// A sign of life while something of unknown length goes on.
pub fn spinner(output: Output, what: String) -> ProgressBar {
    if !output.shows_progress() {
        return ProgressBar::hidden();
    }
    let spinner = ProgressBar::new_spinner();
    spinner.set_message(what);
    spinner.enable_steady_tick(std::time::Duration::from_millis(120));
    spinner
}
