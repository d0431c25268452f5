// SPDX-License-Identifier: EUPL-1.2
//! Cuts a JSON file into elements: the items of a list in the object that the file is, or the lines of JSON Lines. Only where
//! an element begins and ends is found here; whether it is JSON is `serde_json`'s to say.
//!
//! Nothing here calls itself, and what is kept of an element is bounded: no nesting and no length costs more.

use super::ELEMENT_LIMIT;
use crate::digest::Hashing;
use crate::error::ImportError;
use crate::mapping::Container;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

/// What is kept of an element that is too long, bytes.
const BEGINNING: usize = 4_096;
/// Most names that are told of an object that has not the one that is looked for.
const MOST_NAMES: usize = 20;

/// A part of the file.
pub(super) struct Element {
    /// Line on which it begins, from 1.
    pub(super) line: u64,
    /// Where it stands (RFC 6901).
    pub(super) pointer: String,
    pub(super) bytes: Vec<u8>,
    /// Whether `bytes` is only its beginning.
    pub(super) too_long: bool,
    /// Whether the file ends where it ends, without a line break: then it may be half a line.
    pub(super) is_cut_off: bool,
}

impl Element {
    /// The line on which a part of its bytes begins.
    pub(super) fn line_of(&self, part: &str) -> u64 {
        // Addresses within one allocation; of any other text the element's own line is told.
        let before = (part.as_ptr() as usize).wrapping_sub(self.bytes.as_ptr() as usize);
        let before = self.bytes.get(..before).unwrap_or_default();
        self.line + before.iter().filter(|byte| **byte == b'\n').count() as u64
    }
}

enum State {
    Beginning,
    /// Within the list; whether an element came before.
    List {
        after_one: bool,
    },
    Lines,
    End,
}

/// The elements of a file.
pub(super) struct Elements<R> {
    input: BufReader<Hashing<R>>,
    container: Container,
    state: State,
    line: u64,
    index: u64,
}

/// Why a file cannot be cut.
enum Broken {
    Io(io::Error),
    /// It ends inside of what begins on this line.
    Ends(u64),
    Not(&'static str),
    /// There is no such list in it; what there is.
    Missing(Vec<String>),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Broken::Io(error)
    }
}

impl<R: io::Read> Elements<R> {
    pub(super) fn new(input: Hashing<R>, container: Container) -> Self {
        Elements {
            input: BufReader::with_capacity(1 << 16, input),
            container,
            state: State::Beginning,
            line: 1,
            index: 0,
        }
    }

    pub(super) fn input(&self) -> &Hashing<R> {
        self.input.get_ref()
    }

    /// The next element, `None` at the end, which is looked at too.
    pub(super) fn next(&mut self, path: &Path) -> Result<Option<Element>, ImportError> {
        self.cut().map_err(|broken| match broken {
            Broken::Io(source) => ImportError::Io {
                path: path.to_owned(),
                source,
            },
            Broken::Ends(line) => ImportError::Truncated {
                line,
                what: "something is opened there and never closed".into(),
            },
            Broken::Not(what) => ImportError::NotJson {
                line: self.line,
                what,
            },
            Broken::Missing(found) => ImportError::MissingList {
                list: self.container.word(),
                found: found.join(", "),
            },
        })
    }

    fn cut(&mut self) -> Result<Option<Element>, Broken> {
        loop {
            match self.state {
                State::Beginning => {
                    self.skip_mark()?;
                    match self.container.list() {
                        None => self.state = State::Lines,
                        Some(name) => self.find(name)?,
                    }
                }
                State::Lines => return self.cut_line(),
                State::List { after_one } => {
                    let more = match (self.peek_after_space()?, after_one) {
                        (Some(b']'), _) => {
                            self.bump()?;
                            false
                        }
                        (Some(b','), true) => {
                            self.bump()?;
                            true
                        }
                        (Some(_), false) => true,
                        (Some(_), true) => return Err(Broken::Not("a comma or ] is missing")),
                        (None, _) => return Err(Broken::Ends(self.line)),
                    };
                    if !more {
                        self.finish()?;
                        self.state = State::End;
                        continue;
                    }
                    self.state = State::List { after_one: true };
                    return self.cut_item().map(Some);
                }
                State::End => return Ok(None),
            }
        }
    }

    fn cut_item(&mut self) -> Result<Element, Broken> {
        if self.peek_after_space()?.is_none() {
            return Err(Broken::Ends(self.line));
        }
        let line = self.line;
        let mut bytes = Vec::new();
        let length = self.value(Some(&mut bytes))?;
        // Lists are only looked for by these names.
        let pointer = format!(
            "/{}/{}",
            self.container.list().unwrap_or_default(),
            self.index
        );
        self.index += 1;
        Ok(element(line, pointer, bytes, length, false))
    }

