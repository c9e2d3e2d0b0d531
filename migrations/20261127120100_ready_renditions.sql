-- Renditions that came with a delivery in the place of a film, measured and found to be as this house makes them. The
-- packaging of the film that was joined of them takes them as they are, and they go from here.
create table ready_renditions (
    house_id uuid not null references houses,
    -- Of that film.
    source_sha256 bytea not null,
    -- [{ rendition, blob_key }]: what was measured, and where it is kept.
    renditions jsonb not null check (jsonb_typeof(renditions) = 'array'),
    at timestamptz not null,
    primary key (house_id, source_sha256)
);
