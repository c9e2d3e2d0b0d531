-- What is said of a contract beside its blocks: papers that the other side signed, answers of who is asked first, and when it
-- was taken back.

-- A file that belongs to a deal: the copy that the other side signed elsewhere, or what they have agreed on since.
create table rights_papers (
    id uuid primary key,
    house_id uuid not null references houses,
    deal_id uuid not null references rights_deals on delete cascade,
    -- Its blob, the SHA-256 of its bytes and what it is called.
    file_key text not null,
    file_digest text not null,
    file_name text not null check (length(file_name) between 1 and 200),
    person_id uuid references people on delete set null,
    at timestamptz not null
);
create index rights_papers_deal on rights_papers (deal_id);

-- A signature that is recorded names the copy. Those that were recorded before this was asked for have none.
alter table rights_signatures add copy_id uuid unique references rights_papers;
alter table rights_signatures add constraint rights_signatures_copy check (method <> 'recorded' or copy_id is not null) not valid;

-- A contract that two sides have signed is amended by what both have signed again.
alter table rights_versions add agreement_id uuid unique references rights_papers;

-- Who must be asked first was asked, and declined: to this buyer it may be sold. An answer is to the version that was in force.
create table rights_refusals (
    id uuid primary key,
    house_id uuid not null references houses,
    contract_id uuid not null references rights_contracts on delete cascade,
    version integer not null,
    -- The buyer.
    party_id uuid not null references rights_parties on delete cascade,
    declined_on date not null,
    note text not null check (length(note) between 1 and 400),
    person_id uuid references people on delete set null,
    at timestamptz not null
);
create index rights_refusals_contract on rights_refusals (contract_id);
create index rights_refusals_house on rights_refusals (house_id);

-- A contract that was taken back keeps the end that it had, and the moment: what was lost by it is told. Null: before this was kept.
alter table rights_contracts add withdrawn_at timestamptz check (withdrawn_at is null or status = 'withdrawn');
alter table rights_contracts drop constraint rights_contracts_check1;
alter table rights_contracts add constraint rights_contracts_ended check ((status = 'ended') = (ended_at is not null) or status = 'withdrawn');
