-- Numbered runs of a broadcaster: 1, or 1-3. None: without limit, as on demand.
alter table rights_blocks add column runs text check (runs ~ '^[0-9]{1,2}(-[0-9]{1,2})?$');
