import { compactTime, fromCompactTime, fromOffsetTime, fromSpacedTime, offsetTime, spacedTime } from './wiretime';

describe('times on the wire', () => {
  const at = new Date('2026-12-31T16:30:05Z');

  it('are written in Beijing time', () => {
    expect(offsetTime(at)).toBe('2027-01-01T00:30:05+08:00');
    expect(spacedTime(at)).toBe('2027-01-01 00:30:05');
    expect(compactTime(at)).toBe('20270101003005');
  });

  it('are read back as the same instant', () => {
    expect(fromOffsetTime(offsetTime(at))).toEqual(at);
    expect(fromSpacedTime(spacedTime(at))).toEqual(at);
    expect(fromCompactTime(compactTime(at))).toEqual(at);
    expect(fromSpacedTime('2027-01-01 00:30:05.120')).toEqual(new Date(at.getTime() + 120));
  });

  it('are not guessed at', () => {
    expect(fromOffsetTime('2027-01-01T00:30:05')).toBeNull();
    expect(fromSpacedTime('2027-01-01')).toBeNull();
    expect(fromCompactTime('20271301003005')).toBeNull();
  });
});
