// SPDX-License-Identifier: EUPL-1.2
//! Elements of XML, written one after the other.
//!
//! Must not know any form.

use std::io::Write;

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

use crate::Error;

/// A document that is being written.
pub(crate) struct Xml<'w>(Writer<&'w mut dyn Write>);

/// Attributes: names and values.
pub(crate) type Attributes<'a> = &'a [(&'a str, &'a str)];

impl<'w> Xml<'w> {
    /// Begins a document.
    pub(crate) fn begin(out: &'w mut dyn Write) -> Result<Self, Error> {
        let mut writer = Writer::new_with_indent(out, b' ', 1);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        Ok(Xml(writer))
    }

    /// Opens an element.
    pub(crate) fn open(&mut self, name: &str, attributes: Attributes<'_>) -> Result<(), Error> {
        Ok(self.0.write_event(Event::Start(start(name, attributes)))?)
    }

    /// Closes it.
    pub(crate) fn close(&mut self, name: &str) -> Result<(), Error> {
        Ok(self.0.write_event(Event::End(BytesEnd::new(name)))?)
    }

    /// An element with a text.
    pub(crate) fn text(
        &mut self,
        name: &str,
        attributes: Attributes<'_>,
        text: &str,
    ) -> Result<(), Error> {
        self.0.write_event(Event::Start(start(name, attributes)))?;
        self.0
            .write_event(Event::Text(BytesText::new(&plain(text))))?;
        self.close(name)
    }

    /// An element with attributes alone.
    pub(crate) fn empty(&mut self, name: &str, attributes: Attributes<'_>) -> Result<(), Error> {
        Ok(self.0.write_event(Event::Empty(start(name, attributes)))?)
    }

    /// A remark for whoever reads the file; not for text that others wrote.
    pub(crate) fn remark(&mut self, text: &'static str, number: u64) -> Result<(), Error> {
        let text = format!(" {number} {text} ");
        Ok(self
            .0
            .write_event(Event::Comment(BytesText::from_escaped(text)))?)
    }

    /// Ends the document.
    pub(crate) fn end(mut self) -> Result<(), Error> {
        Ok(self.0.get_mut().write_all(b"\n")?)
    }
}

fn start<'a>(name: &'a str, attributes: Attributes<'_>) -> BytesStart<'a> {
    let mut element = BytesStart::new(name);
    for (name, value) in attributes {
        element.push_attribute((*name, plain(value).as_str()));
    }
    element
}

/// Text that XML can hold: most control characters cannot stand in it, escaped or not (XML 1.0, 2.2).
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' | '\n' | '\r' => c,
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => char::REPLACEMENT_CHARACTER,
            _ => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text() {
        let mut out = Vec::new();
        let mut xml = Xml::begin(&mut out).unwrap();
        xml.open("a", &[("b", "\"<&>'")]).unwrap();
        xml.text("c", &[], "</c><d/>&amp;\u{1}").unwrap();
        xml.close("a").unwrap();
        xml.end().unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(!text.contains("<d/>") && !text.contains('\u{1}'), "{text}");
        assert!(text.contains("&lt;/c&gt;&lt;d/&gt;&amp;amp;"), "{text}");
    }
}
