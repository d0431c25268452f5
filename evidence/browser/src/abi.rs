// SPDX-License-Identifier: EUPL-1.2
//! What the module exports. A caller puts bytes where [`allocate`] says, calls [`verify`], and reads the answer from the
//! module's memory. It takes a new instance for every run, since a run that ended in a trap has left its memory as it was.
//!
//! Lengths are checked before anything is allocated, so that a file that is too long costs nothing.

use alloc::{
    alloc::{alloc, dealloc},
    boxed::Box,
};
use core::{alloc::Layout, slice};

use portico_evidence::limits;
use sha2::{Digest as _, Sha256};

use crate::answer::{Answer, answer};

/// The longest trust file, and the longest list of documents, bytes.
const OTHERS: usize = 1 << 20;

/// An answer in the module's memory: three numbers of four bytes each.
#[repr(C)]
pub struct Text {
    /// What it is, as a number: 0 a report, 1 why the trust file cannot be used, 2 why the list of documents can't, 3 why there is no
    /// report, 4 that something is longer than it may be.
    pub kind: u32,
    /// Where it begins: its first byte.
    pub begin: *const u8,
    /// Its length, bytes of UTF-8.
    pub length: usize,
}

/// The longest bundle that is read, bytes.
#[unsafe(no_mangle)]
pub extern "C" fn longest_bundle() -> usize {
    limits::BUNDLE
}

/// The longest trust file and the longest list of documents, bytes.
#[unsafe(no_mangle)]
pub extern "C" fn longest_other() -> usize {
    OTHERS
}

/// Room for `length` bytes; null if that is nothing, is more than the longest bundle, or is not there.
#[unsafe(no_mangle)]
pub extern "C" fn allocate(length: usize) -> *mut u8 {
    if length == 0 || length > limits::BUNDLE {
        return core::ptr::null_mut();
    }
    match Layout::array::<u8>(length) {
        // SAFETY: the layout is not empty.
        Ok(layout) => unsafe { alloc(layout) },
        Err(_) => core::ptr::null_mut(),
    }
}

/// Gives back room for `length` bytes.
///
/// # Safety
/// It came from [`allocate`] with this length, and is not used any more. Null is nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn release(begin: *mut u8, length: usize) {
    if begin.is_null() {
        return;
    }
    if let Ok(layout) = Layout::array::<u8>(length) {
        // SAFETY: the caller says so.
        unsafe { dealloc(begin, layout) }
    }
}

/// Verifies a bundle against a trust file, and that it refers to these documents (JSON: a list of objects with `name` and
/// `sha256`). The answer stays where it is as long as the instance lives.
///
/// # Safety
/// Each pair is bytes in this module's memory; null with length 0 is an empty text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify(
    bundle: *const u8,
    bundle_length: usize,
    trust: *const u8,
    trust_length: usize,
    documents: *const u8,
    documents_length: usize,
) -> *const Text {
    let too_long =
        bundle_length > limits::BUNDLE || trust_length > OTHERS || documents_length > OTHERS;
    let (kind, text) = match too_long {
        true => (4, "a file is longer than it may be".into()),
        false => {
            // SAFETY: the caller says so.
            let (bundle, trust, documents) = unsafe {
                (
                    bytes(bundle, bundle_length),
                    bytes(trust, trust_length),
                    bytes(documents, documents_length),
                )
            };
            match answer(bundle, trust, documents) {
                Answer::Report(text) => (0, text),
                Answer::Trust(text) => (1, text),
                Answer::Documents(text) => (2, text),
                Answer::Unwritten(text) => (3, text),
            }
        }
    };
    let text: &'static str = text.leak();
    Box::leak(Box::new(Text {
        kind,
        begin: text.as_ptr(),
        length: text.len(),
    }))
}

/// # Safety
/// It is bytes, or null with any length, which is none.
unsafe fn bytes<'m>(begin: *const u8, length: usize) -> &'m [u8] {
    match begin.is_null() {
        true => &[],
        // SAFETY: the caller says so.
        false => unsafe { slice::from_raw_parts(begin, length) },
    }
}

/// Begins the SHA-256 (FIPS 180-4) of a document that comes piece by piece: it may be longer than what fits into memory, and browsers
/// have no such function for pages that did not come over TLS.
#[unsafe(no_mangle)]
pub extern "C" fn hash_begin() -> *mut Sha256 {
    Box::into_raw(Box::new(Sha256::new()))
}

/// The next piece, `length` bytes.
///
/// # Safety
/// `hash` came from [`hash_begin`] and was not ended; the piece is bytes in this module's memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hash_update(hash: *mut Sha256, begin: *const u8, length: usize) {
    // SAFETY: the caller says so.
    unsafe { (*hash).update(bytes(begin, length)) }
}

/// Writes the 32 bytes of the digest, and gives the hash's room back.
///
/// # Safety
/// `hash` came from [`hash_begin`] and was not ended; there is room for 32 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hash_end(hash: *mut Sha256, digest: *mut u8) {
    // SAFETY: the caller says so.
    unsafe {
        let hash = Box::from_raw(hash);
        core::ptr::copy_nonoverlapping(hash.finalize().as_ptr(), digest, 32);
    }
}
