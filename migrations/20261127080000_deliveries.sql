-- A series of a signed deal on its way to whoever licensed it: who asked for it, how far it is, and what was in it.
create table deliveries (
    id uuid primary key,
    -- The last comes first.
    place bigint generated always as identity,
    house_id uuid not null references houses,
    deal_id uuid not null references rights_deals on delete cascade,
    series_id uuid not null references series on delete cascade,
    -- The contract whose rights go with it, by its name.
    contract text not null,
    -- A folder, or `s3://bucket/prefix`.
    destination text not null,
    -- What is there already with the right bytes is not written again, so one that was stopped goes on where it was.
    state text not null check (state in ('waiting', 'running', 'stopped', 'done', 'failed')),
    done integer not null default 0,
    total integer not null default 0,
    bytes bigint,
    -- Why it failed, for people.
    problem text,
    -- `manifest.json`, once it is written.
    manifest jsonb,
    asked_by uuid references people on delete set null,
    asked_at timestamptz not null,
    ended_at timestamptz
);
create index deliveries_of on deliveries (house_id, deal_id, place desc);
create index deliveries_series on deliveries (series_id);
-- One at a time.
create unique index deliveries_under_way on deliveries (deal_id, series_id) where state in ('waiting', 'running', 'stopped');
