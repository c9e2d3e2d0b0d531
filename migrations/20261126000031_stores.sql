-- What an app store told of purchases: also of those that nobody has claimed yet, so that one which was refunded
-- before it was claimed gives nothing.
create table store_purchases (
    house_id uuid not null references houses,
    provider text not null check (provider in ('apple', 'google')),
    -- Apple's transaction id; the SHA-256 of Google's purchase token, which is longer than an index takes.
    purchase text not null check (length(purchase) between 1 and 128),
    product text not null check (length(product) between 1 and 255),
    -- What the store is asked with: Google's token.
    token text check (length(token) <= 4096),
    order_id uuid references orders,
    revoked_at timestamptz,
    seen_at timestamptz not null,
    primary key (house_id, provider, purchase)
);
