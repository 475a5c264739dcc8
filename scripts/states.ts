import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Machine, machines } from '../server/states';

export const STATES_FILE = resolve(__dirname, '../docs/states.svg');

const NODE = { width: 104, height: 36 };
const GAP = { x: 112, y: 46 };
const MARGIN = 24;

type Any = Machine<string, string>;
interface Place {
  readonly x: number;
  readonly y: number;
}

/** How many steps each state is from the start: its column. */
export function depths(machine: Any): Map<string, number> {
  const found = new Map([[machine.start, 0]]);
  for (const state of found.keys()) {
    for (const edge of machine.edges) {
      if (edge.from === state && !found.has(edge.to)) found.set(edge.to, (found.get(state) ?? 0) + 1);
    }
  }
  return found;
}

function places(machine: Any): Map<string, Place> {
  const rows: number[] = [];
  const at = new Map<string, Place>();
  for (const [state, depth] of depths(machine)) {
    const row = rows[depth] ?? 0;
    rows[depth] = row + 1;
    at.set(state, { x: MARGIN + depth * (NODE.width + GAP.x), y: 56 + row * (NODE.height + GAP.y) });
  }
  return at;
}

/** All machines as one picture, drawn from the tables that the code runs on. */
export function drawStates(): string {
  let top = 0;
  let width = 0;
  const parts = (machines as readonly Any[]).map((machine) => {
    const at = places(machine);
    const height = Math.max(...[...at.values()].map((place) => place.y)) + NODE.height + MARGIN;
    width = Math.max(width, ...[...at.values()].map((place) => place.x + NODE.width + MARGIN));
    const part = `<g transform="translate(0 ${top})"><text class="name" x="${MARGIN}" y="34">${machine.name}</text>${drawEdges(machine, at)}${drawNodes(machine, at)}</g>`;
    top += height;
    return part;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" width="${width}" height="${top}" role="img" aria-label="States of orders, payments, fulfilments and refunds">
<style>
svg{background:#fff;font:12px system-ui,sans-serif}
.name{font-size:18px;font-weight:600;fill:#16211D}.node{fill:#E0F0EA;stroke:#0B6B57;stroke-width:1.5}.end{stroke-width:3.5}.start{fill:#0B6B57}
.label{fill:#16211D;text-anchor:middle;font-weight:600}.start+.label{fill:#fff}.edge{fill:none;stroke:#7C8983;stroke-width:1.25}.event{fill:#46524D;font-size:10.5px;text-anchor:middle;paint-order:stroke;stroke:#fff;stroke-width:4px}
</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8Z" fill="#7C8983"/></marker></defs>
${parts.join('\n')}
</svg>
`;
}

function drawNodes(machine: Any, at: Map<string, Place>): string {
  return [...at]
    .map(([state, { x, y }]) => {
      const kind = ['node', state === machine.start && 'start', machine.ends.includes(state) && 'end'].filter(Boolean).join(' ');
      return `<rect class="${kind}" x="${x}" y="${y}" width="${NODE.width}" height="${NODE.height}" rx="12"/><text class="label" x="${x + NODE.width / 2}" y="${y + 22}">${state}</text>`;
    })
    .join('');
}

/** One arrow for each pair of states, labelled with all its events. */
function drawEdges(machine: Any, at: Map<string, Place>): string {
  const pairs = new Map<string, string[]>();
  for (const { from, event, to } of machine.edges) pairs.set(`${from} ${to}`, [...(pairs.get(`${from} ${to}`) ?? []), event]);
  return [...pairs]
    .map(([pair, events], index) => {
      const [from, to] = pair.split(' ').map((state) => at.get(state)) as [Place, Place];
      const { path, middle } = route(from, to, index);
      const lines = events.map((event, line) => `<tspan x="${middle.x}" dy="${line ? 12 : 0}">${event}</tspan>`).join('');
      return `<path class="edge" d="${path}" marker-end="url(#tip)"/><text class="event" x="${middle.x}" y="${middle.y - (events.length - 1) * 6}">${lines}</text>`;
    })
    .join('');
}

function route(from: Place, to: Place, index: number): { path: string; middle: Place } {
  const half = NODE.height / 2;
  if (from === to) {
    const x = from.x + NODE.width / 2;
    return { path: `M${x - 14} ${from.y}C${x - 24} ${from.y - 30} ${x + 24} ${from.y - 30} ${x + 14} ${from.y}`, middle: { x, y: from.y - 22 } };
  }
  if (from.x === to.x) {
    // Same column: down or up beside it.
    const down = to.y > from.y;
    const x = from.x + NODE.width / 2 + (down ? -24 : 24);
    const [start, end] = down ? [from.y + NODE.height, to.y] : [from.y, to.y + NODE.height];
    return { path: `M${x} ${start}L${x} ${end}`, middle: { x: x + (down ? -6 : 6), y: (start + end) / 2 + 3 } };
  }
  const forward = to.x > from.x;
  const a = { x: forward ? from.x + NODE.width : from.x, y: from.y + half };
  const b = { x: forward ? to.x : to.x + NODE.width, y: to.y + half };
  const bend = forward ? 0 : 26 + (index % 3) * 8;
  const c = (a.x + b.x) / 2;
  // Labels of crossing arrows are spread along them.
  const t = 0.42 + (index % 3) * 0.1;
  return { path: `M${a.x} ${a.y}C${c} ${a.y + bend} ${c} ${b.y + bend} ${b.x} ${b.y}`, middle: { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t + bend * 0.75 - 4 } };
}

if (require.main === module) {
  if (process.argv.includes('--check') && readFileSync(STATES_FILE, 'utf8') !== drawStates()) throw new Error('docs/states.svg is out of date: npm run states');
  writeFileSync(STATES_FILE, drawStates());
  console.log(join('docs', 'states.svg'));
}
