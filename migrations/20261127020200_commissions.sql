-- A series that a partner makes for the house: a brief, a budget in milestones, episodes accepted one by one.
create table commissions (
    id uuid primary key,
    house_id uuid not null references houses,
    name text not null check (length(name) between 1 and 120),
    party_id uuid not null references rights_parties,
    -- Null until there is one.
    series_id uuid references series on delete set null,
    brief text not null check (length(brief) <= 8000),
    episodes integer not null check (episodes between 1 and 10000),
    -- Minor units; its milestones add up to it.
    currency text not null,
    budget bigint not null check (budget > 0),
    status text not null check (status in ('draft', 'agreed', 'in_production', 'delivered', 'closed', 'cancelled')),
    created_by uuid references people on delete set null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (house_id, name)
);

-- Who did what when; written once.
create table commission_steps (
    commission_id uuid not null references commissions on delete cascade,
    number integer not null,
    house_id uuid not null references houses,
    status text not null,
    note text not null,
    person_id uuid references people on delete set null,
    at timestamptz not null,
    primary key (commission_id, number)
);

-- Something of the budget, and what it waits for.
create table commission_milestones (
    id uuid primary key,
    house_id uuid not null references houses,
    commission_id uuid not null references commissions on delete cascade,
    position integer not null,
    name text not null check (length(name) between 1 and 120),
    due_on date,
    minor bigint not null check (minor > 0),
    -- Met once so many episodes are accepted; null: once an operator says so.
    episodes integer check (episodes > 0),
    met_at timestamptz,
    met_by uuid references people on delete set null,
    -- In the ledger: owed, and paid.
    booked_at timestamptz,
    paid_at timestamptz,
    paid_by uuid references people on delete set null,
    paid_note text not null default '',
    paid_booked_at timestamptz,
    check (paid_at is null or met_at is not null),
    unique (commission_id, position)
);
create index commission_milestones_house on commission_milestones (house_id);
create index commission_milestones_open on commission_milestones (met_at)
    where (met_at is not null and booked_at is null) or (paid_at is not null and paid_booked_at is null);

-- What was said of an episode, each time that it came; the last word counts.
create table commission_reviews (
    commission_id uuid not null references commissions on delete cascade,
    episode integer not null,
    turn integer not null,
    house_id uuid not null references houses,
    verdict text not null check (verdict in ('accepted', 'returned')),
    note text not null check (length(note) <= 2000),
    person_id uuid references people on delete set null,
    at timestamptz not null,
    primary key (commission_id, episode, turn)
);
