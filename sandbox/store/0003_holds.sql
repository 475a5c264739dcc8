-- What agencies keep for a citizen before it is paid, and what they take back after it was booked.

create table twin.holds (
  agency text not null,
  hold_no text not null,
  -- all null for a number that was released before it came
  content_key text,
  account text,
  -- what is limited, and what one account may have once
  slot text,
  once text,
  quote_ref text unique,
  amount_fen bigint,
  state text not null check (state in ('held', 'released')),
  valid_until timestamptz,
  content jsonb,
  order_no text,
  queue_no integer,
  primary key (agency, hold_no)
);
create index holds_of_slot on twin.holds (agency, slot);
create unique index holds_of_order on twin.holds (agency, order_no) where order_no is not null;
-- The database itself refuses a second patient with one number.
create unique index holds_queue on twin.holds (agency, slot, queue_no) where queue_no is not null;

alter table twin.postings drop constraint postings_state_check;
alter table twin.postings add constraint postings_state_check check (state in ('done', 'refused', 'pending', 'cancelled'));
alter table twin.postings add column voucher jsonb;
alter table twin.postings add column cancel_asks integer not null default 0;
alter table twin.postings add column fee_fen bigint;
alter table twin.postings add column cancelled_at timestamptz;
