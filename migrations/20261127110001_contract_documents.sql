-- Files of a contract: the signed copy, annexes, invoices. One that is taken away stays for whoever asks later.
create table rights_documents (
    id uuid primary key,
    house_id uuid not null references houses,
    contract_id uuid not null references rights_contracts on delete cascade,
    -- Its blob, the SHA-256 of its bytes, what it is called and how large it is.
    file_key text not null,
    file_digest text not null,
    file_name text not null check (length(file_name) between 1 and 200),
    bytes bigint not null check (bytes > 0),
    person_id uuid references people on delete set null,
    at timestamptz not null,
    removed_by uuid references people on delete set null,
    removed_at timestamptz,
    removed_why text check (length(removed_why) <= 400),
    check ((removed_at is null) = (removed_why is null))
);
create index rights_documents_contract on rights_documents (contract_id, at);
create index rights_documents_house on rights_documents (house_id);
