import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { instance } from '@viz-js/viz';
import { type Machine, machines } from '../server/states';

export const STATES_FILE = resolve(__dirname, '../docs/states.svg');

type Any = Machine<string, string>;

const INK = '#16211D';
const JADE = '#0B6B57';
const TINT = '#E0F0EA';
const LINE = '#7C8983';

/** Every machine as a graph of its own in one drawing; a thick border is an end, the filled box the start. */
function graphOf(machine: Any): string {
  const name = (state: string) => `${machine.name}_${state}`;
  const states = [...new Set([machine.start, ...machine.edges.flatMap(({ from, to }) => [from, to])])];
  const nodes = states.map((state) => {
    const start = state === machine.start;
    const look = `fillcolor="${start ? JADE : TINT}" fontcolor="${start ? '#FFFFFF' : INK}" penwidth=${machine.ends.includes(state) ? 3.5 : 1.25}`;
    return `${name(state)} [label="${state}" ${look}]`;
  });
  // One arrow for each pair of states, with all the events that lead along it.
  const arrows = [...groupByPair(machine)].map(([pair, edges]) => {
    const [from, to] = pair.split(' ') as [string, string];
    return `${name(from)} -> ${name(to)} [label="${edges.map((edge) => ` ${edge.event} `).join('\\n')}"]`;
  });
  return `subgraph cluster_${machine.name} { label="${machine.name}" ${[...nodes, ...arrows].join('\n')} }`;
}

function groupByPair(machine: Any): Map<string, Any['edges'][number][]> {
  const pairs = new Map<string, Any['edges'][number][]>();
  for (const edge of machine.edges) {
    const pair = `${edge.from} ${edge.to}`;
    pairs.set(pair, [...(pairs.get(pair) ?? []), edge]);
  }
  return pairs;
}

/** All machines as one picture, drawn from the tables that the code runs on. */
export async function drawStates(): Promise<string> {
  const viz = await instance();
  const font = 'fontname="Helvetica"';
  return viz.renderString(
    `digraph states { rankdir=LR bgcolor="#FFFFFF" nodesep=0.35 ranksep=0.5 pad=0.2 newrank=true
     graph [${font} fontsize=16 labeljust=l color="#E2E8E5" style=rounded margin=14]
     node [${font} fontsize=12 shape=box style="rounded,filled" color="${JADE}" height=0.4]
     edge [${font} fontsize=10 color="${LINE}" fontcolor="#46524D" arrowsize=0.7]
     ${(machines as readonly Any[]).map(graphOf).join('\n')} }`,
    { format: 'svg' },
  );
}

if (require.main === module) {
  void drawStates().then((svg) => writeFileSync(STATES_FILE, svg));
}
