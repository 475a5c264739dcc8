import { contentKey, isPersonId, personId } from './numbers';

describe('made-up persons', () => {
  it('are the same for the same name, and know themselves', () => {
    const anna = personId('o', 'secret', 'wx1', 'anna');
    expect(anna).toBe(personId('o', 'secret', 'wx1', 'anna'));
    expect(anna).toMatch(/^o[A-Za-z0-9]{27}$/);
    expect(isPersonId(anna, 'o', 'secret', 'wx1')).toBe(true);
  });

  it('are strangers at another app, and so is an id with one letter changed', () => {
    const anna = personId('o', 'secret', 'wx1', 'anna');
    expect(isPersonId(anna, 'o', 'secret', 'wx2')).toBe(false);
    expect(isPersonId(`${anna.slice(0, -1)}${anna.endsWith('x') ? 'y' : 'x'}`, 'o', 'secret', 'wx1')).toBe(false);
    expect(isPersonId('', 'o', 'secret', 'wx1')).toBe(false);
  });
});

describe('content keys', () => {
  it('do not depend on the order of keys or on undefined ones', () => {
    expect(contentKey({ a: 1, b: { c: [1, 2], d: 'x' } })).toBe(contentKey({ b: { d: 'x', c: [1, 2] }, a: 1, e: undefined }));
    expect(contentKey({ a: 1 })).not.toBe(contentKey({ a: '1' }));
  });
});
