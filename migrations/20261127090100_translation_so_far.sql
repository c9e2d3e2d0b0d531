-- What a model has translated so far, in the order in which it was asked: a translation that is stopped, or whose process
-- dies, has paid for it, and goes on from there.
alter table caption_drafts add column so_far jsonb not null default '[]';
