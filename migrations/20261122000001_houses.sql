-- A house is one branded service. Every other table names the house its rows belong to.
create table houses (
    id uuid primary key,
    slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    name text not null check (length(name) between 1 and 80),
    tagline text not null default '',
    accent text not null default '#ff4d6d' check (accent ~ '^#[0-9a-f]{6}$'),
    -- Host names it answers to. The house with none answers to every host that no other house names.
    hosts text[] not null default '{}',
    languages text[] not null check (cardinality(languages) > 0),
    default_language text not null check (default_language = any (languages)),
    created_at timestamptz not null
);
