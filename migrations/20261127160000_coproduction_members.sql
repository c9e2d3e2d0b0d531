-- What the members of a co-production keep and decide, territory by territory as their words were meant on the day from which the
-- terms hold: the book of rights counts it.
create table coproduction_members (
    coproduction_id uuid not null references coproductions,
    position integer not null,
    house_id uuid not null references houses,
    payee text not null,
    name text not null,
    -- The house itself is that member: nothing that it keeps is anybody else's.
    own boolean not null,
    keeps text[] not null,
    -- Where no licence is signed without the member's consent.
    approves text[] not null,
    primary key (coproduction_id, position)
);
create index coproduction_members_house on coproduction_members (house_id);
create trigger coproduction_members_immutable before update or delete or truncate on coproduction_members
    for each statement execute function ledger_refuse_change();

-- What was agreed before: the codes stand in the contract that was written then.
insert into coproduction_members (coproduction_id, position, house_id, payee, name, own, keeps, approves)
select c.id, m.position - 1, c.house_id, m.member->>'payee', m.member->>'name',
       exists (select from payees p where p.house_id = c.house_id and p.code = m.member->>'payee' and p.kind = 'house'),
       coalesce(array(select one[1] from regexp_matches(
           substring(s.text from 'id = "kept-by-' || (m.member->>'payee') || E'"\nterritories = \\[([^\\]]*)\\]'), '"([^"]+)"', 'g') one),
           '{}'),
       '{}'
from coproductions c join share_contracts s on s.id = c.contract_id,
     jsonb_array_elements(c.terms->'members') with ordinality m (member, position);

-- The end of an agreement: from that day on nothing is kept or decided by the versions up to this one.
create table coproduction_endings (
    id uuid primary key,
    house_id uuid not null references houses,
    series_id uuid not null,
    version integer not null,
    ends_on date not null,
    person_id uuid,
    created_at timestamptz not null
);
create index coproduction_endings_series on coproduction_endings (series_id);
create index coproduction_endings_house on coproduction_endings (house_id);
create trigger coproduction_endings_immutable before update or delete or truncate on coproduction_endings
    for each statement execute function ledger_refuse_change();

-- The first day on which a version does not hold any more, as it was known at a time: that of the version that comes after it, or
-- the end of the agreement.
create function coproduction_windows(house uuid, known timestamptz) returns table (id uuid, until date)
language sql stable as $$
    select c.id, least(
        lead(c.valid_from) over (partition by c.series_id order by c.valid_from, c.version),
        (select min(e.ends_on) from coproduction_endings e
         where e.series_id = c.series_id and e.version >= c.version and e.created_at <= known))
    from coproductions c where c.house_id = house and c.created_at <= known
$$;

-- Books of rights are read anew.
insert into rights_books (house_id, version) select distinct house_id, 1 from coproductions
on conflict (house_id) do update set version = rights_books.version + 1;
