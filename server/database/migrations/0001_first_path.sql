-- Times are UTC and always given by the caller's clock: no statement here or in the code calls now().
-- Money is whole fen. Columns ending in _sealed are AES-256-GCM, in _index HMAC-SHA256 (blind index): both keys live outside the database.

create table citizens (
  id uuid primary key,
  -- 0…1023, repeated inside every number the citizen's rows carry, so that a later shard is found from a number alone
  bucket smallint not null check (bucket between 0 and 1023),
  created_at timestamptz not null
);

create table identities (
  id uuid primary key,
  citizen uuid not null references citizens,
  provider text not null check (provider in ('wechat', 'alipay', 'phone')),
  app text not null,
  subject_index bytea not null,
  subject_sealed bytea not null,
  created_at timestamptz not null,
  unique (provider, app, subject_index)
);
create index identities_of_citizen on identities (citizen);

create table sessions (
  id uuid primary key,
  token_hash bytea not null unique,
  citizen uuid not null references citizens,
  surface text not null check (surface in ('weapp', 'alipay', 'h5')),
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index sessions_of_citizen on sessions (citizen) where revoked_at is null;

create table sms_codes (
  phone_index bytea primary key,
  code_hash bytea not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  tries_left smallint not null
);

-- How often something happened in a fixed window; the key is a blind index of who did what.
create table rate_windows (
  key bytea not null,
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  count integer not null,
  primary key (key, opens_at)
);
create index rate_windows_over on rate_windows (closes_at);

create table accounts (
  id uuid primary key,
  citizen uuid not null references citizens,
  service text not null,
  account_index bytea not null,
  account_sealed bytea not null,
  nickname_sealed bytea,
  used_at timestamptz not null,
  unique (citizen, service, account_index)
);

create table quotes (
  id uuid primary key,
  citizen uuid not null references citizens,
  service text not null,
  amount_fen bigint not null check (amount_fen > 0),
  -- account, agency's quote_ref, subject and details
  content_sealed bytea not null,
  -- one blind index for each bill: what a payment claims
  bills bytea[] not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index quotes_expiry on quotes (expires_at);

create table orders (
  number text primary key,
  citizen uuid not null references citizens,
  client_id text not null,
  quote uuid not null,
  service text not null,
  amount_fen bigint not null check (amount_fen > 0),
  status text not null check (status in ('unpaid', 'paid', 'fulfilled', 'refunding', 'refunded', 'cancelled', 'expired')),
  content_sealed bytea not null,
  bills bytea[] not null,
  -- why money went back, a refusal code
  refusal text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  unique (citizen, client_id)
);
create index orders_of_citizen on orders (citizen, created_at desc, number desc);
create index orders_to_expire on orders (expires_at) where status = 'unpaid';

-- When each thing that a citizen may ask about happened; one row per kind.
create table order_events (
  order_number text not null references orders,
  event text not null check (event in ('paid', 'agency_told', 'fulfilled', 'refused', 'refund_sent', 'refunded')),
  at timestamptz not null,
  primary key (order_number, event)
);

create table payments (
  -- out_trade_no / orderId on the wire: yyyymm, the citizen's bucket, random
  id text primary key check (id ~ '^[A-Z0-9]{8,32}$'),
  citizen uuid not null references citizens,
  channel text not null check (channel in ('wechat', 'alipay', 'unionpay')),
  surface text not null check (surface in ('weapp', 'alipay', 'h5')),
  amount_fen bigint not null check (amount_fen > 0),
  status text not null check (status in ('intended', 'open', 'closing', 'closed', 'refused', 'paid', 'held')),
  description text not null,
  -- payer's openid and address, which a repeat of the same request needs
  payer_sealed bytea not null,
  channel_no text,
  paid_at timestamptz,
  started_at timestamptz not null,
  expires_at timestamptz not null,
  -- when to ask the channel next; null once nothing can change any more
  ask_at timestamptz,
  asks integer not null default 0,
  asked_at timestamptz
);
create index payments_to_ask on payments (ask_at) where ask_at is not null;
create index payments_of_citizen on payments (citizen, started_at desc);

create table payment_orders (
  payment text not null references payments,
  order_number text not null references orders,
  amount_fen bigint not null check (amount_fen > 0),
  primary key (payment, order_number)
);
create index payment_orders_of_order on payment_orders (order_number);

-- Who may pay a bill now, and which order did: nobody pays one twice, nobody can block a stranger's for long.
create table bill_claims (
  bill bytea primary key,
  order_number text not null references orders,
  citizen uuid not null,
  paid boolean not null default false,
  until timestamptz not null
);

create table fulfilments (
  order_number text primary key references orders,
  status text not null check (status in ('waiting', 'asked', 'done', 'refused')),
  tries integer not null default 0,
  try_at timestamptz,
  agency_ref text,
  finished_at timestamptz
);
create index fulfilments_to_try on fulfilments (try_at) where try_at is not null;

create table refunds (
  -- out_refund_no / out_request_no / orderId on the wire
  id text primary key check (id ~ '^[A-Z0-9]{8,32}$'),
  payment text not null references payments,
  order_number text not null references orders,
  amount_fen bigint not null check (amount_fen > 0),
  reason text not null,
  status text not null check (status in ('queued', 'asked', 'processing', 'succeeded', 'failed')),
  channel_no text,
  tries integer not null default 0,
  try_at timestamptz,
  started_at timestamptz not null,
  finished_at timestamptz,
  -- one automatic refund for each order in each payment, however often the reason for it is seen
  unique (payment, order_number)
);
create index refunds_to_try on refunds (try_at) where try_at is not null;

-- Verified notices as they came, so that they can be shown and played again.
create table notices (
  channel text not null,
  key text not null,
  received_at timestamptz not null,
  verdict text not null,
  raw_sealed bytea not null,
  primary key (channel, key)
);

-- Things a person must look at. One row for each kind and subject.
create table alarms (
  kind text not null,
  subject text not null,
  raised_at timestamptz not null,
  facts jsonb not null,
  primary key (kind, subject)
);

create table receipts (
  order_number text primary key references orders,
  code text not null,
  issued_at timestamptz not null
);

-- The ledger. Debits are positive, credits negative; every transaction sums to zero, and nothing is ever changed.
create table ledger_transactions (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('payment', 'fulfilment', 'refund_owed', 'refund')),
  reference text not null,
  at timestamptz not null,
  unique (kind, reference)
);

create table ledger_entries (
  id bigint generated always as identity primary key,
  transaction bigint not null references ledger_transactions,
  account text not null,
  amount_fen bigint not null check (amount_fen <> 0)
);
create index ledger_entries_of_transaction on ledger_entries (transaction);

create function ledger_must_balance() returns trigger language plpgsql as $$
declare
  total bigint;
begin
  select sum(amount_fen) into total from ledger_entries where transaction = new.transaction;
  if total <> 0 then
    raise exception 'ledger transaction % sums to % fen', new.transaction, total using errcode = 'check_violation';
  end if;
  return null;
end $$;

-- Deferred: a transaction's entries may come in any order, but must be whole at commit.
create constraint trigger ledger_balance after insert on ledger_entries
  deferrable initially deferred for each row execute function ledger_must_balance();

create function ledger_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is append-only' using errcode = 'insufficient_privilege';
end $$;

create trigger ledger_entries_fixed before update or delete on ledger_entries for each row execute function ledger_is_append_only();
create trigger ledger_entries_kept before truncate on ledger_entries for each statement execute function ledger_is_append_only();
create trigger ledger_transactions_fixed before update or delete on ledger_transactions for each row execute function ledger_is_append_only();
create trigger ledger_transactions_kept before truncate on ledger_transactions for each statement execute function ledger_is_append_only();
