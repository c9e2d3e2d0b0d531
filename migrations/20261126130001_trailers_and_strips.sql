-- What a series is shown with besides its episodes: a trailer, thumbnails, the same story as a webcomic.

create table series_trailers (
    series_id uuid primary key references series on delete cascade,
    house_id uuid not null references houses,
    -- Its address: another cut has another.
    id uuid not null unique,
    blob_key text not null,
    bytes bigint not null check (bytes > 0),
    duration_ms integer not null check (duration_ms > 0),
    updated_at timestamptz not null
);
create index series_trailers_blobs on series_trailers (blob_key);

-- A picture that stands for an episode in lists; a player begins with the episode's own first picture.
create table episode_thumbnails (
    episode_id uuid primary key references episodes on delete cascade,
    house_id uuid not null references houses,
    -- The blob that it was made of: the same again is nothing to do.
    made_of text not null,
    picture jsonb not null
);

-- An episode as a webcomic.
create table strips (
    id uuid primary key,
    house_id uuid not null references houses,
    episode_id uuid not null unique references episodes on delete cascade,
    made_of text not null,
    updated_at timestamptz not null
);

-- Its pictures, from the top.
create table strip_pictures (
    id uuid primary key,
    house_id uuid not null references houses,
    strip_id uuid not null references strips on delete cascade,
    position integer not null check (position >= 0),
    blob_key text not null,
    bytes bigint not null check (bytes > 0),
    width integer not null check (width > 0),
    height integer not null check (height > 0),
    -- For who cannot see it.
    alt text not null,
    unique (strip_id, position)
);
create index strip_pictures_blobs on strip_pictures (blob_key);
