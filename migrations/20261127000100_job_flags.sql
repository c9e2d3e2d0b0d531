-- What a provider itself says against what it made and delivered all the same.
alter table production_jobs add column flag text;
