-- Months without any use of a wallet after which the money of its unspent coins counts as breakage (IFRS 15, B46);
-- null: never. The coins stay the viewer's.
alter table houses add column breakage_months integer check (breakage_months between 1 and 120);

-- How much of the money of a lot's unspent coins counts as breakage at the moment.
alter table lots add column broken bigint not null default 0 check (broken >= 0);
create index lots_broken on lots (house_id) where broken > 0;

-- Money that becomes breakage (above zero), or that comes back because its coins are used after all: decided here with
-- the lot, then posted to the ledger, then done.
create table breakages (
    id uuid primary key,
    house_id uuid not null references houses,
    lot_id uuid not null references lots,
    -- Minor units.
    amount bigint not null check (amount <> 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    territory text not null check (territory ~ '^[A-Z]{2}$'),
    state text not null default 'held' check (state in ('held', 'done')),
    created_at timestamptz not null
);
create index breakages_held on breakages (created_at) where state = 'held';
create index breakages_lot_held on breakages (lot_id) where state = 'held';
