-- Daily comparison of our books with those of the channels and agencies. docs/reconciliation.md
-- A source is a channel (`wechat`) or an agency (`agency:water`). Days are Beijing days; UnionPay's begins and ends at 23:00.

create table reconciliations (
  source text not null,
  day date not null,
  status text not null check (status in ('waiting', 'compared', 'empty')),
  -- when to ask for the statement; null once it was compared
  try_at timestamptz,
  tries integer not null default 0,
  -- why the last try came to nothing: a short code
  why text,
  -- the try whose rows in statement_rows count; null until one was read to its end
  staged integer,
  payments integer,
  paid_fen bigint,
  refunds integer,
  refunded_fen bigint,
  -- thousandths of a fen: channels round a day's fees, not each row's
  fee_millifen bigint,
  compared_at timestamptz,
  primary key (source, day)
);
create index reconciliations_to_try on reconciliations (try_at) where try_at is not null;

-- Statements row by row. A new try stages beside the old one, which goes only when the new one is whole.
create table statement_rows (
  source text not null,
  day date not null,
  try integer not null,
  line integer not null,
  kind text not null check (kind in ('payment', 'refund', 'posting')),
  -- our number: of the payment, the refund or the order
  number text not null,
  their_no text not null,
  amount_fen bigint not null,
  fee_millifen bigint not null,
  at timestamptz not null,
  pending boolean not null,
  primary key (source, day, try, line)
);
create index statement_rows_of_number on statement_rows (number, kind, source);

-- What we hold of one day, for the way back: what the statement should list and does not.
create index payments_paid on payments (channel, paid_at) where paid_at is not null;
create index refunds_succeeded on refunds (finished_at) where status = 'succeeded';
create index fulfilments_done on fulfilments (finished_at) where status = 'done';

-- A difference. The same one is one case, however often it is seen.
create table cases (
  id bigint generated always as identity primary key,
  source text not null,
  day date not null,
  kind text not null check (kind in (
    'missing_here', 'missing_there', 'unknown_here', 'amount_differs', 'listed_twice',
    'refund_missing_here', 'refund_missing_there', 'agency_missing', 'agency_extra')),
  -- our number of what it is about (payment, refund, order), or theirs when we know none
  subject text not null,
  amount_fen bigint not null,
  -- both sides' facts; no personal data
  evidence jsonb not null,
  owner text not null check (owner in ('gateway', 'finance', 'agency')),
  next_step text not null,
  status text not null check (status in ('open', 'resolved')),
  opened_at timestamptz not null,
  seen_at timestamptz not null,
  -- when the gateway tries to resolve it by itself; null when a person has to
  try_at timestamptz,
  tries integer not null default 0,
  resolved_at timestamptz,
  resolved_by text,
  resolution text,
  unique (source, kind, subject),
  check ((status = 'resolved') = (resolved_at is not null and resolved_by is not null and resolution is not null))
);
create index cases_open on cases (id) where status = 'open';
create index cases_of_day on cases (source, day);
create index cases_to_try on cases (try_at) where try_at is not null;

-- One row for each day: which bookings belong to it (cut at its end), and, once its statements were compared, its proof.
create table proofs (
  day date primary key,
  -- ledger transactions with after_id < id <= upto_id
  after_id bigint not null,
  upto_id bigint not null check (upto_id >= after_id),
  cut_at timestamptz not null,
  made_at timestamptz,
  transactions integer,
  entries integer,
  sums jsonb,
  compared jsonb,
  open_cases jsonb,
  ledger text,
  cases text,
  previous text,
  root text
);
create index proofs_to_make on proofs (day) where root is null;

-- What the city owes each agency for a day: every booking is settled on exactly one.
create table settlements (
  agency text not null,
  day date not null,
  orders integer not null,
  amount_fen bigint not null,
  made_at timestamptz not null,
  primary key (agency, day)
);
