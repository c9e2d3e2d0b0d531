-- What the parties of a co-production agreed, version by version; each wrote the contract that follows from it.
create table coproductions (
    id uuid primary key,
    house_id uuid not null references houses,
    -- Kept when the series is deleted, as its contract is.
    series_id uuid not null,
    version integer not null check (version > 0),
    -- The day for which the words of territories were read, and from which it holds.
    valid_from date not null,
    terms jsonb not null,
    contract_id uuid not null unique references share_contracts,
    -- No reference: who wrote it may be erased, the terms may not change.
    created_by uuid,
    created_at timestamptz not null,
    unique (series_id, version)
);
create index coproductions_house on coproductions (house_id);
create trigger coproductions_immutable before update or delete or truncate on coproductions
    for each statement execute function ledger_refuse_change();
