// SPDX-License-Identifier: EUPL-1.2
//! Which of the places that entries name are addresses that can be followed.

/// An address that a reader can follow; what an entry calls the place of a document may be anything.
pub(crate) fn address(uri: &str) -> Option<&str> {
    let host = ["https://", "http://"]
        .iter()
        .find_map(|scheme| uri.strip_prefix(scheme))?;
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}[]".contains(&byte);
    let is_one = !host.is_empty()
        && !host.starts_with(['/', '?', '#', ':'])
        && host.bytes().all(is_plain)
        && well_escaped(host);
    is_one.then_some(uri)
}

/// Whether two hexadecimal digits stand behind every percent sign, and at most one fragment is named.
fn well_escaped(text: &str) -> bool {
    let escapes = text.split('%').skip(1);
    let is_escape =
        |rest: &str| rest.len() >= 2 && rest.as_bytes()[..2].iter().all(u8::is_ascii_hexdigit);
    escapes.into_iter().all(is_escape) && text.matches('#').count() <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_can_be_followed_are_links() {
        for good in [
            "https://documents.example/a",
            "http://comune.example.it/atti?id=1&anno=2026#p",
            "https://comune.example.it/determina%20118.pdf",
        ] {
            assert_eq!(address(good), Some(good));
        }
        for bad in [
            "",
            "archive, room 3",
            "https://",
            "https:///a",
            "ftp://a.example/",
            "https://a b",
            "https://à.example/",
            "https://a/%zz",
            "https://a/%2",
            "https://a/{id}",
            "https://a/#b#c",
            "javascript:alert(1)",
        ] {
            assert_eq!(address(bad), None, "{bad}");
        }
    }
}
