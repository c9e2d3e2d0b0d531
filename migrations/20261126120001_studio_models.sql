-- Who makes voices, pictures, clips and texts for a house by machines of others, and what may be paid for it.

-- An account at a provider, or a server of one's own.
create table studio_providers (
    id uuid primary key,
    house_id uuid not null references houses,
    name text not null check (length(name) between 1 and 80),
    -- `providers::Api`
    api text not null check (length(api) between 1 and 20),
    base text not null check (length(base) between 1 and 300),
    -- Sealed: `src/sealed.rs`. Nothing reads them but who asks the provider.
    key_sealed bytea,
    second_sealed bytea,
    -- Requests that are under way at once, and that begin in a minute.
    at_once integer not null default 2 check (at_once between 1 and 64),
    per_minute integer not null default 30 check (per_minute between 1 and 6000),
    -- A relay, as TOML: `providers::adapter::relay`.
    relay text check (octet_length(relay) <= 65536),
    -- When somebody last asked whether it answers; why it does not.
    tested_at timestamptz,
    test_problem text,
    created_at timestamptz not null,
    unique (house_id, name)
);

-- Which model makes what.
create table studio_choices (
    house_id uuid not null references houses,
    makes text not null check (makes in ('text', 'voice', 'still', 'clip')),
    provider_id uuid not null references studio_providers on delete cascade,
    -- What it can do and costs, with the day of the note: `providers::Model`.
    model jsonb not null,
    -- The provider's voices for whom: `studio::providers::Voices`.
    voices jsonb not null default '{}',
    -- Under which terms what it makes may be used.
    licence text not null default '' check (length(licence) <= 500),
    -- When it first made something for this house; until then it has not been run against the live service.
    proven_at timestamptz,
    updated_at timestamptz not null,
    primary key (house_id, makes)
);

-- Paid jobs. Written down before anything is sent; never sent twice.
create table production_jobs (
    id uuid primary key,
    house_id uuid not null references houses,
    -- What was spent is known even when the production is gone.
    production_id uuid references productions on delete set null,
    -- A run, or a command that was called.
    run_id uuid,
    key text not null check (length(key) between 1 and 120),
    kind text not null,
    -- Whose caps it counts against beside those of the production: an episode, and a shot of it.
    episode integer not null,
    shot text not null,
    basis bytea not null check (octet_length(basis) = 32),
    parts jsonb not null,
    provider_id uuid references studio_providers on delete set null,
    provider text not null,
    model jsonb not null,
    licence text not null default '',
    -- What is asked for, with the pictures that go in by where they are kept.
    wish jsonb not null,
    -- `production::job::Stage`, and `providers::State` with its ticket.
    stage text not null check (stage in ('planned', 'submitting', 'submitted', 'running', 'done', 'failed', 'ambiguous', 'expired')),
    state jsonb not null,
    problem text,
    currency text not null,
    -- Millionths. Reserved until it is known what it cost.
    reserved_micros bigint not null check (reserved_micros >= 0),
    charged_micros bigint check (charged_micros >= 0),
    -- What came, as it came; and the take that was made of it.
    file text,
    take_id uuid references production_takes on delete set null,
    planned_at timestamptz not null,
    submitted_at timestamptz,
    ended_at timestamptz,
    -- Who said what became of one that nobody knew the end of.
    decided_by uuid references people on delete set null
);
create index production_jobs_of on production_jobs (production_id, planned_at desc);
create index production_jobs_run on production_jobs (run_id);
-- One at a time for an artifact; what is ambiguous stands in the way until somebody has decided.
create unique index production_jobs_live on production_jobs (production_id, key)
    where stage in ('planned', 'submitting', 'submitted', 'running', 'ambiguous');

-- The last run; what it may spend at most; whether it may pay again for what is stale.
alter table production_runs
    add column place bigint generated always as identity,
    add column spend_micros bigint not null default 0 check (spend_micros >= 0),
    add column again boolean not null default false;

-- In which currency a take's cost is, and how somebody brought it.
alter table production_takes
    add column currency text not null default '',
    add column brought_by uuid references people on delete set null;

-- What was approved: when it changes, the gate closes. Nothing: whatever comes.
alter table production_approvals add column basis bytea check (octet_length(basis) = 32);
