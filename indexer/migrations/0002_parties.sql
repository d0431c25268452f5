-- Parties, their keys, and who vouches for them.

CREATE TABLE parties (
    number        INTEGER PRIMARY KEY,
    kind          TEXT    NOT NULL
        CHECK (kind IN ('administration', 'cooperative', 'third_sector_body', 'supplier', 'oversight_body')),
    scheme        TEXT    NOT NULL CHECK (scheme IN ('IT-CF')),
    identifier    TEXT    NOT NULL,
    name          TEXT    NOT NULL DEFAULT '',
    -- ISTAT code of the municipality of its seat.
    municipality  TEXT,
    registered_by INTEGER NOT NULL REFERENCES parties (number) DEFERRABLE INITIALLY DEFERRED,
    registered_at INTEGER NOT NULL,
    managing_keys INTEGER NOT NULL,
    suspended     INTEGER NOT NULL CHECK (suspended IN (0, 1)),
    standing_kind TEXT CHECK (standing_kind IN ('review_certificate', 'register_check')),
    standing_by   INTEGER REFERENCES parties (number),
    -- Last day of its attested standing.
    valid_until   TEXT,
    -- The last entry that changed this row.
    last_entry_id INTEGER NOT NULL REFERENCES entries (id),
    UNIQUE (scheme, identifier)
) STRICT;

CREATE INDEX parties_by_municipality ON parties (municipality);
CREATE INDEX parties_by_valid_until ON parties (valid_until) WHERE valid_until IS NOT NULL;

CREATE TABLE keys (
    key           TEXT PRIMARY KEY CHECK (length(key) = 66),
    party         INTEGER NOT NULL REFERENCES parties (number) DEFERRABLE INITIALLY DEFERRED,
    -- The entry that brought it.
    entry_id      INTEGER NOT NULL REFERENCES entries (id),
    -- JSON list of 'manage_keys', 'publish', 'attest', 'pay', 'sign'.
    permissions   TEXT    NOT NULL CHECK (json_valid(permissions)),
    revoked       INTEGER NOT NULL CHECK (revoked IN (0, 1)),
    -- The office or role that holds it.
    label         TEXT    NOT NULL DEFAULT '',
    last_entry_id INTEGER NOT NULL REFERENCES entries (id)
) STRICT;

CREATE INDEX keys_by_party ON keys (party, entry_id);

-- Every attestation of a standing, in order; the last one is the party's present standing.
CREATE TABLE standings (
    entry_id    INTEGER PRIMARY KEY REFERENCES entries (id),
    party       INTEGER NOT NULL REFERENCES parties (number),
    kind        TEXT    NOT NULL CHECK (kind IN ('review_certificate', 'register_check')),
    attested_by INTEGER NOT NULL REFERENCES parties (number),
    attested_at INTEGER NOT NULL,
    valid_until TEXT    NOT NULL,
    document    TEXT    NOT NULL CHECK (length(document) = 66)
) STRICT;

CREATE INDEX standings_by_party ON standings (party);

-- Every suspension and reinstatement, in order.
CREATE TABLE suspensions (
    entry_id   INTEGER PRIMARY KEY REFERENCES entries (id),
    party      INTEGER NOT NULL REFERENCES parties (number),
    suspended  INTEGER NOT NULL CHECK (suspended IN (0, 1)),
    reason     TEXT    NOT NULL,
    decided_by INTEGER NOT NULL REFERENCES parties (number),
    decided_at INTEGER NOT NULL
) STRICT;

CREATE INDEX suspensions_by_party ON suspensions (party);
