import { asPhone, countdown, dueState, inFours, showAsOf, showDay, showDue, showMoment, showMonth, showMonths, showUsage } from './format';

/** Monday 23 November 2026, 9:41 in Beijing */
const now = '2026-11-23T01:41:00Z';

describe('days', () => {
  test.each([
    ['2026-11-22', '昨天', 'Yesterday'],
    ['2026-11-23', '今天', 'Today'],
    ['2026-11-24', '明天', 'Tomorrow'],
    ['2026-11-25', '后天', 'Nov 25'],
    ['2026-11-27', '11-27 周五', 'Nov 27'],
    ['2025-11-24', '2025-11-24', 'Nov 24, 2025'],
  ])('%s reads %s / %s', (day, zh, en) => {
    expect(showDay(day, now, 'zh')).toBe(zh);
    expect(showDay(day, now, 'en')).toBe(en);
  });

  test('given late evening in Beijing while UTC is a day behind, then the Beijing day counts', () => {
    expect(showMoment('2026-11-22T16:30:00Z', '2026-11-22T16:40:00Z', 'zh')).toBe('今天 0:30');
  });

  test('given data of today, then its time alone; of yesterday, with its day', () => {
    expect(showAsOf('2026-11-23T01:12:00Z', now, 'zh')).toBe('9:12');
    expect(showAsOf('2026-11-22T01:12:00Z', now, 'en')).toBe('Yesterday 9:12');
  });
});

describe('months', () => {
  test('given one month', () => {
    expect(showMonth('2026-10', now, 'zh')).toBe('10 月');
    expect(showMonth('2025-10', now, 'zh')).toBe('2025 年 10 月');
    expect(showMonth('2025-10', now, 'en')).toBe('Oct 2025');
  });

  test('given an unbroken run, then a dash; given a gap, then a list', () => {
    expect(showMonths(['2026-08', '2026-09', '2026-10'], now, 'zh')).toBe('8–10 月');
    expect(showMonths(['2026-08', '2026-09', '2026-10'], now, 'en')).toBe('Aug–Oct');
    expect(showMonths(['2026-08', '2026-10'], now, 'zh')).toBe('8、10 月');
  });

  test('given a run over new year, then both years are said', () => {
    expect(showMonths(['2025-12', '2026-01'], now, 'zh')).toBe('2025 年 12 月–1 月');
  });

  test('given nothing, then nothing', () => {
    expect(showMonths([], now, 'zh')).toBe('');
  });
});

describe('due dates', () => {
  test.each([
    ['2026-11-05', 'overdue', '已逾期 18 天', '18 days late'],
    ['2026-11-22', 'overdue', '已逾期 1 天', '1 day late'],
    ['2026-11-23', 'soon', '今天到期', 'Due today'],
    ['2026-11-25', 'soon', '后天到期', 'Due in 2 days'],
    ['2026-11-26', 'soon', '3 天后到期', 'Due in 3 days'],
    ['2026-12-05', 'later', '12-05 前', 'By Dec 5'],
  ])('%s is %s: %s / %s', (day, state, zh, en) => {
    expect(dueState(day, now)).toBe(state);
    expect(showDue(day, now, 'zh')).toBe(zh);
    expect(showDue(day, now, 'en')).toBe(en);
  });
});

describe('numbers', () => {
  test('given a rest of time, then minutes and seconds, hours when there are any, never below zero', () => {
    expect(countdown('2026-11-23T01:48:36Z', now)).toBe('07:36');
    expect(countdown('2026-11-23T02:48:36Z', now)).toBe('1:07:36');
    expect(countdown('2026-11-23T01:00:00Z', now)).toBe('00:00');
  });

  test('given digits being typed, then they stand in fours without a trailing space', () => {
    expect(inFours('2051')).toBe('2051');
    expect(inFours('20510000 7736')).toBe('2051 0000 7736');
  });

  test('given a phone number, then 3-4-4, and nothing beyond 11 digits', () => {
    expect(asPhone('138001')).toBe('138 001');
    expect(asPhone('138-0013-80001')).toBe('138 0013 8000');
  });

  test('given a quantity, then its unit in the citizen’s word', () => {
    expect(showUsage(14, 'm3', 'zh')).toBe('14 m³');
    expect(showUsage(295, 'kWh', 'zh')).toBe('295 度');
  });
});
