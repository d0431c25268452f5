-- Awards (grants and contracts), from publication to the final account. Amounts are whole euro cents.
-- `last_entry_id` is the last entry that changed a row; `entry_id` the one that brought it.

CREATE TABLE awards (
    number             INTEGER PRIMARY KEY,
    kind               TEXT    NOT NULL CHECK (kind IN ('grant', 'contract')),
    status             TEXT    NOT NULL CHECK (status IN ('published', 'suspended', 'closed')),
    administration     INTEGER NOT NULL REFERENCES parties (number),
    beneficiary        INTEGER NOT NULL REFERENCES parties (number),
    -- On what it rests: an agreement on the ledger, or a call or an act by its reference.
    basis              TEXT    NOT NULL DEFAULT '' CHECK (basis IN ('', 'agreement', 'call', 'tender', 'act')),
    agreement          INTEGER REFERENCES agreements (number),
    basis_reference    TEXT,
    title              TEXT    NOT NULL DEFAULT '',
    legal_basis        TEXT    NOT NULL DEFAULT '',
    office             TEXT    NOT NULL DEFAULT '',
    responsible_role   TEXT    NOT NULL DEFAULT '',
    selection_method   TEXT    NOT NULL DEFAULT '',
    cup                TEXT,
    cig                TEXT,
    -- Granted is the sum of the milestones; what was recovered is not taken off what was paid.
    granted            INTEGER NOT NULL CHECK (granted >= 0),
    attested           INTEGER NOT NULL CHECK (attested BETWEEN 0 AND granted),
    paid               INTEGER NOT NULL CHECK (paid BETWEEN 0 AND attested),
    recovered          INTEGER NOT NULL CHECK (recovered BETWEEN 0 AND paid),
    milestones         INTEGER NOT NULL,
    -- How many attesters each claim needs.
    attesters_required INTEGER NOT NULL,
    payments           INTEGER NOT NULL,
    recoveries         INTEGER NOT NULL,
    amendments         INTEGER NOT NULL,
    -- Claims that wait for attestation.
    pending_claims     INTEGER NOT NULL,
    published          TEXT    NOT NULL,
    start_date         TEXT    NOT NULL,
    end_date           TEXT    NOT NULL,
    -- The last reason given for suspending, resuming or closing.
    status_reason      TEXT,
    status_at          INTEGER,
    last_entry_id      INTEGER NOT NULL REFERENCES entries (id)
) STRICT;

CREATE INDEX awards_by_administration ON awards (administration);
CREATE INDEX awards_by_beneficiary ON awards (beneficiary);
CREATE INDEX awards_by_agreement ON awards (agreement);
CREATE INDEX awards_by_cup ON awards (cup);
CREATE INDEX awards_by_cig ON awards (cig);
CREATE INDEX awards_by_published ON awards (published);
CREATE INDEX awards_by_granted ON awards (granted);
CREATE INDEX awards_by_paid ON awards (paid);

-- Who may attest an award's milestones.
CREATE TABLE attesters (
    award    INTEGER NOT NULL REFERENCES awards (number) DEFERRABLE INITIALLY DEFERRED,
    party    INTEGER NOT NULL REFERENCES parties (number),
    entry_id INTEGER NOT NULL REFERENCES entries (id),
    PRIMARY KEY (award, party)
) STRICT, WITHOUT ROWID;

CREATE INDEX attesters_by_party ON attesters (party);

CREATE TABLE milestones (
    award         INTEGER NOT NULL REFERENCES awards (number) DEFERRABLE INITIALLY DEFERRED,
    milestone     INTEGER NOT NULL CHECK (milestone > 0),
    title         TEXT    NOT NULL DEFAULT '',
    amount        INTEGER NOT NULL CHECK (amount >= 0),
    due           TEXT    NOT NULL,
    attested      INTEGER NOT NULL CHECK (attested BETWEEN 0 AND amount),
    paid          INTEGER NOT NULL CHECK (paid BETWEEN 0 AND attested),
    claims        INTEGER NOT NULL,
    -- The amount of the claim that waits for attestation.
    pending       INTEGER,
    last_entry_id INTEGER NOT NULL REFERENCES entries (id),
    PRIMARY KEY (award, milestone)
) STRICT, WITHOUT ROWID;

CREATE INDEX milestones_by_due ON milestones (due);

CREATE TABLE claims (
    award         INTEGER NOT NULL,
    milestone     INTEGER NOT NULL,
    claim         INTEGER NOT NULL CHECK (claim > 0),
    entry_id      INTEGER NOT NULL UNIQUE REFERENCES entries (id),
    amount        INTEGER NOT NULL CHECK (amount >= 0),
    statement     TEXT    NOT NULL DEFAULT '',
    claimed_at    INTEGER NOT NULL,
    attestations  INTEGER NOT NULL,
    -- The lowest amount that an attester found met: what counts once all have attested.
    lowest        INTEGER NOT NULL CHECK (lowest >= 0),
    -- Whether enough have attested.
    decided       INTEGER NOT NULL CHECK (decided IN (0, 1)),
    last_entry_id INTEGER NOT NULL REFERENCES entries (id),
    PRIMARY KEY (award, milestone, claim),
    FOREIGN KEY (award, milestone) REFERENCES milestones (award, milestone)
) STRICT, WITHOUT ROWID;

