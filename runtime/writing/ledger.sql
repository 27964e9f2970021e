-- The permanent tables of a service, made by the deploy identity. Every statement may be repeated.

CREATE TABLE IF NOT EXISTS ledger (
    position    bigint      PRIMARY KEY,
    id          uuid        NOT NULL,
    stream      text        COLLATE "C" NOT NULL,
    version     integer     NOT NULL,
    type        text        NOT NULL,
    unit        text        NOT NULL,
    matter      text        COLLATE "C" NOT NULL,  -- of the first thing from which it all came
    recorded_at timestamptz NOT NULL,
    command_id  uuid        NOT NULL,
    body        bytea       NOT NULL,
    hash        bytea       NOT NULL,
    signature   text,       -- of position and hash, at the end of each commit (runtime/keys.py)
    CONSTRAINT ledger_stream_version UNIQUE (stream, version)
);
CREATE INDEX IF NOT EXISTS ledger_command_id ON ledger (command_id);
CREATE INDEX IF NOT EXISTS ledger_matter ON ledger (matter, position);

-- The last position, its hash, and an epoch that changes with every restore. The row is the lock.
CREATE TABLE IF NOT EXISTS ledger_head (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    position bigint  NOT NULL,
    hash     bytea   NOT NULL,
    epoch    uuid    NOT NULL,
    swept    date             -- what was due before this day is on record (runtime/sweep.py)
) WITH (fillfactor = 50);
INSERT INTO ledger_head (position, hash, epoch)
    VALUES (0, decode(repeat('00', 32), 'hex'), gen_random_uuid()) ON CONFLICT DO NOTHING;

-- What was asked under an idempotency key, so that the same key with another body is noticed.
CREATE TABLE IF NOT EXISTS command_keys (
    command_id  uuid  PRIMARY KEY,
    fingerprint bytea NOT NULL
);

-- How far this service has read each stream, moved in the transaction of the effects.
CREATE TABLE IF NOT EXISTS readers (
    source   text   PRIMARY KEY,
    position bigint NOT NULL,
    hash     bytea  NOT NULL,
    halted   text
);

-- What policies asked and rules refused: for people to look at.
CREATE TABLE IF NOT EXISTS unanswered (
    command_id  uuid        PRIMARY KEY,
    source      text        NOT NULL,
    position    bigint      NOT NULL,
    policy      text        NOT NULL,
    key         text        NOT NULL,
    rule        text        NOT NULL,
    chinese     text        NOT NULL,
    english     text        NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    unit        text        NOT NULL DEFAULT ''  -- of the event for which it was asked
);
ALTER TABLE unanswered ADD COLUMN IF NOT EXISTS unit text NOT NULL DEFAULT '';

-- What policies asked that was so already: nothing was recorded, and this is the answer.
CREATE TABLE IF NOT EXISTS already_so (
    command_id uuid   PRIMARY KEY,
    source     text   NOT NULL,
    position   bigint NOT NULL,
    policy     text   NOT NULL
);

-- After which position of each source it is kept, of each policy, what became of what it asked.
CREATE TABLE IF NOT EXISTS policies (
    source text   NOT NULL,
    policy text   NOT NULL,
    since  bigint NOT NULL,
    PRIMARY KEY (source, policy)
);

-- Papers (runtime/writing/papers.py): 32 random bytes and the content, cut into chunks.
CREATE TABLE IF NOT EXISTS papers (
    digest      text        PRIMARY KEY,
    media_type  text        NOT NULL,
    size        bigint      NOT NULL,
    uploaded_by text        NOT NULL,
    key         uuid        NOT NULL UNIQUE,
    uploaded_at timestamptz NOT NULL
);
CREATE TABLE IF NOT EXISTS paper_chunks (
    digest  text    NOT NULL REFERENCES papers ON DELETE CASCADE,
    chunk   integer NOT NULL,
    content bytea   NOT NULL,
    PRIMARY KEY (digest, chunk)
);
ALTER TABLE paper_chunks ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The ledger is append-only: % is refused.', TG_OP USING ERRCODE = '42501';
END $$;
CREATE OR REPLACE TRIGGER ledger_rows_stay BEFORE UPDATE OR DELETE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
CREATE OR REPLACE TRIGGER ledger_stays BEFORE TRUNCATE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();

DROP VIEW IF EXISTS ledger_readable;  -- REPLACE would not mend one with other columns
CREATE VIEW ledger_readable AS
    SELECT position, recorded_at, stream, version, type, unit, matter,
           convert_from(body, 'UTF8')::jsonb AS body, encode(hash, 'hex') AS hash, signature
    FROM ledger;
