/** What every booking shares: choosing step by step, a hold until it is paid, the voucher, and giving back. */
export { type Day, daysOf, isFree } from './days';
export { Held } from './held';
export { type BookingOrder, isTaken, lastOf } from './past';
export { Slots } from './slots';
export { Unanswered } from './unanswered';
export { useChoices } from './use-choices';
export { useHold } from './use-hold';
export { Week } from './week';
