-- What an episode is called in other languages than its series' own.
create table episode_translations (
    episode_id uuid not null references episodes on delete cascade,
    house_id uuid not null references houses,
    -- BCP 47.
    language text not null check (length(language) between 2 and 35),
    title text not null check (length(title) between 1 and 200),
    primary key (episode_id, language)
);

-- What a viewer of a language reads as the title of an episode: in that language, in a kin of it, else its own.
create function episode_title(episode uuid, own text, wished text) returns text language sql stable as $$
    select coalesce((
        select t.title from episode_translations t
        join episodes e on e.id = t.episode_id
        join series s on s.id = e.series_id
        where t.episode_id = episode and s.language <> wished
          and split_part(t.language, '-', 1) = split_part(wished, '-', 1)
        order by (t.language = wished) desc, t.language limit 1
    ), own)
$$;
