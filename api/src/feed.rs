// SPDX-License-Identifier: EUPL-1.2
//! Atom feeds (RFC 4287) of everything, of a tender, of an award and of a party, newest first, in pages (RFC 5005, 3). An entry's
//! `id` is made of its head, so that it is the same in every feed, at every service of the ledger, for ever.

use std::io;

use axum::{extract::State, response::Response};
use data_encoding::BASE64URL_NOPAD;
use portico_rules::{
    native::sha256,
    primitives::{Cents, Digest},
    subject::SubjectKind,
};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};
use rusqlite::{Row, types::Value};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    at::{At, Moment},
    concerns,
    database::Snapshot,
    follow::{Position, id_at, trail_path},
    money::Money,
    parameters::{FromParameters, Number, Parameters, Query},
    problem::Problem,
    reading::Reading,
    state::AppState,
    words::from_word,
};

/// The media type of feeds.
const ATOM: &str = "application/atom+xml; charset=utf-8";
/// Entries of a page.
const PAGE: u32 = 50;

/// What a feed can be asked.
pub(crate) struct Asked {
    /// From this position back.
    upto: Option<Position>,
    /// As the feed stood then.
    at: At,
}

impl FromParameters for Asked {
    fn take_from(parameters: &mut Parameters) -> Result<Self, Problem> {
        Ok(Asked {
            upto: parameters.read("upto", str::parse)?,
            at: At::take_from(parameters)?,
        })
    }
}

/// Of what a feed is.
#[derive(Clone, Copy)]
enum Scope {
    Everything,
    Award(u32),
    Tender(u32),
    Party(u32),
}

impl Scope {
    fn path(self) -> String {
        match self {
            Scope::Everything => "/v1/feed.atom".into(),
            Scope::Award(number) => format!("/v1/awards/{number}/feed.atom"),
            Scope::Tender(number) => format!("/v1/tenders/{number}/feed.atom"),
            Scope::Party(number) => format!("/v1/parties/{number}/feed.atom"),
        }
    }

    /// The condition by which its entries up to one are found, with its values.
    fn condition(
        self,
        snapshot: &Snapshot<'_>,
        upto: i64,
    ) -> Result<(&'static str, Vec<Value>), Problem> {
        Ok(match self {
            Scope::Everything => ("1", Vec::new()),
            Scope::Award(number) => (
                "e.subject_kind = 'award' AND e.subject_number = ?",
                vec![number.into()],
            ),
            Scope::Tender(number) => (
                "e.subject_kind = 'tender' AND e.subject_number = ?",
                vec![number.into()],
            ),
            Scope::Party(number) => {
                let found = concerns::newest(snapshot, number, upto, PAGE + 1)?;
                let found = serde_json::Value::from(found).to_string();
                (
                    "e.id IN (SELECT value FROM json_each(?))",
                    vec![found.into()],
                )
            }
        })
    }

    /// What it is of, for people; `None` if that does not exist.
    fn title(self, snapshot: &Snapshot<'_>) -> Result<Option<String>, Problem> {
        let (sql, number, kind) = match self {
            Scope::Everything => return Ok(Some("Portico: everything on the ledger".into())),
            Scope::Award(number) => (
                "SELECT title FROM awards WHERE number = ?1",
                number,
                "award",
            ),
            Scope::Tender(number) => (
                "SELECT title FROM tenders WHERE number = ?1",
                number,
                "tender",
            ),
            Scope::Party(number) => (
                "SELECT name FROM parties WHERE number = ?1",
                number,
                "party",
            ),
        };
        let name: Option<String> = snapshot.first(sql, [number], |row| row.get(0))?;
        Ok(name.map(|name| format!("Portico: {kind} {number}, {name}")))
    }

    fn not_found(self) -> Problem {
        match self {
            Scope::Everything => Problem::internal(),
            Scope::Award(number) => Problem::not_found("award", number),
            Scope::Tender(number) => Problem::not_found("tender", number),
            Scope::Party(number) => Problem::not_found("party", number),
        }
    }
}

/// A feed of everything
#[utoipa::path(get, path = "/feed.atom", operation_id = "show_feed", tag = "live",
    description = "Atom (RFC 4287), newest first, in pages by their `next` links (RFC 5005). An entry's id is made of its head: it is the \
        same in every feed, for ever. With `at` the feed as it stood then.",
    params(At, ("upto" = Option<String>, Query, max_length = 32, pattern = "^(0|[1-9][0-9]{0,9})-(0|[1-9][0-9]{0,9})$", example = "120-3", description = "From this entry back, by its position.")),
    responses((status = 200, description = "A page of the feed.", content_type = "application/atom+xml", body = String)))]
