-- Of which take a trailer was made and by what it was signed: a signature has a time in it, so bytes cannot be compared.

alter table series_trailers add column made_of text;
