-- A production that was deleted can be put back for some days.
alter table productions add column removed_at timestamptz;
alter table productions drop constraint productions_house_id_title_key;
create unique index productions_title on productions (house_id, title) where removed_at is null;
create index productions_removed on productions (removed_at) where removed_at is not null;
