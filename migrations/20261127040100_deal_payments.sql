-- What became of the instalments of a deal by which the house takes rights in: owed, then paid. The books hold the money.
create table rights_deal_payments (
    deal_id uuid not null references rights_deals on delete cascade,
    -- Of the deal's fee.
    payment_id uuid not null,
    house_id uuid not null references houses,
    owed_at timestamptz not null,
    paid_at timestamptz,
    paid_by uuid references people on delete set null,
    paid_note text not null default '' check (length(paid_note) <= 200),
    primary key (deal_id, payment_id)
);
create index rights_deal_payments_house on rights_deal_payments (house_id);
