-- How a house lets adverts open episodes; without a row, see adverts::Settings.
create table advert_settings (
    house_id uuid primary key references houses,
    -- Episodes that a viewer may open with adverts in a day (UTC).
    daily_cap integer not null check (daily_cap between 0 and 100),
    -- How long such an episode stays open; null: for good.
    opens_hours integer check (opens_hours between 1 and 8760),
    changed_at timestamptz not null
);

-- An advert that was offered to a viewer for an episode, and what became of it. It goes with its viewer.
create table rewards (
    id uuid primary key,
    house_id uuid not null references houses,
    person_id uuid not null references people on delete cascade,
    episode_id uuid not null references episodes on delete cascade,
    -- Of an advert server, or of the house itself.
    kind text not null check (kind in ('vast', 'house')),
    -- By the network's signed call, or by the time that has passed.
    verified_by text not null check (verified_by in ('server', 'time')),
    seconds integer not null check (seconds > 0),
    territory text not null check (territory ~ '^[A-Z]{2}$'),
    -- passed: another one was asked for before this one was over.
    state text not null check (state in ('offered', 'passed', 'granted')),
    -- adverts::offer::Shown
    shown jsonb not null,
    offered_at timestamptz not null,
    granted_at timestamptz
);
-- One clock at a time: two adverts cannot be watched at once.
create unique index rewards_running on rewards (person_id) where state = 'offered';
create index rewards_offered on rewards (person_id, offered_at);

-- How many episodes a viewer opened with adverts on a day: the count that the cap is held against.
create table reward_days (
    person_id uuid not null references people on delete cascade,
    day date not null,
    house_id uuid not null references houses,
    granted integer not null check (granted >= 0),
    primary key (person_id, day)
);

-- What an advert network vouched for, once for each of its transactions. It names no viewer, and stays.
create table advert_impressions (
    house_id uuid not null references houses,
    transaction_id text not null check (length(transaction_id) between 1 and 256),
    -- Derived from the two: what its revenue is booked under.
    id uuid not null unique,
    reward_id uuid,
    series_id uuid references series on delete set null,
    episode_id uuid references episodes on delete set null,
    ad_unit text not null,
    territory text not null check (territory ~ '^[A-Z]{2}$'),
    at timestamptz not null,
    -- Why nothing was opened for it; null: it opened the episode.
    refused text check (refused in ('unknown', 'another_viewer', 'not_by_network', 'again', 'late', 'cap')),
    -- What it earned, in minor units, and whether the books know.
    amount bigint not null check (amount >= 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    booked_at timestamptz,
    primary key (house_id, transaction_id)
);
create index advert_impressions_time on advert_impressions (house_id, at);
create index advert_impressions_unbooked on advert_impressions (at) where booked_at is null and amount > 0;

-- Impressions that were counted at a price: prices are fractions of a minor unit, sums are whole.
create table advert_counts (
    house_id uuid not null references houses,
    price text not null,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    impressions bigint not null check (impressions > 0),
    primary key (house_id, price, currency)
);
