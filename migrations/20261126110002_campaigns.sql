-- Campaigns: many back what is not made yet. A card is kept when somebody pledges, and charged only once the goal is reached.

alter table orders drop constraint orders_kind_check;
alter table orders add constraint orders_kind_check check (kind in ('pack', 'exact', 'vip', 'pledge'));
alter table orders
    -- The kept card that it is charged to, where it is not the one of renewals.
    add column method text,
    -- Of a pledge: when its money became the house's, and whether the books know. Until then all of it goes back.
    add column earned_at timestamptz,
    add column earned_booked boolean not null default false;
create index orders_earned on orders (earned_at) where earned_at is not null and not earned_booked;

create table campaigns (
    id uuid primary key,
    house_id uuid not null references houses,
    series_id uuid references series on delete set null,
    title text not null check (length(title) between 1 and 120),
    pitch text not null check (length(pitch) <= 4000),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    -- Minor units: below it nobody pays anything; what would make it as good as it can be.
    minimum bigint not null check (minimum > 0),
    optimum bigint check (optimum >= minimum),
    closes_at timestamptz not null,
    -- How long declined cards are tried again after that.
    retry_days integer not null check (retry_days between 0 and 30),
    -- [{ id, title, from, kind }], see campaigns::Reward
    rewards jsonb not null,
    state text not null check (state in ('open', 'failed', 'collecting', 'collected', 'released', 'cancelled')),
    -- What was pledged, and by how many, when it closed: what the goal was tested on.
    pledged bigint,
    backers integer,
    closed_at timestamptz,
    created_at timestamptz not null
);
create index campaigns_house on campaigns (house_id, created_at desc);
create index campaigns_due on campaigns (closes_at) where state = 'open';
create index campaigns_unfinished on campaigns (state) where state in ('collecting', 'cancelled', 'released');

create table pledges (
    id uuid primary key,
    house_id uuid not null references houses,
    campaign_id uuid not null references campaigns,
    -- Null once the person is erased: then it is not charged.
    person_id uuid references people on delete set null,
    amount bigint not null check (amount > 0),
    currency text not null,
    territory text not null check (territory ~ '^[A-Z]{2}$'),
    -- Of the campaign's rewards.
    reward_id uuid,
    -- As the backer wants to be thanked; empty: not by name.
    thanks text not null default '' check (length(thanks) <= 60),
    state text not null check (state in ('waiting', 'pledged', 'withdrawn', 'lapsed', 'collected', 'dropped', 'refunded')),
    provider text not null check (provider in ('test', 'stripe')),
    -- How the provider calls the card that is being kept, and the card.
    setup_ref text,
    client_secret text,
    method text,
    -- Test money: whether the card is declined when it is charged.
    test_declines boolean not null default false,
    -- Charges that were declined; the order of the one that goes on, or that was paid.
    attempts integer not null default 0,
    order_id uuid references orders,
    -- When something is to be done about it next.
    try_at timestamptz not null,
    created_at timestamptz not null,
    pledged_at timestamptz
);
create index pledges_campaign on pledges (campaign_id, state);
create index pledges_person on pledges (person_id, created_at desc);
create index pledges_due on pledges (try_at) where state in ('waiting', 'pledged', 'collected');

-- Whoever is erased is not thanked by name any more.
create function pledge_forgets() returns trigger language plpgsql as $$
begin
    new.thanks := '';
    new.client_secret := null;
    return new;
end $$;
create trigger pledges_forget before update of person_id on pledges
    for each row when (new.person_id is null) execute function pledge_forgets();
