-- A run may be asked for one more take of what is current.
alter table production_runs add column another boolean not null default false;
