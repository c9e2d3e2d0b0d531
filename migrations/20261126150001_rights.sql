-- Who gives this house rights, and whom it gives them to.
create table rights_parties (
    id uuid primary key,
    house_id uuid not null references houses,
    name text not null,
    -- ISO 3166-1 alpha-2, where it is at home.
    territory text,
    email text,
    -- Whoever is paid, where the party is somebody who is owed money.
    payee_id uuid references payees,
    created_at timestamptz not null,
    unique (house_id, name)
);

-- A contract in (a licensor gives rights to this house) or out (this house gives them to a licensee). What it says stands in
-- its blocks, version by version.
create table rights_contracts (
    id uuid primary key,
    house_id uuid not null references houses,
    -- The name that people know it by.
    reference text not null,
    direction text not null check (direction in ('in', 'out')),
    party_id uuid not null references rights_parties,
    status text not null check (status in ('draft', 'active', 'ended', 'withdrawn')),
    -- The version that counts.
    version integer not null check (version > 0),
    -- The day that the words of the territories are read for.
    signed_on date,
    activated_at timestamptz,
    -- What it gives, it gives until then.
    ended_at timestamptz,
    deal_id uuid,
    created_by uuid,
    created_at timestamptz not null,
    unique (house_id, reference),
    check ((status = 'draft') = (activated_at is null) or status = 'withdrawn'),
    check ((status = 'ended') = (ended_at is not null))
);

-- Versions are written once.
create table rights_versions (
    contract_id uuid not null references rights_contracts on delete cascade,
    version integer not null,
    house_id uuid not null references houses,
    -- Why it was changed.
    note text not null,
    created_by uuid,
    created_at timestamptz not null,
    primary key (contract_id, version)
);

-- A block of rights: titles × media × territories × languages × time.
create table rights_blocks (
    id uuid primary key,
    house_id uuid not null references houses,
    contract_id uuid not null,
    version integer not null,
    position integer not null,
    kind text not null check (kind in ('grant', 'holdback', 'option', 'first_refusal')),
    series_ids uuid[] not null,
    -- Where it is about single episodes only; all of its series otherwise.
    episode_ids uuid[] not null,
    -- Whether episodes that come after the signing belong to it.
    later_episodes boolean not null,
    -- Names of the media tree, each with what stands below it.
    media text[] not null,
    -- The contract's own words, and what they meant on the day of signing.
    territory_words text not null,
    territories text[] not null,
    territories_on date not null,
    territories_table text not null,
    -- Null: every language.
    languages text[],
    -- A day (as the territory lives it) or an instant; null: without beginning or end.
    starts text,
    ends text,
    exclusive boolean not null,
    sublicence boolean not null,
    -- What a viewer has bought plays on after the end.
    keeps boolean not null,
    -- Of an option or a first refusal.
    expires_at timestamptz,
    foreign key (contract_id, version) references rights_versions on delete cascade,
    unique (contract_id, version, position)
);
create index rights_blocks_house on rights_blocks (house_id);
create index rights_blocks_series on rights_blocks using gin (series_ids);

-- Counts up whenever what the rights of a house are made of changes. A house without contracts has no row.
create table rights_books (
    house_id uuid primary key references houses,
    version bigint not null
);

create function rights_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        update rights_books set version = version + 1 where house_id = old.house_id;
    else
        update rights_books set version = version + 1 where house_id = new.house_id;
    end if;
    return null;
end
$$;
-- Episodes and languages that come or go.
create trigger rights_episodes after insert or delete on episodes for each row execute function rights_changed();
create trigger rights_texts after insert or delete on text_tracks for each row execute function rights_changed();
create trigger rights_sound after insert on renditions for each row when (new.codec = 'aac') execute function rights_changed();

-- What viewers may see where they are: of what is visible, what is not closed to them. `closed` holds ids of series and
-- of episodes, from the one function that asks the contracts.
create function open_episodes(house uuid, moment timestamptz, closed uuid[])
returns table (
    episode_id uuid, series_id uuid, number integer, title text, duration_ms integer,
    poster jsonb, sprite jsonb, published_at timestamptz, complete boolean
) language sql stable as $$
    select v.episode_id, v.series_id, v.number, v.title, v.duration_ms, v.poster, v.sprite, v.published_at, v.complete
    from visible_episodes(house, moment) v
    where v.series_id <> all (closed) and v.episode_id <> all (closed)
$$;
