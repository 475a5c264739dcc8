import { type Fen, fen } from '../../../src/contract/money';
import { isRecord } from '../../common/http';

export type Body = Readonly<Record<string, unknown>>;

/** A request that is not of the protocol's shape; answered with 400, which means unknown to the gateway. */
export class BadRequest extends Error {}

/** What was chosen, part by part. */
export type Selection = Readonly<Record<string, string | readonly string[]>>;

export function textField(body: Body, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '' || value.length > 64) throw new BadRequest(`${name} must be text`);
  return value;
}

/** An order's, a hold's number: what one side gave and the other repeats. */
export function numberField(body: Body, name: string): string {
  const value = textField(body, name);
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(value)) throw new BadRequest(`${name} must be letters and digits`);
  return value;
}

export function amountField(body: Body, name: string, least: number): Fen {
  const value = body[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) throw new BadRequest(`${name} must be whole fen`);
  return fen(value);
}

export function instantField(body: Body, name: string): Date {
  const value = textField(body, name);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(value) || Number.isNaN(Date.parse(value)))
    throw new BadRequest(`${name} must be ISO 8601 UTC`);
  return new Date(value);
}

export function selectionField(body: Body): Selection {
  const value = body.selection;
  if (!isRecord(value) || Object.keys(value).length > 12) throw new BadRequest('selection must be an object');
  const isKey = (one: unknown) => typeof one === 'string' && one.length > 0 && one.length <= 64;
  for (const [part, chosen] of Object.entries(value)) {
    const good = Array.isArray(chosen) ? chosen.length > 0 && chosen.length <= 9 && chosen.every(isKey) : isKey(chosen);
    if (!good || !/^[a-z][a-z_]{0,23}$/.test(part)) throw new BadRequest(`selection.${part} must be text or a list of it`);
  }
  return value as Selection;
}

/** Bill numbers, at least one, none twice, in a fixed order. */
export function billNumbers(body: Body): string[] {
  const value = body.bills;
  if (!Array.isArray(value) || value.length === 0 || value.length > 24) throw new BadRequest('bills must be a list');
  const numbers = value.map((one) => {
    if (typeof one !== 'string') throw new BadRequest('a bill number must be text');
    return one;
  });
  if (new Set(numbers).size !== numbers.length) throw new BadRequest('a bill number stands twice');
  return numbers.sort();
}
