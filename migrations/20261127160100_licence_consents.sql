-- That a partner in a co-production consents to a licence: to a version of a contract, which is put in force by it. One that is taken
-- back stays for whoever asks later.
create table rights_consents (
    id uuid primary key,
    house_id uuid not null references houses,
    contract_id uuid not null references rights_contracts on delete cascade,
    version integer not null,
    -- The partner, as the house pays it.
    payee text not null,
    given_on date not null,
    note text not null check (length(note) <= 400),
    -- Their paper, where there is one.
    document_id uuid references rights_documents,
    person_id uuid references people on delete set null,
    at timestamptz not null,
    withdrawn_by uuid references people on delete set null,
    withdrawn_at timestamptz
);
create unique index rights_consents_standing on rights_consents (contract_id, version, payee) where withdrawn_at is null;
create index rights_consents_house on rights_consents (house_id);
