-- The studio's pages: a cast that people change, one undo for everything, waveforms.

-- Who, where and what of the series, as its writers handed it on (`screenplay::bible`); nothing: the script alone tells.
alter table productions add column bible jsonb;
-- Counted when the script changes; nothing: not counted yet.
alter table productions add column episodes integer;

-- Characters that somebody has changed; the others follow from the bible and the script.
create table production_cast (
    production_id uuid not null references productions on delete cascade,
    house_id uuid not null references houses,
    -- Id of a `storyboard::Character`.
    character text not null check (length(character) between 1 and 200),
    person jsonb not null,
    updated_at timestamptz not null,
    primary key (production_id, character)
);

-- What stood there before somebody changed it, the last on top: undo of scripts, boards, cast and takes.
create table production_changes (
    place bigint generated always as identity primary key,
    house_id uuid not null references houses,
    production_id uuid not null references productions on delete cascade,
    what text not null check (what in ('script', 'board', 'cast', 'take')),
    -- Number of the episode, id of the character, key of the artifact.
    which text not null default '',
    -- null: there was nothing; what follows from the script was in force.
    was jsonb,
    at timestamptz not null
);
create index production_changes_of on production_changes (production_id, place desc);
insert into production_changes (house_id, production_id, what, was, at)
    select house_id, production_id, 'script', to_jsonb(script), replaced_at from production_scripts order by replaced_at, id;
drop table production_scripts;

-- The loudest of each fiftieth of a second of a sound, 0 to 255: made when a timeline is first looked at.
create table production_peaks (
    take_id uuid primary key references production_takes on delete cascade,
    house_id uuid not null references houses,
    peaks bytea not null
);
