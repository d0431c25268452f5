-- Tenders (D.Lgs. 36/2023, Codice dei contratti pubblici), from the notice or the direct award to the contract and its changes;
-- de minimis aid and members' registers of parties; and what an award rests on: its tender, its aid.
--
-- Amounts are whole euro cents. `last_entry_id` is the last entry that changed a row; `entry_id` the one that brought it.
-- Tables whose rows change have a history, as 0006_history.sql says; rows of the others never change.

CREATE TABLE tenders (
    number            INTEGER PRIMARY KEY,
    administration    INTEGER NOT NULL REFERENCES parties (number),
    status            TEXT    NOT NULL CHECK (status IN ('active', 'awarded', 'contracted', 'cancelled')),
    -- 'direct' is a direct award: it has no notice, no deadlines and no bids, and begins 'awarded'.
    procedure         TEXT    NOT NULL
        CHECK (procedure IN ('open', 'restricted', 'negotiated', 'negotiated_without_notice', 'direct')),
    contract_type     TEXT    NOT NULL CHECK (contract_type IN ('works', 'supplies', 'services', 'social_services')),
    -- For whom participation is reserved (art. 61 D.Lgs. 36/2023; art. 5 L. 381/1991).
    reserve           TEXT CHECK (reserve IN ('social_integration', 'social_cooperatives')),
    -- Of a direct award there is none.
    criterion         TEXT CHECK (criterion IN ('quality_price', 'lowest_price')),
    labour_intensive  INTEGER NOT NULL CHECK (labour_intensive IN (0, 1)),
    cig               TEXT    NOT NULL UNIQUE,
    cup               TEXT,
    title             TEXT    NOT NULL DEFAULT '',
    object            TEXT    NOT NULL DEFAULT '',
    legal_basis       TEXT    NOT NULL DEFAULT '',
    office            TEXT    NOT NULL DEFAULT '',
    responsible_role  TEXT    NOT NULL DEFAULT '',
    -- Estimated value, cents, net of VAT; of a direct award its amount.
    value             INTEGER NOT NULL CHECK (value > 0),
    published         TEXT    NOT NULL,
    published_at      INTEGER NOT NULL,
    -- Of a direct award: on what it rests, why this contractor, which requirements it meets, how rotation is kept.
    direct_ground     TEXT CHECK (direct_ground IN ('below_threshold', 'social_cooperative')),
    reason            TEXT,
    requirements      TEXT,
    rotation          TEXT,
    -- The last moments for clarifications, for bids, and to reveal a bid, as they stand now; none for a direct award.
    clarify_until     INTEGER,
    bids_until        INTEGER,
    reveal_until      INTEGER,
    clarifications    INTEGER NOT NULL,
    -- Bids that were committed and not taken back; of these, those that were revealed and not excluded.
    bids              INTEGER NOT NULL CHECK (bids >= 0),
    admitted          INTEGER NOT NULL CHECK (admitted BETWEEN 0 AND bids),
    evaluations       INTEGER NOT NULL,
    -- The award as it stands now; every award is in `tender_awards`.
    winner            INTEGER REFERENCES parties (number),
    -- The winner's price, cents: the contract's initial value.
    price             INTEGER CHECK (price > 0),
    awarded           TEXT,
    -- Last day on which the contract may not be signed yet.
    standstill_until  TEXT,
    -- The contract's value with all its changes, cents; none before the contract.
    contract_value    INTEGER CHECK (contract_value > 0),
    changes           INTEGER NOT NULL,
    subcontracts      INTEGER NOT NULL,
    -- Asked for and not denied, cents.
    subcontracted     INTEGER NOT NULL CHECK (subcontracted >= 0),
    -- Why it was cancelled, and when.
    cancellation_reason TEXT,
    cancelled_at      INTEGER,
    last_entry_id     INTEGER NOT NULL REFERENCES entries (id),
    CHECK ((procedure = 'direct') = (bids_until IS NULL)),
    CHECK ((procedure = 'direct') = (direct_ground IS NOT NULL))
) STRICT;

CREATE INDEX tenders_by_administration ON tenders (administration);
CREATE INDEX tenders_by_winner ON tenders (winner);
CREATE INDEX tenders_by_cup ON tenders (cup);
CREATE INDEX tenders_by_published ON tenders (published);
CREATE INDEX tenders_by_bids_until ON tenders (bids_until);
CREATE INDEX tenders_by_value ON tenders (value);

