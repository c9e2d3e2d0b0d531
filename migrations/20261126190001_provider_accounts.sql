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
