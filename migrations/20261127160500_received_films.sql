-- What was done with the films of a delivery that came: { "mezzanine": episodes encoded from the film as it was brought,
-- "as_they_are": episodes whose renditions were taken, "anew": [{ number, why }] }. Null: it came before that was written down.
alter table deliveries_received add column films jsonb check (jsonb_typeof(films) = 'object');
