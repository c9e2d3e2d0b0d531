-- What a deal promises to hand over. It is written while the deal is talked about; from its agreement on it only moves on.
create table rights_deliverables (
    deal_id uuid not null references rights_deals on delete cascade,
    -- Made by the client: an instalment of the fee may wait for it.
    id uuid not null,
    house_id uuid not null references houses,
    position integer not null,
    name text not null check (length(name) between 1 and 120),
    -- A delivery of this series meets it by itself; null: somebody says so.
    series_id uuid references series on delete set null,
    due_on date,
    delivered_at timestamptz,
    delivered_by uuid references people on delete set null,
    -- Which delivery, or what was handed over.
    delivered_note text not null default '',
    accepted_at timestamptz,
    accepted_by uuid references people on delete set null,
    -- Why it went back, when it last did.
    returned_note text not null default '',
    primary key (deal_id, id),
    check (accepted_at is null or delivered_at is not null)
);
create index rights_deliverables_house on rights_deliverables (house_id);
