import { canonicalFields, readForm, writeForm } from './form';

describe('forms', () => {
  it('are decoded once', () => {
    expect(readForm('subject=100%25+a%2Bb%26c&x=%2541')).toEqual({ subject: '100% a+b&c', x: '%41' });
  });

  it('with a name twice are refused', () => {
    expect(readForm('total_amount=0.01&total_amount=100.00')).toBeNull();
  });

  it('may hold names that objects have of their own', () => {
    expect(readForm('__proto__=1&constructor=2')?.constructor).toBe('2');
  });

  it('come back as they were written', () => {
    const fields = { subject: '水费 100%+a&b=c 🚰', empty: '' };
    expect(writeForm(fields)).not.toContain('+');
    expect(readForm(writeForm(fields))).toEqual(fields);
  });

  it('are joined in ASCII order, without empty and left-out fields', () => {
    expect(canonicalFields({ b: '2', B: '1', a: '', sign: 'x', c: ' ' }, ['sign'])).toBe('B=1&b=2&c= ');
  });
});
