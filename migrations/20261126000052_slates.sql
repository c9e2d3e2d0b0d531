-- A contract may be about several series of the house, a slate: then what one has not recouped is recouped from all.
alter table share_contracts
    alter column series_id drop not null,
    -- The slate that this is a version of; null: about one series.
    add column slate_id uuid,
    -- { slug as the text names it: series id }; empty when it is about one series.
    add column covers jsonb not null default '{}',
    add constraint share_contracts_one_subject check ((series_id is null) <> (slate_id is null)),
    add constraint share_contracts_slate_version unique (slate_id, version);

-- Which series a contract is about, whether one or several.
create table share_contract_series (
    contract_id uuid not null references share_contracts,
    series_id uuid not null,
    house_id uuid not null references houses,
    primary key (contract_id, series_id)
);
create index share_contract_series_series on share_contract_series (series_id);
insert into share_contract_series (contract_id, series_id, house_id) select id, series_id, house_id from share_contracts;
create trigger share_contract_series_immutable before update or delete or truncate on share_contract_series
    for each statement execute function ledger_refuse_change();

-- The contract that shares what a series earned on a day: of those that are valid by then the one that begins last, of
-- these the one that was written last. A slate's version ends its earlier ones for every series that they name.
create function contract_of(series uuid, earned timestamptz) returns uuid stable language sql as $$
    select c.id from share_contract_series s join share_contracts c on c.id = s.contract_id
    where s.series_id = series and c.valid_from <= (earned at time zone 'utc')::date
      and not exists (
          select from share_contracts later
          where later.slate_id = c.slate_id and later.valid_from <= (earned at time zone 'utc')::date
            and (later.valid_from, later.version) > (c.valid_from, c.version))
    order by c.valid_from desc, c.created_at desc, c.version desc, c.id limit 1
$$;

-- The series that earned a receipt; null in receipts of contracts about one series, from before there were others.
alter table share_receipts add column series_id uuid;
