-- A delivery may be fetched over the web by the house that it is for: of its link only the digest is kept, and until when
-- it holds.
alter table deliveries
    add column link_digest bytea unique,
    add column link_until timestamptz,
    add constraint deliveries_link check ((link_digest is null) = (link_until is null));
