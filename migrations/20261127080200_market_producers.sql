-- A producer with a page of its own on the market: one of the parties that the house has contracts with.
create table market_producers (
    id uuid primary key,
    house_id uuid not null references houses,
    party_id uuid not null unique references rights_parties,
    -- `/market/of/<slug>`
    slug text not null check (slug ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    door text not null check (door in ('closed', 'invited', 'public')),
    intro text not null check (length(intro) <= 2000),
    contact_name text not null check (length(contact_name) <= 120),
    contact_email text not null check (length(contact_email) <= 200),
    updated_at timestamptz not null,
    unique (house_id, slug)
);

-- Whose slate it is; it stands on the producer's page, and on the house's own as the others do.
alter table market_slates add column producer_id uuid references market_producers on delete set null;
create index market_slates_producer on market_slates (producer_id) where producer_id is not null;

-- On whose page a buyer asked.
alter table market_enquiries add column producer_id uuid references market_producers on delete set null;
