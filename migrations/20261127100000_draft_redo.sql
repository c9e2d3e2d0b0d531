-- Versions of a draft that were taken back, until the next change: redo.
alter table draft_versions add column undone boolean not null default false;
