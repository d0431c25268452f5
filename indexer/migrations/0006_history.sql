-- History: every state that a row has had, so that the whole database can be read as it stood after an entry.
--
-- For each table T whose rows change there is T_history: T's key, the entry from which on the values hold, and the
-- columns that change. Rows are only ever added to it, by triggers: a program that writes T cannot forget it. All
-- other columns of T are written once; a trigger refuses to change them. Rows of other tables never change at all.
-- No row of any table is ever removed (but in `rows`, which is not for reading).

CREATE TABLE parties_history (
    number        INTEGER NOT NULL,
    last_entry_id INTEGER NOT NULL,
    name          TEXT    NOT NULL,
    municipality  TEXT,
    managing_keys INTEGER NOT NULL,
    suspended     INTEGER NOT NULL,
    standing_kind TEXT,
    standing_by   INTEGER,
    valid_until   TEXT,
    PRIMARY KEY (number, last_entry_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER parties_history_insert AFTER INSERT ON parties BEGIN
    INSERT OR REPLACE INTO parties_history (number, last_entry_id, name, municipality, managing_keys, suspended,
        standing_kind, standing_by, valid_until)
    VALUES (NEW.number, NEW.last_entry_id, NEW.name, NEW.municipality, NEW.managing_keys, NEW.suspended,
        NEW.standing_kind, NEW.standing_by, NEW.valid_until);
END;

CREATE TRIGGER parties_history_update AFTER UPDATE ON parties BEGIN
    INSERT OR REPLACE INTO parties_history (number, last_entry_id, name, municipality, managing_keys, suspended,
        standing_kind, standing_by, valid_until)
    VALUES (NEW.number, NEW.last_entry_id, NEW.name, NEW.municipality, NEW.managing_keys, NEW.suspended,
        NEW.standing_kind, NEW.standing_by, NEW.valid_until);
END;

CREATE TRIGGER parties_fixed BEFORE UPDATE OF kind, scheme, identifier, registered_by, registered_at ON parties
WHEN (OLD.kind, OLD.scheme, OLD.identifier, OLD.registered_by, OLD.registered_at)
    IS NOT (NEW.kind, NEW.scheme, NEW.identifier, NEW.registered_by, NEW.registered_at) BEGIN
    SELECT RAISE(ABORT, 'a column of parties that is written once would change');
END;

CREATE TABLE keys_history (
    key           TEXT    NOT NULL,
    last_entry_id INTEGER NOT NULL,
    permissions   TEXT    NOT NULL,
    revoked       INTEGER NOT NULL,
    label         TEXT    NOT NULL,
    PRIMARY KEY (key, last_entry_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER keys_history_insert AFTER INSERT ON keys BEGIN
    INSERT OR REPLACE INTO keys_history (key, last_entry_id, permissions, revoked, label)
    VALUES (NEW.key, NEW.last_entry_id, NEW.permissions, NEW.revoked, NEW.label);
END;

CREATE TRIGGER keys_history_update AFTER UPDATE ON keys BEGIN
    INSERT OR REPLACE INTO keys_history (key, last_entry_id, permissions, revoked, label)
    VALUES (NEW.key, NEW.last_entry_id, NEW.permissions, NEW.revoked, NEW.label);
END;

CREATE TRIGGER keys_fixed BEFORE UPDATE OF party, entry_id ON keys
WHEN (OLD.party, OLD.entry_id)
    IS NOT (NEW.party, NEW.entry_id) BEGIN
    SELECT RAISE(ABORT, 'a column of keys that is written once would change');
END;

CREATE TABLE agreements_history (
    number             INTEGER NOT NULL,
    last_entry_id      INTEGER NOT NULL,
    status             TEXT    NOT NULL,
    end_date           TEXT    NOT NULL,
    budget             INTEGER NOT NULL,
    versions           INTEGER NOT NULL,
    in_force           INTEGER,
    termination_reason TEXT,
    terminated_at      INTEGER,
    PRIMARY KEY (number, last_entry_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER agreements_history_insert AFTER INSERT ON agreements BEGIN
    INSERT OR REPLACE INTO agreements_history (number, last_entry_id, status, end_date, budget, versions, in_force,
        termination_reason, terminated_at)
    VALUES (NEW.number, NEW.last_entry_id, NEW.status, NEW.end_date, NEW.budget, NEW.versions, NEW.in_force,
        NEW.termination_reason, NEW.terminated_at);
END;

CREATE TRIGGER agreements_history_update AFTER UPDATE ON agreements BEGIN
    INSERT OR REPLACE INTO agreements_history (number, last_entry_id, status, end_date, budget, versions, in_force,
        termination_reason, terminated_at)
    VALUES (NEW.number, NEW.last_entry_id, NEW.status, NEW.end_date, NEW.budget, NEW.versions, NEW.in_force,
        NEW.termination_reason, NEW.terminated_at);
END;

CREATE TRIGGER agreements_fixed BEFORE UPDATE OF administration, title, purpose, object, requirements, criteria,
        respond_by, start_date, published_at ON agreements
WHEN (OLD.administration, OLD.title, OLD.purpose, OLD.object, OLD.requirements, OLD.criteria, OLD.respond_by,
        OLD.start_date, OLD.published_at)
    IS NOT (NEW.administration, NEW.title, NEW.purpose, NEW.object, NEW.requirements, NEW.criteria, NEW.respond_by,
        NEW.start_date, NEW.published_at) BEGIN
    SELECT RAISE(ABORT, 'a column of agreements that is written once would change');
END;

CREATE TABLE versions_history (
    agreement     INTEGER NOT NULL,
    version       INTEGER NOT NULL,
    last_entry_id INTEGER NOT NULL,
    signatures    INTEGER NOT NULL,
    PRIMARY KEY (agreement, version, last_entry_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER versions_history_insert AFTER INSERT ON versions BEGIN
    INSERT OR REPLACE INTO versions_history (agreement, version, last_entry_id, signatures)
    VALUES (NEW.agreement, NEW.version, NEW.last_entry_id, NEW.signatures);
END;

CREATE TRIGGER versions_history_update AFTER UPDATE ON versions BEGIN
    INSERT OR REPLACE INTO versions_history (agreement, version, last_entry_id, signatures)
    VALUES (NEW.agreement, NEW.version, NEW.last_entry_id, NEW.signatures);
END;

CREATE TRIGGER versions_fixed BEFORE UPDATE OF entry_id, text_sha256, budget, end_date, participants, proposed_at ON versions
WHEN (OLD.entry_id, OLD.text_sha256, OLD.budget, OLD.end_date, OLD.participants, OLD.proposed_at)
    IS NOT (NEW.entry_id, NEW.text_sha256, NEW.budget, NEW.end_date, NEW.participants, NEW.proposed_at) BEGIN
    SELECT RAISE(ABORT, 'a column of versions that is written once would change');
END;

CREATE TABLE participants_history (
    agreement     INTEGER NOT NULL,
    version       INTEGER NOT NULL,
    party         INTEGER NOT NULL,
    last_entry_id INTEGER NOT NULL,
    signed_at     INTEGER,
    PRIMARY KEY (agreement, version, party, last_entry_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER participants_history_insert AFTER INSERT ON participants BEGIN
    INSERT OR REPLACE INTO participants_history (agreement, version, party, last_entry_id, signed_at)
    VALUES (NEW.agreement, NEW.version, NEW.party, NEW.last_entry_id, NEW.signed_at);
END;

CREATE TRIGGER participants_history_update AFTER UPDATE ON participants BEGIN
    INSERT OR REPLACE INTO participants_history (agreement, version, party, last_entry_id, signed_at)
    VALUES (NEW.agreement, NEW.version, NEW.party, NEW.last_entry_id, NEW.signed_at);
END;

CREATE TRIGGER participants_fixed BEFORE UPDATE OF money, staff, assets ON participants
WHEN (OLD.money, OLD.staff, OLD.assets)
    IS NOT (NEW.money, NEW.staff, NEW.assets) BEGIN
    SELECT RAISE(ABORT, 'a column of participants that is written once would change');
END;

CREATE TABLE awards_history (
    number         INTEGER NOT NULL,
    last_entry_id  INTEGER NOT NULL,
    status         TEXT    NOT NULL,
    granted        INTEGER NOT NULL,
    attested       INTEGER NOT NULL,
    paid           INTEGER NOT NULL,
    recovered      INTEGER NOT NULL,
    milestones     INTEGER NOT NULL,
    payments       INTEGER NOT NULL,
    recoveries     INTEGER NOT NULL,
    amendments     INTEGER NOT NULL,
    pending_claims INTEGER NOT NULL,
    end_date       TEXT    NOT NULL,
    status_reason  TEXT,
    status_at      INTEGER,
    PRIMARY KEY (number, last_entry_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER awards_history_insert AFTER INSERT ON awards BEGIN
    INSERT OR REPLACE INTO awards_history (number, last_entry_id, status, granted, attested, paid, recovered,
        milestones, payments, recoveries, amendments, pending_claims, end_date, status_reason, status_at)
    VALUES (NEW.number, NEW.last_entry_id, NEW.status, NEW.granted, NEW.attested, NEW.paid, NEW.recovered,
        NEW.milestones, NEW.payments, NEW.recoveries, NEW.amendments, NEW.pending_claims, NEW.end_date,
        NEW.status_reason, NEW.status_at);
END;

CREATE TRIGGER awards_history_update AFTER UPDATE ON awards BEGIN
    INSERT OR REPLACE INTO awards_history (number, last_entry_id, status, granted, attested, paid, recovered,
        milestones, payments, recoveries, amendments, pending_claims, end_date, status_reason, status_at)
    VALUES (NEW.number, NEW.last_entry_id, NEW.status, NEW.granted, NEW.attested, NEW.paid, NEW.recovered,
        NEW.milestones, NEW.payments, NEW.recoveries, NEW.amendments, NEW.pending_claims, NEW.end_date,
        NEW.status_reason, NEW.status_at);
END;

CREATE TRIGGER awards_fixed BEFORE UPDATE OF kind, administration, beneficiary, basis, agreement, basis_reference,
        title, legal_basis, office, responsible_role, selection_method, cup, cig, attesters_required, published,
        start_date ON awards
WHEN (OLD.kind, OLD.administration, OLD.beneficiary, OLD.basis, OLD.agreement, OLD.basis_reference, OLD.title,
        OLD.legal_basis, OLD.office, OLD.responsible_role, OLD.selection_method, OLD.cup, OLD.cig,
        OLD.attesters_required, OLD.published, OLD.start_date)
    IS NOT (NEW.kind, NEW.administration, NEW.beneficiary, NEW.basis, NEW.agreement, NEW.basis_reference, NEW.title,
        NEW.legal_basis, NEW.office, NEW.responsible_role, NEW.selection_method, NEW.cup, NEW.cig,
        NEW.attesters_required, NEW.published, NEW.start_date) BEGIN
    SELECT RAISE(ABORT, 'a column of awards that is written once would change');
END;

CREATE TABLE milestones_history (
    award         INTEGER NOT NULL,
    milestone     INTEGER NOT NULL,
    last_entry_id INTEGER NOT NULL,
    title         TEXT    NOT NULL,
    amount        INTEGER NOT NULL,
    due           TEXT    NOT NULL,
    attested      INTEGER NOT NULL,
    paid          INTEGER NOT NULL,
    claims        INTEGER NOT NULL,
    pending       INTEGER,
    PRIMARY KEY (award, milestone, last_entry_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER milestones_history_insert AFTER INSERT ON milestones BEGIN
    INSERT OR REPLACE INTO milestones_history (award, milestone, last_entry_id, title, amount, due, attested, paid,
        claims, pending)
    VALUES (NEW.award, NEW.milestone, NEW.last_entry_id, NEW.title, NEW.amount, NEW.due, NEW.attested, NEW.paid,
        NEW.claims, NEW.pending);
END;

CREATE TRIGGER milestones_history_update AFTER UPDATE ON milestones BEGIN
    INSERT OR REPLACE INTO milestones_history (award, milestone, last_entry_id, title, amount, due, attested, paid,
        claims, pending)
    VALUES (NEW.award, NEW.milestone, NEW.last_entry_id, NEW.title, NEW.amount, NEW.due, NEW.attested, NEW.paid,
        NEW.claims, NEW.pending);
END;

-- Every column of a milestone but its key may change.

CREATE TABLE claims_history (
    award         INTEGER NOT NULL,
    milestone     INTEGER NOT NULL,
    claim         INTEGER NOT NULL,
    last_entry_id INTEGER NOT NULL,
    attestations  INTEGER NOT NULL,
    lowest        INTEGER NOT NULL,
    decided       INTEGER NOT NULL,
    PRIMARY KEY (award, milestone, claim, last_entry_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER claims_history_insert AFTER INSERT ON claims BEGIN
    INSERT OR REPLACE INTO claims_history (award, milestone, claim, last_entry_id, attestations, lowest, decided)
    VALUES (NEW.award, NEW.milestone, NEW.claim, NEW.last_entry_id, NEW.attestations, NEW.lowest, NEW.decided);
END;

CREATE TRIGGER claims_history_update AFTER UPDATE ON claims BEGIN
    INSERT OR REPLACE INTO claims_history (award, milestone, claim, last_entry_id, attestations, lowest, decided)
    VALUES (NEW.award, NEW.milestone, NEW.claim, NEW.last_entry_id, NEW.attestations, NEW.lowest, NEW.decided);
END;

CREATE TRIGGER claims_fixed BEFORE UPDATE OF entry_id, amount, statement, claimed_at ON claims
WHEN (OLD.entry_id, OLD.amount, OLD.statement, OLD.claimed_at)
    IS NOT (NEW.entry_id, NEW.amount, NEW.statement, NEW.claimed_at) BEGIN
    SELECT RAISE(ABORT, 'a column of claims that is written once would change');
END;

CREATE TABLE payments_history (
    award          INTEGER NOT NULL,
    payment        INTEGER NOT NULL,
    last_entry_id  INTEGER NOT NULL,
    recovered      INTEGER NOT NULL,
    receipt        TEXT    NOT NULL,
    receipt_at     INTEGER,
    dispute_reason TEXT,
    PRIMARY KEY (award, payment, last_entry_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER payments_history_insert AFTER INSERT ON payments BEGIN
    INSERT OR REPLACE INTO payments_history (award, payment, last_entry_id, recovered, receipt, receipt_at,
        dispute_reason)
    VALUES (NEW.award, NEW.payment, NEW.last_entry_id, NEW.recovered, NEW.receipt, NEW.receipt_at,
        NEW.dispute_reason);
END;

CREATE TRIGGER payments_history_update AFTER UPDATE ON payments BEGIN
    INSERT OR REPLACE INTO payments_history (award, payment, last_entry_id, recovered, receipt, receipt_at,
        dispute_reason)
    VALUES (NEW.award, NEW.payment, NEW.last_entry_id, NEW.recovered, NEW.receipt, NEW.receipt_at,
        NEW.dispute_reason);
END;

CREATE TRIGGER payments_fixed BEFORE UPDATE OF entry_id, milestone, amount, date, mandate_year, mandate_number,
        recorded_at ON payments
WHEN (OLD.entry_id, OLD.milestone, OLD.amount, OLD.date, OLD.mandate_year, OLD.mandate_number, OLD.recorded_at)
    IS NOT (NEW.entry_id, NEW.milestone, NEW.amount, NEW.date, NEW.mandate_year, NEW.mandate_number, NEW.recorded_at) BEGIN
    SELECT RAISE(ABORT, 'a column of payments that is written once would change');
END;

CREATE TABLE amendments_history (
    award             INTEGER NOT NULL,
    amendment         INTEGER NOT NULL,
    last_entry_id     INTEGER NOT NULL,
    accepted          INTEGER NOT NULL,
    withdrawn         INTEGER NOT NULL,
    settled_at        INTEGER,
    withdrawal_reason TEXT,
    PRIMARY KEY (award, amendment, last_entry_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER amendments_history_insert AFTER INSERT ON amendments BEGIN
    INSERT OR REPLACE INTO amendments_history (award, amendment, last_entry_id, accepted, withdrawn, settled_at,
        withdrawal_reason)
    VALUES (NEW.award, NEW.amendment, NEW.last_entry_id, NEW.accepted, NEW.withdrawn, NEW.settled_at,
        NEW.withdrawal_reason);
END;

CREATE TRIGGER amendments_history_update AFTER UPDATE ON amendments BEGIN
    INSERT OR REPLACE INTO amendments_history (award, amendment, last_entry_id, accepted, withdrawn, settled_at,
        withdrawal_reason)
    VALUES (NEW.award, NEW.amendment, NEW.last_entry_id, NEW.accepted, NEW.withdrawn, NEW.settled_at,
        NEW.withdrawal_reason);
END;

CREATE TRIGGER amendments_fixed BEFORE UPDATE OF entry_id, terms_sha256, proposed_by, amount, end_date, reason,
        proposed_at ON amendments
WHEN (OLD.entry_id, OLD.terms_sha256, OLD.proposed_by, OLD.amount, OLD.end_date, OLD.reason, OLD.proposed_at)
    IS NOT (NEW.entry_id, NEW.terms_sha256, NEW.proposed_by, NEW.amount, NEW.end_date, NEW.reason, NEW.proposed_at) BEGIN
    SELECT RAISE(ABORT, 'a column of amendments that is written once would change');
END;

CREATE TABLE imports_history (
    number             INTEGER NOT NULL,
    last_entry_id      INTEGER NOT NULL,
    recorded_rows      INTEGER NOT NULL,
    recorded_awarded   INTEGER NOT NULL,
    recorded_paid      INTEGER NOT NULL,
    paid_above_awarded INTEGER NOT NULL,
    last_row           INTEGER NOT NULL,
    complete           INTEGER NOT NULL,
    rejected_rows      INTEGER,
    rejected_awarded   INTEGER,
    rejected_paid      INTEGER,
    rejects_sha256     TEXT,
    finished_at        INTEGER,
    PRIMARY KEY (number, last_entry_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER imports_history_insert AFTER INSERT ON imports BEGIN
    INSERT OR REPLACE INTO imports_history (number, last_entry_id, recorded_rows, recorded_awarded, recorded_paid,
        paid_above_awarded, last_row, complete, rejected_rows, rejected_awarded, rejected_paid, rejects_sha256,
        finished_at)
    VALUES (NEW.number, NEW.last_entry_id, NEW.recorded_rows, NEW.recorded_awarded, NEW.recorded_paid,
        NEW.paid_above_awarded, NEW.last_row, NEW.complete, NEW.rejected_rows, NEW.rejected_awarded,
        NEW.rejected_paid, NEW.rejects_sha256, NEW.finished_at);
END;

CREATE TRIGGER imports_history_update AFTER UPDATE ON imports BEGIN
    INSERT OR REPLACE INTO imports_history (number, last_entry_id, recorded_rows, recorded_awarded, recorded_paid,
        paid_above_awarded, last_row, complete, rejected_rows, rejected_awarded, rejected_paid, rejects_sha256,
        finished_at)
    VALUES (NEW.number, NEW.last_entry_id, NEW.recorded_rows, NEW.recorded_awarded, NEW.recorded_paid,
        NEW.paid_above_awarded, NEW.last_row, NEW.complete, NEW.rejected_rows, NEW.rejected_awarded,
        NEW.rejected_paid, NEW.rejects_sha256, NEW.finished_at);
END;

CREATE TRIGGER imports_fixed BEFORE UPDATE OF administration, source_sha256, format, title, publisher, licence, uri,
        opened_at, rows ON imports
WHEN (OLD.administration, OLD.source_sha256, OLD.format, OLD.title, OLD.publisher, OLD.licence, OLD.uri,
        OLD.opened_at, OLD.rows)
    IS NOT (NEW.administration, NEW.source_sha256, NEW.format, NEW.title, NEW.publisher, NEW.licence, NEW.uri,
        NEW.opened_at, NEW.rows) BEGIN
    SELECT RAISE(ABORT, 'a column of imports that is written once would change');
END;

-- How a connection sees the database as it stood after an entry: run the `sql` of every row here, once, then
-- INSERT INTO temp.as_of VALUES (the entry's id). From then on each table's name means the table as of that entry
-- (a temporary view hides the table), in views, too; UPDATE temp.as_of moves to another entry, `main.awards` is still the
-- table as it is. It writes nothing to the file: a read-only connection can do it. Not hidden are `chain`, `contracts`,
-- `rows`, the history itself and the index of `search`.
CREATE VIEW as_of_views (name, sql) AS
WITH
    as_of (entry) AS (VALUES ('(SELECT entry_id FROM temp.as_of)')),
    -- Tables with a history: what is written once comes from the table, the rest from the newest row of its history.
    changing (name, history) AS (
        SELECT t.name, h.name FROM sqlite_schema t JOIN sqlite_schema h ON h.type = 'table' AND h.name = t.name || '_history'
        WHERE t.type = 'table'
    )
SELECT 'as_of', 'CREATE TEMP TABLE as_of (entry_id INTEGER NOT NULL)'
UNION ALL
SELECT c.name,
    'CREATE TEMP VIEW ' || c.name || ' AS SELECT '
    || (SELECT group_concat(iif(changes, 'h.', 't.') || name, ', ') FROM (
        SELECT i.name, h.name IS NOT NULL AS changes FROM pragma_table_info(c.name, 'main') i
        LEFT JOIN pragma_table_info(c.history, 'main') h ON h.name = i.name AND (h.pk = 0 OR h.name = 'last_entry_id')
        ORDER BY i.cid))
    || ' FROM main.' || c.name || ' t JOIN main.' || c.history || ' h ON '
    -- The sign keeps SQLite from looking for the table's row by the history's: there are more of those.
    || (SELECT group_concat('h.' || name || ' = +t.' || name, ' AND ')
        FROM (SELECT name FROM pragma_table_info(c.name, 'main') WHERE pk > 0 ORDER BY pk))
    || ' AND h.last_entry_id = (SELECT max(v.last_entry_id) FROM main.' || c.history || ' v WHERE '
    || (SELECT group_concat('v.' || name || ' = t.' || name, ' AND ')
        FROM (SELECT name FROM pragma_table_info(c.name, 'main') WHERE pk > 0 ORDER BY pk))
    || ' AND v.last_entry_id <= ' || as_of.entry || ')'
FROM changing c, as_of
UNION ALL
-- Tables whose rows never change.
SELECT t.name, 'CREATE TEMP VIEW ' || t.name || ' AS SELECT * FROM main.' || t.name || ' WHERE entry_id <= ' || as_of.entry
FROM sqlite_schema t, as_of
WHERE t.type = 'table'
    AND t.name NOT IN (SELECT name FROM changing)
    AND EXISTS (SELECT 1 FROM pragma_table_info(t.name, 'main') WHERE name = 'entry_id')
UNION ALL
SELECT 'entries', 'CREATE TEMP VIEW entries AS SELECT * FROM main.entries WHERE id <= ' || entry FROM as_of
UNION ALL
SELECT 'blocks',
    'CREATE TEMP VIEW blocks AS SELECT * FROM main.blocks WHERE number <= (SELECT block_number FROM main.entries WHERE id = '
    || entry || ')'
FROM as_of
UNION ALL
-- Views over them: the same text, where names mean the above.
SELECT name, 'CREATE TEMP VIEW ' || substr(sql, length('CREATE VIEW '))
FROM sqlite_schema
WHERE type = 'view' AND name <> 'as_of_views';
