-- Who has a share in what series earn, by contract; what that came to, line by line; statements and payouts.

-- A participant: somebody who is owed a share. `code` is the word for them in contracts.
create table payees (
    id uuid primary key,
    house_id uuid not null references houses,
    code text not null check (code ~ '^[a-z0-9_-]{1,64}$'),
    name text not null check (length(name) between 1 and 120),
    kind text not null check (kind in ('producer', 'writer', 'cast', 'distributor', 'agent', 'investor', 'house', 'other')),
    -- The account that may read its statements.
    person_id uuid references people on delete set null,
    -- All contracts that name the payee are in this currency.
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    -- Less than this is not paid out yet; minor units.
    threshold bigint not null default 0 check (threshold >= 0),
    -- How many days earnings wait before they are paid out.
    hold_days integer not null default 0 check (hold_days between 0 and 366),
    -- Kept back for a tax office: an exact fraction, and whose.
    withholding text not null default '0/1',
    territory text not null check (territory ~ '^[A-Z]{2}$'),
    -- Where the bank's details are kept: a reference, never the details.
    payout_reference text not null default '' check (length(payout_reference) <= 200),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (house_id, code)
);
create index payees_person on payees (person_id) where person_id is not null;

-- A deal about a series, as a text of the waterfall language. A change is a new version.
create table share_contracts (
    id uuid primary key,
    house_id uuid not null references houses,
    -- Kept when the series is deleted: what was shared under it stays.
    series_id uuid not null,
    series_title text not null,
    version integer not null check (version > 0),
    -- Shares what was earned from then on, until the next version's.
    valid_from date not null,
    text text not null,
    -- SHA-256 of the text, hexadecimal.
    digest text not null check (digest ~ '^[0-9a-f]{64}$'),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    -- { code: payee id }
    payees jsonb not null,
    -- No reference: who wrote it may be erased, the contract may not change.
    created_by uuid,
    created_at timestamptz not null,
    unique (series_id, version)
);
create trigger share_contracts_immutable before update or delete or truncate on share_contracts
    for each statement execute function ledger_refuse_change();

-- Units (not minor units) of the second currency for one unit of the first. Written once; of two for one day
-- the one that was written last holds.
create table fx_rates (
    id uuid primary key,
    house_id uuid not null references houses,
    from_currency text not null check (from_currency ~ '^[A-Z]{3}$'),
    to_currency text not null check (to_currency ~ '^[A-Z]{3}$' and to_currency <> from_currency),
    -- An exact fraction, `numerator/denominator`.
    rate text not null,
    on_date date not null,
    source text not null check (length(source) between 1 and 200),
    created_at timestamptz not null
);
create index fx_rates_pair on fx_rates (house_id, from_currency, to_currency, on_date desc, created_at desc);
create trigger fx_rates_immutable before update or delete or truncate on fx_rates
    for each statement execute function ledger_refuse_change();

-- One row a house, held by whoever shares out or pays out.
create table share_runs (
    house_id uuid primary key references houses,
    ran_at timestamptz
);

-- Revenue lines as a contract received them, in the order in which it did. A line that moves to another
-- contract (a version that begins earlier) is taken back from the first by a row of its own.
create table share_receipts (
    id uuid primary key,
    -- The order across contracts.
    seq bigint generated always as identity,
    house_id uuid not null references houses,
    contract_id uuid not null references share_contracts,
    place integer not null check (place > 0),
    line_id uuid not null,
    taken_back boolean not null,
    -- First day of the month in which the line was earned.
    period date not null,
    -- The contract's source that it came from, where it names sources.
    source text,
    -- In the contract's currency.
    amount bigint not null,
    gross bigint not null,
    gross_currency text not null,
    rate_id uuid references fx_rates,
    kind text not null,
    territory text not null,
    earned_at timestamptz not null,
    source_kind text not null,
    source_id uuid not null,
    count bigint not null,
    received_at timestamptz not null,
    unique (contract_id, place)
);
create index share_receipts_line on share_receipts (line_id, seq desc);
create index share_receipts_period on share_receipts (house_id, period);
create trigger share_receipts_immutable before update or delete or truncate on share_receipts
    for each statement execute function ledger_refuse_change();

