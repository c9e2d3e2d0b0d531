-- A house that never says what becomes of a licence whose documents are missing refuses it. Those that were there before, and never
-- said, go on being warned: no running trade stops by an update.
insert into title_policies (house_id, policy, updated_at) select id, 'warn', now() from houses on conflict (house_id) do nothing;
