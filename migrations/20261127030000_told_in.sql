-- The languages that a series can be heard or read in: its own, those of its dubs, those of its subtitles.
create function told_in(series uuid) returns text[] language sql stable as $$
    select array(
        select language from series where id = $1
        union select r.language from renditions r join episodes e on e.id = r.episode_id
              where e.series_id = $1 and r.codec = 'aac' and r.language <> ''
        union select x.language from text_tracks x join episodes e on e.id = x.episode_id
              where e.series_id = $1 and x.kind <> 'chapters'
        order by 1)
$$;
