/**
 * The product's own drawings as SVG. Read only by the build (config/design.ts), which makes them classes
 * `drawing-<name>`: none of this text is shipped inside scripts. They are drawn for tinted circles that a
 * style sheet colours, so one drawing serves light and dark.
 */
const svg = (size: string, body: string): string => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size}">${body}</svg>`;

const HIBISCUS = '#B2325C';
const PETAL = '#FFC8D6';
const JADE = '#0B6B57';
const INK = '#16211D';
const ROOF = '#46524D';

/** One notched petal of the mark, pointing up from the centre (50,50). */
const petal = 'M50 45C44 41 32.500 32 32.500 19C32.500 7 44.500 3 50 11.500C55.500 3 67.500 7 67.500 19C67.500 32 56 41 50 45Z';
const veins = 'M50 39V20M47.500 39L42 21M52.500 39L58 21M45.500 39.500L37 28M54.500 39.500L63 28';
const round = (draw: (turn: number) => string): string => [0, 72, 144, 216, 288].map(draw).join('');
const turned = (turn: number, body: string): string => `<g transform="rotate(${turn} 50 50)">${body}</g>`;

const flower = (fill: string, line: string, centre: string): string =>
  round((turn) => turned(turn, `<path d="${petal}" fill="${fill}"/>`)) +
  round((turn) => turned(turn, `<path d="${veins}" stroke="${line}" stroke-width="1.100" stroke-linecap="round" fill="none"/>`)) +
  `<circle cx="50" cy="50" r="7" fill="${centre}"/>`;

const pavilion = (x: number): string =>
  `<g transform="translate(${x} 0)"><path d="M0 44L14 34L28 44Z" fill="${ROOF}"/><path d="M3 44H25V58H3Z" fill="${HIBISCUS}"/>` +
  `<path d="M8 47.500H11.500V58H8ZM16.500 47.500H20V58H16.500Z" fill="#fff"/></g>`;

export const drawings = {
  hibiscus: svg('100 100', `<g transform="translate(12 12) scale(.76)">${flower(PETAL, HIBISCUS, HIBISCUS)}</g>`),
  panda: svg(
    '100 100',
    `<circle cx="29" cy="29" r="10" fill="${INK}"/><circle cx="71" cy="29" r="10" fill="${INK}"/>` +
      '<path d="M50 23C67 23 78 34 78 49C78 65 66 75 50 75C34 75 22 65 22 49C22 34 33 23 50 23Z" fill="#fff"/>' +
      `<ellipse cx="38" cy="47" rx="7" ry="8.500" transform="rotate(22 38 47)" fill="${INK}"/><ellipse cx="62" cy="47" rx="7" ry="8.500" transform="rotate(-22 62 47)" fill="${INK}"/>` +
      `<circle cx="39.500" cy="45.500" r="2.200" fill="#fff"/><circle cx="60.500" cy="45.500" r="2.200" fill="#fff"/><ellipse cx="50" cy="57" rx="4" ry="2.800" fill="${INK}"/>` +
      `<path d="M45 66Q50 62 55 66" stroke="${INK}" stroke-width="2" fill="none" stroke-linecap="round"/>` +
      `<path d="M16.500 96V62M24 96V66" stroke="${JADE}" stroke-width="5.500" stroke-linecap="round"/>` +
      `<path d="M16 64C10 64 7 61 6 57C12 57 15 59 16 64ZM25 69C26 64 30 62 35 62C34 67 30 70 25 69Z" fill="${JADE}"/>`,
  ),
  bridge: svg(
    '100 100',
    `${pavilion(9)}${pavilion(63)}<path d="M7 58H40V64H36C35 59 27 59 26 64H7Z" fill="${ROOF}"/><path d="M93 58H60V64H64C65 59 73 59 74 64H93Z" fill="${ROOF}"/>` +
      `<path d="M44 57H46M49 59H51M54 57H56" stroke="${ROOF}" stroke-width="2.500" stroke-linecap="round"/>` +
      '<path d="M14 73Q21 67 29 73T44 73T59 73T74 73T87 72M22 82Q29 76 37 82T52 82T67 82T79 81" stroke="#1F6189" stroke-width="2.400" fill="none" stroke-linecap="round"/>',
  ),
  teacup: svg(
    '100 100',
    '<path d="M41 29C37 25 43 22 40 17M51 28C47 23 53 20 50 14M61 29C57 25 63 22 60 17" stroke="#B08A3C" stroke-width="2.300" fill="none" stroke-linecap="round"/>' +
      `<circle cx="50" cy="37" r="3.200" fill="${JADE}"/><path d="M31 48C33 41 41 38.500 50 38.500C59 38.500 67 41 69 48Z" fill="${JADE}"/>` +
      `<path d="M27 51H73C73 66 65 76 50 76C35 76 27 66 27 51Z" fill="#fff"/><path d="M28.300 58H71.700C71 61 70 63.500 69 65.500H31C30 63.500 29 61 28.300 58Z" fill="${PETAL}"/>` +
      `<path d="M22 78H78C75 84 66 86 50 86C34 86 25 84 22 78Z" fill="${JADE}"/>`,
  ),
  petal: svg(
    '100 100',
    `<path d="${petal}" fill="${PETAL}"/><path d="${veins}" stroke="${HIBISCUS}" stroke-width="1.100" stroke-linecap="round" fill="none"/>`,
  ),
  watermark: svg('100 100', `<g fill-opacity=".055" stroke-opacity=".07">${flower('#fff', '#fff', '#fff')}</g>`),
} as const;

export type DrawingName = keyof typeof drawings;

/** The mark's shape, painted in the text's colour like an icon. */
export const mark = svg(
  '100 100',
  `<g transform="translate(50 50) scale(1.060) translate(-50 -47.500)">${round((turn) => turned(turn, `<path d="${petal}"/>`))}</g>`,
);
