-- What somebody has approved, and who of the cast is a real person, can be taken back too.
alter table production_changes drop constraint production_changes_what_check;
alter table production_changes add constraint production_changes_what_check
    check (what in ('script', 'board', 'cast', 'take', 'settings', 'translation', 'bible', 'approval', 'person'));
comment on column production_changes.which is
    'Number of the episode, id of the character, key of the artifact, language of the translation, name of the gate.';
