-- Imports: what public files report about the past. Never to be counted with awards, claims or payments.

CREATE TABLE imports (
    number             INTEGER PRIMARY KEY,
    administration     INTEGER NOT NULL REFERENCES parties (number),
    -- The file.
    source_sha256      TEXT    NOT NULL CHECK (length(source_sha256) = 66),
    format             TEXT    NOT NULL DEFAULT '',
    title              TEXT    NOT NULL DEFAULT '',
    publisher          TEXT    NOT NULL DEFAULT '',
    licence            TEXT    NOT NULL DEFAULT '',
    uri                TEXT    NOT NULL DEFAULT '',
    opened_at          INTEGER NOT NULL,
    -- Rows of data in the file, and what of them is on the ledger: rows and cents.
    rows               INTEGER NOT NULL,
    recorded_rows      INTEGER NOT NULL CHECK (recorded_rows BETWEEN 0 AND rows),
    recorded_awarded   INTEGER NOT NULL CHECK (recorded_awarded >= 0),
    recorded_paid      INTEGER NOT NULL CHECK (recorded_paid >= 0),
    -- Records that report more paid than awarded.
    paid_above_awarded INTEGER NOT NULL,
    last_row           INTEGER NOT NULL,
    complete           INTEGER NOT NULL CHECK (complete IN (0, 1)),
    -- What is not on the ledger, as the importer says when it finishes.
    rejected_rows      INTEGER,
    rejected_awarded   INTEGER,
    rejected_paid      INTEGER,
    rejects_sha256     TEXT,
    finished_at        INTEGER,
    -- The last entry that changed this row.
    last_entry_id      INTEGER NOT NULL REFERENCES entries (id)
) STRICT;

CREATE INDEX imports_by_administration ON imports (administration);

CREATE TABLE historical_records (
    import             INTEGER NOT NULL REFERENCES imports (number),
    -- The row in the file, from 1, the heading not counted.
    row                INTEGER NOT NULL CHECK (row > 0),
    entry_id           INTEGER NOT NULL REFERENCES entries (id),
    -- Tax code of the administration it speaks of.
    authority          TEXT,
    -- Tax code and name of the organisation that was to receive the money.
    recipient          TEXT    NOT NULL,
    recipient_name     TEXT    NOT NULL,
    cig                TEXT,
    cup                TEXT,
    procedure          TEXT    NOT NULL,
    -- As reported, cents.
    awarded            INTEGER CHECK (awarded >= 0),
    paid               INTEGER CHECK (paid >= 0),
    paid_above_awarded INTEGER NOT NULL CHECK (paid_above_awarded IN (0, 1)),
    start_date         TEXT,
    end_date           TEXT,
    year               INTEGER,
    PRIMARY KEY (import, row)
) STRICT, WITHOUT ROWID;

CREATE INDEX historical_records_by_recipient ON historical_records (recipient);
CREATE INDEX historical_records_by_authority ON historical_records (authority);
CREATE INDEX historical_records_by_year ON historical_records (year);
CREATE INDEX historical_records_by_cig ON historical_records (cig);
CREATE INDEX historical_records_by_cup ON historical_records (cup);
