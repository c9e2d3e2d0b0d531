-- A deal on its way to a contract.
create table rights_deals (
    id uuid primary key,
    house_id uuid not null references houses,
    -- Becomes the reference of its contract.
    name text not null,
    direction text not null check (direction in ('in', 'out')),
    party_id uuid not null references rights_parties,
    status text not null check (status in
        ('enquiry', 'offer', 'counter', 'agreed', 'signed', 'delivered', 'ended', 'declined')),
    -- What is on the table: the blocks of rights and the fee.
    blocks jsonb not null,
    fee jsonb not null,
    -- Until then nobody else is sold it.
    locked_until timestamptz,
    contract_id uuid references rights_contracts,
    -- The document that is signed: its blob and the SHA-256 of its bytes.
    document_key text,
    document_digest text,
    created_by uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (house_id, name),
    check ((document_key is null) = (document_digest is null))
);
alter table rights_contracts add foreign key (deal_id) references rights_deals;

-- Who did what when; written once.
create table rights_deal_steps (
    deal_id uuid not null references rights_deals on delete cascade,
    number integer not null,
    house_id uuid not null references houses,
    status text not null,
    note text not null,
    blocks jsonb not null,
    fee jsonb not null,
    person_id uuid,
    at timestamptz not null,
    primary key (deal_id, number)
);

-- A side's signature of a document. By passkey: over its digest. In a session: somebody who was logged in said so.
-- Recorded: an operator holds a copy that was signed elsewhere.
create table rights_signatures (
    deal_id uuid not null references rights_deals on delete cascade,
    side text not null check (side in ('house', 'party')),
    house_id uuid not null references houses,
    name text not null,
    method text not null check (method in ('passkey', 'session', 'recorded')),
    document_digest text not null,
    -- Of a passkey: what anybody needs to verify it again.
    evidence jsonb,
    person_id uuid,
    at timestamptz not null,
    primary key (deal_id, side),
    check ((method = 'passkey') = (evidence is not null))
);
