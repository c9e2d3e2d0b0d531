-- Series that are being thought out: a premise, and what was written from it so far, stage by stage.

create table drafts (
    id uuid primary key,
    house_id uuid not null references houses,
    owner_id uuid references people on delete set null,
    -- The house's engines, or a language model.
    writer text not null check (writer in ('engine', 'model')),
    premise text not null check (length(premise) between 3 and 4000),
    -- BCP 47: of what is said.
    language text not null check (length(language) between 2 and 35),
    seed bigint not null default 1,
    episodes integer not null check (episodes between 1 and 100),
    -- How long an episode is to be.
    seconds integer not null check (seconds between 15 and 180),
    -- What an engine has settled; later stages follow from it.
    outline jsonb,
    -- People, places, cards, scenes, lines: see `screenplay::writers::story`.
    story jsonb not null,
    production_id uuid references productions on delete set null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index drafts_of on drafts (house_id, updated_at desc);
create index drafts_became on drafts (production_id) where production_id is not null;

-- What it was before: undo.
create table draft_versions (
    -- The last is taken back first.
    place bigint generated always as identity primary key,
    house_id uuid not null references houses,
    draft_id uuid not null references drafts on delete cascade,
    outline jsonb,
    story jsonb not null,
    replaced_at timestamptz not null
);
create index draft_versions_of on draft_versions (draft_id, place desc);

-- Something that is being written, of a draft or of a production's script.
create table writings (
    id uuid primary key,
    -- The last comes first.
    place bigint generated always as identity,
    house_id uuid not null references houses,
    draft_id uuid references drafts on delete cascade,
    production_id uuid references productions on delete cascade,
    state text not null check (state in ('waiting', 'running', 'done', 'failed', 'stopped')),
    -- Which stage, of which episode and scene.
    task jsonb not null,
    done integer not null default 0,
    total integer not null default 0,
    doing text not null default '',
    problem text,
    asked_at timestamptz not null,
    -- When whoever writes it was last heard of.
    seen_at timestamptz not null,
    ended_at timestamptz,
    check (num_nonnulls(draft_id, production_id) = 1)
);
create index writings_of_draft on writings (draft_id, place desc);
create index writings_of_production on writings (production_id, place desc);
create unique index writings_one_of_draft on writings (draft_id) where state in ('waiting', 'running');
create unique index writings_one_of_production on writings (production_id) where state in ('waiting', 'running');

-- Each question to a model, kept before it is sent. One that is found open after a crash may have been charged, and is
-- never sent again by itself.
create table writing_calls (
    id uuid primary key,
    house_id uuid not null references houses,
    writing_id uuid not null references writings on delete cascade,
    form text not null,
    model text not null,
    state text not null check (state in ('submitting', 'done', 'failed', 'ambiguous')),
    -- How it was held to the form: see `providers::schema::Tier`.
    tier text,
    tokens_in bigint not null default 0,
    tokens_out bigint not null default 0,
    why text,
    at timestamptz not null
);
create index writing_calls_of on writing_calls (writing_id, at);
