-- Debts of viewers that nobody will ever pay: decided here, then posted to the ledger, then done.
create table write_offs (
    id uuid primary key,
    house_id uuid not null references houses,
    -- The debtor's account in the ledger.
    account_id uuid not null,
    amount bigint not null check (amount > 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    reason text not null check (length(reason) between 1 and 200),
    -- refused: more than was owed by then.
    state text not null default 'held' check (state in ('held', 'done', 'refused')),
    created_at timestamptz not null
);
create index write_offs_account on write_offs (account_id);
create index write_offs_held on write_offs (created_at) where state = 'held';

-- A new card that a subscriber gives for what is charged next.
create table card_changes (
    id uuid primary key,
    house_id uuid not null references houses,
    person_id uuid not null references people on delete cascade,
    subscription_id uuid not null references subscriptions,
    provider text not null check (provider in ('test', 'stripe')),
    -- How the provider calls it, and what the page needs to confirm it.
    provider_ref text,
    client_secret text,
    state text not null default 'waiting' check (state in ('waiting', 'kept', 'failed')),
    created_at timestamptz not null,
    -- When the provider is asked about one of which nothing was heard.
    ask_at timestamptz not null
);
create unique index card_changes_ref on card_changes (house_id, provider_ref) where provider_ref is not null;
create index card_changes_person on card_changes (person_id);
create index card_changes_waiting on card_changes (ask_at) where state = 'waiting';
