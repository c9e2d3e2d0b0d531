-- A model translates what a production says too, not only the captions of what is published.
alter table caption_drafts
    alter column episode_id drop not null,
    add column production_id uuid references productions on delete cascade,
    add constraint caption_drafts_of_one check (num_nonnulls(episode_id, production_id) = 1),
    drop constraint caption_drafts_episode_id_language_key;
create unique index caption_drafts_one on caption_drafts (coalesce(episode_id, production_id), language);
create index caption_drafts_of_production on caption_drafts (production_id);
