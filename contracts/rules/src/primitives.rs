// SPDX-License-Identifier: EUPL-1.2
//! The smallest words of the ledger: digests, keys, addresses, signatures and money.
//! They know how they are written (hexadecimal, decimal) and nothing of what they are used for.

use alloc::string::String;

small! {
    /// An amount of money in whole euro cents: never a float, never another currency.
    #[derive(Default)]
    #[cfg_attr(feature = "serde", serde(transparent))]
    pub struct Cents(pub u64);
}

impl Cents {
    /// No money.
    pub const ZERO: Cents = Cents(0);

    /// The sum, or `None` beyond `u64` cents.
    pub fn plus(self, other: Cents) -> Option<Cents> {
        self.0.checked_add(other.0).map(Cents)
    }

    /// The difference, or `None` if `other` is larger.
    pub fn minus(self, other: Cents) -> Option<Cents> {
        self.0.checked_sub(other.0).map(Cents)
    }

    /// The sum of many, or `None` beyond `u64` cents.
    pub fn sum(amounts: impl IntoIterator<Item = Cents>) -> Option<Cents> {
        amounts.into_iter().try_fold(Cents::ZERO, Cents::plus)
    }

    /// What `1234` and `50` are, the digits before and behind a decimal mark: euro, and no, one or two decimals. `None` for
    /// anything but ASCII digits, for a third decimal, and beyond `u64` cents.
    pub fn from_decimal(euro: &str, decimals: &str) -> Option<Cents> {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if euro.is_empty() || decimals.len() > 2 || !digits(euro) || !digits(decimals) {
            return None;
        }
        let mut cents = 0u64;
        for digit in euro.bytes().chain(decimals.bytes()) {
            cents = cents
                .checked_mul(10)?
                .checked_add(u64::from(digit - b'0'))?;
        }
        for _ in decimals.len()..2 {
            cents = cents.checked_mul(10)?;
        }
        Some(Cents(cents))
    }

    /// Writes `1234.50`, the way a person reads an amount in euro.
    pub fn write(self, out: &mut String) {
        write_decimal(out, self.0 / 100);
        out.push('.');
        let cents = (self.0 % 100) as u8;
        out.push((b'0' + cents / 10) as char);
        out.push((b'0' + cents % 10) as char);
    }
}

#[cfg(feature = "std")]
impl core::fmt::Display for Cents {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let mut text = String::new();
        self.write(&mut text);
        f.write_str(&text)
    }
}

/// Writes a number in decimal digits. By hand, because `core::fmt` would cost the contracts kilobytes.
pub fn write_decimal(out: &mut String, mut number: u64) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    for digit in &digits[at..] {
        out.push(*digit as char);
    }
}

/// Writes bytes as lower-case hexadecimal digits.
pub fn write_hex(out: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        out.push(DIGITS[usize::from(byte >> 4)] as char);
        out.push(DIGITS[usize::from(byte & 15)] as char);
    }
}

/// A fixed number of bytes that people see as hexadecimal digits after `0x`.
macro_rules! hexadecimal {
    ($($(#[$doc:meta])* $name:ident: $length:literal;)*) => { $(
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            scale::Encode, scale::Decode, scale::DecodeWithMemTracking, scale::MaxEncodedLen,
        )]
        #[cfg_attr(feature = "scale-info", derive(scale_info::TypeInfo))]
        pub struct $name(pub [u8; $length]);

        impl $name {
            /// The bytes as `0x` and hexadecimal digits.
            pub fn to_hex(&self) -> String {
                let mut out = String::with_capacity(2 + 2 * $length);
                out.push_str("0x");
                write_hex(&mut out, &self.0);
                out
            }

            /// Reads hexadecimal digits, with or without `0x`; `None` for another length or other characters.
            pub fn from_hex(text: &str) -> Option<Self> {
                let digits = text.strip_prefix("0x").unwrap_or(text).as_bytes();
                if digits.len() != 2 * $length {
                    return None;
                }
                let mut bytes = [0u8; $length];
                for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
                    *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
                }
                Some(Self(bytes))
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(&self.to_hex())
            }
        }

        #[cfg(feature = "std")]
        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(&self.to_hex())
            }
        }

        #[cfg(feature = "std")]
        impl core::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                Self::from_hex(text)
                    .ok_or_else(|| alloc::format!("expected {} hexadecimal digits, found {text:?}", 2 * $length))
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.to_hex())
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <alloc::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::from_hex(&text).ok_or_else(|| {
                    serde::de::Error::custom(concat!("expected 0x and ", stringify!($length), " bytes in hexadecimal"))
                })
            }
        }
    )* };
}

hexadecimal! {
    /// A SHA-256 digest (FIPS 180-4).
    Digest: 32;
    /// An sr25519 public key: Schnorr signatures on Ristretto25519 (RFC 9496), as the crate `schnorrkel` and Substrate accounts have them.
    Key: 32;
    /// The address of a contract: 20 bytes, as pallet-revive gives them (its `AddressMapper`).
    Address: 20;
    /// An sr25519 signature, as the crate `schnorrkel` writes it.
    SignatureBytes: 64;
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_in_euro_and_cents() {
        for (cents, text) in [
            (0, "0.00"),
            (5, "0.05"),
            (123_450, "1234.50"),
            (u64::MAX, "184467440737095516.15"),
        ] {
            assert_eq!(Cents(cents).to_string(), text);
        }
    }

    #[test]
    fn amounts_are_read_from_their_digits() {
        for (euro, decimals, cents) in [
            ("0", "", Some(0)),
            ("12", "3", Some(1_230)),
            ("0012", "05", Some(1_205)),
            ("184467440737095516", "15", Some(u64::MAX)),
            ("184467440737095516", "16", None),
            ("", "50", None),
            ("1", "505", None),
            ("+1", "50", None),
            ("1", "-5", None),
            ("１", "50", None),
        ] {
            assert_eq!(
                Cents::from_decimal(euro, decimals),
                cents.map(Cents),
                "{euro}.{decimals}"
            );
        }
    }

    #[test]
    fn hexadecimal_is_read_back() {
        let address = Address(core::array::from_fn(|i| i as u8 * 13));
        assert_eq!(Address::from_hex(&address.to_hex()), Some(address));
        assert_eq!(Address::from_hex("0x12"), None);
        assert_eq!(Address::from_hex(&"zz".repeat(20)), None);
    }
}
