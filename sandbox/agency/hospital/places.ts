import { type Fen, fen } from '../../../src/contract/money';
import { beijing, beijingDay } from '../../../src/contract/time';
import type { CancelTerms, Words } from '../common/agency';
import { personOf, seeded } from '../common/seeded';

// Two real hospitals by name; departments are ordinary ones, doctors, hours and numbers are invented.

export interface Doctor {
  readonly key: string;
  readonly name: Words;
  readonly grade: Words;
  readonly price_fen: Fen;
  /** places in each session */
  readonly places: number;
}

/** One doctor's session: what a citizen books a place in. */
export interface Slot {
  readonly hospital: string;
  readonly department: string;
  readonly doctor: Doctor;
  /** Beijing day */
  readonly day: string;
  readonly session: Session;
}

type Session = 'am' | 'pm';

export const HOSPITALS: Readonly<Record<string, Words>> = {
  hx: { zh: '四川大学华西医院', en: 'West China Hospital' },
  sy: { zh: '成都市第三人民医院', en: "Chengdu Third People's Hospital" },
};

export const DEPARTMENTS: Readonly<Record<string, Words>> = {
  cardiology: { zh: '心脏内科', en: 'Cardiology' },
  respiratory: { zh: '呼吸内科', en: 'Respiratory medicine' },
  gastro: { zh: '消化内科', en: 'Gastroenterology' },
  bones: { zh: '骨科', en: 'Orthopaedics' },
  ent: { zh: '耳鼻喉科', en: 'Ear, nose and throat' },
  eyes: { zh: '眼科', en: 'Ophthalmology' },
  skin: { zh: '皮肤科', en: 'Dermatology' },
  children: { zh: '儿科', en: 'Paediatrics' },
};

export const SESSIONS: Readonly<Record<Session, { words: Words; hour: string }>> = {
  am: { words: { zh: '上午 8:30', en: 'Morning, 8:30' }, hour: '08:30' },
  pm: { words: { zh: '下午 14:00', en: 'Afternoon, 14:00' }, hour: '14:00' },
};

const GRADES = [
  { grade: { zh: '主任医师', en: 'Chief physician' }, price_fen: fen(5000), places: 10 },
  { grade: { zh: '副主任医师', en: 'Associate chief physician' }, price_fen: fen(2500), places: 15 },
  { grade: { zh: '主治医师', en: 'Attending physician' }, price_fen: fen(1000), places: 30 },
] as const;

/** Places can be booked from tomorrow on, so many days ahead. */
const DAYS_AHEAD = 7;
const LATE_FEE_SHARE = 5;
const HOUR_MS = 3_600_000;

/** Every department has one doctor of each grade. */
export function doctorsOf(hospital: string, department: string): Doctor[] {
  return GRADES.map((grade, i) => ({ key: `d${i + 1}`, name: personOf('hospital', `${hospital} ${department} d${i + 1}`), ...grade }));
}

/** The next seven Beijing days on which the doctor sits; the same doctor always sits on the same weekdays. */
export function daysOf(hospital: string, department: string, doctor: Doctor, now: Date): string[] {
  const days = Array.from({ length: DAYS_AHEAD }, (_, i) => beijing(now).add(i + 1, 'day'));
  const sits = (weekday: number) => weekday === 2 || seeded('hospital', `${hospital} ${department} ${doctor.key}`, `weekday ${weekday}`) < 0.6;
  return days.filter((day) => sits(day.day())).map((day) => beijingDay(day.toDate()));
}

/** Names one slot in the twin's books. */
export function slotKey(slot: Slot): string {
  return `${doctorDay(slot)} ${slot.session}`;
}

/** What a patient may have one place of. */
export function doctorDay({ hospital, department, doctor, day }: Slot): string {
  return `${hospital} ${department} ${doctor.key} ${day}`;
}

export function startOf({ day, session }: Slot): Date {
  return new Date(`${day}T${SESSIONS[session].hour}:00+08:00`);
}

/** Free until 20:00 on the evening before, a fifth of the price until an hour before the session, then no more. */
export function termsOf(slot: Slot): CancelTerms {
  const evening = new Date(Date.parse(`${slot.day}T20:00:00+08:00`) - 24 * HOUR_MS);
  return {
    steps: [
      { until: evening.toISOString(), fee_fen: fen(0) },
      { until: new Date(startOf(slot).getTime() - HOUR_MS).toISOString(), fee_fen: fen(slot.doctor.price_fen / LATE_FEE_SHARE) },
    ],
    after_fee_fen: null,
  };
}
