import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv from 'ajv';
import * as v from 'valibot';
import { parse } from 'yaml';
import { fen } from '../../src/contract/money';
import { type LocalProvider, localProvider, NOW, rsaPair } from '../channels/testing';
import { agencyClient } from './agency';
import * as answers from './answers';

/** docs/agency.openapi.yaml is what agencies build from; the schemas in answers.ts are what the gateway takes. They must be one. */
interface Json {
  readonly [key: string]: Json & Json[] & string;
}
const document = parse(readFileSync(resolve(__dirname, '../../docs/agency.openapi.yaml'), 'utf8')) as Json;
const schemas = document.components?.schemas as Json;
const ajv = new Ajv({ unknownFormats: 'ignore', allErrors: true });
ajv.addSchema(document, 'agency');
const valid = (name: string, value: unknown) => ajv.validate({ $ref: `agency#/components/schemas/${name}` }, value) || ajv.errorsText();

/** Every answer, by its name in both places. */
const ours = Object.fromEntries(Object.entries(answers).filter(([name]) => /^[A-Z]/.test(name))) as Record<string, v.GenericSchema>;
const names = Object.keys(ours);

describe('the OpenAPI document', () => {
  it('knows every answer that the gateway reads, and no other', () => {
    expect(
      Object.keys(schemas)
        .filter((name) => /(Answer|Page)$/.test(name))
        .sort(),
    ).toEqual(names.sort());
  });

  it('names an operation for each that the client calls', () => {
    const operations = Object.keys(document.paths as Json).map((path) => path.split('/').at(-1));
    expect(operations.sort()).toEqual(['cancel', 'fulfil', 'hold', 'lookup', 'query', 'quote', 'release', 'statement']);
  });

  it.each(names)('has examples of %s that are valid by itself and by the gateway’s schema', (name) => {
    const examples = schemas[name]?.examples as unknown as unknown[];
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      expect(valid(name, example)).toBe(true);
      expect(v.safeParse(ours[name] as v.GenericSchema, example).issues?.map((issue) => v.getDotPath(issue))).toBeUndefined();
    }
    const told = new Set(examples.map((example) => (example as { is: string }).is));
    if (name !== 'QueryAnswer')
      expect([...told].sort()).toEqual([...new Set(optionsOf(schemas[name] as Json).map((one) => one.properties?.is?.const))].sort());
  });

  it.each(names)('asks for the same fields in %s as the gateway', (name) => {
    expect(shapeOfDocument(schemas[name] as Json)).toEqual(shapeOfSchema(ours[name] as never));
  });

  it('has valid examples of every request', () => {
    const examples = Object.values(document.paths as Json).flatMap((path) => {
      const content = path.post?.requestBody?.content?.['application/json'] as Json;
      const name = String(content.schema?.$ref).split('/').at(-1) as string;
      return Object.values(content.examples as Json).map((example) => [name, valid(name, example.value)]);
    });
    expect(examples.filter(([, verdict]) => verdict !== true)).toEqual([]);
    expect(examples.length).toBeGreaterThan(8);
  });
});

describe('what the gateway asks', () => {
  let provider: LocalProvider;
  beforeAll(async () => {
    provider = await localProvider();
  });
  afterAll(() => provider.stop());

  it('is valid by the document, operation by operation', async () => {
    const keys = rsaPair();
    const settings = {
      baseUrl: provider.url,
      service: 'hospital',
      ourKeyId: 'o',
      ourKey: keys.privateKey,
      theirKeyId: 't',
      theirKey: keys.publicKey,
    };
    const client = agencyClient({ ...settings, clock: () => NOW });
    const order = { order_no: 'W7K429MQ3', quote_ref: 'q1', account: '5210000001', amount_fen: fen(5000), paid_at: NOW };
    await client.lookup('205100000002');
    await client.choices({ hospital: 'hx' });
    await client.offers('13800000001', {});
    await client.quote('205100000002', ['202610']);
    await client.quoteTopup('13800000001', { face: '100' });
    await client.hold({ hold_no: 'H7K429MQ3T8A2C4', account: '5210000001', selection: { show: 's1', seats: ['F7', 'F8'] } });
    await client.release('H7K429MQ3T8A2C4');
    await client.fulfil(order);
    await client.fulfil({ ...order, bills: ['202610'] });
    await client.query('W7K429MQ3');
    await client.cancel({ order_no: 'W7K429MQ3', fee_fen: fen(0), asked_at: NOW });
    await client.statement('2026-11-23');
    const verdicts = provider.asked.map(({ target, body }) => {
      const operation = target.split('/').at(-1) as string;
      return [operation, valid(`${operation.charAt(0).toUpperCase()}${operation.slice(1)}Request`, JSON.parse(body))];
    });
    expect(verdicts).toHaveLength(12);
    expect(verdicts.filter(([, verdict]) => verdict !== true)).toEqual([]);
  });
});

/** A shape as text: fields (`?` optional), what may be null, lists, literals and closed sets; not lengths and ranges. */
type Shape = string | { [field: string]: Shape } | Shape[];

function resolved(one: Json): Json {
  const ref = one.$ref as unknown as string | undefined;
  return ref ? resolved(schemas[ref.split('/').at(-1) as string] as Json) : one;
}

function optionsOf(one: Json): Json[] {
  return ((resolved(one).oneOf as unknown as Json[]) ?? []).map(resolved);
}

function shapeOfDocument(given: Json): Shape {
  const one = resolved(given);
  if (one.oneOf) return optionsOf(one).map(shapeOfDocument);
  const types = [one.type ?? []].flat() as unknown as string[];
  const orNull = (one.anyOf as unknown as Json[] | undefined)?.some((part) => (part.type as unknown as string) === 'null');
  if (orNull) return { null: shapeOfDocument((one.anyOf as unknown as Json[])[0] as Json) };
  if (types.includes('null')) return { null: shapeOfDocument({ ...one, type: types.filter((type) => type !== 'null')[0] } as unknown as Json) };
  if (one.const) return `=${one.const}`;
  if (one.enum) return (one.enum as unknown as string[]).join('|');
  if (types[0] === 'array') return [shapeOfDocument(one.items as Json)];
  if (types[0] !== 'object') return types[0] === 'integer' ? 'number' : (types[0] as string);
  const required = one.required as unknown as string[];
  return Object.fromEntries(
    Object.entries(one.properties as Json).map(([name, inner]) => [required.includes(name) ? name : `${name}?`, shapeOfDocument(inner)]),
  );
}

interface Introspected {
  readonly type: string;
  readonly literal?: string;
  readonly options?: readonly (string & Introspected)[];
  readonly wrapped?: Introspected;
  readonly item?: Introspected;
  readonly entries?: Record<string, Introspected>;
}

function shapeOfSchema(one: Introspected): Shape {
  if (one.type === 'variant') return (one.options ?? []).map(shapeOfSchema);
  if (one.type === 'picklist') return (one.options ?? []).join('|');
  if (one.type === 'literal') return `=${one.literal}`;
  if (one.type === 'nullable') return { null: shapeOfSchema(one.wrapped as Introspected) };
  if (one.type === 'array') return [shapeOfSchema(one.item as Introspected)];
  if (one.type !== 'object') return one.type;
  return Object.fromEntries(
    Object.entries(one.entries ?? {}).map(([name, inner]) =>
      inner.type === 'optional' ? [`${name}?`, shapeOfSchema(inner.wrapped as Introspected)] : [name, shapeOfSchema(inner)],
    ),
  );
}