CREATE TABLE attestations (
    award         INTEGER NOT NULL,
    milestone     INTEGER NOT NULL,
    claim         INTEGER NOT NULL,
    party         INTEGER NOT NULL REFERENCES parties (number),
    entry_id      INTEGER NOT NULL UNIQUE REFERENCES entries (id),
    outcome       TEXT    NOT NULL CHECK (outcome IN ('met', 'partly_met', 'not_met')),
    -- How much of the claim was found met.
    amount        INTEGER NOT NULL CHECK (amount >= 0),
    key           TEXT    NOT NULL CHECK (length(key) = 66),
    report_sha256 TEXT    NOT NULL DEFAULT '',
    attested_at   INTEGER NOT NULL,
    PRIMARY KEY (award, milestone, claim, party),
    FOREIGN KEY (award, milestone, claim) REFERENCES claims (award, milestone, claim)
) STRICT, WITHOUT ROWID;

CREATE INDEX attestations_by_party ON attestations (party, entry_id);

CREATE TABLE payments (
    award          INTEGER NOT NULL,
    payment        INTEGER NOT NULL CHECK (payment > 0),
    entry_id       INTEGER NOT NULL UNIQUE REFERENCES entries (id),
    milestone      INTEGER NOT NULL,
    amount         INTEGER NOT NULL CHECK (amount > 0),
    -- Day of the payment order.
    date           TEXT    NOT NULL,
    mandate_year   INTEGER NOT NULL DEFAULT 0,
    mandate_number TEXT    NOT NULL DEFAULT '',
    recorded_at    INTEGER NOT NULL,
    recovered      INTEGER NOT NULL CHECK (recovered BETWEEN 0 AND amount),
    -- What the beneficiary last said: 'awaited', 'confirmed', 'disputed'. All it said is in `receipts`.
    receipt        TEXT    NOT NULL CHECK (receipt IN ('awaited', 'confirmed', 'disputed')),
    receipt_at     INTEGER,
    dispute_reason TEXT,
    last_entry_id  INTEGER NOT NULL REFERENCES entries (id),
    PRIMARY KEY (award, payment),
    FOREIGN KEY (award, milestone) REFERENCES milestones (award, milestone)
) STRICT, WITHOUT ROWID;

CREATE INDEX payments_by_date ON payments (date, entry_id);
CREATE INDEX payments_by_amount ON payments (amount, entry_id);
-- Work lists: what waits for somebody. Small, however long the ledger is.
CREATE INDEX claims_undecided ON claims (entry_id) WHERE decided = 0;
CREATE INDEX milestones_unpaid ON milestones (award, milestone) WHERE attested > paid;
CREATE INDEX payments_unconfirmed ON payments (entry_id) WHERE receipt <> 'confirmed';

-- What the beneficiary says of a payment, each time it says something.
CREATE TABLE receipts (
    entry_id INTEGER PRIMARY KEY REFERENCES entries (id),
    award    INTEGER NOT NULL,
    payment  INTEGER NOT NULL,
    receipt  TEXT    NOT NULL CHECK (receipt IN ('confirmed', 'disputed')),
    -- Why it is disputed.
    reason   TEXT,
    said_at  INTEGER NOT NULL,
    FOREIGN KEY (award, payment) REFERENCES payments (award, payment),
    CHECK ((receipt = 'disputed') = (reason IS NOT NULL))
) STRICT;

CREATE INDEX receipts_by_payment ON receipts (award, payment);

CREATE TABLE recoveries (
    award       INTEGER NOT NULL,
    recovery    INTEGER NOT NULL CHECK (recovery > 0),
    entry_id    INTEGER NOT NULL UNIQUE REFERENCES entries (id),
    payment     INTEGER NOT NULL,
    amount      INTEGER NOT NULL CHECK (amount > 0),
    reason      TEXT    NOT NULL DEFAULT '',
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (award, recovery),
    FOREIGN KEY (award, payment) REFERENCES payments (award, payment)
) STRICT, WITHOUT ROWID;

CREATE TABLE amendments (
    award             INTEGER NOT NULL REFERENCES awards (number),
    amendment         INTEGER NOT NULL CHECK (amendment > 0),
    entry_id          INTEGER NOT NULL UNIQUE REFERENCES entries (id),
    -- Digest of the terms that both sides sign.
    terms_sha256      TEXT    NOT NULL CHECK (length(terms_sha256) = 66),
    proposed_by       TEXT    NOT NULL CHECK (proposed_by IN ('administration', 'beneficiary')),
    amount            INTEGER NOT NULL DEFAULT 0,
    end_date          TEXT    NOT NULL DEFAULT '',
    reason            TEXT    NOT NULL DEFAULT '',
    proposed_at       INTEGER NOT NULL,
    accepted          INTEGER NOT NULL CHECK (accepted IN (0, 1)),
    withdrawn         INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
    -- When it was accepted or withdrawn, and why withdrawn.
    settled_at        INTEGER,
    withdrawal_reason TEXT,
    last_entry_id     INTEGER NOT NULL REFERENCES entries (id),
    PRIMARY KEY (award, amendment)
) STRICT, WITHOUT ROWID;
