-- What was taken back can be done again: its row stays, with what stood there before it was taken back.
alter table production_changes add column undone boolean not null default false;
create index production_changes_undone on production_changes (production_id, place desc) where undone;
comment on column production_changes.undone is
    'Whether `was` is what redo puts there, not what undo does. The next change by a person ends these.';
