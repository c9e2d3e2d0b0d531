-- Tokens of sessions that were replaced or ended a moment ago. A request that was on its way with such a token
-- is told so, instead of being given a session of its own whose cookie would overwrite the new one.
create table ended_sessions (
    token_hash bytea primary key,
    house_id uuid not null references houses,
    ended_at timestamptz not null
);
create index ended_sessions_time on ended_sessions (ended_at);