pub(crate) async fn of_everything(
    state: State<AppState>,
    reading: Reading,
    query: Query<Asked>,
) -> Result<Response, Problem> {
    feed(state, reading, Scope::Everything, query).await
}

/// A feed of an award
#[utoipa::path(get, path = "/awards/{id}/feed.atom", operation_id = "show_award_feed", tag = "live",
    description = "Atom (RFC 4287), newest first, in pages by their `next` links (RFC 5005). An entry's id is made of its head: it is the \
        same in every feed, for ever. With `at` the feed as it stood then.",
    params(Number, At, ("upto" = Option<String>, Query, max_length = 32, pattern = "^(0|[1-9][0-9]{0,9})-(0|[1-9][0-9]{0,9})$", example = "120-3", description = "From this entry back, by its position.")),
    responses((status = 200, description = "A page of the feed.", content_type = "application/atom+xml", body = String)))]
pub(crate) async fn of_award(
    state: State<AppState>,
    reading: Reading,
    Number(number): Number,
    query: Query<Asked>,
) -> Result<Response, Problem> {
    feed(state, reading, Scope::Award(number), query).await
}

/// A feed of a tender
#[utoipa::path(get, path = "/tenders/{id}/feed.atom", operation_id = "show_tender_feed", tag = "live",
    description = "Atom (RFC 4287), newest first, in pages by their `next` links (RFC 5005). An entry's id is made of its head: it is the \
        same in every feed, for ever. With `at` the feed as it stood then.",
    params(Number, At, ("upto" = Option<String>, Query, max_length = 32, pattern = "^(0|[1-9][0-9]{0,9})-(0|[1-9][0-9]{0,9})$", example = "120-3", description = "From this entry back, by its position.")),
    responses((status = 200, description = "A page of the feed.", content_type = "application/atom+xml", body = String)))]
pub(crate) async fn of_tender(
    state: State<AppState>,
    reading: Reading,
    Number(number): Number,
    query: Query<Asked>,
) -> Result<Response, Problem> {
    feed(state, reading, Scope::Tender(number), query).await
}

/// A feed of all that concerns an organisation
#[utoipa::path(get, path = "/parties/{id}/feed.atom", operation_id = "show_party_feed", tag = "live",
    description = "Atom (RFC 4287), newest first, in pages by their `next` links (RFC 5005). An entry's id is made of its head: it is the \
        same in every feed, for ever. With `at` the feed as it stood then.",
    params(Number, At, ("upto" = Option<String>, Query, max_length = 32, pattern = "^(0|[1-9][0-9]{0,9})-(0|[1-9][0-9]{0,9})$", example = "120-3", description = "From this entry back, by its position.")),
    responses((status = 200, description = "A page of the feed.", content_type = "application/atom+xml", body = String)))]
pub(crate) async fn of_party(
    state: State<AppState>,
    reading: Reading,
    Number(number): Number,
    query: Query<Asked>,
) -> Result<Response, Problem> {
    feed(state, reading, Scope::Party(number), query).await
}

async fn feed(
    State(state): State<AppState>,
    reading: Reading,
    scope: Scope,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    reading
        .at(asked.at)
        .document("atom", ATOM, move |snapshot| {
            let page = page(snapshot, scope, asked)?;
            page.write(state.public_url.as_deref().unwrap_or_default())
                .map_err(|error| {
                    tracing::error!(%error, "a feed cannot be written");
                    Problem::internal()
                })
        })
        .await
}

/// A page of a feed.
struct Page {
    scope: Scope,
    title: String,
    /// Made of the chain, the path and the moment, so that no two feeds have one id.
    id: Digest,
    entries: Vec<Item>,
    /// Where the next page begins, and this one, if it is not the first.
    next: Option<Position>,
    upto: Option<Position>,
    /// As the feed stood then: the parameter, if it was asked for.
    then: Option<String>,
}

/// An entry of a feed.
struct Item {
    position: Position,
    kind: String,
    number: u32,
    seq: u32,
    at: i64,
    action: String,
    amount: Option<Cents>,
    subject: Option<String>,
    signer: Option<String>,
    key: String,
    carried: bool,
    head: String,
}

