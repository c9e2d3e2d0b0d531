-- A delivery that was taken in: whose it was, and how what came had been made, as its sender told it.
create table deliveries_received (
    id uuid primary key,
    house_id uuid not null references houses,
    series_id uuid not null references series on delete cascade,
    -- The sender's own id of it, and the name of the sender.
    delivery_id text not null,
    sender text not null,
    -- As `production_releases` has them; empty: it came without.
    records jsonb not null check (jsonb_typeof(records) = 'array'),
    signed jsonb not null check (jsonb_typeof(signed) = 'array'),
    -- SHA-256 of the covers that came, by language: those that are the same again are not set again.
    covers jsonb not null check (jsonb_typeof(covers) = 'object'),
    at timestamptz not null,
    unique (series_id, delivery_id)
);
create index deliveries_received_house on deliveries_received (house_id, at desc);
