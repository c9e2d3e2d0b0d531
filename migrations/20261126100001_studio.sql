-- The studio: series that are made here. What each artifact is made from is derived from the script; kept are the
-- script, boards that somebody has changed by hand, and every take.

create table productions (
    id uuid primary key,
    house_id uuid not null references houses,
    owner_id uuid references people on delete set null,
    title text not null check (length(title) between 1 and 200),
    -- BCP 47: of what is said.
    language text not null check (length(language) between 2 and 35),
    -- Fountain.
    script text not null check (octet_length(script) <= 4194304),
    seed bigint not null default 1,
    -- Captions, caps, gates: see `studio::settings`.
    settings jsonb not null default '{}',
    -- The series that it was released as.
    series_id uuid references series on delete set null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (house_id, title)
);

-- What the script was before: undo.
create table production_scripts (
    id uuid primary key,
    house_id uuid not null references houses,
    production_id uuid not null references productions on delete cascade,
    script text not null,
    replaced_at timestamptz not null
);
create index production_scripts_of on production_scripts (production_id, replaced_at desc);

-- Boards that somebody has changed; the others are made from the script when they are looked at.
create table production_boards (
    production_id uuid not null references productions on delete cascade,
    house_id uuid not null references houses,
    number integer not null check (number between 1 and 500),
    board jsonb not null,
    -- SHA-256 of the board that it was changed from: when the script's differs, the pages say so.
    changed_from bytea not null,
    updated_at timestamptz not null,
    primary key (production_id, number)
);

-- One way in which an artifact came out. Never overwritten.
create table production_takes (
    id uuid primary key,
    house_id uuid not null references houses,
    production_id uuid not null references productions on delete cascade,
    -- `e01/voice/l03`
    key text not null check (length(key) between 1 and 120),
    kind text not null,
    -- Of what it was made, and that by name; nothing: somebody brought it.
    basis bytea check (octet_length(basis) = 32),
    parts jsonb not null default '{}',
    content bytea not null check (octet_length(content) = 32),
    blob_key text not null,
    -- Lengths, levels, words and mouths: what later steps and pages need to know of it without opening it.
    facts jsonb not null default '{}',
    -- What was found wrong or right with it, each with its number.
    checks jsonb not null default '[]',
    made_by text not null,
    seconds real not null default 0,
    cost_micros bigint not null default 0 check (cost_micros >= 0),
    selected boolean not null default false,
    locked boolean not null default false,
    created_at timestamptz not null
);
create index production_takes_of on production_takes (production_id, key, created_at);
create unique index production_takes_selected on production_takes (production_id, key) where selected;

-- The last attempt at an artifact that came to nothing.
create table production_failures (
    production_id uuid not null references productions on delete cascade,
    house_id uuid not null references houses,
    key text not null,
    basis bytea not null check (octet_length(basis) = 32),
    why text not null,
    at timestamptz not null,
    primary key (production_id, key)
);

-- Gates that somebody has opened: script, shots, stills, clips, episode.
create table production_approvals (
    production_id uuid not null references productions on delete cascade,
    house_id uuid not null references houses,
    gate text not null check (gate in ('script', 'shots', 'stills', 'clips', 'episode')),
    person_id uuid references people on delete set null,
    at timestamptz not null,
    primary key (production_id, gate)
);

-- A run: what was asked for, how far it is, what it says.
create table production_runs (
    id uuid primary key,
    house_id uuid not null references houses,
    production_id uuid not null references productions on delete cascade,
    state text not null check (state in ('waiting', 'running', 'done', 'failed', 'stopped')),
    -- Keys of what was asked for; empty: everything.
    wanted text[] not null default '{}',
    done integer not null default 0,
    total integer not null default 0,
    doing text not null default '',
    problem text,
    asked_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz
);
create index production_runs_of on production_runs (production_id, asked_at desc);
create unique index production_runs_one on production_runs (production_id) where state in ('waiting', 'running');
