-- The operators' side: who may do what, what they did, and the acts that change money or stop a service.

-- Refunds: the gateway orders one by itself for each order in a payment; operators may order several parts.
alter table refunds drop constraint refunds_payment_order_number_key;
-- name of the operator; null: the gateway itself
alter table refunds add column ordered_by text;
-- when the channel was first asked; channels want a pause between two refunds of one payment
alter table refunds add column asked_at timestamptz;
create unique index refunds_automatic_once on refunds (payment, order_number) where ordered_by is null;
create index refunds_of_payment on refunds (payment);
create index refunds_failed on refunds (started_at) where status = 'failed';
create index refunds_of_order on refunds (order_number);

create function refunds_within_payment() returns trigger language plpgsql as $$
declare
  paid bigint;
  back bigint;
begin
  -- The lock makes two refunds of one share wait for each other: neither may miss the other's amount.
  select amount_fen into paid from payment_orders where payment = new.payment and order_number = new.order_number for update;
  select coalesce(sum(amount_fen), 0) into back from refunds where payment = new.payment and order_number = new.order_number;
  if paid is null or back + new.amount_fen > paid then
    raise exception 'refunds of order % in payment % would exceed what was paid', new.order_number, new.payment using errcode = 'check_violation';
  end if;
  return new;
end $$;
-- A repeated automatic refund does nothing and must not fail, so only what operators order is measured before it is stored.
create trigger refunds_bounded before insert on refunds for each row when (new.ordered_by is not null) execute function refunds_within_payment();

alter table order_events drop constraint order_events_event_check;
alter table order_events add constraint order_events_event_check
  check (event in ('paid', 'agency_told', 'fulfilled', 'refused', 'refund_ordered', 'refund_sent', 'refunded'));

-- An alarm that somebody dealt with is kept, and rings again when the same happens anew.
alter table alarms add column closed_at timestamptz;
alter table alarms add column closed_by text;

create table operators (
  name text primary key check (name ~ '^[a-z][a-z0-9._-]{1,31}$'),
  role text not null check (role in ('viewer', 'operator', 'supervisor')),
  totp_sealed bytea not null,
  -- the 30-second step of the last code that was accepted: no code is good twice
  last_step bigint not null default 0,
  wrong_codes integer not null default 0,
  locked_until timestamptz,
  added_by text not null,
  added_at timestamptz not null,
  disabled_at timestamptz
);

create table operator_sessions (
  id text primary key,
  token_hash bytea not null unique,
  operator text not null references operators,
  opened_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);

create table refund_requests (
  id text primary key,
  order_number text not null references orders,
  amount_fen bigint not null check (amount_fen > 0),
  why text not null,
  status text not null check (status in ('waiting', 'executed', 'declined')),
  needs_second boolean not null,
  -- number of the refund at the channel: drawn with the request, so that whoever executes it again uses the same
  refund text not null unique,
  ordered_by text not null references operators,
  ordered_at timestamptz not null,
  decided_by text references operators,
  decided_at timestamptz,
  -- nobody decides over his own
  check (not needs_second or status = 'waiting' or decided_by <> ordered_by)
);
create index refund_requests_of_order on refund_requests (order_number);
create index refund_requests_waiting on refund_requests (ordered_at) where status = 'waiting';

-- Services that take no new orders for a while. A row stands for a pause; resuming removes it.
create table service_switches (
  service text primary key,
  paused_by text not null references operators,
  paused_at timestamptz not null,
  -- null: until somebody resumes it
  until timestamptz,
  message_zh text,
  message_en text,
  check ((message_zh is null) = (message_en is null))
);

-- Who did what to which subject and why; also what was refused. Never changed.
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  operator text not null,
  act text not null,
  subject text not null,
  outcome text not null check (outcome in ('done', 'refused', 'begun', 'failed')),
  why text,
  before jsonb,
  after jsonb
);
create index audit_at on audit (at);
create index audit_of_subject on audit (subject);

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_fixed before update or delete on audit for each row execute function audit_is_append_only();
create trigger audit_kept before truncate on audit for each statement execute function audit_is_append_only();

-- For operators that look for a notice.
create index notices_received on notices using brin (received_at) with (autosummarize = on, pages_per_range = 32);
-- For the metrics' last day of payments. Payments are inserted in the order of time, so this index costs next to nothing.
create index payments_started on payments using brin (started_at) with (autosummarize = on, pages_per_range = 32);
