-- The first episode that should cost something by what the studio's critic says of the endings: said to who sets prices,
-- and never set by itself.
alter table series add suggested_paywall integer check (suggested_paywall between 2 and 10000);
