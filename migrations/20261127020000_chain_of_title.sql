-- Chain of title: which documents a series must have before it is licensed on, and those that there are.

-- What a house does with a licence whose documents are missing. No row: it warns.
create table title_policies (
    house_id uuid primary key references houses,
    policy text not null check (policy in ('off', 'warn', 'block')),
    updated_by uuid references people on delete set null,
    updated_at timestamptz not null
);

-- What the house says of a series; without a row it is told from where the series came from.
create table title_chains (
    series_id uuid primary key references series on delete cascade,
    house_id uuid not null references houses,
    kind text not null check (kind in ('live_action', 'animation', 'generated', 'licensed')),
    adapted boolean not null,
    music boolean not null,
    updated_by uuid references people on delete set null,
    updated_at timestamptz not null
);

-- Where the house departs from the rule, and why.
create table title_exceptions (
    id uuid primary key,
    house_id uuid not null references houses,
    series_id uuid not null references series on delete cascade,
    paper text not null check (length(paper) <= 40),
    -- A person, a provider, a name; empty where there is one for the series.
    subject text not null check (length(subject) <= 200),
    change text not null check (change in ('added', 'waived')),
    reason text not null check (length(reason) between 1 and 400),
    person_id uuid references people on delete set null,
    at timestamptz not null,
    -- Taken back; kept for whoever asks later.
    lifted_by uuid references people on delete set null,
    lifted_at timestamptz
);
create unique index title_exceptions_standing on title_exceptions (series_id, paper, subject) where lifted_at is null;

-- A document: a file of the house's, or a word on where it lies.
create table title_documents (
    id uuid primary key,
    house_id uuid not null references houses,
    series_id uuid not null references series on delete cascade,
    paper text not null check (length(paper) <= 40),
    subject text not null check (length(subject) <= 200),
    reference text not null check (length(reference) between 1 and 200),
    -- Its blob, the SHA-256 of its bytes and what it is called.
    file_key text,
    file_digest text,
    file_name text check (length(file_name) <= 200),
    -- The last day is inside; null: without beginning or end.
    starts date,
    ends date check (ends >= starts),
    -- Null: everywhere, in all media.
    territory_words text,
    territories text[],
    media text[],
    person_id uuid references people on delete set null,
    at timestamptz not null,
    checked_by uuid references people on delete set null,
    checked_at timestamptz,
    -- Found wanting, or replaced; kept for whoever asks later.
    removed_by uuid references people on delete set null,
    removed_at timestamptz,
    removed_why text check (length(removed_why) <= 400),
    check ((file_key is null) = (file_digest is null)),
    check ((territory_words is null) = (territories is null))
);
create index title_documents_series on title_documents (series_id) where removed_at is null;
create index title_documents_house on title_documents (house_id);
