-- How a viewer wants their coins to be spent.
create table wallets (
    person_id uuid primary key references people on delete cascade,
    house_id uuid not null references houses,
    spend_order text not null default 'bonus_first' check (spend_order in ('bonus_first', 'paid_first')),
    -- The most that coins used in a calendar month (UTC) may have cost, in minor units; null: no limit.
    monthly_limit bigint check (monthly_limit >= 0),
    limit_currency text check (limit_currency ~ '^[A-Z]{3}$'),
    -- A higher limit, or none, that holds from `raised_at` on; null: nothing is on its way.
    raised_limit bigint check (raised_limit >= 0),
    raised_at timestamptz,
    created_at timestamptz not null,
    check ((monthly_limit is null and raised_limit is null) or limit_currency is not null)
);

-- Coins that came in together. What is left of paid coins is `coins - coins_used - coins_back`; what is left
-- of bonus coins is `bonus - bonus_used - bonus_back - bonus_expired`.
create table lots (
    id uuid primary key,
    house_id uuid not null references houses,
    person_id uuid references people on delete set null,
    -- Whose ledger accounts hold these coins: the person that they were given to, who may since have become
    -- part of an account. Null once the person is erased.
    holder uuid,
    kind text not null check (kind in ('bought', 'bonus', 'gift', 'reward')),
    -- new: not yet in the ledger, so not to be spent.
    state text not null default 'new' check (state in ('new', 'open')),
    coins bigint not null check (coins between 0 and 1000000000),
    coins_used bigint not null default 0 check (coins_used >= 0),
    coins_back bigint not null default 0 check (coins_back >= 0),
    bonus bigint not null check (bonus between 0 and 1000000000),
    bonus_used bigint not null default 0 check (bonus_used >= 0),
    bonus_back bigint not null default 0 check (bonus_back >= 0),
    bonus_expired bigint not null default 0 check (bonus_expired >= 0),
    bonus_expires_at timestamptz,
    -- Minor units that the paid coins carry as revenue, and what the viewer paid for them, tax included.
    currency text check (currency ~ '^[A-Z]{3}$'),
    money bigint not null default 0 check (money >= 0),
    price bigint not null default 0 check (price >= 0),
    -- How much of both went with the coins that were used.
    money_used bigint not null default 0 check (money_used between 0 and money),
    price_used bigint not null default 0 check (price_used between 0 and price),
    created_at timestamptz not null,
    check (coins_used + coins_back <= coins),
    check (bonus_used + bonus_back + bonus_expired <= bonus),
    check (coins + bonus > 0 and (coins = 0 or currency is not null))
);
create index lots_person on lots (person_id, created_at);
create index lots_new on lots (created_at) where state = 'new';
create index lots_expiring on lots (bonus_expires_at) where bonus_expires_at is not null;

-- Whoever is erased leaves coins in the books, but nothing there says whose they were.
create function forget_holder() returns trigger language plpgsql as $$
begin
    update lots set holder = null where person_id = old.id;
    return old;
end $$;
create trigger people_forget_holder before delete on people for each row execute function forget_holder();

-- Coins that leave a wallet without an unlock: decided here first, then posted to the ledger, then done.
create table lot_moves (
    id uuid primary key,
    house_id uuid not null references houses,
    lot_id uuid not null references lots,
    kind text not null check (kind in ('expired', 'refund', 'withdrawn')),
    coins bigint not null check (coins >= 0),
    bonus bigint not null check (bonus >= 0),
    state text not null default 'held' check (state in ('held', 'done')),
    created_at timestamptz not null,
    check (coins + bonus > 0)
);
create index lot_moves_lot on lot_moves (lot_id);
create index lot_moves_held on lot_moves (created_at) where state = 'held';

-- What a viewer sees as their history; it goes with them.
create table wallet_entries (
    id uuid primary key,
    house_id uuid not null references houses,
    person_id uuid not null references people on delete cascade,
    at timestamptz not null,
    kind text not null check (kind in
        ('bought', 'bonus', 'unlocked', 'gift', 'refund', 'expired', 'withdrawn', 'merged', 'reward')),
    paid bigint not null,
    bonus bigint not null,
    currency text,
    money bigint,
    series_id uuid references series on delete set null,
    episodes integer[] not null default '{}',
    receipt bigint,
    -- The lot or the unlock.
    source_id uuid not null
);
create index wallet_entries_time on wallet_entries (person_id, at desc, id);
create index wallet_entries_source on wallet_entries (source_id);

-- Codes that give something. Only the hash of a code is kept.
create table gift_codes (
    id uuid primary key,
    house_id uuid not null references houses,
    code_hash bytea not null check (length(code_hash) = 32),
    label text not null check (length(label) between 1 and 80),
    bonus bigint not null default 0 check (bonus between 0 and 1000000),
    -- Bonus coins last so many days; null: they do not expire.
    bonus_days integer check (bonus_days between 1 and 3650),
    series_id uuid references series on delete cascade,
    -- The series stays open for so many days; null: for good.
    series_days integer check (series_days between 1 and 3650),
    uses_max integer not null default 1 check (uses_max between 1 and 1000000),
    uses integer not null default 0 check (uses >= 0),
    expires_at timestamptz,
    created_at timestamptz not null,
    created_by uuid references people on delete set null,
    unique (house_id, code_hash),
    check (uses <= uses_max),
    check (bonus > 0 or series_id is not null)
);
create index gift_codes_time on gift_codes (house_id, created_at desc);

create table gift_redemptions (
    code_id uuid not null references gift_codes on delete cascade,
    person_id uuid not null references people on delete cascade,
    house_id uuid not null references houses,
    -- The lot and the grant that it gave.
    id uuid not null unique,
    at timestamptz not null,
    primary key (code_id, person_id)
);