    fn cut_line(&mut self) -> Result<Option<Element>, Broken> {
        loop {
            let line = self.line;
            let (mut bytes, mut length, mut is_cut_off) = (Vec::new(), 0, true);
            while let Some(byte) = self.peek()? {
                self.bump()?;
                if byte == b'\n' {
                    is_cut_off = false;
                    break;
                }
                keep(Some(&mut bytes), byte, &mut length);
            }
            if length == 0 && is_cut_off {
                self.state = State::End;
                return Ok(None);
            }
            if bytes.iter().any(|byte| !byte.is_ascii_whitespace()) || length > bytes.len() {
                return Ok(Some(element(
                    line,
                    String::new(),
                    bytes,
                    length,
                    is_cut_off,
                )));
            }
        }
    }

    /// Goes to the list of this name in the object that the file is.
    fn find(&mut self, name: &str) -> Result<(), Broken> {
        match self.peek_after_space()? {
            Some(b'{') => self.bump()?,
            Some(_) => return Err(Broken::Not("the file is no JSON object")),
            None => return Err(Broken::Missing(Vec::new())),
        }
        let mut names = Vec::new();
        loop {
            let Some(found) = self.member(&mut names)? else {
                return Err(Broken::Missing(names));
            };
            if found == name {
                if self.peek_after_space()? != Some(b'[') {
                    return Err(Broken::Not("what should be the list is none"));
                }
                self.bump()?;
                self.state = State::List { after_one: false };
                return Ok(());
            }
            self.value(None)?;
            if names.len() < MOST_NAMES {
                names.push(found);
            }
        }
    }

    /// The name of the next member, up to its value; none where the object ends. `before` is empty before the first one.
    fn member(&mut self, before: &mut [String]) -> Result<Option<String>, Broken> {
        match self.peek_after_space()? {
            Some(b'}') => {
                self.bump()?;
                return Ok(None);
            }
            Some(b',') => self.bump()?,
            Some(b'"') if before.is_empty() => {}
            Some(_) => return Err(Broken::Not("a comma or } is missing")),
            None => return Err(Broken::Ends(self.line)),
        }
        if self.peek_after_space()? != Some(b'"') {
            return Err(Broken::Not("a member's name is missing"));
        }
        let mut name = Vec::new();
        self.value(Some(&mut name))?;
        if self.peek_after_space()? != Some(b':') {
            return Err(Broken::Not("a colon is missing"));
        }
        self.bump()?;
        // What comes next must be there, or the file ends.
        if self.peek_after_space()?.is_none() {
            return Err(Broken::Ends(self.line));
        }
        match serde_json::from_slice(&name) {
            Ok(name) => Ok(Some(name)),
            Err(_) => Err(Broken::Not("a member's name is no text")),
        }
    }

    /// Reads on behind the list to the end of the object, and sees that it is the end of the file.
    fn finish(&mut self) -> Result<(), Broken> {
        let name = self.container.list().unwrap_or_default();
        // The list came before.
        let mut names = vec![name.to_owned()];
        while let Some(found) = self.member(&mut names)? {
            if found == name {
                return Err(Broken::Not("the list is there twice"));
            }
            self.value(None)?;
        }
        match self.peek_after_space()? {
            None => Ok(()),
            Some(_) => Err(Broken::Not("something stands behind the end")),
        }
    }

    /// Reads a value; its length. Begins and ends are found by brackets and quotation marks alone.
    fn value(&mut self, mut kept: Option<&mut Vec<u8>>) -> Result<usize, Broken> {
        let begun = self.line;
        let (mut depth, mut in_text, mut escaped, mut length) = (0_u64, false, false, 0);
        loop {
            let Some(byte) = self.peek()? else {
                return match (depth, in_text, length) {
                    (0, false, 1..) => Ok(length),
                    _ => Err(Broken::Ends(begun)),
                };
            };
            if in_text {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' => escaped = true,
                    b'"' => in_text = false,
                    _ => {}
                }
                self.bump()?;
                keep(kept.as_deref_mut(), byte, &mut length);
                if !in_text && depth == 0 {
                    return Ok(length);
                }
                continue;
            }
            match byte {
                b'"' => in_text = true,
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth > 0 => depth -= 1,
                b'}' | b']' | b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' if depth == 0 => {
                    // The end of a number or a word.
                    return match length {
                        0 => Err(Broken::Not("a value is missing")),
                        _ => Ok(length),
                    };
                }
                _ => {}
            }
            self.bump()?;
            keep(kept.as_deref_mut(), byte, &mut length);
            if depth == 0 && matches!(byte, b'}' | b']') {
                return Ok(length);
            }
        }
    }

    fn skip_mark(&mut self) -> Result<(), Broken> {
        if self.input.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
            self.input.consume(3);
        }
        Ok(())
    }

    fn peek_after_space(&mut self) -> Result<Option<u8>, Broken> {
        while let Some(byte) = self.peek()? {
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Ok(Some(byte));
            }
            self.bump()?;
        }
        Ok(None)
    }

    fn peek(&mut self) -> Result<Option<u8>, Broken> {
        Ok(self.input.fill_buf()?.first().copied())
    }

    /// Goes past the byte that was seen.
    fn bump(&mut self) -> Result<(), Broken> {
        if self.peek()? == Some(b'\n') {
            self.line += 1;
        }
        self.input.consume(1);
        Ok(())
    }
}

