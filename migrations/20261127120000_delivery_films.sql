-- What a delivery carries of each film: as it was brought, encoded as viewers get it, or both.
alter table deliveries
    add column films text not null default 'mezzanine' check (films in ('mezzanine', 'renditions', 'both'));
