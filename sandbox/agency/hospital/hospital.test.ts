import { feeAt } from '../common/cancel';
import { slotOf } from './choices';
import { isCard } from './holds';
import { DEPARTMENTS, daysOf, doctorsOf, HOSPITALS, type Slot, startOf, termsOf } from './places';
import { TEST_CARDS } from './test-numbers';

const NOVEMBER = new Date('2026-11-23T02:00:00Z');
const slots = Object.keys(HOSPITALS).flatMap((hospital) =>
  Object.keys(DEPARTMENTS).flatMap((department) =>
    doctorsOf(hospital, department).flatMap((doctor) =>
      daysOf(hospital, department, doctor, NOVEMBER).map((day): Slot => ({ hospital, department, doctor, day, session: 'am' })),
    ),
  ),
);

describe('the hospitals', () => {
  it('have a chief physician with ten places in every department, on some day of every week', () => {
    for (const hospital of Object.keys(HOSPITALS)) {
      for (const department of Object.keys(DEPARTMENTS)) {
        const [chief] = doctorsOf(hospital, department);
        expect(chief?.places).toBe(10);
        for (let i = 0; i < 7; i++) {
          const now = new Date(NOVEMBER.getTime() + i * 86_400_000);
          expect(daysOf(hospital, department, chief as never, now).length).toBeGreaterThan(0);
        }
      }
    }
  });

  it('say the same whenever they are asked, and nothing of today or of a doctor’s free day', () => {
    expect(doctorsOf('hx', 'ent')).toEqual(doctorsOf('hx', 'ent'));
    expect(slots.length).toBeGreaterThan(100);
    const chosen = { hospital: 'hx', department: 'ent', doctor: 'd1', session: 'am' };
    expect(slotOf({ ...chosen, day: '2026-11-23' }, NOVEMBER)).toBeUndefined();
    const sits = daysOf('hx', 'ent', doctorsOf('hx', 'ent')[0] as never, NOVEMBER);
    for (let i = 24; i <= 30; i++) expect(slotOf({ ...chosen, day: `2026-11-${i}` }, NOVEMBER) !== undefined).toBe(sits.includes(`2026-11-${i}`));
    expect(slotOf({ ...chosen, day: sits[0] as string, hospital: 'constructor' }, NOVEMBER)).toBeUndefined();
  });

  it('take a place back for nothing until the evening before, then for a fifth, and not in the last hour', () => {
    for (const slot of slots) {
      const terms = termsOf(slot);
      const just = (at: string | number) => new Date(new Date(at).getTime() - 1);
      const evening = `${slot.day}T20:00:00+08:00`;
      expect(feeAt(terms, just(Date.parse(evening) - 86_400_000))).toBe(0);
      expect(feeAt(terms, new Date(Date.parse(evening) - 86_400_000))).toBe(slot.doctor.price_fen / 5);
      expect(feeAt(terms, just(startOf(slot).getTime() - 3_600_000))).toBe(slot.doctor.price_fen / 5);
      expect(feeAt(terms, new Date(startOf(slot).getTime() - 3_600_000))).toBeNull();
    }
  });

  it('know every test card but the one that is not found', () => {
    for (const { account, tail } of TEST_CARDS) expect([tail, isCard(account)]).toEqual([tail, tail !== '04']);
    for (const wrong of ['5100000001', '520000001', '52000000011', '52000000a1']) expect(isCard(wrong)).toBe(false);
  });
});
