import { type ProblemCode, problems } from '../contract/problem';
import { problemWords, refusals, refusalWords } from './problems';

const codes = Object.keys(problems) as ProblemCode[];
const now = '2026-11-23T01:41:00Z';

describe('words for problems', () => {
  test.each(codes)('%s has a sentence in both languages, without 您, exclamation marks or 系统', (code) => {
    for (const language of ['zh', 'en'] as const) {
      const words = problemWords(code, {}, language, now);
      expect(words.length).toBeGreaterThan(8);
      expect(words).not.toMatch(/您|亲|用户|系统|!|！|undefined/);
    }
    expect(problemWords(code, {}, 'en', now)).not.toMatch(/[\u4e00-\u9fa5]/);
  });

  test('given a time to come back, then the sentence names it', () => {
    const facts = { until: '2026-11-23T18:00:00Z' };
    expect(problemWords('service_paused', facts, 'zh', now)).toBe('这项服务在休息，没有扣钱。明天 2:00 恢复。');
    expect(problemWords('service_paused', facts, 'en', now)).toContain('it is back tomorrow 2:00');
  });

  test('given a new amount, then it is said to the fen', () => {
    expect(problemWords('price_changed', { amount_fen: 14_400 }, 'zh', now)).toContain('¥144.00');
  });

  test('given a number of digits, then it is named', () => {
    expect(problemWords('account_malformed', { digits: 12 }, 'en', now)).toContain('12 digits');
  });
});

describe('words for refusals', () => {
  test('given a code this version does not know, then the general reason', () => {
    expect(refusalWords('toString', 'zh')).toBe(refusals.not_accepted.zh);
    expect(refusalWords('paid_twice', 'en')).toBe(refusals.paid_twice.en);
  });
});
