-- What leaves the studio: exports, translations, who of the real world is in it, and records of how it was made.

create table production_exports (
    id uuid primary key,
    -- The last comes first.
    place bigint generated always as identity,
    house_id uuid not null references houses,
    production_id uuid not null references productions on delete cascade,
    -- `edit`, `cbz`, `tiktok`: see `studio::exports::Kind`.
    kind text not null,
    -- Episodes, both included; nothing: all.
    first integer,
    last integer,
    options jsonb not null default '{}',
    state text not null check (state in ('waiting', 'running', 'done', 'failed')),
    doing text not null default '',
    done integer not null default 0,
    total integer not null default 0,
    problem text,
    name text,
    blob_key text,
    bytes bigint,
    -- What could not be written, as sentences.
    left_out text[] not null default '{}',
    asked_at timestamptz not null,
    ended_at timestamptz
);
create index production_exports_of on production_exports (production_id, place desc);
create index production_exports_blobs on production_exports (blob_key);

-- A line in another language. Found by who says what, so that lines that move keep their translation and lines that
-- change lose it.
create table production_translations (
    production_id uuid not null references productions on delete cascade,
    house_id uuid not null references houses,
    language text not null check (length(language) between 2 and 35),
    speaker text not null,
    source text not null,
    text text not null,
    updated_at timestamptz not null,
    primary key (production_id, language, speaker, source)
);

-- Signed consents of real people to the use of their voice or likeness.
create table consents (
    id uuid primary key,
    house_id uuid not null references houses,
    person text not null check (length(person) between 1 and 200),
    uses text[] not null check (cardinality(uses) > 0 and uses <@ array['voice', 'likeness']),
    -- Titles of series; none: every series of the house.
    series text[] not null default '{}',
    -- ISO 3166-1; none: the world.
    territories text[] not null default '{}',
    starts_at timestamptz not null,
    ends_at timestamptz,
    withdrawn_at timestamptz,
    -- SHA-256 of the signed document.
    document bytea not null check (octet_length(document) = 32),
    document_name text not null default '',
    created_by uuid references people on delete set null,
    created_at timestamptz not null,
    check (ends_at is null or ends_at > starts_at)
);
create index consents_of on consents (house_id, person);

-- Which characters of a production are real people.
create table production_people (
    production_id uuid not null references productions on delete cascade,
    house_id uuid not null references houses,
    -- Id of the cast.
    character text not null check (length(character) between 1 and 200),
    person text not null check (length(person) between 1 and 200),
    uses text[] not null check (cardinality(uses) > 0 and uses <@ array['voice', 'likeness']),
    consent_id uuid not null references consents,
    primary key (production_id, character)
);

-- How what was released had been made, as it was then.
create table production_releases (
    id uuid primary key,
    house_id uuid not null references houses,
    production_id uuid references productions on delete set null,
    series_id uuid references series on delete set null,
    title text not null,
    -- `provenance.json`, an episode each.
    records jsonb not null,
    -- Files that carry a signed manifest, and by whom; nothing: no signer is set.
    signed jsonb not null default '[]',
    released_by uuid references people on delete set null,
    at timestamptz not null
);
create index production_releases_of on production_releases (house_id, production_id, at desc);
