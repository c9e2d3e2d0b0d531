-- Who signs for the other side is whoever opened the link that the house gave them: an e-mail address proves nothing.
alter table rights_deals add party_person_id uuid references people on delete set null;
create index rights_deals_party_person on rights_deals (party_person_id) where party_person_id is not null;

create table rights_invitations (
    -- SHA-256; the token itself is in the link alone.
    token_hash bytea primary key,
    house_id uuid not null references houses,
    deal_id uuid not null references rights_deals on delete cascade,
    created_by uuid references people on delete set null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index rights_invitations_deal on rights_invitations (deal_id);
