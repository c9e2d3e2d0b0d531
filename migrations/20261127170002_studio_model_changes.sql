-- Accounts and chosen models of a house as they stood before each change, for undo; keys stay sealed as they were.
create table studio_model_changes (
    place bigint generated always as identity primary key,
    house_id uuid not null references houses,
    -- What was changed, and of which: the action of the audit log, and a name.
    what text not null check (length(what) between 1 and 40),
    which text not null check (length(which) <= 200),
    was jsonb not null,
    at timestamptz not null,
    -- It was taken back, and can be done again.
    undone boolean not null default false
);
create index studio_model_changes_of on studio_model_changes (house_id, undone, place desc);
