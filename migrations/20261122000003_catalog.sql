create extension if not exists pg_trgm;

-- A series and its episodes. State is derived from dates, so no job is needed to change it:
-- draft (publish_at is null) → scheduled (publish_at ahead) → published → withdrawn (withdrawn_at set).
create table series (
    id uuid primary key,
    house_id uuid not null references houses,
    owner_id uuid references people on delete set null,
    slug text not null check (slug ~ '^[a-z0-9][a-z0-9-]{0,79}$'),
    language text not null,
    title text not null check (length(title) between 1 and 200),
    synopsis text not null default '' check (length(synopsis) <= 4000),
    age_rating text not null default 'all' check (age_rating in ('all', '7', '12', '16', '18')),
    -- The line that a licence asks to be shown, such as "Big Buck Bunny, Blender Foundation, CC BY 3.0".
    credit text check (length(credit) <= 400),
    licence_text text check (length(licence_text) <= 400),
    licence_url text check (length(licence_url) <= 400),
    genres text[] not null default '{}',
    tropes text[] not null default '{}',
    -- An own poster, as artwork JSON (see catalog::Artwork); without one the first episode's serves.
    poster jsonb,
    publish_at timestamptz,
    withdrawn_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (house_id, slug)
);
create index series_visible on series (house_id, publish_at desc) where publish_at is not null and withdrawn_at is null;
create index series_genres on series using gin (genres);

create table series_translations (
    series_id uuid not null references series on delete cascade,
    house_id uuid not null references houses,
    language text not null,
    title text not null check (length(title) between 1 and 200),
    synopsis text not null default '' check (length(synopsis) <= 4000),
    primary key (series_id, language)
);

create table credits (
    series_id uuid not null references series on delete cascade,
    house_id uuid not null references houses,
    position integer not null,
    name text not null check (length(name) between 1 and 120),
    role text not null check (length(role) between 1 and 80),
    primary key (series_id, position)
);

-- What a search looks through: one row a series and language, kept by triggers of the two tables above.
-- 'simple' because titles come in any language; trigrams find parts of words and unspaced scripts.
create table search_entries (
    series_id uuid not null references series on delete cascade,
    house_id uuid not null references houses,
    language text not null,
    words text not null,
    document tsvector generated always as (to_tsvector('simple', words)) stored,
    primary key (series_id, language)
);
create index search_document on search_entries using gin (document);
create index search_trigrams on search_entries using gin (words gin_trgm_ops);

create function refresh_search(changed uuid) returns void language sql as $$
    delete from search_entries where series_id = changed;
    insert into search_entries (series_id, house_id, language, words)
    select s.id, s.house_id, s.language,
           concat_ws(' ', s.title, s.synopsis,
                     (select string_agg(c.name, ' ' order by c.position) from credits c where c.series_id = s.id),
                     replace(array_to_string(s.genres || s.tropes, ' '), '-', ' '))
    from series s where s.id = changed
    union all
    select t.series_id, t.house_id, t.language, concat_ws(' ', t.title, t.synopsis)
    from series_translations t join series s on s.id = t.series_id
    where t.series_id = changed and t.language <> s.language;
$$;
create function series_changed() returns trigger language plpgsql as $$
begin perform refresh_search(new.id); return null; end $$;
create function series_part_changed() returns trigger language plpgsql as $$
begin
    perform refresh_search(coalesce(new.series_id, old.series_id));
    return null;
end $$;
create trigger series_search after insert or update of title, synopsis, language, genres, tropes on series
    for each row execute function series_changed();
create trigger translations_search after insert or update or delete on series_translations
    for each row execute function series_part_changed();
create trigger credits_search after insert or update or delete on credits
    for each row execute function series_part_changed();

create table episodes (
    id uuid primary key,
    house_id uuid not null references houses,
    series_id uuid not null references series on delete cascade,
    number integer not null check (number between 1 and 10000),
    title text check (length(title) <= 200),
    -- Null: with the series. A weekly drop gives each episode its own date.
    publish_at timestamptz,
    withdrawn_at timestamptz,
    created_at timestamptz not null,
    -- Deferred, so that a reorder may pass through doubles inside its transaction.
    unique (series_id, number) deferrable initially deferred
);
