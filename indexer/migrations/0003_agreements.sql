-- Co-design agreements: notice, invitations, versions, participants and their signatures.

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
    terminated_at      INTEGER
) STRICT;

CREATE INDEX agreements_by_administration ON agreements (administration);

CREATE TABLE invitations (
    agreement  INTEGER NOT NULL REFERENCES agreements (number),
    party      INTEGER NOT NULL REFERENCES parties (number),
    reason     TEXT    NOT NULL DEFAULT '',
    invited_at INTEGER NOT NULL,
    PRIMARY KEY (agreement, party)
) STRICT, WITHOUT ROWID;

CREATE TABLE versions (
    agreement    INTEGER NOT NULL REFERENCES agreements (number) DEFERRABLE INITIALLY DEFERRED,
    version      INTEGER NOT NULL CHECK (version > 0),
    text_sha256  TEXT    NOT NULL CHECK (length(text_sha256) = 66),
    -- Budget frame, cents.
    budget       INTEGER NOT NULL CHECK (budget >= 0),
    end_date     TEXT    NOT NULL,
    -- How many must sign, and how many have.
    participants INTEGER NOT NULL,
    signatures   INTEGER NOT NULL,
    proposed_at  INTEGER NOT NULL,
    PRIMARY KEY (agreement, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE participants (
    agreement INTEGER NOT NULL,
    version   INTEGER NOT NULL,
    party     INTEGER NOT NULL REFERENCES parties (number),
    -- What it brings, cents: money, value of staff and volunteers' work, value of assets.
    money     INTEGER NOT NULL CHECK (money >= 0),
    staff     INTEGER NOT NULL CHECK (staff >= 0),
    assets    INTEGER NOT NULL CHECK (assets >= 0),
    signed_at INTEGER,
    PRIMARY KEY (agreement, version, party),
    FOREIGN KEY (agreement, version) REFERENCES versions (agreement, version) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
