-- A contract that was written directly is delivered from the desk as one of a deal is.
alter table deliveries
    alter column deal_id drop not null,
    add column contract_id uuid references rights_contracts on delete cascade,
    add constraint deliveries_of_one check (num_nonnulls(deal_id, contract_id) = 1);
create index deliveries_of_contract on deliveries (house_id, contract_id, place desc) where contract_id is not null;
create unique index deliveries_of_contract_under_way on deliveries (contract_id, series_id)
    where state in ('waiting', 'running', 'stopped') and contract_id is not null;
