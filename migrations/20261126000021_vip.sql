-- A subscription to everything. Its id is that of its first order.
create table subscriptions (
    id uuid primary key,
    house_id uuid not null references houses,
    person_id uuid references people on delete set null,
    plan_id uuid not null,
    plan_period text not null check (plan_period in ('week', 'month', 'year')),
    book_version integer not null,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    territory text not null check (territory ~ '^[A-Z]{2}$'),
    -- Minor units, all taxes in; as it was offered when it was bought.
    price bigint not null check (price > 0),
    intro_price bigint check (intro_price > 0),
    intro_periods integer not null default 0 check (intro_periods >= 0),
    provider text not null,
    -- The provider's subscription, when the provider renews it.
    provider_ref text,
    -- Whether the provider was told that it does not renew any more.
    provider_ends boolean not null default false,
    state text not null check (state in ('active', 'grace', 'paused', 'cancelled', 'ended')),
    started_at timestamptz not null,
    -- Periods that were paid.
    periods integer not null default 0,
    -- Periods are counted from here, so that a month of 31 days does not lose its end in February.
    anchor_at timestamptz not null,
    anchor_periods integer not null default 0,
    current_start timestamptz not null,
    current_end timestamptz not null,
    -- After a failed renewal: it goes on until then, and the payment is tried again.
    grace_until timestamptz,
    retry_at timestamptz,
    attempts integer not null default 0,
    -- Test money only: whether renewals are declined.
    test_declines boolean not null default false,
    changed_at timestamptz not null,
    ended_at timestamptz
);
create unique index subscriptions_provider_ref on subscriptions (house_id, provider, provider_ref);
create index subscriptions_person on subscriptions (person_id) where state <> 'ended';
create index subscriptions_due on subscriptions (current_end) where state in ('active', 'grace', 'cancelled', 'paused');

-- Paid periods, whose money is earned day by day. The id is that of the order that paid it.
create table vip_periods (
    id uuid primary key,
    house_id uuid not null references houses,
    subscription_id uuid not null references subscriptions,
    number integer not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    currency text not null,
    territory text not null,
    -- Minor units, net of tax: of the whole period, and how much of it is earned.
    net bigint not null check (net >= 0),
    earned bigint not null default 0,
    days integer not null check (days > 0),
    days_earned integer not null default 0,
    -- Money of days that will not come, given back.
    returned bigint not null default 0,
    closed_at timestamptz,
    unique (subscription_id, number),
    check (earned >= 0 and returned >= 0 and earned + returned <= net and days_earned <= days)
);
create index vip_periods_open on vip_periods (starts_at) where closed_at is null;