CREATE TABLE tenders_history (
    number              INTEGER NOT NULL,
    last_entry_id       INTEGER NOT NULL,
    status              TEXT    NOT NULL,
    clarify_until       INTEGER,
    bids_until          INTEGER,
    reveal_until        INTEGER,
    clarifications      INTEGER NOT NULL,
    bids                INTEGER NOT NULL,
    admitted            INTEGER NOT NULL,
    evaluations         INTEGER NOT NULL,
    winner              INTEGER,
    price               INTEGER,
    awarded             TEXT,
    standstill_until    TEXT,
    contract_value      INTEGER,
    changes             INTEGER NOT NULL,
    subcontracts        INTEGER NOT NULL,
    subcontracted       INTEGER NOT NULL,
    cancellation_reason TEXT,
    cancelled_at        INTEGER,
    PRIMARY KEY (number, last_entry_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tenders_history_insert AFTER INSERT ON tenders BEGIN
    INSERT OR REPLACE INTO tenders_history (number, last_entry_id, status, clarify_until, bids_until, reveal_until,
        clarifications, bids, admitted, evaluations, winner, price, awarded, standstill_until, contract_value, changes,
        subcontracts, subcontracted, cancellation_reason, cancelled_at)
    VALUES (NEW.number, NEW.last_entry_id, NEW.status, NEW.clarify_until, NEW.bids_until, NEW.reveal_until,
        NEW.clarifications, NEW.bids, NEW.admitted, NEW.evaluations, NEW.winner, NEW.price, NEW.awarded,
        NEW.standstill_until, NEW.contract_value, NEW.changes, NEW.subcontracts, NEW.subcontracted,
        NEW.cancellation_reason, NEW.cancelled_at);
END;

CREATE TRIGGER tenders_history_update AFTER UPDATE ON tenders BEGIN
    INSERT OR REPLACE INTO tenders_history (number, last_entry_id, status, clarify_until, bids_until, reveal_until,
        clarifications, bids, admitted, evaluations, winner, price, awarded, standstill_until, contract_value, changes,
        subcontracts, subcontracted, cancellation_reason, cancelled_at)
    VALUES (NEW.number, NEW.last_entry_id, NEW.status, NEW.clarify_until, NEW.bids_until, NEW.reveal_until,
        NEW.clarifications, NEW.bids, NEW.admitted, NEW.evaluations, NEW.winner, NEW.price, NEW.awarded,
        NEW.standstill_until, NEW.contract_value, NEW.changes, NEW.subcontracts, NEW.subcontracted,
        NEW.cancellation_reason, NEW.cancelled_at);
END;

CREATE TRIGGER tenders_fixed BEFORE UPDATE OF administration, procedure, contract_type, reserve, criterion,
        labour_intensive, cig, cup, title, object, legal_basis, office, responsible_role, value, published,
        published_at, direct_ground, reason, requirements, rotation ON tenders
WHEN (OLD.administration, OLD.procedure, OLD.contract_type, OLD.reserve, OLD.criterion, OLD.labour_intensive,
        OLD.cig, OLD.cup, OLD.title, OLD.object, OLD.legal_basis, OLD.office, OLD.responsible_role, OLD.value,
        OLD.published, OLD.published_at, OLD.direct_ground, OLD.reason, OLD.requirements, OLD.rotation)
    IS NOT (NEW.administration, NEW.procedure, NEW.contract_type, NEW.reserve, NEW.criterion, NEW.labour_intensive,
        NEW.cig, NEW.cup, NEW.title, NEW.object, NEW.legal_basis, NEW.office, NEW.responsible_role, NEW.value,
        NEW.published, NEW.published_at, NEW.direct_ground, NEW.reason, NEW.requirements, NEW.rotation) BEGIN
    SELECT RAISE(ABORT, 'a column of tenders that is written once would change');
END;

-- Every time the deadlines were moved, and to when; the notice's own are in its entry.
CREATE TABLE extensions (
    entry_id      INTEGER PRIMARY KEY REFERENCES entries (id),
    tender        INTEGER NOT NULL REFERENCES tenders (number),
    clarify_until INTEGER NOT NULL,
    bids_until    INTEGER NOT NULL,
    reveal_until  INTEGER NOT NULL,
    reason        TEXT    NOT NULL,
    extended_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX extensions_by_tender ON extensions (tender);

CREATE TABLE clarifications (
    tender        INTEGER NOT NULL REFERENCES tenders (number),
    clarification INTEGER NOT NULL CHECK (clarification > 0),
    entry_id      INTEGER NOT NULL UNIQUE REFERENCES entries (id),
    question      TEXT    NOT NULL,
    answer        TEXT    NOT NULL,
    answered_at   INTEGER NOT NULL,
    PRIMARY KEY (tender, clarification)
) STRICT, WITHOUT ROWID;

-- Who was invited to bid, where only those invited may.
CREATE TABLE bid_invitations (
    tender     INTEGER NOT NULL REFERENCES tenders (number),
    party      INTEGER NOT NULL REFERENCES parties (number),
    entry_id   INTEGER NOT NULL UNIQUE REFERENCES entries (id),
    reason     TEXT    NOT NULL DEFAULT '',
    invited_at INTEGER NOT NULL,
    PRIMARY KEY (tender, party)
) STRICT, WITHOUT ROWID;

CREATE INDEX bid_invitations_by_party ON bid_invitations (party);

-- A party's bid as it stands now: one a party and tender. `entry_id` is its first commitment; one that was withdrawn and
-- made again keeps its row.
CREATE TABLE bids (
    tender        INTEGER NOT NULL REFERENCES tenders (number) DEFERRABLE INITIALLY DEFERRED,
    party         INTEGER NOT NULL REFERENCES parties (number),
    entry_id      INTEGER NOT NULL UNIQUE REFERENCES entries (id),
    -- 'sealed' after the window is one that was never revealed: it is out.
    status        TEXT    NOT NULL CHECK (status IN ('sealed', 'withdrawn', 'revealed', 'excluded')),
    -- Digest of salt and offer.
    commitment    TEXT    NOT NULL CHECK (length(commitment) = 66),
    committed_at  INTEGER NOT NULL,
    -- Its price, cents, once it is revealed.
    price         INTEGER CHECK (price > 0),
    last_entry_id INTEGER NOT NULL REFERENCES entries (id),
    PRIMARY KEY (tender, party),
    CHECK ((status IN ('sealed', 'withdrawn')) = (price IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX bids_by_party ON bids (party);

CREATE TABLE bids_history (
    tender        INTEGER NOT NULL,
    party         INTEGER NOT NULL,
    last_entry_id INTEGER NOT NULL,
    status        TEXT    NOT NULL,
    commitment    TEXT    NOT NULL,
    committed_at  INTEGER NOT NULL,
    price         INTEGER,
    PRIMARY KEY (tender, party, last_entry_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER bids_history_insert AFTER INSERT ON bids BEGIN
    INSERT OR REPLACE INTO bids_history (tender, party, last_entry_id, status, commitment, committed_at, price)
    VALUES (NEW.tender, NEW.party, NEW.last_entry_id, NEW.status, NEW.commitment, NEW.committed_at, NEW.price);
END;

CREATE TRIGGER bids_history_update AFTER UPDATE ON bids BEGIN
    INSERT OR REPLACE INTO bids_history (tender, party, last_entry_id, status, commitment, committed_at, price)
    VALUES (NEW.tender, NEW.party, NEW.last_entry_id, NEW.status, NEW.commitment, NEW.committed_at, NEW.price);
END;

CREATE TRIGGER bids_fixed BEFORE UPDATE OF entry_id ON bids
WHEN (OLD.entry_id)
    IS NOT (NEW.entry_id) BEGIN
    SELECT RAISE(ABORT, 'a column of bids that is written once would change');
END;

-- Every commitment, in order: the first one of a bid, and those after it was withdrawn.
CREATE TABLE commitments (
    entry_id     INTEGER PRIMARY KEY REFERENCES entries (id),
    tender       INTEGER NOT NULL REFERENCES tenders (number),
    party        INTEGER NOT NULL REFERENCES parties (number),
    commitment   TEXT    NOT NULL CHECK (length(commitment) = 66),
    committed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX commitments_by_tender ON commitments (tender);

-- Offers that were revealed. Their documents are in `documents`, by the entry.
CREATE TABLE offers (
    tender      INTEGER NOT NULL,
    party       INTEGER NOT NULL,
    entry_id    INTEGER NOT NULL UNIQUE REFERENCES entries (id),
    -- Cents, net of VAT.
    price       INTEGER NOT NULL CHECK (price > 0),
    salt        TEXT    NOT NULL CHECK (length(salt) = 66),
    revealed_at INTEGER NOT NULL,
    PRIMARY KEY (tender, party),
    FOREIGN KEY (tender, party) REFERENCES bids (tender, party)
) STRICT, WITHOUT ROWID;

CREATE TABLE exclusions (
    tender      INTEGER NOT NULL,
    party       INTEGER NOT NULL,
    entry_id    INTEGER NOT NULL UNIQUE REFERENCES entries (id),
    reason      TEXT    NOT NULL,
    act_sha256  TEXT    NOT NULL CHECK (length(act_sha256) = 66),
    excluded_at INTEGER NOT NULL,
    PRIMARY KEY (tender, party),
    FOREIGN KEY (tender, party) REFERENCES bids (tender, party)
) STRICT, WITHOUT ROWID;

-- Reports of those who evaluate.
CREATE TABLE evaluations (
    tender        INTEGER NOT NULL REFERENCES tenders (number),
    evaluation    INTEGER NOT NULL CHECK (evaluation > 0),
    entry_id      INTEGER NOT NULL UNIQUE REFERENCES entries (id),
    report_sha256 TEXT    NOT NULL CHECK (length(report_sha256) = 66),
    deposited_at  INTEGER NOT NULL,
    PRIMARY KEY (tender, evaluation)
) STRICT, WITHOUT ROWID;

-- Every award of a tender, in order, direct awards among them; all but the last were revoked.
CREATE TABLE tender_awards (
    entry_id          INTEGER PRIMARY KEY REFERENCES entries (id),
    tender            INTEGER NOT NULL REFERENCES tenders (number) DEFERRABLE INITIALLY DEFERRED,
    winner            INTEGER NOT NULL REFERENCES parties (number),
    -- Cents, net of VAT.
    price             INTEGER NOT NULL CHECK (price > 0),
    reason            TEXT    NOT NULL,
    act_sha256        TEXT    NOT NULL CHECK (length(act_sha256) = 66),
    -- Day on which the last of the communications to bidders was sent; none for a direct award.
    communicated      TEXT,
    -- Whether the contract must wait, and if not, why (art. 18 c. 3 D.Lgs. 36/2023); none for a direct award.
    standstill        TEXT CHECK (standstill IN ('applies', 'single_bid', 'framework_agreement', 'dynamic_purchasing_system',
                          'below_threshold')),
    standstill_until  TEXT,
    awarded_at        INTEGER NOT NULL,
    revoked_at        INTEGER,
    revocation_reason TEXT,
    last_entry_id     INTEGER NOT NULL REFERENCES entries (id)
) STRICT;

CREATE INDEX tender_awards_by_tender ON tender_awards (tender);
CREATE INDEX tender_awards_by_winner ON tender_awards (winner);

CREATE TABLE tender_awards_history (
    entry_id          INTEGER NOT NULL,
    last_entry_id     INTEGER NOT NULL,
    revoked_at        INTEGER,
    revocation_reason TEXT,
    PRIMARY KEY (entry_id, last_entry_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tender_awards_history_insert AFTER INSERT ON tender_awards BEGIN
    INSERT OR REPLACE INTO tender_awards_history (entry_id, last_entry_id, revoked_at, revocation_reason)
    VALUES (NEW.entry_id, NEW.last_entry_id, NEW.revoked_at, NEW.revocation_reason);
END;

CREATE TRIGGER tender_awards_history_update AFTER UPDATE ON tender_awards BEGIN
    INSERT OR REPLACE INTO tender_awards_history (entry_id, last_entry_id, revoked_at, revocation_reason)
    VALUES (NEW.entry_id, NEW.last_entry_id, NEW.revoked_at, NEW.revocation_reason);
END;

CREATE TRIGGER tender_awards_fixed BEFORE UPDATE OF tender, winner, price, reason, act_sha256, communicated,
        standstill, standstill_until, awarded_at ON tender_awards
WHEN (OLD.tender, OLD.winner, OLD.price, OLD.reason, OLD.act_sha256, OLD.communicated, OLD.standstill,
        OLD.standstill_until, OLD.awarded_at)
    IS NOT (NEW.tender, NEW.winner, NEW.price, NEW.reason, NEW.act_sha256, NEW.communicated, NEW.standstill,
        NEW.standstill_until, NEW.awarded_at) BEGIN
    SELECT RAISE(ABORT, 'a column of tender_awards that is written once would change');
END;

-- The ranking of each award: every admitted bid, best first.
CREATE TABLE rankings (
    entry_id INTEGER NOT NULL REFERENCES tender_awards (entry_id) DEFERRABLE INITIALLY DEFERRED,
    tender   INTEGER NOT NULL,
    -- Its place, from 1.
    place    INTEGER NOT NULL CHECK (place > 0),
    party    INTEGER NOT NULL,
    -- Hundredths of a point: 8750 is 87.50 of 100. 0 where the lowest price wins.
    points   INTEGER NOT NULL CHECK (points BETWEEN 0 AND 10000),
    -- As revealed, cents.
    price    INTEGER NOT NULL CHECK (price > 0),
    PRIMARY KEY (entry_id, place),
    FOREIGN KEY (tender, party) REFERENCES bids (tender, party)
) STRICT, WITHOUT ROWID;

CREATE INDEX rankings_by_bid ON rankings (tender, party);

-- Contracts that were signed: one a tender. (`contracts` are the chain's.)
CREATE TABLE tender_contracts (
    tender          INTEGER PRIMARY KEY REFERENCES tenders (number),
    entry_id        INTEGER NOT NULL UNIQUE REFERENCES entries (id),
    contractor      INTEGER NOT NULL REFERENCES parties (number),
    reference       TEXT    NOT NULL,
    -- Its initial value, cents, net of VAT.
    value           INTEGER NOT NULL CHECK (value > 0),
    signed          TEXT    NOT NULL,
    start_date      TEXT    NOT NULL,
    end_date        TEXT    NOT NULL,
    document_sha256 TEXT    NOT NULL CHECK (length(document_sha256) = 66),
    deposited_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX tender_contracts_by_contractor ON tender_contracts (contractor);

-- Changes of contracts (art. 120 D.Lgs. 36/2023).
CREATE TABLE contract_changes (
    tender       INTEGER NOT NULL REFERENCES tender_contracts (tender),
    change       INTEGER NOT NULL CHECK (change > 0),
    entry_id     INTEGER NOT NULL UNIQUE REFERENCES entries (id),
    cause        TEXT    NOT NULL
        CHECK (cause IN ('clause', 'supplementary', 'unforeseen', 'minor', 'not_substantial', 'fifth')),
    -- The contract's value, cents.
    value_before INTEGER NOT NULL CHECK (value_before > 0),
    value_after  INTEGER NOT NULL CHECK (value_after > 0),
    -- The difference as hundredths of a percent of the initial value, rounded up.
    share        INTEGER NOT NULL CHECK (share >= 0),
    reason       TEXT    NOT NULL DEFAULT '',
    act_sha256   TEXT    NOT NULL DEFAULT '',
    changed_at   INTEGER NOT NULL,
    PRIMARY KEY (tender, change)
) STRICT, WITHOUT ROWID;

-- Subcontracts that contractors ask for (art. 119 D.Lgs. 36/2023).
CREATE TABLE subcontracts (
    tender          INTEGER NOT NULL REFERENCES tender_contracts (tender),
    subcontract     INTEGER NOT NULL CHECK (subcontract > 0),
    entry_id        INTEGER NOT NULL UNIQUE REFERENCES entries (id),
    status          TEXT    NOT NULL CHECK (status IN ('requested', 'authorised', 'denied')),
    -- Tax code of the subcontractor, which need not be a party.
    subcontractor   TEXT    NOT NULL,
    name            TEXT    NOT NULL DEFAULT '',
    object          TEXT    NOT NULL DEFAULT '',
    amount          INTEGER NOT NULL CHECK (amount > 0),
    -- Day on which it was asked for.
    requested       TEXT    NOT NULL,
    decided_at      INTEGER,
    decision_reason TEXT,
    last_entry_id   INTEGER NOT NULL REFERENCES entries (id),
    PRIMARY KEY (tender, subcontract)
) STRICT, WITHOUT ROWID;

CREATE INDEX subcontracts_by_subcontractor ON subcontracts (subcontractor);

CREATE TABLE subcontracts_history (
    tender          INTEGER NOT NULL,
    subcontract     INTEGER NOT NULL,
    last_entry_id   INTEGER NOT NULL,
    status          TEXT    NOT NULL,
    decided_at      INTEGER,
    decision_reason TEXT,
    PRIMARY KEY (tender, subcontract, last_entry_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER subcontracts_history_insert AFTER INSERT ON subcontracts BEGIN
    INSERT OR REPLACE INTO subcontracts_history (tender, subcontract, last_entry_id, status, decided_at,
        decision_reason)
    VALUES (NEW.tender, NEW.subcontract, NEW.last_entry_id, NEW.status, NEW.decided_at, NEW.decision_reason);
END;

CREATE TRIGGER subcontracts_history_update AFTER UPDATE ON subcontracts BEGIN
    INSERT OR REPLACE INTO subcontracts_history (tender, subcontract, last_entry_id, status, decided_at,
        decision_reason)
    VALUES (NEW.tender, NEW.subcontract, NEW.last_entry_id, NEW.status, NEW.decided_at, NEW.decision_reason);
END;

CREATE TRIGGER subcontracts_fixed BEFORE UPDATE OF entry_id, subcontractor, name, object, amount, requested ON
        subcontracts
WHEN (OLD.entry_id, OLD.subcontractor, OLD.name, OLD.object, OLD.amount, OLD.requested)
    IS NOT (NEW.entry_id, NEW.subcontractor, NEW.name, NEW.object, NEW.amount, NEW.requested) BEGIN
    SELECT RAISE(ABORT, 'a column of subcontracts that is written once would change');
END;

-- De minimis aid (Regulation (EU) 2023/2831), on its beneficiary's history. A grant under that regime names it: `awards.aid`.
CREATE TABLE aids (
    party              INTEGER NOT NULL REFERENCES parties (number),
    aid                INTEGER NOT NULL CHECK (aid > 0),
    entry_id           INTEGER NOT NULL UNIQUE REFERENCES entries (id),
    administration     INTEGER NOT NULL REFERENCES parties (number),
    -- Gross, cents; what is left of it, if it was lowered.
    amount             INTEGER NOT NULL CHECK (amount >= 0),
    -- The day it counts from.
    granted            TEXT    NOT NULL,
    -- What the undertaking had received elsewhere in the three years before, cents, as was declared.
    elsewhere          INTEGER NOT NULL CHECK (elsewhere >= 0),
    legal_basis        TEXT    NOT NULL DEFAULT '',
    declaration_sha256 TEXT    NOT NULL DEFAULT '',
    registered_at      INTEGER NOT NULL,
    -- When it was last lowered, and why.
    reduced_at         INTEGER,
    reduction_reason   TEXT,
    last_entry_id      INTEGER NOT NULL REFERENCES entries (id),
    PRIMARY KEY (party, aid)
) STRICT, WITHOUT ROWID;

CREATE INDEX aids_by_administration ON aids (administration);
CREATE INDEX aids_by_granted ON aids (granted);

CREATE TABLE aids_history (
    party            INTEGER NOT NULL,
    aid              INTEGER NOT NULL,
    last_entry_id    INTEGER NOT NULL,
    amount           INTEGER NOT NULL,
    reduced_at       INTEGER,
    reduction_reason TEXT,
    PRIMARY KEY (party, aid, last_entry_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER aids_history_insert AFTER INSERT ON aids BEGIN
    INSERT OR REPLACE INTO aids_history (party, aid, last_entry_id, amount, reduced_at, reduction_reason)
    VALUES (NEW.party, NEW.aid, NEW.last_entry_id, NEW.amount, NEW.reduced_at, NEW.reduction_reason);
END;

CREATE TRIGGER aids_history_update AFTER UPDATE ON aids BEGIN
    INSERT OR REPLACE INTO aids_history (party, aid, last_entry_id, amount, reduced_at, reduction_reason)
    VALUES (NEW.party, NEW.aid, NEW.last_entry_id, NEW.amount, NEW.reduced_at, NEW.reduction_reason);
END;

CREATE TRIGGER aids_fixed BEFORE UPDATE OF entry_id, administration, granted, elsewhere, legal_basis,
        declaration_sha256, registered_at ON aids
WHEN (OLD.entry_id, OLD.administration, OLD.granted, OLD.elsewhere, OLD.legal_basis, OLD.declaration_sha256,
        OLD.registered_at)
    IS NOT (NEW.entry_id, NEW.administration, NEW.granted, NEW.elsewhere, NEW.legal_basis, NEW.declaration_sha256,
        NEW.registered_at) BEGIN
    SELECT RAISE(ABORT, 'a column of aids that is written once would change');
END;

-- Every time a party was said to be of one undertaking with another, or no longer to be, in order; the last one counts.
-- Each party's links stand on its own history: the same pair is here in both directions.
CREATE TABLE undertaking_links (
    entry_id           INTEGER PRIMARY KEY REFERENCES entries (id),
    party              INTEGER NOT NULL REFERENCES parties (number),
    other              INTEGER NOT NULL REFERENCES parties (number),
    linked             INTEGER NOT NULL CHECK (linked IN (0, 1)),
    reason             TEXT    NOT NULL,
    declaration_sha256 TEXT    NOT NULL CHECK (length(declaration_sha256) = 66),
    decided_by         INTEGER NOT NULL REFERENCES parties (number),
    decided_at         INTEGER NOT NULL
) STRICT;

CREATE INDEX undertaking_links_by_party ON undertaking_links (party, other);

-- Members' registers of cooperatives, a year each: how many members, and a digest that says nothing of any of them.
CREATE TABLE member_registers (
    party             INTEGER NOT NULL REFERENCES parties (number),
    year              INTEGER NOT NULL,
    entry_id          INTEGER NOT NULL UNIQUE REFERENCES entries (id),
    members           INTEGER NOT NULL CHECK (members >= 3),
    -- Root of the Merkle tree over the salted records.
    root              TEXT    NOT NULL CHECK (length(root) = 66),
    corrections       INTEGER NOT NULL CHECK (corrections >= 0),
    deposited_at      INTEGER NOT NULL,
    -- When it was last corrected, and why.
    corrected_at      INTEGER,
    correction_reason TEXT,
    last_entry_id     INTEGER NOT NULL REFERENCES entries (id),
    PRIMARY KEY (party, year)
) STRICT, WITHOUT ROWID;

CREATE TABLE member_registers_history (
    party             INTEGER NOT NULL,
    year              INTEGER NOT NULL,
    last_entry_id     INTEGER NOT NULL,
    members           INTEGER NOT NULL,
    root              TEXT    NOT NULL,
    corrections       INTEGER NOT NULL,
    corrected_at      INTEGER,
    correction_reason TEXT,
    PRIMARY KEY (party, year, last_entry_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER member_registers_history_insert AFTER INSERT ON member_registers BEGIN
    INSERT OR REPLACE INTO member_registers_history (party, year, last_entry_id, members, root, corrections,
        corrected_at, correction_reason)
    VALUES (NEW.party, NEW.year, NEW.last_entry_id, NEW.members, NEW.root, NEW.corrections, NEW.corrected_at,
        NEW.correction_reason);
END;

CREATE TRIGGER member_registers_history_update AFTER UPDATE ON member_registers BEGIN
    INSERT OR REPLACE INTO member_registers_history (party, year, last_entry_id, members, root, corrections,
        corrected_at, correction_reason)
    VALUES (NEW.party, NEW.year, NEW.last_entry_id, NEW.members, NEW.root, NEW.corrections, NEW.corrected_at,
        NEW.correction_reason);
END;

CREATE TRIGGER member_registers_fixed BEFORE UPDATE OF entry_id, deposited_at ON member_registers
WHEN (OLD.entry_id, OLD.deposited_at)
    IS NOT (NEW.entry_id, NEW.deposited_at) BEGIN
    SELECT RAISE(ABORT, 'a column of member_registers that is written once would change');
END;

-- What an award rests on: the tender whose contract it carries out; and the aid of its beneficiary that it gives.
ALTER TABLE awards ADD COLUMN tender INTEGER REFERENCES tenders (number);
ALTER TABLE awards ADD COLUMN aid INTEGER;

CREATE UNIQUE INDEX awards_by_tender ON awards (tender) WHERE tender IS NOT NULL;
CREATE UNIQUE INDEX awards_by_aid ON awards (beneficiary, aid) WHERE aid IS NOT NULL;

DROP TRIGGER awards_fixed;

CREATE TRIGGER awards_fixed BEFORE UPDATE OF kind, administration, beneficiary, basis, agreement, tender, aid,
        basis_reference, title, legal_basis, office, responsible_role, selection_method, cup, cig,
        attesters_required, published, start_date ON awards
WHEN (OLD.kind, OLD.administration, OLD.beneficiary, OLD.basis, OLD.agreement, OLD.tender, OLD.aid,
        OLD.basis_reference, OLD.title, OLD.legal_basis, OLD.office, OLD.responsible_role, OLD.selection_method,
        OLD.cup, OLD.cig, OLD.attesters_required, OLD.published, OLD.start_date)
    IS NOT (NEW.kind, NEW.administration, NEW.beneficiary, NEW.basis, NEW.agreement, NEW.tender, NEW.aid,
        NEW.basis_reference, NEW.title, NEW.legal_basis, NEW.office, NEW.responsible_role, NEW.selection_method,
        NEW.cup, NEW.cig, NEW.attesters_required, NEW.published, NEW.start_date) BEGIN
    SELECT RAISE(ABORT, 'a column of awards that is written once would change');
END;

-- Tenders are found by words, too: SQLite cannot change a CHECK, so the table is made anew. Its rows keep their numbers, and so does
-- the index over them.
CREATE TEMP TABLE search_items_before AS SELECT * FROM search_items;

DROP TABLE search_items;

CREATE TABLE search_items (
    id        INTEGER PRIMARY KEY,
    -- The entry that brought it.
    entry_id  INTEGER NOT NULL REFERENCES entries (id),
    kind      TEXT    NOT NULL CHECK (kind IN ('party', 'agreement', 'award', 'milestone', 'claim', 'tender', 'import',
                 'historical_record', 'document')),
    -- The party's, agreement's, award's, tender's or import's number; of a milestone and a claim the award's, of a
    -- historical record the import's; none for a document.
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
    -- What else it is found by: tax codes, CUP, CIG, office, reference; purpose and object of an agreement, object of a
    -- tender, what a claim states, the publisher of an import.
    text      TEXT    NOT NULL
) STRICT;

INSERT INTO search_items SELECT * FROM search_items_before;

DROP TABLE search_items_before;

CREATE TRIGGER search_items_insert AFTER INSERT ON search_items BEGIN
    INSERT INTO search (rowid, title, text) VALUES (NEW.id, NEW.title, NEW.text);
END;

-- Tenders with the names of both sides, and the award that carries each one's contract out.
CREATE VIEW tender_list AS
SELECT t.number, t.status, t.procedure, t.contract_type, t.reserve, t.title, t.administration, p.name AS administration_name, t.cig, t.cup,
    t.published, strftime('%Y-%m-%dT%H:%M:%SZ', t.bids_until, 'unixepoch') AS bids_until_time, t.bids, t.admitted,
    t.value, printf('%d.%02d', (t.value) / 100, (t.value) % 100) AS value_eur,
    t.winner, w.name AS winner_name, w.identifier AS winner_identifier,
    t.price, iif(t.price IS NULL, NULL, printf('%d.%02d', (t.price) / 100, (t.price) % 100)) AS price_eur,
    t.contract_value, iif(t.contract_value IS NULL, NULL, printf('%d.%02d', (t.contract_value) / 100, (t.contract_value) % 100)) AS contract_value_eur,
    a.number AS award, a.paid, iif(a.paid IS NULL, NULL, printf('%d.%02d', (a.paid) / 100, (a.paid) % 100)) AS paid_eur
FROM tenders t
JOIN parties p ON p.number = t.administration
LEFT JOIN parties w ON w.number = t.winner
LEFT JOIN awards a ON a.tender = t.number;

-- Bids, each with its bidder, and what became of it in the award as it stands.
CREATE VIEW bid_list AS
SELECT b.tender, t.title AS tender_title, t.administration, b.party, p.name AS party_name, p.identifier AS party_identifier, b.status,
    strftime('%Y-%m-%dT%H:%M:%SZ', b.committed_at, 'unixepoch') AS committed_time,
    b.price, iif(b.price IS NULL, NULL, printf('%d.%02d', (b.price) / 100, (b.price) % 100)) AS price_eur,
    strftime('%Y-%m-%dT%H:%M:%SZ', o.revealed_at, 'unixepoch') AS revealed_time, x.reason AS exclusion_reason,
    r.place, r.points, t.winner IS NOT NULL AND t.winner = b.party AS won
FROM bids b
JOIN tenders t ON t.number = b.tender
JOIN parties p ON p.number = b.party
LEFT JOIN offers o ON o.tender = b.tender AND o.party = b.party
LEFT JOIN exclusions x ON x.tender = b.tender AND x.party = b.party
LEFT JOIN tender_awards g ON g.tender = b.tender AND g.revoked_at IS NULL
LEFT JOIN rankings r ON r.entry_id = g.entry_id AND r.party = b.party;

-- What de minimis aid each party received, with the grant that gives it.
CREATE VIEW aid_list AS
SELECT d.party, p.name AS party_name, p.identifier AS party_identifier, d.aid, d.administration, q.name AS administration_name,
    d.granted, d.amount, printf('%d.%02d', (d.amount) / 100, (d.amount) % 100) AS amount_eur,
    d.elsewhere, printf('%d.%02d', (d.elsewhere) / 100, (d.elsewhere) % 100) AS elsewhere_eur, d.legal_basis, a.number AS award
FROM aids d
JOIN parties p ON p.number = d.party
JOIN parties q ON q.number = d.administration
LEFT JOIN awards a ON a.beneficiary = d.party AND a.aid = d.aid;
