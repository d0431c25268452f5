-- What sending costs the relay's account, for a budget of a rolling day; in the chain's smallest unit.

-- Kept for a day now. The most that the extrinsic's fee could be when it was signed, and once it is known what it was, that;
-- and the limit that was set for the deposit of what it stores.
ALTER TABLE sendings ADD COLUMN fee INTEGER NOT NULL DEFAULT 0 CHECK (fee >= 0);
ALTER TABLE sendings ADD COLUMN deposit INTEGER NOT NULL DEFAULT 0 CHECK (deposit >= 0);
ALTER TABLE sendings ADD COLUMN extrinsic_hash TEXT;

CREATE INDEX sendings_by_extrinsic ON sendings (extrinsic_hash);

-- What the relay says of itself: it says so again as soon as it is started.
DROP TABLE relay;
CREATE TABLE relay (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    account    TEXT    NOT NULL CHECK (length(account) = 66),
    state      TEXT    NOT NULL
               CHECK (state IN ('working', 'out_of_funds', 'budget_spent', 'node_unreachable', 'stopped')),
    detail     TEXT,
    -- The budget of a day, as decimal digits; none if nothing bounds it. What of it was spent in the day before `at`.
    budget     TEXT,
    spent      TEXT    NOT NULL,
    -- When there is room in the budget for what waits, if there is none now.
    resumes_at INTEGER,
    -- When it last said so.
    at         INTEGER NOT NULL
) STRICT;
