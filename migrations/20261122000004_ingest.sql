-- A resumable upload (tus 1.0). Bytes are appended to a file in the data folder until the last is in.
create table uploads (
    id uuid primary key,
    house_id uuid not null references houses,
    series_id uuid not null references series on delete cascade,
    person_id uuid references people on delete cascade,
    file_name text not null check (length(file_name) between 1 and 255),
    bytes_total bigint not null check (bytes_total > 0),
    bytes_received bigint not null default 0 check (bytes_received between 0 and bytes_total),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    finished_at timestamptz,
    -- { code, message, remedy } when the finished file could not be used.
    problem jsonb
);
create index uploads_series on uploads (series_id);

-- The file an episode was made from.
create table sources (
    episode_id uuid primary key references episodes on delete cascade,
    house_id uuid not null references houses,
    file_name text not null,
    sha256 bytea not null,
    bytes bigint not null,
    blob_key text not null,
    -- How a landscape source is made vertical; null until somebody chose.
    framing text check (framing in ('crop-left', 'crop-center', 'crop-right', 'blur')),
    -- What the probe saw (media::Source).
    probe jsonb,
    created_at timestamptz not null
);
create index sources_sha on sources (house_id, sha256);

-- The truth of packaging: a job only looks for rows that are not finished, so a lost queue loses nothing.
create table packages (
    episode_id uuid primary key references episodes on delete cascade,
    house_id uuid not null references houses,
    state text not null check (state in ('waiting', 'probing', 'packaging', 'playable', 'complete', 'failed', 'paused')),
    stage text,
    progress real not null default 0,
    problem jsonb,
    attempts integer not null default 0,
    -- Not tried before this time.
    retry_at timestamptz,
    -- The data folder whose process works on it, until when unless it says so again. A killed process
    -- says nothing more; one that comes back in the same data folder goes on at once.
    worker uuid,
    lease_until timestamptz,
    -- When an AV1 rendition was last tried.
    av1_tried_at timestamptz,
    duration_ms integer,
    -- { webp, avif, width, height, thumbhash } and { file, columns, rows, … }: blob keys, not addresses.
    poster jsonb,
    sprite jsonb,
    -- Set when the first rung may be played: from then on viewers see the episode.
    playable_at timestamptz,
    completed_at timestamptz,
    updated_at timestamptz not null
);
create index packages_unfinished on packages (updated_at) where state not in ('complete', 'failed');

create table renditions (
    id uuid primary key,
    house_id uuid not null references houses,
    episode_id uuid not null references episodes on delete cascade,
    codec text not null check (codec in ('h264', 'av1', 'aac')),
    -- Pixels; 0 for audio.
    width integer not null,
    height integer not null,
    language text not null default '',
    label text not null default '',
    mime text not null,
    bandwidth bigint not null,
    average_bandwidth bigint not null,
    frame_rate real,
    bytes bigint not null,
    duration_ms integer not null,
    blob_key text not null,
    -- The initialisation segment, and [{offset, bytes, start_ms, duration_ms}].
    init bytea not null,
    segments jsonb not null,
    ffmpeg_version text not null,
    arguments text[] not null,
    quality real,
    created_at timestamptz not null,
    unique (episode_id, codec, height, language)
);

create table text_tracks (
    id uuid primary key,
    house_id uuid not null references houses,
    episode_id uuid not null references episodes on delete cascade,
    language text not null,
    label text not null,
    kind text not null check (kind in ('captions', 'subtitles', 'chapters')),
    origin text not null check (origin in ('sidecar', 'embedded')),
    blob_key text not null,
    created_at timestamptz not null,
    unique (episode_id, language, kind)
);

-- What viewers may see at a moment: published, not withdrawn, and playable. The only place that says so.
create function visible_episodes(house uuid, moment timestamptz)
returns table (
    episode_id uuid, series_id uuid, number integer, title text, duration_ms integer,
    poster jsonb, sprite jsonb, published_at timestamptz, complete boolean
) language sql stable as $$
    select e.id, e.series_id, e.number, e.title, p.duration_ms, p.poster, p.sprite,
           greatest(s.publish_at, e.publish_at), p.completed_at is not null
    from series s
    join episodes e on e.series_id = s.id
    join packages p on p.episode_id = e.id
    where s.house_id = house
      and s.publish_at <= moment
      and (s.withdrawn_at is null or s.withdrawn_at > moment)
      and (e.publish_at is null or e.publish_at <= moment)
      and (e.withdrawn_at is null or e.withdrawn_at > moment)
      and p.playable_at is not null
$$;

-- A subtitle file that came before its episode, already WebVTT. It becomes a text track when an episode
-- with its number is added.
create table sidecars (
    series_id uuid not null references series on delete cascade,
    house_id uuid not null references houses,
    number integer not null check (number between 1 and 10000),
    language text not null,
    kind text not null check (kind in ('captions', 'subtitles')),
    blob_key text not null,
    created_at timestamptz not null,
    primary key (series_id, number, language, kind)
);

-- A folder that a series was read from, so that reading it again changes only what changed in it.
create table folders (
    house_id uuid not null references houses,
    path text not null,
    series_id uuid not null references series on delete cascade,
    -- Digest of its series.toml when that was last applied.
    manifest bytea,
    -- Digest of its poster when that was last applied.
    poster bytea,
    read_at timestamptz not null,
    primary key (house_id, path)
);
create index folders_series on folders (series_id);

-- One row. Who adds references to blobs shares it, who deletes unreferenced ones has it alone.
create table blob_sweeps (
    id boolean primary key default true check (id),
    swept_at timestamptz not null
);
insert into blob_sweeps (swept_at) values ('1970-01-01');
