-- An upload may be the new file of an episode that is there already.
alter table uploads add column episode_id uuid references episodes on delete cascade;
