-- Settings, translations and the bible can be taken back too.
alter table production_changes drop constraint production_changes_what_check;
alter table production_changes add constraint production_changes_what_check
    check (what in ('script', 'board', 'cast', 'take', 'settings', 'translation', 'bible'));
comment on column production_changes.which is
    'Number of the episode, id of the character, key of the artifact, language of the translation.';
