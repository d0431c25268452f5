-- For people with a spreadsheet, Datasette or the sqlite3 shell: names beside numbers, euro with two decimals beside
-- cents, times as ISO 8601 text. Programs read the tables.

-- Every entry: when, about what, who signed.
CREATE VIEW entry_list AS
SELECT e.id, e.block_number, strftime('%Y-%m-%dT%H:%M:%SZ', e.at, 'unixepoch') AS time, e.subject_kind, e.subject_number, e.seq, e.action,
    e.signer_party, p.name AS signer_name, e.signer_key, e.carried, e.head
FROM entries e LEFT JOIN parties p ON p.number = e.signer_party;

-- Awards with both sides' names and the money.
CREATE VIEW award_list AS
SELECT a.number, a.kind, a.status, a.title, a.administration, p.name AS administration_name, a.beneficiary,
    b.name AS beneficiary_name, b.identifier AS beneficiary_identifier, a.cup, a.cig, a.published, a.start_date, a.end_date,
    a.granted, printf('%d.%02d', (a.granted) / 100, (a.granted) % 100) AS granted_eur,
    a.attested, printf('%d.%02d', (a.attested) / 100, (a.attested) % 100) AS attested_eur,
    a.paid, printf('%d.%02d', (a.paid) / 100, (a.paid) % 100) AS paid_eur,
    a.recovered, printf('%d.%02d', (a.recovered) / 100, (a.recovered) % 100) AS recovered_eur
FROM awards a
JOIN parties p ON p.number = a.administration
JOIN parties b ON b.number = a.beneficiary;

-- Payments, each with its award.
CREATE VIEW award_payments AS
SELECT y.award, a.title AS award_title, a.administration, p.name AS administration_name, a.beneficiary,
    b.name AS beneficiary_name, y.payment, y.milestone, m.title AS milestone_title, y.date,
    y.amount, printf('%d.%02d', (y.amount) / 100, (y.amount) % 100) AS amount_eur,
    y.recovered, printf('%d.%02d', (y.recovered) / 100, (y.recovered) % 100) AS recovered_eur,
    y.mandate_year, y.mandate_number, a.cup, a.cig, y.receipt, strftime('%Y-%m-%dT%H:%M:%SZ', y.receipt_at, 'unixepoch') AS receipt_time, y.dispute_reason,
    strftime('%Y-%m-%dT%H:%M:%SZ', y.recorded_at, 'unixepoch') AS recorded_time, y.entry_id
FROM payments y
JOIN awards a ON a.number = y.award
JOIN milestones m ON m.award = y.award AND m.milestone = y.milestone
JOIN parties p ON p.number = a.administration
JOIN parties b ON b.number = a.beneficiary;

-- What happened to each payment, in order of entry_id: recorded, confirmed or disputed, recovered.
CREATE VIEW payment_events AS
SELECT award, payment, entry_id, strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at, 'unixepoch') AS time, 'recorded' AS event,
    amount, printf('%d.%02d', (amount) / 100, (amount) % 100) AS amount_eur, NULL AS reason
FROM payments
UNION ALL
SELECT award, payment, entry_id, strftime('%Y-%m-%dT%H:%M:%SZ', said_at, 'unixepoch') AS time, receipt, NULL, NULL, reason
FROM receipts
UNION ALL
SELECT award, payment, entry_id, strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at, 'unixepoch') AS time, 'recovered',
    amount, printf('%d.%02d', (amount) / 100, (amount) % 100) AS amount_eur, reason
FROM recoveries;

-- Milestones of awards that are not closed and not wholly paid.
CREATE VIEW open_milestones AS
SELECT m.award, a.title AS award_title, a.status AS award_status, a.administration, p.name AS administration_name,
    a.beneficiary, b.name AS beneficiary_name, m.milestone, m.title, m.due,
    m.amount, printf('%d.%02d', (m.amount) / 100, (m.amount) % 100) AS amount_eur,
    m.pending, iif(m.pending IS NULL, NULL, printf('%d.%02d', (m.pending) / 100, (m.pending) % 100)) AS pending_eur,
    m.attested, printf('%d.%02d', (m.attested) / 100, (m.attested) % 100) AS attested_eur,
    m.paid, printf('%d.%02d', (m.paid) / 100, (m.paid) % 100) AS paid_eur,
    m.attested - m.paid AS unpaid, printf('%d.%02d', (m.attested - m.paid) / 100, (m.attested - m.paid) % 100) AS unpaid_eur
FROM milestones m
JOIN awards a ON a.number = m.award
JOIN parties p ON p.number = a.administration
JOIN parties b ON b.number = a.beneficiary
WHERE a.status <> 'closed' AND m.paid < m.amount;

-- Awards' money by administration.
CREATE VIEW money_by_administration AS
SELECT p.number AS administration, p.name, count(*) AS awards,
    sum(a.granted) AS granted, printf('%d.%02d', (sum(a.granted)) / 100, (sum(a.granted)) % 100) AS granted_eur,
    sum(a.attested) AS attested, printf('%d.%02d', (sum(a.attested)) / 100, (sum(a.attested)) % 100) AS attested_eur,
    sum(a.paid) AS paid, printf('%d.%02d', (sum(a.paid)) / 100, (sum(a.paid)) % 100) AS paid_eur,
    sum(a.recovered) AS recovered, printf('%d.%02d', (sum(a.recovered)) / 100, (sum(a.recovered)) % 100) AS recovered_eur
FROM awards a JOIN parties p ON p.number = a.administration
GROUP BY p.number;

-- Awards' money by beneficiary.
CREATE VIEW money_by_beneficiary AS
SELECT p.number AS beneficiary, p.name, p.identifier, count(*) AS awards,
    sum(a.granted) AS granted, printf('%d.%02d', (sum(a.granted)) / 100, (sum(a.granted)) % 100) AS granted_eur,
    sum(a.attested) AS attested, printf('%d.%02d', (sum(a.attested)) / 100, (sum(a.attested)) % 100) AS attested_eur,
    sum(a.paid) AS paid, printf('%d.%02d', (sum(a.paid)) / 100, (sum(a.paid)) % 100) AS paid_eur,
    sum(a.recovered) AS recovered, printf('%d.%02d', (sum(a.recovered)) / 100, (sum(a.recovered)) % 100) AS recovered_eur
FROM awards a JOIN parties p ON p.number = a.beneficiary
GROUP BY p.number;

-- What public files report of the past, with the file; never to be added to awards.
CREATE VIEW historical_record_list AS
SELECT h.import, i.title AS import_title, i.publisher, h.row, h.authority, h.recipient, h.recipient_name, h.cig, h.cup,
    h.procedure, h.awarded, iif(h.awarded IS NULL, NULL, printf('%d.%02d', (h.awarded) / 100, (h.awarded) % 100)) AS awarded_eur,
    h.paid, iif(h.paid IS NULL, NULL, printf('%d.%02d', (h.paid) / 100, (h.paid) % 100)) AS paid_eur, h.paid_above_awarded, h.start_date, h.end_date, h.year
FROM historical_records h JOIN imports i ON i.number = h.import;
