-- Double entry. Transfers are written once, in the order in which they were committed, each holding the
-- hash of the one before; accounts hold sums that can be computed again from the transfers.

-- One chain of transfers; its row is locked by whoever posts to it.
create table ledger_heads (
    ledger_id uuid primary key,
    -- Of the last transfer; zero, and 32 zero bytes, before the first.
    seq bigint not null default 0 check (seq >= 0),
    hash bytea not null default decode(repeat('00', 32), 'hex') check (length(hash) = 32),
    at timestamptz not null
);

create table ledger_accounts (
    id uuid primary key,
    ledger_id uuid not null references ledger_heads,
    class text not null check (class in ('asset', 'liability', 'equity', 'income', 'expense')),
    kind text not null check (kind ~ '^[a-z][a-z0-9_]{0,47}$'),
    -- A currency of ISO 4217, COIN or BONUS.
    unit text not null check (unit ~ '^[A-Z]{3,5}$'),
    bound text not null check (bound in ('none', 'debits_must_not_exceed_credits', 'credits_must_not_exceed_debits')),
    closed boolean not null default false,
    created_at timestamptz not null,
    debits_posted bigint not null default 0 check (debits_posted >= 0),
    debits_pending bigint not null default 0 check (debits_pending >= 0),
    credits_posted bigint not null default 0 check (credits_posted >= 0),
    credits_pending bigint not null default 0 check (credits_pending >= 0),
    constraint ledger_accounts_debit_bound check (bound <> 'debits_must_not_exceed_credits' or debits_posted + debits_pending <= credits_posted),
    constraint ledger_accounts_credit_bound check (bound <> 'credits_must_not_exceed_debits' or credits_posted + credits_pending <= debits_posted)
) with (fillfactor = 70);
create index ledger_accounts_kind on ledger_accounts (ledger_id, kind);

-- The accounts are not foreign keys: whoever posts holds their rows locked, and they are never deleted.
create table ledger_transfers (
    ledger_id uuid not null,
    seq bigint not null check (seq > 0),
    id uuid not null unique,
    kind text not null check (kind in ('posted', 'pending', 'post_pending', 'void_pending', 'expired')),
    debit_account uuid not null,
    credit_account uuid not null check (credit_account <> debit_account),
    -- For void_pending and expired: what was held.
    amount bigint not null check (amount > 0),
    unit text not null,
    pending_id uuid check ((pending_id is not null) = (kind in ('post_pending', 'void_pending', 'expired'))),
    timeout_s integer check (timeout_s is null or (timeout_s > 0 and kind = 'pending')),
    expires_at timestamptz check ((expires_at is null) = (timeout_s is null)),
    chain_id uuid not null,
    chain_at smallint not null check (chain_at >= 0 and chain_at < chain_len),
    chain_len smallint not null,
    reference_kind text not null,
    reference_id uuid not null,
    -- json, not jsonb: the text is part of the hash.
    reference_data json not null check (length(reference_data::text) <= 1024),
    at timestamptz not null,
    hash bytea not null check (length(hash) = 32),
    primary key (ledger_id, seq)
);
create index ledger_transfers_debit on ledger_transfers (debit_account, seq);
create index ledger_transfers_credit on ledger_transfers (credit_account, seq);
-- A pending transfer is resolved at most once.
create unique index ledger_transfers_resolution on ledger_transfers (pending_id) where pending_id is not null;

-- Pending transfers that are not resolved yet.
create table ledger_pending (
    id uuid primary key,
    ledger_id uuid not null,
    expires_at timestamptz
);
create index ledger_pending_due on ledger_pending (ledger_id, expires_at) where expires_at is not null;

create function ledger_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% rows are never changed: correct by a further transfer', tg_table_name
        using errcode = 'restrict_violation';
end $$;
create trigger ledger_transfers_immutable before update or delete or truncate on ledger_transfers
    for each statement execute function ledger_refuse_change();
create trigger ledger_accounts_kept before delete or truncate on ledger_accounts
    for each statement execute function ledger_refuse_change();
create trigger ledger_accounts_identity before update of id, ledger_id, class, kind, unit, bound, created_at on ledger_accounts
    for each statement execute function ledger_refuse_change();
