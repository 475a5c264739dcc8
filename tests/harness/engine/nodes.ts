/** As much of exparser and j-component as the harness touches. */
export interface ViewNode {
  readonly childNodes?: readonly ViewNode[];
  readonly shadowRoot?: ViewNode;
  readonly textContent?: string;
  readonly id?: string;
  readonly dataset?: Readonly<Record<string, unknown>>;
  /** the virtual node that it was made from */
  readonly _vt?: { readonly tagName: string; readonly attrs: readonly { readonly name: string; readonly value: unknown }[] };
}

export interface PageInstance extends Record<string, unknown> {
  readonly route: string;
}

export interface RootView {
  readonly instance: PageInstance;
  readonly dom: Element;
  readonly _exparserNode: ViewNode;
  attach(parent: Element): void;
  detach(): void;
}

export interface ViewEngine {
  readonly component: {
    register(definition: object): string;
    create(id: string): RootView;
  };
  readonly exparser: {
    readonly Event: {
      create(name: string, detail: unknown, options: object): unknown;
      dispatchEvent(node: ViewNode, event: unknown): void;
    };
    readonly TextNode: new () => ViewNode;
  };
}

/** An attribute as the compiled template gave it; the compiler writes `aria-role` as `ariaRole`. */
export function attr(node: ViewNode, name: string): unknown {
  const compiled = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return node._vt?.attrs.find((one) => one.name === compiled)?.value;
}

const isTrue = (value: unknown): boolean => value === true || value === 'true';

function isHidden(node: ViewNode): boolean {
  return /visibility:\s*hidden|display:\s*none/.test(String(attr(node, 'style') ?? '')) || isTrue(attr(node, 'hidden'));
}

/** Everything in front of the citizen's eyes below a node, outermost first. */
export function* visible(node: ViewNode): Generator<ViewNode> {
  if (isHidden(node)) return;
  yield node;
  for (const child of [...(node.shadowRoot ? [node.shadowRoot] : []), ...(node.childNodes ?? [])]) yield* visible(child);
}

export function textBelow(node: ViewNode): string {
  let text = '';
  for (const one of visible(node)) if (!one.childNodes && one.textContent) text += one.textContent;
  return text;
}

/** What can be reached by a finger: an open dialog covers the rest of the page. */
export function reachable(page: ViewNode): ViewNode {
  let top = page;
  for (const node of visible(page)) if (attr(node, 'aria-role') === 'dialog') top = node;
  return top;
}

/** @throws when two visible nodes bear the id: what a tap means would be chance. */
export function byId(within: ViewNode, id: string): ViewNode | undefined {
  const found = [...visible(within)].filter((node) => node.id === id);
  if (found.length > 1) throw new Error(`${found.length} visible elements have the id "${id}"`);
  return found[0];
}

export const isDisabled = (node: ViewNode): boolean => isTrue(attr(node, 'aria-disabled')) || isTrue(attr(node, 'disabled'));
export const isChecked = (node: ViewNode): boolean => isTrue(attr(node, 'aria-checked'));

/** Sends an event into the rendered tree as a finger or the keyboard would; what is bound there hears it. */
export function send({ exparser }: ViewEngine, node: ViewNode, name: string, detail: object = {}, bubbles = false): void {
  const touch = bubbles ? [{ identifier: 0, pageX: 1, pageY: 1, clientX: 1, clientY: 1 }] : [];
  exparser.Event.dispatchEvent(
    node,
    exparser.Event.create(name, detail, {
      bubbles,
      capturePhase: bubbles,
      composed: bubbles,
      extraFields: { touches: touch, changedTouches: touch },
    }),
  );
}
