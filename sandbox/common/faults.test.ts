import { Faults } from './faults';

describe('fault switches', () => {
  it('count down and then let calls through', () => {
    const faults = new Faults();
    faults.change('wechat', { answer: { status_next: { status: 429, times: 2 } } });
    expect([1, 2, 3].map(() => faults.takeStatus('wechat', 'GET /x'))).toEqual([429, 429, undefined]);
  });

  it('meet only the operation they name', () => {
    const faults = new Faults();
    faults.change('water', { answer: { lose_next: 1, only: 'fulfil' } });
    expect(faults.takeLoss('water', 'lookup')).toBe(false);
    expect(faults.takeLoss('water', 'fulfil')).toBe(true);
    expect(faults.takeLoss('water', 'fulfil')).toBe(false);
  });

  it('can spare later attempts of a notice', () => {
    const faults = new Faults();
    faults.change('wechat', { notice: { probe: true, first_attempts: 1 } });
    expect(faults.notice('wechat', 1).probe).toBe(true);
    expect(faults.notice('wechat', 2).probe).toBeUndefined();
  });

  it('are cleared one by one with null, or all at once', () => {
    const faults = new Faults();
    faults.change('wechat', { notice: { never: true }, refund: 'abnormal' });
    faults.change('wechat', { notice: null });
    expect(faults.of('wechat')).toEqual({ refund: 'abnormal' });
    faults.clear();
    expect(faults.all()).toEqual({});
  });
});
