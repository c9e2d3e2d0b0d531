-- The market of a house: what it offers to buyers, and who may come in.
create table markets (
    house_id uuid primary key references houses,
    door text not null check (door in ('closed', 'invited', 'public')),
    intro text not null check (length(intro) <= 2000),
    contact_name text not null check (length(contact_name) <= 120),
    contact_email text not null check (length(contact_email) <= 200),
    updated_at timestamptz not null
);

-- A group of series that is offered together.
create table market_slates (
    id uuid primary key,
    house_id uuid not null references houses,
    name text not null check (length(name) between 1 and 120),
    intro text not null check (length(intro) <= 2000),
    position integer not null,
    created_at timestamptz not null,
    unique (house_id, name)
);

create table market_slate_series (
    slate_id uuid not null references market_slates on delete cascade,
    series_id uuid not null references series on delete cascade,
    house_id uuid not null references houses,
    position integer not null,
    primary key (slate_id, series_id)
);
create index market_slate_series_series on market_slate_series (series_id);

-- A series in one sentence, by language (BCP 47).
create table market_loglines (
    series_id uuid primary key references series on delete cascade,
    house_id uuid not null references houses,
    lines jsonb not null check (jsonb_typeof(lines) = 'object')
);

-- A link that lets a buyer in where not everybody may.
create table market_invitations (
    id uuid primary key,
    house_id uuid not null references houses,
    name text not null,
    email text not null,
    -- SHA-256; the token itself is in the link alone.
    token_hash bytea not null unique,
    created_by uuid references people on delete set null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
);
create index market_invitations_house on market_invitations (house_id, created_at desc);

-- Who came by a link.
create table market_guests (
    invitation_id uuid not null references market_invitations on delete cascade,
    person_id uuid not null references people on delete cascade,
    house_id uuid not null references houses,
    came_at timestamptz not null,
    primary key (invitation_id, person_id)
);
create index market_guests_person on market_guests (person_id);

create table market_shortlists (
    person_id uuid not null references people on delete cascade,
    series_id uuid not null references series on delete cascade,
    house_id uuid not null references houses,
    added_at timestamptz not null,
    primary key (person_id, series_id)
);

-- What a buyer asked for, in their own words; the deal that it became stands among the others.
create table market_enquiries (
    id uuid primary key,
    house_id uuid not null references houses,
    deal_id uuid not null references rights_deals on delete cascade,
    person_id uuid references people on delete set null,
    name text not null,
    company text not null,
    email text not null,
    message text not null,
    at timestamptz not null
);
create index market_enquiries_house on market_enquiries (house_id, at desc);
create index market_enquiries_person on market_enquiries (person_id) where person_id is not null;