-- What goes to a payee's account in the ledger: the accruals of one run, contract, month and rate.
create table share_postings (
    id uuid primary key,
    house_id uuid not null references houses,
    contract_id uuid not null references share_contracts,
    payee_id uuid not null references payees,
    period date not null,
    rate_id uuid references fx_rates,
    -- Minor units of the contract's currency; below zero for a correction.
    amount bigint not null,
    currency text not null,
    at timestamptz not null,
    -- Null until it is in the ledger.
    posted_at timestamptz,
    -- Those of its transfers that touch the payee's accounts.
    transfers uuid[] not null default '{}'
);
create index share_postings_payee on share_postings (payee_id, period);
create index share_postings_open on share_postings (house_id, at) where posted_at is null;

-- What one receipt gave to one payee, and by which tier or guarantee.
create table share_accruals (
    receipt_id uuid not null references share_receipts,
    number smallint not null,
    house_id uuid not null references houses,
    payee_id uuid not null references payees,
    reason text not null check (reason in ('tier', 'kept_back', 'recovered')),
    source text,
    -- The tier, or the guarantee.
    tier text not null,
    amount bigint not null check (amount <> 0),
    -- Null for the house's own share: it stays where it is.
    posting_id uuid references share_postings,
    primary key (receipt_id, number)
);
create index share_accruals_posting on share_accruals (posting_id);
create index share_accruals_payee on share_accruals (payee_id);
create trigger share_accruals_immutable before update or delete or truncate on share_accruals
    for each statement execute function ledger_refuse_change();

-- Subscriptions' revenue of a month, shared among series by what subscribers watched of locked episodes.
-- When more was told later, a further version adds the difference.
create table vip_pools (
    id uuid primary key,
    house_id uuid not null references houses,
    month date not null,
    currency text not null,
    territory text not null,
    version integer not null check (version > 0),
    total bigint not null,
    -- [{ series_id, watched_ms, viewers }] in the order in which the total is shared out.
    watched jsonb not null,
    made_at timestamptz not null,
    unique (house_id, month, currency, territory, version)
);
create trigger vip_pools_immutable before update or delete or truncate on vip_pools
    for each statement execute function ledger_refuse_change();

-- A payee's month. Never changes; what turns out otherwise later is a further version.
create table statements (
    id uuid primary key,
    house_id uuid not null references houses,
    payee_id uuid not null references payees,
    period date not null,
    version integer not null check (version > 0),
    supersedes uuid references statements,
    currency text not null,
    opening bigint not null,
    earned bigint not null,
    -- Paid out, withheld, come back.
    moved bigint not null,
    closing bigint not null,
    -- `closing` less that of the version before.
    difference bigint not null,
    lines integer not null,
    -- The proof, byte for byte as published; its digest is SHA-256 of the statement within, hexadecimal.
    proof text not null,
    digest text not null check (digest ~ '^[0-9a-f]{64}$'),
    -- Of what is in it but for its version: two versions never say the same.
    figures text not null,
    made_at timestamptz not null,
    unique (payee_id, period, version)
);
create index statements_period on statements (house_id, period);
create trigger statements_immutable before update or delete or truncate on statements
    for each statement execute function ledger_refuse_change();

create table payouts (
    id uuid primary key,
    house_id uuid not null references houses,
    payee_id uuid not null references payees,
    state text not null check (state in ('planned', 'approved', 'paid', 'returned', 'cancelled')),
    currency text not null,
    -- Owed when it was planned; of that: still on hold; set off against what the payee owes.
    payable bigint not null,
    held bigint not null,
    netted bigint not null,
    -- What is settled: withheld for a tax office, and paid.
    withheld bigint not null check (withheld >= 0),
    amount bigint not null check (amount >= 0),
    withholding text not null,
    territory text not null,
    planned_at timestamptz not null,
    check (payable = held + netted + withheld + amount)
);
-- One at a time for a payee, so that nothing is planned twice.
create unique index payouts_open on payouts (payee_id) where state in ('planned', 'approved');
create index payouts_house on payouts (house_id, planned_at desc);

create table payout_events (
    id uuid primary key,
    house_id uuid not null references houses,
    payout_id uuid not null references payouts,
    payee_id uuid not null references payees,
    at timestamptz not null,
    event text not null check (event in ('planned', 'approved', 'paid', 'returned', 'cancelled')),
    -- What it did to the payee's balance, in minor units.
    moved bigint not null,
    -- Of the transfers that touch the payee's accounts.
    transfers uuid[] not null default '{}',
    note text not null default '' check (length(note) <= 500)
);
create index payout_events_payee on payout_events (payee_id, at);
create trigger payout_events_immutable before update or delete or truncate on payout_events
    for each statement execute function ledger_refuse_change();
