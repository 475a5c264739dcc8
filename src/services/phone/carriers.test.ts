import { carrierOf } from './carriers';

describe('the carrier of a number that is being typed', () => {
  it('is known from the third digit on', () => {
    expect(carrierOf('13')).toBeNull();
    expect(carrierOf('138')?.zh).toBe('中国移动');
    expect(carrierOf('18612345678')?.en).toBe('China Unicom');
    expect(carrierOf('1991')?.zh).toBe('中国电信');
  });

  it('is nobody for a segment that none of the three gave out', () => {
    expect(carrierOf('192')).toBeNull();
    expect(carrierOf('170')).toBeNull();
    expect(carrierOf('000')).toBeNull();
  });
});
