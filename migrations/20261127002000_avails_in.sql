-- Whatever others call a series of this house: EIDR, ALID, content identifier. By them the next file finds it.
create table title_identifiers (
    house_id uuid not null references houses,
    scheme text not null check (scheme in ('eidr', 'alid', 'cid')),
    value text not null,
    series_id uuid not null references series on delete cascade,
    created_at timestamptz not null,
    primary key (house_id, scheme, value)
);
create index title_identifiers_series on title_identifiers (series_id);

-- A file of avails that a licensor has sent, as it was read. It changes nothing before it is applied.
create table avail_imports (
    id uuid primary key,
    house_id uuid not null references houses,
    party_id uuid not null references rights_parties,
    file_name text not null,
    -- SHA-256 of its bytes, in hex.
    digest text not null,
    -- Its rows; emptied once it is applied: what they have changed stands in `changes`.
    rows jsonb not null,
    row_count integer not null,
    -- What is wrong or odd, errors first, and how much of it in all.
    problems jsonb not null,
    problem_count integer not null,
    error_count integer not null,
    -- What it would do, or has done.
    changes jsonb not null,
    added integer not null,
    changed integer not null,
    withdrawn integer not null,
    unchanged integer not null,
    -- The file of this party that had been applied last when the two were compared.
    based_on uuid references avail_imports,
    created_by uuid,
    created_at timestamptz not null,
    applied_by uuid,
    applied_at timestamptz,
    -- Which of its party's it was.
    applied_number integer,
    check ((applied_at is null) = (applied_number is null))
);
create index avail_imports_house on avail_imports (house_id, created_at desc);
create unique index avail_imports_applied on avail_imports (party_id, applied_number);

-- A title that a licensor has offered. It stays when its rows go: what was once on offer never becomes the house's own by that.
create table avail_titles (
    id uuid primary key,
    house_id uuid not null references houses,
    party_id uuid not null references rights_parties,
    alid text not null,
    name text not null,
    work_type text not null,
    eidr text,
    content_id text,
    -- Of an episode.
    episode_number integer,
    -- The series of this house that it is, and how that is known.
    series_id uuid references series on delete set null,
    tied_by text check (tied_by in ('eidr', 'own', 'alid', 'cid', 'hand')),
    -- The series came into the catalogue because of this offer.
    brought boolean not null default false,
    created_at timestamptz not null,
    unique (house_id, party_id, alid)
);
create index avail_titles_series on avail_titles (series_id) where series_id is not null;

-- What licensors offer now: one licence, format, territory and window of a title.
create table avail_rows (
    id uuid primary key,
    house_id uuid not null references houses,
    party_id uuid not null references rights_parties,
    title_id uuid not null references avail_titles,
    -- The file that wrote it last, and its line there.
    import_id uuid not null references avail_imports,
    line integer not null,
    cells jsonb not null,
    -- ISO 3166-1; more than one where the row is about the world but some.
    territories text[] not null,
    -- Of the media tree; null where avails name no way of showing.
    media text,
    -- Primary subtags; null: every language.
    languages text[],
    held text[] not null,
    -- Half-open; null: without beginning or end. Of several territories the earliest and the latest.
    starts_at timestamptz,
    ends_at timestamptz,
    -- The event that its window waits for.
    waits text,
    -- Whether its title is approved, as far as the licensor says.
    approved boolean not null
);
create index avail_rows_title on avail_rows (title_id);
create index avail_rows_party on avail_rows (house_id, party_id);

-- The rows that a deal was made from, as they were then.
create table rights_deal_avails (
    deal_id uuid not null references rights_deals on delete cascade,
    -- It may have been withdrawn since.
    row_id uuid not null,
    house_id uuid not null references houses,
    party_id uuid not null references rights_parties,
    title_id uuid not null references avail_titles,
    cells jsonb not null,
    starts_at timestamptz,
    ends_at timestamptz,
    created_at timestamptz not null,
    primary key (deal_id, row_id)
);
create index rights_deal_avails_row on rights_deal_avails (row_id);
create index rights_deal_avails_party on rights_deal_avails (house_id, party_id);
