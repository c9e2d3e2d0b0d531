-- What is paid and handed over belongs to a contract whether or not a deal came before it. What was paid for stands in each
-- version, so that an amendment never edits it.
alter table rights_versions
    add column fee jsonb,
    -- What it promised to hand over: name and day.
    add column promised jsonb not null default '[]';
update rights_versions v set fee = d.fee
    from rights_contracts c join rights_deals d on d.id = c.deal_id where c.id = v.contract_id;
update rights_versions v set fee = jsonb_build_object('kind', 'none', 'currency', h.currency, 'payments', '[]'::jsonb)
    from houses h where h.id = v.house_id and v.fee is null;
alter table rights_versions alter column fee set not null;

-- The contract about money that computes the share, once there is one: whatever later versions say.
alter table rights_contracts add column share_contract_id uuid references share_contracts;
update rights_contracts c set share_contract_id = s.id
    from rights_deals d join share_contracts s on s.id = (d.fee ->> 'share_contract_id')::uuid where d.id = c.deal_id;

-- The fee of a contract as it is now; null without a contract.
create function rights_fee(contract uuid) returns jsonb language sql stable as $$
    select case when c.share_contract_id is null then v.fee
                else jsonb_set(v.fee, '{share_contract_id}', to_jsonb(c.share_contract_id)) end
    from rights_contracts c join rights_versions v on v.contract_id = c.id and v.version = c.version
    where c.id = contract
$$;

-- Deliverables and instalments are of a deal, or of a contract that was written without one.
alter table rights_deliverables
    drop constraint rights_deliverables_pkey,
    alter column deal_id drop not null,
    add column contract_id uuid references rights_contracts on delete cascade,
    add column terms_id uuid generated always as (coalesce(deal_id, contract_id)) stored,
    add check (num_nonnulls(deal_id, contract_id) = 1),
    add unique (terms_id, id);

-- What became of instalments: in the books, then paid where the house pays. The books hold the money.
alter table rights_deal_payments rename to rights_payments;
alter index rights_deal_payments_house rename to rights_payments_house;
alter table rights_payments
    drop constraint rights_deal_payments_pkey,
    alter column deal_id drop not null,
    add column contract_id uuid references rights_contracts on delete cascade,
    add column terms_id uuid generated always as (coalesce(deal_id, contract_id)) stored,
    add check (num_nonnulls(deal_id, contract_id) = 1),
    add unique (terms_id, payment_id);
