-- One account at a provider serves every house of the process: what it tells is looked up by the provider's names alone.
create index orders_by_charge on orders (charge_ref) where charge_ref is not null;
create index orders_by_payment on orders (provider_ref) where provider_ref is not null;
create index refunds_by_name on refunds (provider_ref) where provider_ref is not null;
create index disputes_by_name on disputes (provider_ref);
create index subscriptions_by_name on subscriptions (provider_ref) where provider_ref is not null;
create index card_changes_by_name on card_changes (provider_ref) where provider_ref is not null;
create index provider_balance_lines_name on provider_balance_lines (provider, ref);

-- A line belongs to one house. Copies that no house could match go; what was booked stays.
delete from provider_balance_lines l
using provider_balance_lines o, houses mine, houses other
where l.provider = 'stripe' and o.provider = l.provider and o.ref = l.ref and o.house_id <> l.house_id
    and mine.id = l.house_id and other.id = o.house_id and l.matched_id is null
    and (o.matched_id is not null or (other.created_at, other.id) < (mine.created_at, mine.id));

-- How the store's reports call a purchase, where that is not what it is known by: Google's order.
alter table store_purchases add column store_order text check (length(store_order) between 1 and 255);
create index store_purchases_order on store_purchases (house_id, provider, store_order) where store_order is not null;

-- What the books say went through a provider, and of which no line of its account tells.
create view entries_without_line as
select known.* from (
    select o.house_id, 'order' as kind, o.id, o.provider, o.currency, o.price as amount, o.settled_at as at
    from orders o where o.settled_at is not null
    union all
    select r.house_id, 'refund', r.id, o.provider, r.currency, -(r.net + r.tax + case when r.everything then r.spent else 0 end),
        r.settled_at
    from refunds r join orders o on o.id = r.order_id where r.state = 'settled'
    union all
    select d.house_id, 'dispute', d.id, d.provider, d.currency, -d.amount, d.opened_at from disputes d
    union all
    select d.house_id, 'dispute_won', d.id, d.provider, d.currency, d.amount, d.closed_at from disputes d where d.state = 'won'
) known
where not exists (select from provider_balance_lines l
                  where l.house_id = known.house_id and l.matched_kind = known.kind and l.matched_id = known.id);
