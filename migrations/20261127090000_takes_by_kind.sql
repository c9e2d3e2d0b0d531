-- How long things took here lately: what a plan says of the time that a run takes.
create index production_takes_by_kind on production_takes (house_id, kind, created_at desc);
