// SPDX-License-Identifier: EUPL-1.2
//! The verifier of evidence bundles for browsers: [`portico_evidence::verify`] as a Wasm module with a handful of C
//! functions, so that a page needs no generated JavaScript to call it. The page is in `page/`.
//!
//! [`abi`] is what the module exports, [`answer`] what it says. It must not know the page, and it must not check anything
//! itself: whatever a bundle proves, the verifier of the command line says with the same words.

#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

pub mod abi;
mod answer;

#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

/// Nothing here panics; if it did, the run would end and the page would say that it cannot tell.
#[cfg(target_family = "wasm")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
