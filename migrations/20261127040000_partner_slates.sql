-- A partner's group of series, and the terms that are common to them.
create table partner_slates (
    id uuid primary key,
    house_id uuid not null references houses,
    name text not null check (length(name) between 1 and 80),
    direction text not null check (direction in ('in', 'out')),
    party_id uuid not null references rights_parties,
    note text not null check (length(note) <= 400),
    -- Blocks of rights without their series, and the fee of one series.
    terms jsonb not null check (jsonb_typeof(terms) = 'array'),
    fee jsonb not null check (jsonb_typeof(fee) = 'object'),
    created_by uuid references people on delete set null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (house_id, name)
);
create index partner_slates_party on partner_slates (party_id);

create table partner_slate_series (
    slate_id uuid not null references partner_slates on delete cascade,
    series_id uuid not null references series on delete cascade,
    house_id uuid not null references houses,
    position integer not null,
    primary key (slate_id, series_id)
);
create index partner_slate_series_series on partner_slate_series (series_id);

-- The slate that a deal was made from.
alter table rights_deals add column slate_id uuid references partner_slates on delete set null;
create index rights_deals_slate on rights_deals (slate_id) where slate_id is not null;
