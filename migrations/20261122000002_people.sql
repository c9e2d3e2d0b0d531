-- A person is anyone with a device session: anonymous at first, an account once they add a way to log in.
create table people (
    id uuid primary key,
    house_id uuid not null references houses,
    -- The pseudonym that events carry instead of the person.
    viewer_key uuid not null unique,
    role text not null default 'viewer' check (role in ('viewer', 'producer', 'operator')),
    email text check (length(email) <= 254),
    display_name text check (length(display_name) <= 80),
    password_hash text,
    settings jsonb not null default '{}',
    created_at timestamptz not null,
    last_seen_at timestamptz not null
);
create unique index people_email on people (house_id, lower(email)) where email is not null;

-- Only the hash of a session's token is kept: a stolen database opens no session.
create table sessions (
    token_hash bytea primary key,
    house_id uuid not null references houses,
    person_id uuid not null references people on delete cascade,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null
);
create index sessions_person on sessions (person_id);
create index sessions_expiry on sessions (expires_at);

create table passkeys (
    id uuid primary key,
    house_id uuid not null references houses,
    person_id uuid not null references people on delete cascade,
    credential_id bytea not null unique,
    name text not null check (length(name) between 1 and 80),
    credential jsonb not null,
    created_at timestamptz not null,
    last_used_at timestamptz
);
create index passkeys_person on passkeys (person_id);

-- A passkey ceremony between its start and its finish; short-lived, used once.
create table passkey_ceremonies (
    id uuid primary key,
    house_id uuid not null references houses,
    person_id uuid references people on delete cascade,
    state jsonb not null,
    expires_at timestamptz not null
);

-- One-time links that make their visitor an operator. The first start prints one.
create table operator_links (
    token_hash bytea primary key,
    house_id uuid not null references houses,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    used_by uuid references people on delete set null
);
