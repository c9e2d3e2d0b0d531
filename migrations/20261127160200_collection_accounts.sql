-- The collection account of a co-production: what its series earns goes into an account of its own, and from there to the members.
-- Contracts from before share as they did.
alter table share_contracts add column collects boolean not null default false;

alter table book_accounts add column series_id uuid;
create index book_accounts_series on book_accounts (series_id) where series_id is not null;

-- What goes into a collection account: the receipts of one run, contract, month and rate, less the house's own part of them, which
-- stays where it is.
create table collection_postings (
    id uuid primary key,
    house_id uuid not null references houses,
    contract_id uuid not null references share_contracts,
    series_id uuid not null,
    period date not null,
    rate_id uuid references fx_rates,
    -- Minor units of the contract's currency; below zero for a correction.
    amount bigint not null,
    currency text not null,
    at timestamptz not null,
    -- Null until it is in the ledger.
    posted_at timestamptz
);
create index collection_postings_open on collection_postings (house_id, at) where posted_at is null;
create index collection_postings_series on collection_postings (series_id);
