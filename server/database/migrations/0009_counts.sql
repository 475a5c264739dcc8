-- One more act under a limit, once under every key; false when it is too many, and then it is not counted. Of the window before, as
-- much counts as still lies within one length of now: `remaining` of `length` milliseconds of this window are still to come. A function,
-- so that a session and its request, or two limits in turn, are one statement; server/security/limits.ts
create function count_act(keys bytea[], opens timestamptz, closes timestamptz, before timestamptz, most bigint, remaining bigint, length bigint)
returns boolean language plpgsql as $$
declare
  earlier bigint := coalesce((select max(w.count) from rate_windows w where w.key = any(keys) and w.opens_at = before), 0);
  counted integer;
begin
  insert into rate_windows (key, opens_at, closes_at, count)
  select one.key, opens, closes, 1 from unnest(keys) as one(key) where earlier * remaining <= (most - 1) * length order by one.key
  on conflict (key, opens_at) do update set count = rate_windows.count + 1
    where earlier * remaining <= (most - 1 - rate_windows.count) * length;
  get diagnostics counted = row_count;
  return counted = cardinality(keys);
end $$;
