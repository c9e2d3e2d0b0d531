-- Brands inside the story: what was agreed, where they are in the picture, what was seen of them, and what they owe for it.

-- Where the viewer was taken to be when a player told something (ISO 3166-1 alpha-2); null in what was told before.
alter table events add column territory text;

create table brands (
    id uuid primary key,
    house_id uuid not null references houses,
    name text not null check (length(name) between 1 and 120),
    -- What it sells, in one word of the house's own: brands of one category compete.
    category text not null check (category ~ '^[a-z0-9_-]{1,64}$'),
    created_at timestamptz not null,
    unique (house_id, name)
);

-- Whose a receivable is.
alter table book_accounts add column brand_id uuid references brands;
create index book_accounts_brand on book_accounts (brand_id) where brand_id is not null;

-- What a brand pays for, and under which rules. Never changes: a change is a further deal.
create table brand_deals (
    id uuid primary key,
    house_id uuid not null references houses,
    brand_id uuid not null references brands,
    title text not null check (length(title) between 1 and 120),
    -- Days (UTC), both included.
    starts_on date not null,
    ends_on date not null check (ends_on >= starts_on),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    -- Minor units: for all of it; for a thousand billable exposures; the most that exposures ever cost.
    flat bigint not null check (flat >= 0),
    per_thousand bigint not null check (per_thousand >= 0),
    cap bigint check (cap >= 0),
    -- When an exposure is billable; see the crate `exposure`.
    continuous_ms bigint not null check (continuous_ms between 500 and 60000),
    area integer not null check (area between 0 and 1000),
    per_viewer_day integer not null check (per_viewer_day between 0 and 1000),
    -- Where the brand is lawful; empty: everywhere.
    territories text[] not null,
    -- No other brand of the category in the same series at the same time.
    exclusive boolean not null,
    -- What viewers are told, { territory: text }; `*` for all others.
    disclosures jsonb not null,
    created_at timestamptz not null
);
create index brand_deals_brand on brand_deals (brand_id);
create trigger brand_deals_immutable before update or delete or truncate on brand_deals
    for each statement execute function ledger_refuse_change();

-- A brand inside a shot.
create table placements (
    id uuid primary key,
    house_id uuid not null references houses,
    deal_id uuid not null references brand_deals,
    series_id uuid not null references series on delete cascade,
    episode_id uuid not null references episodes on delete cascade,
    from_ms integer not null check (from_ms >= 0),
    to_ms integer not null check (to_ms > from_ms),
    -- Its share of the picture, in thousandths.
    area integer not null check (area between 0 and 1000),
    prominence text not null check (prominence in ('background', 'foreground', 'used')),
    spoken boolean not null,
    created_at timestamptz not null,
    -- Not in the picture any more: days that are not counted yet do not count it.
    removed_at timestamptz
);
create index placements_episode on placements (episode_id) where removed_at is null;
create index placements_deal on placements (deal_id);

-- A day of a deal that was counted, once and for good.
create table exposure_days (
    deal_id uuid not null references brand_deals,
    day date not null,
    house_id uuid not null references houses,
    -- Billable exposures of the deal before this day, and on it.
    before bigint not null check (before >= 0),
    billable bigint not null check (billable >= 0),
    -- Minor units of the deal's currency: all lines together.
    amount bigint not null check (amount >= 0),
    currency text not null,
    counted_at timestamptz not null,
    -- Null until the books have it.
    booked_at timestamptz,
    primary key (deal_id, day)
);
create index exposure_days_open on exposure_days (counted_at) where booked_at is null;

-- Line by line what a day comes to.
create table exposure_lines (
    id uuid primary key,
    house_id uuid not null references houses,
    deal_id uuid not null,
    day date not null,
    -- Null: the flat fee of a day on which the deal had no placement.
    placement_id uuid,
    series_id uuid,
    episode_id uuid,
    territory text not null check (territory ~ '^[A-Z]{2}$'),
    -- Plays in which any of it was seen, how long together, and how many of them are billable.
    exposures bigint not null check (exposures >= 0),
    counted_ms bigint not null check (counted_ms >= 0),
    billable bigint not null check (billable between 0 and exposures),
    -- Minor units: the day's part of the flat fee, and what the exposures cost.
    flat bigint not null check (flat >= 0),
    amount bigint not null check (amount >= 0),
    foreign key (deal_id, day) references exposure_days
);
create index exposure_lines_day on exposure_lines (deal_id, day);
create index exposure_lines_placement on exposure_lines (placement_id);
create trigger exposure_lines_immutable before update or delete or truncate on exposure_lines
    for each statement execute function ledger_refuse_change();

-- What brands paid.
create table brand_payments (
    id uuid primary key,
    house_id uuid not null references houses,
    brand_id uuid not null references brands,
    amount bigint not null check (amount > 0),
    currency text not null,
    note text not null check (length(note) <= 200),
    at timestamptz not null
);
create trigger brand_payments_immutable before update or delete or truncate on brand_payments
    for each statement execute function ledger_refuse_change();
