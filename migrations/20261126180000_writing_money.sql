-- What writing may cost: each question to a model that is paid has its money reserved before it is sent.

-- Millionths, of the model's currency. 0: only what costs nothing is asked.
alter table writings add column spend_micros bigint not null default 0 check (spend_micros >= 0);

alter table writing_calls
    -- What it may cost at most.
    add column reserved_micros bigint not null default 0 check (reserved_micros >= 0),
    -- What it did cost; null: that is not known yet, and what is reserved counts.
    add column charged_micros bigint check (charged_micros >= 0),
    -- Empty where nothing is paid.
    add column currency text not null default '' check (currency = '' or length(currency) = 3);
