-- What a region asks of a house: brand, ratings, shelves, what is not shown there, legal pages. See houses::region.
alter table houses
    add column region jsonb not null default '{}' check (jsonb_typeof(region) = 'object'),
    -- The ready-made region that it was opened from.
    add column template text check (length(template) between 1 and 40);

-- The number under which an authority has a series on file, where a region asks for one before it may be shown.
alter table series add column filing_number text check (length(filing_number) between 1 and 80);
