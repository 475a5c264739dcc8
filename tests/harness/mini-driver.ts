import { until } from '../support/until';
import { bare, type Driver } from './driver';
import { attr, byId, isChecked, isDisabled, reachable, send, textBelow, type ViewNode, visible } from './engine/nodes';
import type { Program } from './program';

/** Between two keys of a quick typist, so that the program can put its spaces in. */
const KEY_MS = 15;

/** Drives a mini-program through its rendered tree: what is not bound there, hears nothing. */
export function createMiniDriver(program: () => Program, within_ms = 15_000): Driver {
  const page = (): ViewNode => program().shell.top().view._exparserNode;
  const wait = <T>(what: string, check: () => T | undefined | false): Promise<T> =>
    until(what, check, within_ms).catch((error: Error) => {
      const { shell, phone } = program();
      const seen = textBelow(page()).replace(/\s+/g, ' ').slice(0, 600);
      throw new Error(
        [
          error.message,
          `at ${shell.top().route}, which shows: ${seen}`,
          `last requests:\n    ${phone.wire.slice(-6).join('\n    ')}`,
          `errors: ${phone.errors.join(' | ') || 'none'}`,
          `violations: ${phone.violations.join(' | ') || 'none'}`,
        ].join('\n  '),
      );
    });
  const find = (id: string): Promise<ViewNode> =>
    wait(`"${id}" to be reachable and enabled`, () => {
      const node = byId(reachable(page()), id);
      return node && !isDisabled(node) ? node : undefined;
    });
  // A native input keeps what was typed until the program gives it another value.
  const typed = new WeakMap<ViewNode, { given: string; text: string }>();
  const shownIn = (node: ViewNode): string => {
    const given = String(attr(node, 'value') ?? '');
    const own = typed.get(node);
    return own && own.given === given ? own.text : given;
  };

  return {
    async tap(id) {
      const node = await find(id);
      send(program().realm.engine, node, 'tap', { x: 1, y: 1 }, true);
      program().afterTap(node);
    },
    async type(id, text) {
      const { engine } = program().realm;
      send(engine, await find(id), 'focus', { value: '', height: 300 });
      for (const key of text) {
        const node = await find(id);
        const value = shownIn(node) + key;
        typed.set(node, { given: String(attr(node, 'value') ?? ''), text: value });
        send(engine, node, 'input', { value, cursor: value.length, keyCode: key.charCodeAt(0) });
        await new Promise((nextKey) => setTimeout(nextKey, KEY_MS));
      }
      await wait(`"${text}" to stand in "${id}"`, () => {
        const node = byId(page(), id);
        return node && bare(shownIn(node)).endsWith(bare(text));
      });
      send(engine, await find(id), 'blur', { value: shownIn(await find(id)) });
    },
    see: async (text) => void (await wait(`the text "${text}"`, () => bare(textBelow(page())).includes(bare(text)))),
    seeId: async (id) => void (await wait(`"${id}"`, () => byId(page(), id))),
    async textOf(id) {
      const node = await wait(`"${id}"`, () => byId(page(), id));
      return node._vt?.tagName === 'input' ? shownIn(node) : textBelow(node);
    },
    isChecked: async (id) => isChecked(await find(id)),
    checked: async (id, is) =>
      void (await wait(`"${id}" to be ${is ? 'ticked' : 'unticked'}`, () => {
        const node = byId(page(), id);
        return node !== undefined && isChecked(node) === is;
      })),
    idsOf: async (prefix) => [...visible(page())].flatMap(({ id }) => (id?.startsWith(prefix) ? [id] : [])),
    route: async () => program().shell.top().route,
    at: async (route) => void (await wait(`the page ${route}`, () => program().shell.top().route === route)),
    back: async () => program().shell.navigateBack(),
    tab: async (route) => program().shell.switchTab(`/${route}`),
  };
}
