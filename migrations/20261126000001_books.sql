-- What a house sells in, and where it is when nobody says where the viewer is.
alter table houses
    add column currency text not null default 'USD' check (currency ~ '^[A-Z]{3}$'),
    add column territory text not null default 'US' check (territory ~ '^[A-Z]{2}$');

-- Whose a ledger account is. The ledger itself holds ids only, and for ever; this row forgets its person.
create table book_accounts (
    account_id uuid primary key,
    house_id uuid not null references houses,
    kind text not null,
    unit text not null,
    person_id uuid references people on delete set null,
    payee_id uuid
);
create index book_accounts_house on book_accounts (house_id, kind, unit);
create index book_accounts_person on book_accounts (person_id) where person_id is not null;
create index book_accounts_payee on book_accounts (payee_id) where payee_id is not null;

-- What was earned, line by line, net of tax. Written once, by whatever earned it; corrected by further lines.
create table revenue (
    id uuid primary key,
    house_id uuid not null references houses,
    -- Null: earned by no one series, such as a day of a subscription.
    series_id uuid references series on delete set null,
    episode_id uuid references episodes on delete set null,
    kind text not null check (kind in ('unlocks', 'vip', 'adverts', 'sponsorship', 'licence', 'pledges', 'breakage')),
    -- Minor units; below zero for a correction.
    amount bigint not null check (amount <> 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    territory text not null check (territory ~ '^[A-Z]{2}$'),
    at timestamptz not null,
    -- What earned it, such as an unlock, and how many of what it counts (coins, milliseconds, impressions).
    source_kind text not null,
    source_id uuid not null,
    count bigint not null default 1
);
create index revenue_time on revenue (house_id, at);
create index revenue_series on revenue (series_id, at) where series_id is not null;
create trigger revenue_immutable before delete or truncate on revenue
    for each statement execute function ledger_refuse_change();

-- Who did what at the desk. Written once.
create table audit_log (
    id uuid primary key,
    house_id uuid not null references houses,
    at timestamptz not null,
    -- Null once the person is erased; the role stays.
    person_id uuid references people on delete set null,
    role text not null,
    action text not null check (action ~ '^[a-z][a-z_.]{0,63}$'),
    subject_kind text not null,
    subject_id uuid not null,
    detail jsonb not null default '{}'
);
create index audit_log_time on audit_log (house_id, at desc);
create index audit_log_subject on audit_log (house_id, subject_id);
create trigger audit_log_immutable before delete or truncate on audit_log
    for each statement execute function ledger_refuse_change();
