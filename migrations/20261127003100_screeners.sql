-- Episodes for the eyes of one recipient, by a link.
create table screeners (
    id uuid primary key,
    house_id uuid not null references houses,
    series_id uuid not null references series on delete cascade,
    name text not null,
    email text not null,
    token_hash bytea not null unique,
    -- What its copies are marked by. Kept after the copies are gone: a leak is found later than that.
    seed bytea not null check (length(seed) = 32),
    created_by uuid references people on delete set null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    -- On so many devices; null: on any number.
    openings_max integer check (openings_max > 0),
    openings integer not null default 0
);
create index screeners_house on screeners (house_id, created_at desc);

create table screener_episodes (
    screener_id uuid not null references screeners on delete cascade,
    episode_id uuid not null references episodes on delete cascade,
    house_id uuid not null references houses,
    primary key (screener_id, episode_id)
);

-- A device on which the link was opened.
create table screener_openings (
    screener_id uuid not null references screeners on delete cascade,
    person_id uuid not null references people on delete cascade,
    house_id uuid not null references houses,
    at timestamptz not null,
    primary key (screener_id, person_id)
);
create index screener_openings_person on screener_openings (person_id);

-- An episode with the recipient's name in it, made when it is first wanted, deleted when the link is over.
create table screener_copies (
    screener_id uuid not null references screeners on delete cascade,
    episode_id uuid not null references episodes on delete cascade,
    house_id uuid not null references houses,
    state text not null check (state in ('waiting', 'making', 'ready', 'failed', 'gone')),
    progress real not null default 0,
    problem text,
    blob_key text,
    bytes bigint,
    updated_at timestamptz not null,
    primary key (screener_id, episode_id),
    check ((state = 'ready') = (blob_key is not null))
);
create index screener_copies_blobs on screener_copies (blob_key) where blob_key is not null;

-- Who watched what, how far, when.
create table screener_views (
    screener_id uuid not null references screeners on delete cascade,
    person_id uuid not null references people on delete cascade,
    episode_id uuid not null references episodes on delete cascade,
    house_id uuid not null references houses,
    begun_at timestamptz not null,
    last_at timestamptz not null,
    furthest_ms integer not null check (furthest_ms >= 0),
    -- Of the episode's time, as it played.
    watched_ms bigint not null check (watched_ms >= 0),
    primary key (screener_id, person_id, episode_id)
);
create index screener_views_person on screener_views (person_id);
