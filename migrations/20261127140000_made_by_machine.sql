-- Whether viewers must be told that a series was made with AI: read off the records of how it was made, once, when they are
-- written. Writing and captions are not seen or heard as anybody's; null: it came without records.
alter table production_releases add machine boolean generated always as (
    case when records <> '[]' then jsonb_path_exists(records,
        '$[*].assets[*] ? ((@.source == "trained" || @.source == "mixed_with_trained") && @.kind != "script" && @.kind != "captions")')
    end) stored;
alter table deliveries_received add machine boolean generated always as (
    case when records <> '[]' then jsonb_path_exists(records,
        '$[*].assets[*] ? ((@.source == "trained" || @.source == "mixed_with_trained") && @.kind != "script" && @.kind != "captions")')
    end) stored;
create index production_releases_series on production_releases (series_id, at desc);

-- What the house says of the series, or what the last records tell, by its own studio or by whoever delivered it.
create function made_by_machine(series uuid) returns boolean language sql stable as $$
    select exists (select from title_chains c where c.series_id = $1 and c.kind = 'generated')
        or coalesce((
            select made.machine from (
                select machine, at from production_releases where series_id = $1 and machine is not null
                union all
                select machine, at from deliveries_received where series_id = $1 and machine is not null
            ) made order by made.at desc limit 1), false)
$$;
