-- Search by words, over names, titles and codes. Letters are folded: case and accents make no difference. Apostrophes
-- separate words, so that 'asilo' finds "l'asilo" and "dell'asilo". There is no stemming: ask for the beginning of a word
-- ('cooperativ*').

-- What can be found. Rows are only added: a party that takes a new name is found by each name it has had, and so is a
-- milestone whose title an amendment changes.
CREATE TABLE search_items (
    id        INTEGER PRIMARY KEY,
    -- The entry that brought it.
    entry_id  INTEGER NOT NULL REFERENCES entries (id),
    kind      TEXT    NOT NULL CHECK (kind IN ('party', 'agreement', 'award', 'milestone', 'claim', 'import',
                 'historical_record', 'document')),
    -- The party's, agreement's, award's or import's number; of a milestone and a claim the award's, of a historical record
    -- the import's; none for a document.
    number    INTEGER CHECK ((number IS NULL) = (kind = 'document')),
    -- Of a milestone its number in the award, of a claim that of the milestone which it claims, and its own.
    milestone INTEGER CHECK ((milestone IS NOT NULL) = (kind IN ('milestone', 'claim'))),
    claim     INTEGER CHECK ((claim IS NOT NULL) = (kind = 'claim')),
    -- Of a historical record: its row in the file.
    row       INTEGER CHECK ((row IS NOT NULL) = (kind = 'historical_record')),
    -- Of a document: its digest. A document that several entries refer to by one title is here once.
    sha256    TEXT    CHECK ((sha256 IS NOT NULL) = (kind = 'document')),
    -- Name or title; a claim has none.
    title     TEXT    NOT NULL,
    -- What else it is found by: tax codes, CUP, CIG, office, reference; purpose and object of an agreement, what a claim
    -- states, the publisher of an import.
    text      TEXT    NOT NULL
) STRICT;

-- The index over title and text; rowid is the item's id. `search MATCH` finds, bm25(search, 10, 1) ranks.
CREATE VIRTUAL TABLE search USING fts5 (
    title, text, content = 'search_items', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER search_items_insert AFTER INSERT ON search_items BEGIN
    INSERT INTO search (rowid, title, text) VALUES (NEW.id, NEW.title, NEW.text);
END;
