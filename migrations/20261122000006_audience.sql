-- What players tell, partitioned by the day of the event. The viewer is a pseudonym (people.viewer_key).
create table events (
    id uuid not null,
    day date not null,
    house_id uuid not null,
    viewer_key uuid not null,
    schema smallint not null,
    type text not null,
    at timestamptz not null,
    received_at timestamptz not null,
    play_id uuid,
    feed_session uuid,
    series_id uuid,
    episode_id uuid,
    body jsonb not null default '{}',
    -- The day is part of the key because Postgres asks it of a partitioned table; it is derived from
    -- the event's own time, so an event sent twice meets itself.
    primary key (day, id)
) partition by range (day);
-- Rows of days that have no partition of their own yet.
create table events_default partition of events default;
create index events_viewer on events (viewer_key);
create index events_series on events (house_id, series_id, day);

-- Counts per series and day, added to in the transaction that takes the events in.
create table series_days (
    house_id uuid not null references houses,
    series_id uuid not null references series on delete cascade,
    day date not null,
    impressions bigint not null default 0,
    plays bigint not null default 0,
    completions bigint not null default 0,
    likes bigint not null default 0,
    lists bigint not null default 0,
    shares bigint not null default 0,
    watched_ms bigint not null default 0,
    primary key (series_id, day)
);
create index series_days_recent on series_days (house_id, day);
