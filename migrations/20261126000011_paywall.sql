-- What a house and its series ask for: every version is kept, the newest holds. A null policy takes the
-- series' own away again, so that the house's holds.
create table paywall_policies (
    id uuid primary key,
    house_id uuid not null references houses,
    -- Null: the house's, for every series without one of its own.
    series_id uuid references series on delete cascade,
    version integer not null check (version > 0),
    policy jsonb,
    created_at timestamptz not null,
    created_by uuid references people on delete set null,
    unique nulls not distinct (house_id, series_id, version)
);
create index paywall_policies_series on paywall_policies (series_id, version desc) where series_id is not null;

-- Which arm of a policy a viewer was given. `scope` is the series, or the house for its own policy.
create table paywall_arms (
    person_id uuid not null references people on delete cascade,
    scope uuid not null,
    house_id uuid not null references houses,
    arm text not null check (length(arm) between 1 and 32),
    assigned_at timestamptz not null,
    primary key (person_id, scope)
);

-- An unlock is decided here first (held, its coins reserved), then posted to the ledger, then done: a crash
-- in between is made good from these rows.
create table unlocks (
    id uuid primary key,
    house_id uuid not null references houses,
    person_id uuid references people on delete set null,
    series_id uuid references series on delete set null,
    kind text not null check (kind in ('episode', 'next_ten', 'series')),
    -- The episode that it was asked from.
    number integer not null,
    state text not null default 'held' check (state in ('held', 'done', 'refused')),
    -- Given by the client: the same again is the same unlock.
    key uuid not null,
    coins bigint not null check (coins >= 0),
    paid bigint not null check (paid >= 0),
    bonus bigint not null check (bonus >= 0),
    -- Whether the price of the whole series is reached with it, so that all of it is open.
    whole boolean not null,
    policy_id uuid references paywall_policies on delete set null,
    arm text not null,
    territory text not null check (territory ~ '^[A-Z]{2}$'),
    created_at timestamptz not null,
    done_at timestamptz,
    check (coins = paid + bonus),
    unique (person_id, key)
);
create index unlocks_held on unlocks (created_at) where state = 'held';
create index unlocks_series on unlocks (person_id, series_id);
create index unlocks_time on unlocks (house_id, created_at);

-- Which coins it takes, and the money that they carry.
create table unlock_parts (
    unlock_id uuid not null references unlocks,
    lot_id uuid not null references lots,
    house_id uuid not null references houses,
    paid bigint not null check (paid >= 0),
    bonus bigint not null check (bonus >= 0),
    currency text,
    money bigint not null check (money >= 0),
    price bigint not null check (price >= 0),
    primary key (unlock_id, lot_id),
    check (paid + bonus > 0)
);
create index unlock_parts_lot on unlock_parts (lot_id);

-- What it opens, and how many of its coins fall on each.
create table unlock_items (
    unlock_id uuid not null references unlocks,
    episode_id uuid not null,
    house_id uuid not null references houses,
    number integer not null,
    coins bigint not null check (coins >= 0),
    primary key (unlock_id, episode_id)
);

-- What a viewer has opened for good.
create table unlocked_episodes (
    person_id uuid not null references people on delete cascade,
    episode_id uuid not null references episodes on delete cascade,
    house_id uuid not null references houses,
    unlock_id uuid not null references unlocks,
    at timestamptz not null,
    primary key (person_id, episode_id)
);
-- Whole series, episodes to come included.
create table unlocked_series (
    person_id uuid not null references people on delete cascade,
    series_id uuid not null references series on delete cascade,
    house_id uuid not null references houses,
    unlock_id uuid not null references unlocks,
    at timestamptz not null,
    primary key (person_id, series_id)
);

-- What was opened for a viewer without coins: for an advert, a gift, by waiting.
create table grants (
    id uuid primary key,
    house_id uuid not null references houses,
    person_id uuid not null references people on delete cascade,
    episode_id uuid references episodes on delete cascade,
    series_id uuid references series on delete cascade,
    reason text not null check (reason ~ '^[a-z][a-z_]{0,31}$'),
    -- Half-open; without an end for good. A wait that is not over yet starts in the future.
    starts_at timestamptz not null,
    until timestamptz,
    created_at timestamptz not null,
    check ((episode_id is null) <> (series_id is null)),
    check (until is null or until > starts_at)
);
create index grants_person on grants (person_id);
create unique index grants_wait on grants (person_id, episode_id) where reason = 'wait';

-- With what the passes of a house's media are signed.
create table media_keys (
    house_id uuid primary key references houses,
    key bytea not null check (length(key) = 32),
    created_at timestamptz not null
);
