-- What is sold and for how much. A version never changes: an order names the one that it was made from.
create table price_books (
    house_id uuid not null references houses,
    version integer not null check (version > 0),
    -- payments::book::PriceBook
    body jsonb not null,
    created_at timestamptz not null,
    created_by uuid references people on delete set null,
    primary key (house_id, version)
);

-- A sale, from the viewer's tap to the receipt. The id is the client's: the same tap twice is one order.
create table orders (
    id uuid primary key,
    house_id uuid not null references houses,
    -- Null once the person is erased; the sale stays, as tax law asks.
    person_id uuid references people on delete set null,
    state text not null check (state in ('pending', 'paid', 'settled', 'failed', 'refunded', 'disputed', 'lost')),
    kind text not null check (kind in ('pack', 'exact', 'vip')),
    -- Of the pack or the plan.
    item_id uuid,
    book_version integer not null,
    coins bigint not null default 0 check (coins >= 0),
    bonus bigint not null default 0 check (bonus >= 0),
    bonus_days integer not null default 0,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    -- Minor units: what the viewer pays, the tax in it, and the rest.
    price bigint not null check (price > 0),
    tax bigint not null check (tax >= 0),
    net bigint not null,
    territory text not null check (territory ~ '^[A-Z]{2}$'),
    provider text not null check (provider in ('test', 'stripe', 'apple', 'google')),
    -- How the provider calls the payment and the charge.
    provider_ref text,
    charge_ref text,
    client_secret text,
    -- For a subscription: its terms (vip::Terms), which it is, and its which period.
    plan jsonb,
    subscription_id uuid,
    period integer,
    -- What the buyer of test money chose; the test provider's own memory.
    test_outcome text check (test_outcome in ('succeed', 'decline')),
    -- Test money only: false when renewals are to be declined.
    test_renewals boolean,
    failure text,
    refunded bigint not null default 0 check (refunded >= 0 and refunded <= price),
    -- The wallet's lot that holds its coins, once they went back and came again; null: the order's own.
    lot_id uuid,
    created_at timestamptz not null,
    paid_at timestamptz,
    settled_at timestamptz,
    -- When the provider is asked next about an unfinished order, if no webhook comes before.
    ask_at timestamptz not null,
    asked integer not null default 0,
    check (price = net + tax)
);
create unique index orders_provider_ref on orders (house_id, provider, provider_ref);
create unique index orders_charge_ref on orders (house_id, provider, charge_ref);
create unique index orders_period on orders (subscription_id, period) where state <> 'failed';
create index orders_person on orders (person_id, created_at desc);
create index orders_house on orders (house_id, created_at desc, id);
create index orders_unfinished on orders (ask_at) where state in ('pending', 'paid');

-- Every state that an order was ever in.
create table order_events (
    id uuid primary key,
    -- Which came after which, also within one moment.
    seq bigint not null generated always as identity,
    house_id uuid not null references houses,
    order_id uuid not null references orders,
    at timestamptz not null,
    state text not null,
    -- What brought it there, such as `buyer`, `webhook`, `sweep`, `desk`.
    cause text not null,
    detail jsonb not null default '{}'
);
create index order_events_order on order_events (order_id, seq);
create trigger order_events_immutable before update or delete or truncate on order_events
    for each statement execute function ledger_refuse_change();

-- The inbox of webhooks: kept as received, once each, before anything is done about them.
create table provider_events (
    house_id uuid not null references houses,
    provider text not null,
    event_id text not null check (length(event_id) between 1 and 255),
    kind text not null,
    body bytea not null,
    received_at timestamptz not null,
    processed_at timestamptz,
    attempts integer not null default 0,
    try_at timestamptz not null,
    problem text,
    primary key (house_id, provider, event_id)
);
create index provider_events_waiting on provider_events (try_at) where processed_at is null;

-- Who a person is to a provider.
create table provider_customers (
    house_id uuid not null references houses,
    person_id uuid not null references people on delete cascade,
    provider text not null,
    ref text not null,
    -- The card that renewals are charged to.
    method text,
    primary key (person_id, provider)
);

-- The last number of a year; its row is the lock that keeps numbers without gaps.
create table receipt_counters (
    house_id uuid not null references houses,
    year integer not null,
    last integer not null,
    primary key (house_id, year)
);

