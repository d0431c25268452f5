// SPDX-License-Identifier: EUPL-1.2
//! The text of a bundle, read and written: JSON of which exactly one spelling is allowed.
//!
//! There is one way to write a bundle: keys in the given order, no white space, hexadecimal digits in lower case, one
//! line feed at the end. So a reader needs no JSON parser that an attacker could feed: it walks along the text and compares.
//! It recurses nowhere, and no byte can be changed without being noticed.

use alloc::{string::String, vec::Vec};

/// Where a text is not what it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Where the first wrong byte stands, in bytes from 0.
    pub from: usize,
    /// Where the byte after the last wrong one stands, in bytes from 0.
    pub to: usize,
    /// What should stand there.
    pub expected: String,
}

pub(crate) struct Reader<'t> {
    text: &'t [u8],
    at: usize,
}

impl<'t> Reader<'t> {
    pub(crate) fn new(text: &'t [u8]) -> Self {
        Reader { text, at: 0 }
    }

    /// How far it has come, bytes.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    fn rest(&self) -> &'t [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn malformed(&self, length: usize, expected: impl Into<String>) -> Malformed {
        Malformed {
            from: self.at,
            to: self.at.saturating_add(length).min(self.text.len()),
            expected: expected.into(),
        }
    }

    fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes).min(self.text.len());
    }

    /// Steps over a text if it stands here.
    pub(crate) fn if_next(&mut self, text: &str) -> bool {
        let is_next = self.rest().starts_with(text.as_bytes());
        if is_next {
            self.skip(text.len());
        }
        is_next
    }

    /// Steps over a text that must stand here.
    pub(crate) fn literal(&mut self, text: &str) -> Result<(), Malformed> {
        if self.if_next(text) {
            return Ok(());
        }
        // The first byte that differs is what a person looks for.
        let same = self
            .rest()
            .iter()
            .zip(text.as_bytes())
            .take_while(|(found, expected)| found == expected)
            .count();
        self.skip(same);
        let missing = text.get(same..).unwrap_or(text);
        Err(self.malformed(1, missing))
    }

    /// A string of printable ASCII without quotes or escapes.
    pub(crate) fn word(&mut self, expected: &str) -> Result<&'t str, Malformed> {
        self.literal("\"")?;
        let rest = self.rest();
        let length = rest
            .iter()
            .take_while(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'))
            .count();
        let word = rest
            .get(..length)
            .and_then(|bytes| core::str::from_utf8(bytes).ok())
            .ok_or_else(|| self.malformed(length, expected))?;
        self.skip(length);
        self.literal("\"")?;
        Ok(word)
    }

    /// `"0x…"`: whole bytes, lower case, at most `most` of them.
    pub(crate) fn bytes(&mut self, most: usize) -> Result<Vec<u8>, Malformed> {
        self.literal("\"0x")?;
        let rest = self.rest();
        let longest = most.saturating_mul(2);
        // One more than allowed is enough to see that it is too long.
        let length = rest
            .iter()
            .take(longest.saturating_add(1))
            .take_while(|byte| value(**byte) < 16)
            .count();
        let digits = rest
            .get(..length)
            .filter(|digits| length <= longest && digits.len().is_multiple_of(2))
            .ok_or_else(|| {
                let mut expected = String::from("pairs of hexadecimal digits, at most ");
                portico_rules::primitives::write_decimal(&mut expected, most as u64);
                self.malformed(length, expected)
            })?;
        let bytes = digits
            .as_chunks()
            .0
            .iter()
            .map(|[high, low]| value(*high) << 4 | value(*low))
            .collect();
        self.skip(length);
        self.literal("\"")?;
        Ok(bytes)
    }

    /// `"0x…"` of an exact length.
    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let from = self.at;
        self.bytes(N)?.try_into().map_err(|_| {
            let mut expected = String::new();
            portico_rules::primitives::write_decimal(&mut expected, N as u64);
            expected.push_str(" bytes in hexadecimal digits");
            Malformed {
                from,
                to: self.at,
                expected,
            }
        })
    }

    /// A number below 2³², decimal, without leading zeros.
    pub(crate) fn number(&mut self) -> Result<u32, Malformed> {
        let rest = self.rest();
        // One digit more than the longest has is enough to see that it is too long.
        let length = rest
            .iter()
            .take(11)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let digits = rest.get(..length).unwrap_or_default();
        let number = core::str::from_utf8(digits)
            .ok()
            .filter(|digits| *digits == "0" || !digits.starts_with('0'))
            .and_then(|digits| digits.parse().ok())
            .ok_or_else(|| self.malformed(length.max(1), "a number below 4294967296"))?;
        self.skip(length);
        Ok(number)
    }

    /// `[…,…]` of at most `most`, each read by `item`.
    pub(crate) fn list<T>(
        &mut self,
        most: usize,
        mut item: impl FnMut(&mut Self) -> Result<T, Malformed>,
    ) -> Result<Vec<T>, Malformed> {
        self.literal("[")?;
        let mut items = Vec::new();
        if self.if_next("]") {
            return Ok(items);
        }
        loop {
            if items.len() >= most {
                return Err(self.malformed(1, "no more of these: there are too many"));
            }
            items.push(item(self)?);
            if self.if_next("]") {
                return Ok(items);
            }
            self.literal(",")?;
        }
    }

    /// Nothing may follow.
    pub(crate) fn end(&self) -> Result<(), Malformed> {
        match self.rest().len() {
            0 => Ok(()),
            more => Err(self.malformed(more, "the end of the file")),
        }
    }
}

/// What each byte is worth as a hexadecimal digit in lower case, 16 if it is none. A table, since most of a bundle are such digits.
#[allow(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, which refuses an index that is out of bounds"
)]
const VALUES: [u8; 256] = {
    let mut values = [16; 256];
    let mut value = 0;
    while value < 16 {
        values[b"0123456789abcdef"[value] as usize] = value as u8;
        value += 1;
    }
    values
};

fn value(digit: u8) -> u8 {
    VALUES.get(usize::from(digit)).copied().unwrap_or(16)
}

/// Writes `"0x…"`.
pub(crate) fn write_bytes(out: &mut String, bytes: &[u8]) {
    out.push_str("\"0x");
    portico_rules::primitives::write_hex(out, bytes);
    out.push('"');
}

/// Writes `[…,…]`.
pub(crate) fn write_list<T>(out: &mut String, items: &[T], mut item: impl FnMut(&mut String, &T)) {
    out.push('[');
    for (index, value) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        item(out, value);
    }
    out.push(']');
}