fn keep(kept: Option<&mut Vec<u8>>, byte: u8, length: &mut usize) {
    *length += 1;
    if let Some(kept) = kept
        && *length <= ELEMENT_LIMIT
    {
        kept.push(byte);
    }
}

fn element(
    line: u64,
    pointer: String,
    mut bytes: Vec<u8>,
    length: usize,
    is_cut_off: bool,
) -> Element {
    let too_long = length > ELEMENT_LIMIT;
    if too_long {
        bytes.truncate(BEGINNING);
    }
    Element {
        line,
        pointer,
        bytes,
        too_long,
        is_cut_off,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, container: Container) -> Result<Vec<(u64, String, String)>, String> {
        let mut elements = Elements::new(Hashing::new(text.as_bytes()), container);
        let mut found = Vec::new();
        while let Some(element) = elements
            .next(Path::new("file"))
            .map_err(|error| error.to_string())?
        {
            let bytes = String::from_utf8(element.bytes).unwrap();
            found.push((element.line, element.pointer, bytes));
        }
        assert_eq!(elements.input().bytes(), text.len() as u64);
        Ok(found)
    }

    #[test]
    fn items_are_cut_where_they_end() {
        let text = "\u{feff}{ \"uri\": \"a]}\\\"\", \"n\": [1, {\"releases\": []}],\n\"releases\" : [\n{\"a\": \"}]\\\\\"}, 5 ,\n[[],{}]] , \"x\": null }\n";
        let found = cut(text, Container::Releases).unwrap();
        let expected = [
            (3, "/releases/0", "{\"a\": \"}]\\\\\"}"),
            (3, "/releases/1", "5"),
            (4, "/releases/2", "[[],{}]"),
        ];
        assert_eq!(found.len(), expected.len());
        for (found, (line, pointer, bytes)) in found.iter().zip(expected) {
            assert_eq!(*found, (line, pointer.to_owned(), bytes.to_owned()));
        }
        assert_eq!(
            cut("{\"releases\":[]}", Container::Releases),
            Ok(Vec::new())
        );
    }

    #[test]
    fn lines_are_lines() {
        let found = cut("{\"a\":1}\n\n  \n{\"b\":2}", Container::Lines).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(found[1], (4, String::new(), "{\"b\":2}".to_owned()));
        assert_eq!(cut("", Container::Lines), Ok(Vec::new()));
    }

    #[test]
    fn what_is_broken_as_a_whole_is_named() {
        for (text, words) in [
            ("", "no list \"releases\""),
            ("[]", "no JSON object"),
            ("{\"records\": []}", "it has: records"),
            ("{\"releases\": {}}", "list is none"),
            ("{\"releases\": [{}", "never closed"),
            ("{\"releases\": [{\"a\": \"", "never closed"),
            ("{\"releases\": [{}]", "never closed"),
            ("{\"releases\": [{} {}]}", "comma or ]"),
            ("{\"releases\": [,]}", "value is missing"),
            ("{\"releases\": []} x", "behind the end"),
            ("{\"releases\": [], \"releases\": []}", "twice"),
            ("{\"a\" 1}", "colon"),
            ("{\"a\": 1 \"b\": 2}", "comma or }"),
            ("{1: 2}", "comma or }"),
        ] {
            let error = cut(text, Container::Releases).unwrap_err();
            assert!(error.contains(words), "{text}: {error}");
        }
    }

    #[test]
    fn neither_depth_nor_length_costs_more() {
        let deep = format!(
            "{{\"releases\":[{}{}]}}",
            "[".repeat(1_000_000),
            "]".repeat(1_000_000)
        );
        assert_eq!(cut(&deep, Container::Releases).unwrap().len(), 1);
        let long = format!("{{\"releases\":[\"{}\",1]}}", "x".repeat(ELEMENT_LIMIT));
        let found = cut(&long, Container::Releases).unwrap();
        assert_eq!((found.len(), found[0].2.len()), (2, BEGINNING));
    }
}
