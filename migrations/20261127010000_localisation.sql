-- What a house makes of its episodes in other languages. What is worked on stands here; viewers see what `text_tracks`
-- and `series_translations` hold, and an approval is what puts it there.

-- Subtitles or a dub of one episode in one language. No row: nobody has begun, and what came with the film is as it came.
create table localisation_tracks (
    id uuid primary key,
    house_id uuid not null references houses,
    episode_id uuid not null references episodes on delete cascade,
    -- BCP 47.
    language text not null check (length(language) between 2 and 35),
    medium text not null check (medium in ('text', 'sound')),
    -- Of the latest version. A dub that is not approved is not heard.
    state text not null check (state in ('draft', 'review', 'approved')),
    -- Who is to approve it; null: any operator.
    reviewer_id uuid references people on delete set null,
    -- What the reviewer said when it was sent back.
    note text not null default '' check (length(note) <= 1000),
    -- Counts every change, so that nobody changes what they have not seen.
    version integer not null check (version >= 0),
    -- The version that viewers have; null: none of these.
    shown_version integer,
    updated_at timestamptz not null,
    unique (episode_id, language, medium)
);
create index localisation_tracks_of on localisation_tracks (house_id, state);

-- Every text that was saved. Nothing is written over.
create table localisation_versions (
    track_id uuid not null references localisation_tracks on delete cascade,
    house_id uuid not null references houses,
    version integer not null check (version >= 1),
    -- [{ start_ms, end_ms, settings, text }]: WebVTT cue text, empty where there is none yet.
    cues jsonb not null,
    -- By hand, from a file, by a machine, out of an earlier version, or as it came with the film.
    origin text not null check (origin in ('hand', 'file', 'machine', 'earlier', 'film')),
    person_id uuid references people on delete set null,
    made_at timestamptz not null,
    primary key (track_id, version)
);

alter table text_tracks drop constraint text_tracks_origin_check;
alter table text_tracks add constraint text_tracks_origin_check check (origin in ('sidecar', 'embedded', 'desk'));

-- Renditions that viewers may have: a dub that the desk works on is not among them until it is approved. The only place
-- that says so.
create view heard_renditions as
    select r.* from renditions r
    where r.codec <> 'aac' or not exists (
        select from localisation_tracks t
        where t.episode_id = r.episode_id and t.language = r.language and t.medium = 'sound' and t.state <> 'approved'
    );

-- A series' poster in one language, as artwork JSON; viewers of others see the series' own.
create table series_covers (
    series_id uuid not null references series on delete cascade,
    house_id uuid not null references houses,
    language text not null check (length(language) between 2 and 35),
    picture jsonb not null,
    primary key (series_id, language)
);

-- Captions that a model is asked to translate, and what it has answered. The writing holds the money.
create table caption_drafts (
    id uuid primary key,
    house_id uuid not null references houses,
    episode_id uuid not null references episodes on delete cascade,
    language text not null check (length(language) between 2 and 35),
    -- { title, from, lines }
    asked jsonb not null,
    -- [text], one for each line, once all are there.
    answered jsonb,
    created_at timestamptz not null,
    unique (episode_id, language)
);
alter table writings add column caption_draft_id uuid references caption_drafts on delete cascade;
alter table writings drop constraint writings_check;
alter table writings add constraint writings_of_one check (num_nonnulls(draft_id, production_id, caption_draft_id) = 1);
create index writings_of_captions on writings (caption_draft_id, place desc);
create unique index writings_one_of_captions on writings (caption_draft_id) where state in ('waiting', 'running');
