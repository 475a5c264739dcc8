import { offered } from '../services';

const own = [
  'a-large-small',
  'bell',
  'check',
  'chevron-left',
  'chevron-right',
  'circle-alert',
  'circle-check',
  'circle-question-mark',
  'clock',
  'credit-card',
  'download',
  'eye',
  'eye-off',
  'flask-conical',
  'hourglass',
  'house',
  'info',
  'languages',
  'list-checks',
  'log-out',
  'moon',
  'phone',
  'plus',
  'qr-code',
  'receipt-text',
  'rotate-cw',
  'search',
  'share-2',
  'shield-check',
  'smartphone',
  'trash',
  'undo-2',
  'user-round',
  'wifi-off',
  'x',
] as const;

export type OwnIcon = (typeof own)[number];

/** Every Lucide icon that is shipped: those the kit and pages name, and each built service's own. The build fails on an unknown name. */
export const iconNames: readonly string[] = [...new Set<string>([...own, ...offered.map(({ icon }) => icon)])].sort();
