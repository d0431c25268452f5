-- Signed commands that wait for a relay, and what became of them. Written by the API (new ones) and by the relay (the
-- rest). Nothing in it is secret, and nothing needs to be believed: a command is signed, and what became of it stands on
-- the chain. Times are seconds since the epoch; digests, keys and addresses are '0x' and lower-case hexadecimal digits.

CREATE TABLE commands (
    -- The order of arrival; a command that is queued again comes last.
    number         INTEGER PRIMARY KEY,
    -- Digest of the signer's key and the signed text.
    id             TEXT    NOT NULL UNIQUE CHECK (length(id) = 66),
    received_at    INTEGER NOT NULL,
    -- As it was received.
    signed         TEXT    NOT NULL CHECK (json_valid(signed)),
    signer_key     TEXT    NOT NULL CHECK (length(signer_key) = 66),
    subject_kind   TEXT    NOT NULL,
    -- The subject; none for a command that opens one.
    subject_number INTEGER,
    expiry         INTEGER NOT NULL,
    state          TEXT    NOT NULL
                   CHECK (state IN ('waiting', 'carrying', 'carried', 'refused', 'expired', 'failed')),
    settled_at     INTEGER,
    -- How often it was tried in vain, why the last time, and until when to wait before the next.
    attempts       INTEGER NOT NULL DEFAULT 0,
    last_error     TEXT,
    not_before     INTEGER NOT NULL DEFAULT 0,
    -- The signed extrinsic that carries it, written before it is sent.
    extrinsic      BLOB,
    extrinsic_hash TEXT,
    account        TEXT,
    account_nonce  INTEGER,
    signed_at_block      INTEGER,
    signed_at_block_hash TEXT,
    -- Where its entry stands, once it is carried.
    entry_subject  INTEGER,
    entry_seq      INTEGER,
    entry_head     TEXT,
    block_number   INTEGER,
    block_hash     TEXT,
    event_index    INTEGER,
    -- Whether this relay carried it, or somebody else was quicker.
    carried_here   INTEGER CHECK (carried_here IN (0, 1)),
    -- The rule that it breaks, as the rules write it in JSON, and the sentence.
    refusal        TEXT CHECK (json_valid(refusal)),
    sentence       TEXT,
    CHECK ((state = 'carrying') <= (extrinsic IS NOT NULL AND account_nonce IS NOT NULL AND signed_at_block IS NOT NULL)),
    CHECK ((state = 'carried') = (entry_head IS NOT NULL)),
    CHECK ((state IN ('refused', 'failed')) <= (sentence IS NOT NULL)),
    CHECK ((state IN ('waiting', 'carrying')) = (settled_at IS NULL))
) STRICT;

CREATE INDEX commands_by_state ON commands (state, number);
CREATE INDEX commands_by_signer ON commands (signer_key, state);
CREATE INDEX commands_by_subject ON commands (subject_kind, subject_number) WHERE settled_at IS NULL;
CREATE INDEX commands_by_settling ON commands (settled_at) WHERE settled_at IS NOT NULL;

-- Every extrinsic that was sent in the last hour, for the relay's limits.
CREATE TABLE sendings (
    at         INTEGER NOT NULL,
    signer_key TEXT    NOT NULL
) STRICT;

CREATE INDEX sendings_by_time ON sendings (at);

-- Every command that was taken in the last hour, for the limits at the door.
CREATE TABLE receipts (
    at         INTEGER NOT NULL,
    signer_key TEXT    NOT NULL
) STRICT;

CREATE INDEX receipts_by_signer ON receipts (signer_key, at);

-- What the relay says of itself.
CREATE TABLE relay (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    account TEXT    NOT NULL CHECK (length(account) = 66),
    state   TEXT    NOT NULL CHECK (state IN ('working', 'out_of_funds', 'node_unreachable', 'stopped')),
    detail  TEXT,
    -- When it last said so.
    at      INTEGER NOT NULL
) STRICT;
