-- The twin's books. Money is bigint fen; times are given by the process, so that they agree with what is told on the wire.

create table twin.login_codes (
  code text primary key,
  channel text not null,
  person text not null,
  made_at timestamptz not null,
  used_at timestamptz
);

-- One row a merchant order at one channel. UnionPay's key includes txn_time; the others leave it empty.
create table twin.trades (
  id bigint generated always as identity primary key,
  channel text not null check (channel in ('wechat', 'alipay', 'unionpay')),
  out_trade_no text not null,
  txn_time text not null default '',
  trade_no text not null,
  amount_fen bigint not null check (amount_fen > 0),
  state text not null check (state in ('unpaid', 'paid', 'closed')),
  last_code text,
  payer text,
  notify_url text,
  content jsonb not null,
  content_key text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  paid_at timestamptz,
  closed_at timestamptz,
  unique (channel, out_trade_no, txn_time),
  unique (channel, trade_no)
);
create index trades_expiring on twin.trades (expires_at) where state = 'unpaid';

-- WeChat hands out a new prepay id for every repeated request.
create table twin.prepays (
  prepay_id text primary key,
  trade_id bigint not null references twin.trades,
  made_at timestamptz not null
);

-- A browser that stands before a simulated wallet page; the trade itself may not exist yet.
create table twin.visits (
  id text primary key,
  channel text not null,
  content jsonb not null,
  made_at timestamptz not null
);

create table twin.refunds (
  id bigint generated always as identity primary key,
  trade_id bigint not null references twin.trades,
  channel text not null,
  kind text not null check (kind in ('refund', 'undo')),
  scope text not null,
  out_refund_no text not null,
  txn_time text not null default '',
  refund_no text not null,
  amount_fen bigint not null check (amount_fen > 0),
  state text not null check (state in ('processing', 'success', 'abnormal', 'closed')),
  ends_as text not null check (ends_as in ('success', 'abnormal', 'closed')),
  notify_url text,
  content jsonb not null,
  content_key text not null,
  created_at timestamptz not null,
  finish_at timestamptz not null,
  finished_at timestamptz,
  unique (channel, scope, out_refund_no, txn_time),
  unique (channel, refund_no)
);
create index refunds_due on twin.refunds (finish_at) where state = 'processing';

create table twin.notices (
  id bigint generated always as identity primary key,
  channel text not null,
  event text not null,
  number text not null,
  url text not null,
  content jsonb not null,
  state text not null check (state in ('waiting', 'taken', 'given_up', 'withheld')),
  attempts integer not null default 0,
  next_at timestamptz not null,
  made_at timestamptz not null
);
create index notices_due on twin.notices (next_at) where state = 'waiting';

create table twin.notice_attempts (
  notice_id bigint not null references twin.notices,
  attempt integer not null,
  copy integer not null,
  at timestamptz not null,
  status integer,
  answer text not null,
  primary key (notice_id, attempt, copy)
);

create table twin.sms (
  id bigint generated always as identity primary key,
  phone text not null,
  template text not null,
  code text not null,
  at timestamptz not null
);

create table twin.quotes (
  quote_ref text primary key,
  agency text not null,
  account text not null,
  bills jsonb not null,
  amount_fen bigint not null,
  valid_until timestamptz not null
);

create table twin.postings (
  agency text not null,
  order_no text not null,
  account text not null,
  bills jsonb not null,
  amount_fen bigint not null,
  content_key text not null,
  state text not null check (state in ('done', 'refused', 'pending')),
  why text,
  agency_ref text,
  queries integer not null default 0,
  at timestamptz not null,
  primary key (agency, order_no)
);

-- A bill belongs to at most one posting: the database itself refuses the second.
create table twin.written_off (
  agency text not null,
  account text not null,
  bill_no text not null,
  order_no text not null,
  primary key (agency, account, bill_no)
);
