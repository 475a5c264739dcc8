-- Changing the vault's keys while the gateway runs. docs/operations.md

-- The keys that rows may need: a gateway that does not know one of them does not start. The ids tell nothing of the keys.
create table vault_keys (
  kind text not null check (kind in ('data', 'index')),
  id text not null,
  seen_at timestamptz not null,
  -- when a rotation found that no row needs it any more; null: rows may
  freed_at timestamptz,
  primary key (kind, id)
);

-- How far a rotation to these keys has come in each table, so that one that was stopped goes on where it was.
create table rotation_steps (
  table_name text primary key,
  keys text not null,
  -- primary key of the last row that was looked at; null at the beginning
  after text[],
  finished_at timestamptz
);

-- rate_windows.closes_at: since limits look at two adjacent windows, when a window counts no more. Those from before are over soon.
