-- What an account takes at once and in a minute is kept here, so that all processes of a house keep to it together.
alter table studio_providers
    -- When the next request may begin.
    add column lane_next_at timestamptz not null default 'epoch',
    -- Who is under way: an id each, and until when (milliseconds of Unix time) it counts unless it is renewed.
    add column lane_leases jsonb not null default '{}';
