/** The six categories of the 2011 programme, in the order that home shows them. */
export const categories = ['everyday', 'finance', 'government', 'leisure', 'travel', 'rural'] as const;
export type Category = (typeof categories)[number];

/** How a service runs; services of one kind share the screens in `src/flows`. */
export type Kind = 'bill' | 'topup' | 'booking' | 'purchase' | 'record';

/** One text in every language the product speaks. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** The number by which a counterparty knows the citizen: 户号, plate, card … */
export interface AccountRule {
  readonly label: Words;
  /** exact count of digits */
  readonly digits: number;
  /** a mobile number: written 3-4-4, and the one that a citizen signs in with is offered as their own */
  readonly mobile?: true;
}

/** Pure data: imported by the client, the gateway and the build. Never import a component here. */
export interface ServiceManifest {
  readonly id: string;
  readonly category: Category;
  readonly kind: Kind;
  readonly title: Words;
  /** label under the tile, where the title is too long */
  readonly short?: Words;
  /** whom the money goes to */
  readonly payee: Words;
  /** what search finds it by, beside the title: pinyin, initials, other words */
  readonly keywords: readonly string[];
  /** Lucide icon's name */
  readonly icon: string;
  readonly account?: AccountRule;
  /** what a done order is called, where that is not "paid": `已挂号` */
  readonly done?: Words;
  /** may be paid together with others in one payment; never true for fines, taxes, contributions, transfers, credit cards */
  readonly groupable: boolean;
  /** page names inside the subpackage, the first one is its entrance; a service without pages is not offered */
  readonly pages: readonly string[];
}

export function defineService<const M extends ServiceManifest>(manifest: M): M {
  return manifest;
}
