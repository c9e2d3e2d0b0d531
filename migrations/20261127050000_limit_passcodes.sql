-- The passcode of whoever watches over a viewer's limit of a month: without it the limit is not raised.
create table limit_passcodes (
    person_id uuid primary key references people on delete cascade,
    house_id uuid not null references houses,
    -- A PHC string, as of passwords.
    hash text not null,
    -- Tries since the right one, the one that is being looked at included.
    tries integer not null default 0 check (tries >= 0),
    -- After too many tries none is taken until then.
    locked_until timestamptz,
    set_at timestamptz not null
);