fn page(snapshot: &Snapshot<'_>, scope: Scope, asked: Asked) -> Result<Page, Problem> {
    let Asked { upto, at } = asked;
    let then = match at {
        At(Some(Moment::Day(day))) => Some(format!("at={day}")),
        At(Some(Moment::Block(number))) => Some(format!("at={number}")),
        At(Some(Moment::Entry(..)) | None) => None,
    };
    let title = scope.title(snapshot)?.ok_or_else(|| scope.not_found())?;
    let genesis: Option<String> =
        snapshot.first("SELECT genesis FROM chain", [], |row| row.get(0))?;
    let genesis =
        genesis.ok_or_else(|| Problem::not_ready("the indexer has not been told its chain yet"))?;
    let newest = match upto {
        Some(upto) => id_at(snapshot, upto)?,
        None => snapshot.newest_entry(),
    };
    let (condition, mut values) = scope.condition(snapshot, newest)?;
    let mut sql = format!(
        "SELECT e.subject_kind, e.subject_number, e.seq, e.at, e.block_number, e.event_index, e.signer_key,
                p.name AS signer_name, e.carried, e.action, e.amount, e.head,
                CASE e.subject_kind
                    WHEN 'party' THEN (SELECT name FROM parties WHERE number = e.subject_number)
                    WHEN 'agreement' THEN (SELECT title FROM agreements WHERE number = e.subject_number)
                    WHEN 'award' THEN (SELECT title FROM awards WHERE number = e.subject_number)
                    WHEN 'tender' THEN (SELECT title FROM tenders WHERE number = e.subject_number)
                    WHEN 'import' THEN (SELECT title FROM imports WHERE number = e.subject_number)
                END AS subject_title
         FROM entries e LEFT JOIN parties p ON p.number = e.signer_party
         WHERE {condition}"
    );
    sql.push_str(" AND e.id <= ? ORDER BY e.id DESC LIMIT ?");
    values.push(newest.into());
    values.push((PAGE + 1).into());
    let mut entries = snapshot.all(&sql, rusqlite::params_from_iter(values), item)?;
    let next = entries.get(PAGE as usize).map(|item| item.position);
    entries.truncate(PAGE as usize);
    let mut name = format!("portico/feed/v1\n{genesis}\n{}", scope.path());
    if let Some(then) = &then {
        name.push_str(&format!("?{then}"));
    }
    Ok(Page {
        id: sha256(name.as_bytes()),
        scope,
        title,
        entries,
        next,
        upto,
        then,
    })
}

fn item(row: &Row<'_>) -> rusqlite::Result<Item> {
    Ok(Item {
        position: Position {
            block: row.get("block_number")?,
            event: row.get("event_index")?,
        },
        kind: row.get("subject_kind")?,
        number: row.get("subject_number")?,
        seq: row.get("seq")?,
        at: row.get("at")?,
        action: row.get("action")?,
        amount: row
            .get::<_, Option<Money>>("amount")?
            .map(|Money(cents)| cents),
        subject: row.get("subject_title")?,
        signer: row.get("signer_name")?,
        key: row.get("signer_key")?,
        carried: row.get("carried")?,
        head: row.get("head")?,
    })
}

impl Page {
    fn write(&self, base: &str) -> io::Result<Vec<u8>> {
        let base = base.trim_end_matches('/');
        let path = self.scope.path();
        let address = |upto: Option<Position>| {
            let upto = upto.map(|position| format!("upto={position}"));
            let asked: Vec<String> = self.then.iter().cloned().chain(upto).collect();
            let mark = if asked.is_empty() { "" } else { "?" };
            format!("{base}{path}{mark}{}", asked.join("&"))
        };
        let first = address(None);
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        writer
            .create_element("feed")
            .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
            .with_attribute(("xml:lang", "en"))
            .write_inner_content(|writer| {
                text(writer, "id", &name(&self.id))?;
                text(writer, "title", &self.title)?;
                // Without entries nothing was ever updated.
                let newest = self.entries.first().map_or(0, |item| item.at);
                text(writer, "updated", &time(newest)?)?;
                text(writer, "generator", "Portico")?;
                link(writer, "self", &address(self.upto), "application/atom+xml")?;
                link(writer, "first", &first, "application/atom+xml")?;
                if let Some(next) = self.next {
                    link(writer, "next", &address(Some(next)), "application/atom+xml")?;
                }
                for item in &self.entries {
                    item.write(writer, base)?;
                }
                Ok(())
            })?;
        let mut xml = writer.into_inner();
        xml.push(b'\n');
        Ok(xml)
    }
}

