-- Where each viewer stopped.
create table progress (
    person_id uuid not null references people on delete cascade,
    episode_id uuid not null references episodes on delete cascade,
    house_id uuid not null references houses,
    series_id uuid not null references series on delete cascade,
    position_ms integer not null check (position_ms >= 0),
    completed boolean not null default false,
    -- False once the viewer removed it from their history; the position is kept for resuming.
    in_history boolean not null default true,
    updated_at timestamptz not null,
    primary key (person_id, episode_id)
);
create index progress_recent on progress (person_id, updated_at desc);
create index progress_series on progress (person_id, series_id, updated_at desc);

create table my_list (
    person_id uuid not null references people on delete cascade,
    series_id uuid not null references series on delete cascade,
    house_id uuid not null references houses,
    added_at timestamptz not null,
    primary key (person_id, series_id)
);

create table likes (
    person_id uuid not null references people on delete cascade,
    episode_id uuid not null references episodes on delete cascade,
    house_id uuid not null references houses,
    liked_at timestamptz not null,
    primary key (person_id, episode_id)
);
create index likes_episode on likes (episode_id);

create table reports (
    id uuid primary key,
    house_id uuid not null references houses,
    episode_id uuid not null references episodes on delete cascade,
    person_id uuid references people on delete cascade,
    reason text not null check (reason in ('broken', 'captions', 'audio', 'rights', 'offensive', 'other')),
    detail text not null default '' check (length(detail) <= 2000),
    created_at timestamptz not null
);

-- A feed session remembers what it has shown, so that no card comes twice.
create table feed_sessions (
    id uuid not null,
    person_id uuid not null references people on delete cascade,
    house_id uuid not null references houses,
    served uuid[] not null default '{}',
    created_at timestamptz not null,
    primary key (person_id, id)
);
