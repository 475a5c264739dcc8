-- Bookings: what agencies keep for an order that is not paid yet, and done orders that citizens give back.

alter table orders drop constraint orders_status_check;
alter table orders add constraint orders_status_check
  check (status in ('unpaid', 'paid', 'fulfilled', 'refunding', 'refunded', 'cancelling', 'returning', 'returned', 'cancelled', 'expired'));

alter table order_events drop constraint order_events_event_check;
alter table order_events add constraint order_events_event_check
  check (event in ('paid', 'agency_told', 'fulfilled', 'refused', 'refund_ordered', 'cancelled', 'refund_sent', 'refunded'));

-- visit code, queue number: what the citizen shows at the door
alter table fulfilments add column voucher_sealed bytea;

-- Stored before the agency is asked, so that whatever it may have kept is given back when nobody pays.
create table holds (
  -- hold_no on the wire
  id text primary key check (id ~ '^[A-Z0-9]{8,32}$'),
  -- drawn with it: the quote that it becomes
  quote uuid not null unique,
  citizen uuid not null references citizens,
  service text not null,
  status text not null check (status in ('asked', 'held', 'refused', 'used', 'releasing', 'released')),
  started_at timestamptz not null,
  -- until when it can be paid for; null while the agency has not said
  expires_at timestamptz,
  -- when to look whether somebody paid, or to give it back; null once nothing can change any more
  try_at timestamptz,
  tries integer not null default 0
);
create index holds_to_try on holds (try_at) where try_at is not null;
create index holds_of_citizen on holds (citizen) where status in ('asked', 'held');
create index orders_of_quote on orders (quote);

-- A citizen's wish to give a done order back.
create table cancellations (
  order_number text primary key references orders,
  status text not null check (status in ('waiting', 'asked', 'done', 'refused')),
  -- what the citizen agreed to, and when: the rule of that moment counts
  fee_fen bigint not null check (fee_fen >= 0),
  asked_at timestamptz not null,
  -- what the agency kept
  kept_fen bigint check (kept_fen >= 0),
  -- why the agency refused, a code
  why text,
  try_at timestamptz,
  tries integer not null default 0,
  finished_at timestamptz
);
create index cancellations_to_try on cancellations (try_at) where try_at is not null;
create index cancellations_done on cancellations (finished_at) where status = 'done';

-- Agencies' statements list what was taken back, too.
alter table statement_rows drop constraint statement_rows_kind_check;
alter table statement_rows add constraint statement_rows_kind_check check (kind in ('payment', 'refund', 'posting', 'exception', 'cancellation'));
alter table cases drop constraint cases_kind_check;
alter table cases add constraint cases_kind_check check (kind in (
  'missing_here', 'missing_there', 'unknown_here', 'amount_differs', 'listed_twice',
  'refund_missing_here', 'refund_missing_there', 'agency_missing', 'agency_extra',
  'exception_listed', 'flow_differs', 'fees_differ',
  'cancellation_missing_here', 'cancellation_missing_there'));
