-- Co-design agreements: notice, invitations, versions, participants and their signatures. `last_entry_id` is the
-- last entry that changed a row; `entry_id` the one that brought it.

CREATE TABLE agreements (
    number             INTEGER PRIMARY KEY,
    administration     INTEGER NOT NULL REFERENCES parties (number),
    status             TEXT    NOT NULL CHECK (status IN ('notice', 'in_force', 'terminated')),
    title              TEXT    NOT NULL DEFAULT '',
    purpose            TEXT    NOT NULL DEFAULT '',
    object             TEXT    NOT NULL DEFAULT '',
    requirements       TEXT    NOT NULL DEFAULT '',
    criteria           TEXT    NOT NULL DEFAULT '',
    respond_by         TEXT,
    start_date         TEXT    NOT NULL,
    end_date           TEXT    NOT NULL,
    -- Budget frame, cents.
    budget             INTEGER NOT NULL CHECK (budget >= 0),
    -- Versions proposed so far.
    versions           INTEGER NOT NULL,
    -- The version in force.
    in_force           INTEGER,
    published_at       INTEGER NOT NULL,
    termination_reason TEXT,
    terminated_at      INTEGER,
    last_entry_id      INTEGER NOT NULL REFERENCES entries (id)
) STRICT;

CREATE INDEX agreements_by_administration ON agreements (administration);

CREATE TABLE invitations (
    agreement  INTEGER NOT NULL REFERENCES agreements (number),
    party      INTEGER NOT NULL REFERENCES parties (number),
    entry_id   INTEGER NOT NULL UNIQUE REFERENCES entries (id),
    reason     TEXT    NOT NULL DEFAULT '',
    invited_at INTEGER NOT NULL,
    PRIMARY KEY (agreement, party)
) STRICT, WITHOUT ROWID;

CREATE INDEX invitations_by_party ON invitations (party);

CREATE TABLE versions (
    agreement     INTEGER NOT NULL REFERENCES agreements (number) DEFERRABLE INITIALLY DEFERRED,
    version       INTEGER NOT NULL CHECK (version > 0),
    entry_id      INTEGER NOT NULL UNIQUE REFERENCES entries (id),
    text_sha256   TEXT    NOT NULL CHECK (length(text_sha256) = 66),
    -- Budget frame, cents.
    budget        INTEGER NOT NULL CHECK (budget >= 0),
    end_date      TEXT    NOT NULL,
    -- How many must sign, and how many have.
    participants  INTEGER NOT NULL,
    signatures    INTEGER NOT NULL,
    proposed_at   INTEGER NOT NULL,
    last_entry_id INTEGER NOT NULL REFERENCES entries (id),
    PRIMARY KEY (agreement, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE participants (
    agreement     INTEGER NOT NULL,
    version       INTEGER NOT NULL,
    party         INTEGER NOT NULL REFERENCES parties (number),
    -- What it brings, cents: money, value of staff and volunteers' work, value of assets.
    money         INTEGER NOT NULL CHECK (money >= 0),
    staff         INTEGER NOT NULL CHECK (staff >= 0),
    assets        INTEGER NOT NULL CHECK (assets >= 0),
    signed_at     INTEGER,
    last_entry_id INTEGER NOT NULL REFERENCES entries (id),
    PRIMARY KEY (agreement, version, party),
    FOREIGN KEY (agreement, version) REFERENCES versions (agreement, version) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE INDEX participants_by_party ON participants (party);

-- Every signature under a version of an agreement's text.
CREATE TABLE signatures (
    agreement   INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    party       INTEGER NOT NULL,
    entry_id    INTEGER NOT NULL UNIQUE REFERENCES entries (id),
    key         TEXT    NOT NULL REFERENCES keys (key),
    -- Digest of the text that was signed.
    text_sha256 TEXT    NOT NULL CHECK (length(text_sha256) = 66),
    signed_at   INTEGER NOT NULL,
    PRIMARY KEY (agreement, version, party),
    FOREIGN KEY (agreement, version, party) REFERENCES participants (agreement, version, party)
) STRICT, WITHOUT ROWID;
