-- What channels keep for their work is booked once for each channel and day, from its statement. docs/reconciliation.md
alter table ledger_transactions drop constraint ledger_transactions_kind_check;
alter table ledger_transactions add constraint ledger_transactions_kind_check
  check (kind in ('payment', 'fulfilment', 'refund_owed', 'refund', 'fee'));

-- What a channel puts up for a look by itself: it names none of our numbers.
alter table statement_rows drop constraint statement_rows_kind_check;
alter table statement_rows add constraint statement_rows_kind_check check (kind in ('payment', 'refund', 'posting', 'exception'));

-- What the channel's second file says that it kept; null where there is none, or it was not to be had.
alter table reconciliations add column flow_fee_fen bigint;

alter table cases drop constraint cases_kind_check;
alter table cases add constraint cases_kind_check check (kind in (
  'missing_here', 'missing_there', 'unknown_here', 'amount_differs', 'listed_twice',
  'refund_missing_here', 'refund_missing_there', 'agency_missing', 'agency_extra',
  'exception_listed', 'flow_differs', 'fees_differ'));
