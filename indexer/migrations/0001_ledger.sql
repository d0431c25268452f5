-- The ledger as written: which chain, how far, and every entry.
-- Hashes, keys and addresses are text, '0x' and lower-case hexadecimal digits, as everywhere in the project.
-- Money is whole euro cents. Times are seconds since the epoch (UTC), days are ISO 8601.

-- Which chain this file mirrors, and the finalised block up to which it is complete. The last two columns are the
-- indexer's sign of life: when a node last answered it (seconds since the epoch), and the newest finalised block it
-- knew then. They say nothing of the ledger, and are the only ones in which two mirrors of one block may differ.
CREATE TABLE chain (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    genesis      TEXT    NOT NULL CHECK (length(genesis) = 66),
    block_number INTEGER NOT NULL CHECK (block_number >= 0),
    block_hash   TEXT    NOT NULL CHECK (length(block_hash) = 66),
    finalised_number INTEGER CHECK (finalised_number >= 0),
    seen_at      INTEGER CHECK (seen_at >= 0)
) STRICT;

-- The contracts whose entries it holds.
CREATE TABLE contracts (
    subject_kind TEXT PRIMARY KEY CHECK (subject_kind IN ('party', 'agreement', 'award', 'tender', 'import')),
    address      TEXT NOT NULL UNIQUE CHECK (length(address) = 42)
) STRICT;

-- Finalised blocks that hold entries; other blocks are not listed.
CREATE TABLE blocks (
    number INTEGER PRIMARY KEY,
    hash   TEXT NOT NULL UNIQUE CHECK (length(hash) = 66),
    -- Block time, seconds since the epoch: that of every entry in it.
    at     INTEGER NOT NULL
) STRICT;

CREATE INDEX blocks_by_at ON blocks (at);

-- Every entry, in the order of the ledger.
CREATE TABLE entries (
    id             INTEGER PRIMARY KEY,
    block_number   INTEGER NOT NULL REFERENCES blocks (number),
    block_hash     TEXT    NOT NULL REFERENCES blocks (hash),
    event_index    INTEGER NOT NULL CHECK (event_index >= 0),
    subject_kind   TEXT    NOT NULL REFERENCES contracts (subject_kind),
    subject_number INTEGER NOT NULL CHECK (subject_number > 0),
    seq            INTEGER NOT NULL CHECK (seq >= 0),
    -- Block time, seconds since the epoch.
    at             INTEGER NOT NULL,
    -- Who signed: the key, and the party it belonged to.
    signer_key     TEXT    NOT NULL CHECK (length(signer_key) = 66),
    signer_party   INTEGER,
    -- Whether somebody else carried the signature to the chain.
    carried        INTEGER NOT NULL CHECK (carried IN (0, 1)),
    -- What was done, such as 'claim'.
    action         TEXT    NOT NULL,
    -- The amount that its body names, in cents, if it names one.
    amount         INTEGER CHECK (amount >= 0),
    -- The hash of the history up to here. It is in no index: heads come in no order, so that each would change another page of
    -- it, and that no two are alike follows from the history itself, which is checked.
    head           TEXT    NOT NULL CHECK (length(head) = 66),
    -- The entry as written, in SCALE, and the same in JSON.
    scale          BLOB    NOT NULL,
    json           TEXT    NOT NULL CHECK (json_valid(json)),
    UNIQUE (block_number, event_index),
    UNIQUE (subject_kind, subject_number, seq)
) STRICT;

CREATE INDEX entries_by_signer ON entries (signer_party);
CREATE INDEX entries_by_kind ON entries (subject_kind);
CREATE INDEX entries_by_action ON entries (action);

-- What a decision read in other subjects: the fact, and the head at which it was read.
CREATE TABLE facts (
    entry_id       INTEGER NOT NULL REFERENCES entries (id),
    position       INTEGER NOT NULL CHECK (position >= 0),
    subject_kind   TEXT    NOT NULL,
    subject_number INTEGER NOT NULL,
    seq            INTEGER NOT NULL,
    head           TEXT    NOT NULL CHECK (length(head) = 66),
    value          TEXT    NOT NULL CHECK (json_valid(value)),
    PRIMARY KEY (entry_id, position)
) STRICT, WITHOUT ROWID;

-- Documents that entries refer to. The documents themselves are not on the ledger.
CREATE TABLE documents (
    entry_id   INTEGER NOT NULL REFERENCES entries (id),
    -- Where in the entry's body it stands, such as 'report' or 'documents/0'.
    place      TEXT    NOT NULL,
    sha256     TEXT    NOT NULL CHECK (length(sha256) = 66),
    media_type TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    uri        TEXT    NOT NULL,
    PRIMARY KEY (entry_id, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX documents_by_sha256 ON documents (sha256);

-- The contracts' storage, row by row, key and value in SCALE: what replaying the entries gives, and what
-- the chain must hold. The readable tables are made from it.
CREATE TABLE rows (
    subject_kind TEXT NOT NULL REFERENCES contracts (subject_kind),
    row_key      BLOB NOT NULL,
    row          BLOB NOT NULL,
    PRIMARY KEY (subject_kind, row_key)
) STRICT, WITHOUT ROWID;