-- Receipts and credit notes, as they were issued: year × 1,000,000 + the number in the year.
create table receipts (
    house_id uuid not null references houses,
    number bigint not null,
    order_id uuid not null references orders,
    -- Null for the sale itself.
    refund_id uuid,
    issued_at timestamptz not null,
    -- payments::receipts::Paper
    body jsonb not null,
    primary key (house_id, number),
    unique nulls not distinct (order_id, refund_id)
);
create trigger receipts_immutable before update or delete or truncate on receipts
    for each statement execute function ledger_refuse_change();

-- Money that goes back.
create table refunds (
    id uuid primary key,
    house_id uuid not null references houses,
    order_id uuid not null references orders,
    cause text not null check (cause in ('withdrawal', 'desk', 'provider')),
    -- Whether what was spent already goes back too; then its buyer owes it.
    everything boolean not null,
    -- Of a refund that the provider gave by itself: how much, whatever was spent.
    amount bigint check (amount > 0),
    state text not null check (state in ('begun', 'taken', 'sent', 'settled', 'failed')),
    currency text not null,
    -- Known once the unspent coins are taken back: their money net of tax, the tax, and what was spent with its tax.
    coins bigint not null default 0,
    net bigint not null default 0,
    tax bigint not null default 0,
    spent bigint not null default 0,
    provider_ref text,
    reason text not null default '',
    by_person uuid references people on delete set null,
    created_at timestamptz not null,
    settled_at timestamptz,
    ask_at timestamptz not null,
    problem text
);
create unique index refunds_provider_ref on refunds (house_id, provider_ref);
create unique index refunds_one_at_a_time on refunds (order_id) where state in ('begun', 'taken', 'sent');
create index refunds_house on refunds (house_id, created_at desc);
create index refunds_unfinished on refunds (ask_at) where state in ('begun', 'taken', 'sent');

-- Buyers who ask their bank for the money back.
create table disputes (
    id uuid primary key,
    house_id uuid not null references houses,
    order_id uuid not null references orders,
    provider text not null,
    provider_ref text not null,
    state text not null check (state in ('opened', 'won', 'lost')),
    reason text not null default '',
    currency text not null,
    amount bigint not null check (amount > 0),
    fee bigint not null default 0,
    -- As for refunds: what was taken back when it was opened, and given again if it is won.
    coins bigint not null default 0,
    net bigint not null default 0,
    tax bigint not null default 0,
    spent bigint not null default 0,
    opened_at timestamptz not null,
    closed_at timestamptz,
    unique (house_id, provider, provider_ref)
);
create index disputes_order on disputes (order_id);

-- What tax is due where, from which day to which.
create table tax_rates (
    id uuid primary key,
    house_id uuid not null references houses,
    territory text not null check (territory ~ '^[A-Z]{2}$'),
    -- As receipts call it: VAT, GST, Consumption tax.
    name text not null,
    -- An exact share, such as `20 %`.
    rate text not null,
    -- Whether prices in the book hold it already.
    inclusive boolean not null,
    from_day date not null,
    until_day date,
    check (until_day is null or until_day > from_day)
);
create index tax_rates_territory on tax_rates (house_id, territory, from_day);

-- One decision for each sale (or for each redemption, where the house sells multi-purpose vouchers), with its evidence.
create table tax_decisions (
    house_id uuid not null references houses,
    subject_kind text not null check (subject_kind in ('order', 'unlock')),
    subject_id uuid not null,
    -- Taxed at sale; left to redemption; taxed at redemption.
    policy text not null check (policy in ('sale', 'deferred', 'redemption')),
    territory text not null,
    name text not null,
    rate text not null,
    inclusive boolean not null,
    currency text not null,
    net bigint not null,
    tax bigint not null,
    -- Where the buyer said, and seemed, to be.
    evidence jsonb not null,
    decided_at timestamptz not null,
    primary key (house_id, subject_kind, subject_id)
);
create index tax_decisions_time on tax_decisions (house_id, decided_at);

-- The provider's own account of the money: each line is matched with exactly one entry of the books, or waits here.
create table provider_balance_lines (
    house_id uuid not null references houses,
    provider text not null,
    ref text not null,
    kind text not null,
    currency text not null,
    gross bigint not null,
    fee bigint not null,
    net bigint not null,
    source text,
    at timestamptz not null,
    fetched_at timestamptz not null,
    -- The sale, refund, dispute or payout in the books.
    matched_kind text,
    matched_id uuid,
    -- Why it is not matched.
    problem text,
    primary key (house_id, provider, ref),
    check ((matched_kind is null) = (matched_id is null))
);
create unique index provider_balance_lines_match on provider_balance_lines (house_id, matched_kind, matched_id);
create index provider_balance_lines_suspense on provider_balance_lines (house_id, at) where matched_id is null;