impl Item {
    fn write(&self, writer: &mut Writer<Vec<u8>>, base: &str) -> io::Result<()> {
        let head = Digest::from_hex(&self.head)
            .ok_or_else(|| io::Error::other(format!("{} is no head", self.head)))?;
        let kind = from_word::<SubjectKind>(&self.kind)
            .map_err(|error| io::Error::other(error.to_string()))?;
        let trail = format!("{base}{}", trail_path(kind, self.number));
        let time = time(self.at)?;
        let signer = self.signer.as_deref().unwrap_or(&self.key);
        writer
            .create_element("entry")
            .write_inner_content(|writer| {
                text(writer, "id", &name(&head))?;
                text(writer, "title", &self.title())?;
                text(writer, "updated", &time)?;
                text(writer, "published", &time)?;
                writer
                    .create_element("author")
                    .write_inner_content(|writer| text(writer, "name", signer))?;
                link(writer, "alternate", &trail, "application/json")?;
                for (scheme, term) in [("action", &self.action), ("subject-kind", &self.kind)] {
                    writer
                        .create_element("category")
                        .with_attribute(("term", plain(term).as_str()))
                        .with_attribute(("scheme", format!("urn:portico:{scheme}").as_str()))
                        .write_empty()?;
                }
                let carried = if self.carried {
                    ", carried by somebody else"
                } else {
                    ""
                };
                let content = format!(
                    "Entry {} of {} {}, in block {}, signed by {signer}{carried}. Head: {}",
                    self.seq, self.kind, self.number, self.position.block, self.head
                );
                text(writer, "summary", &content)
            })?;
        Ok(())
    }

    /// A short sentence: `Claim, award 1 (Un anno di attività): 6000.00 EUR`.
    fn title(&self) -> String {
        let mut letters = self.action.chars();
        let mut title: String = letters
            .next()
            .map(|c| c.to_ascii_uppercase())
            .into_iter()
            .collect();
        title.extend(letters);
        title.push_str(&format!(", {} {}", self.kind, self.number));
        if let Some(subject) = self
            .subject
            .as_deref()
            .filter(|subject| !subject.is_empty())
        {
            title.push_str(&format!(" ({subject})"));
        }
        if let Some(amount) = self.amount {
            title.push_str(&format!(": {amount} EUR"));
        }
        title
    }
}

/// A digest as a name that anybody can make of it (RFC 6920).
fn name(digest: &Digest) -> String {
    format!("ni:///sha-256;{}", BASE64URL_NOPAD.encode(&digest.0))
}

fn time(seconds: i64) -> io::Result<String> {
    OffsetDateTime::from_unix_timestamp(seconds)
        .map_err(io::Error::other)?
        .format(&Rfc3339)
        .map_err(io::Error::other)
}

fn text(writer: &mut Writer<Vec<u8>>, element: &str, content: &str) -> io::Result<()> {
    writer
        .create_element(element)
        .write_text_content(BytesText::new(&plain(content)))
        .map(drop)
}

fn link(writer: &mut Writer<Vec<u8>>, rel: &str, href: &str, kind: &str) -> io::Result<()> {
    writer
        .create_element("link")
        .with_attribute(("rel", rel))
        .with_attribute(("href", plain(href).as_str()))
        .with_attribute(("type", kind))
        .write_empty()
        .map(drop)
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
    fn what_xml_cannot_hold_is_replaced() {
        assert_eq!(
            plain("a\u{0}b\u{1b}c\u{fffe}\td"),
            "a\u{fffd}b\u{fffd}c\u{fffd}\td"
        );
    }

    #[test]
    fn hostile_titles_stay_titles() {
        let item = Item {
            position: Position { block: 7, event: 1 },
            kind: "award".into(),
            number: 1,
            seq: 0,
            at: 1_772_442_000,
            action: "publish".into(),
            amount: Some(Cents(123_450)),
            subject: Some("</title><script>alert('1')</script>&amp;]]>\u{8}".into()),
            signer: Some("A & B \"<b>\"".into()),
            key: "0x00".into(),
            carried: true,
            head: Digest([7; 32]).to_hex(),
        };
        let mut writer = Writer::new(Vec::new());
        item.write(&mut writer, "https://registro.example/?a=\"&b")
            .unwrap();
        let xml = String::from_utf8(writer.into_inner()).unwrap();
        assert!(!xml.contains("<script>") && !xml.contains("<b>"), "{xml}");
        let entry = format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>x</id><title>x</title><updated>2026-01-01T00:00:00Z</updated>{xml}</feed>"
        );
        let feed: atom_syndication::Feed = entry.parse().unwrap();
        let read = &feed.entries()[0];
        assert_eq!(
            read.title().as_str(),
            "Publish, award 1 (</title><script>alert('1')</script>&amp;]]>\u{fffd}): 1234.50 EUR"
        );
        assert_eq!(read.authors()[0].name(), "A & B \"<b>\"");
        assert_eq!(
            read.links()[0].href(),
            "https://registro.example/?a=\"&b/v1/awards/1/trail"
        );
    }
}
