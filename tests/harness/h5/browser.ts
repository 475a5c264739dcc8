import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../../scripts/chromium';
import { until } from '../../support/until';
import { bare, type Driver } from '../driver';

const PHONE = { viewport: { width: 375, height: 812 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const HOME = 'pages/home/index';
const WITHIN_MS = 20_000;

export const hasBrowser = (): boolean => findChromium() !== undefined;

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium() as string, args: chromiumFlags });
}

/** One citizen's browser: tabs come and go, cookies and storage stay. */
export interface Visit {
  readonly driver: Driver;
  /** what the pages threw, logged as errors or were forbidden by their policy */
  readonly errors: string[];
  page(): Page;
  /** a fresh tab at this path */
  open(path: string): Promise<void>;
  closeTab(): Promise<void>;
  end(): Promise<void>;
}

/** What the suite runs inside: the app's User-Agent, and what the app puts into its pages before their scripts. */
export interface AppAround {
  readonly userAgent: string;
  prepare?(context: BrowserContext): Promise<void>;
}

export async function openVisit(browser: Browser, origin: string, locale = 'zh-CN', app?: AppAround): Promise<Visit> {
  const context: BrowserContext = await browser.newContext({ ...PHONE, locale, ...(app && { userAgent: app.userAgent }) });
  await app?.prepare?.(context);
  context.setDefaultTimeout(WITHIN_MS);
  const errors: string[] = [];
  let page: Page | undefined;
  const here = (): Page => {
    if (!page) throw new Error('no tab is open');
    return page;
  };
  const visit: Visit = {
    driver: createBrowserDriver(here, errors),
    errors,
    page: here,
    async open(path) {
      page = await context.newPage();
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        // A refused call is an answer of the gateway; the browser logs it, the program shows it.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) errors.push(message.text());
      });
      await page.goto(origin + path);
    },
    async closeTab() {
      await here().close();
      page = undefined;
    },
    end: () => context.close(),
  };
  await visit.open('/');
  return visit;
}

function createBrowserDriver(page: () => Page, errors: readonly string[]): Driver {
  const wait = <T>(what: string, check: () => Promise<T | undefined | false>): Promise<T> =>
    until(what, () => check().catch(() => undefined), WITHIN_MS).catch(async (error: Error) => {
      const seen = await textOn(page()).catch(() => '?');
      throw new Error(
        [
          error.message,
          `at ${page().url()}, which shows: ${seen.replace(/\s+/g, ' ').slice(0, 600)}`,
          `errors: ${errors.join(' | ') || 'none'}`,
        ].join('\n  '),
      );
    });
  const routeOf = (): string => new URL(page().url()).pathname.slice(1) || HOME;
  // Pages below the one in front stay in the document, and while one is pushed over another both are in sight: only the address
  // tells which is meant. What belongs to no page (the tab bar) counts as well.
  const inFront = (selector: string): Locator =>
    page().locator(`.taro_page[id*="${routeOf()}"] ${selector}, ${selector}:not(.taro_page *)`).filter({ visible: true });
  const one = (id: string): Locator => inFront(`[id="${id}"]`);
  const find = (id: string): Promise<Locator> =>
    wait(`"${id}" to be there and enabled`, async () => {
      const found = one(id);
      return (await found.count()) === 1 && (await found.getAttribute('aria-disabled')) !== 'true' && found;
    });
  const inputIn = async (id: string): Promise<Locator> => {
    const found = await find(id);
    return (await found.evaluate((element) => element.tagName)) === 'INPUT' ? found : found.locator('input');
  };
  const isTicked = async (id: string): Promise<boolean> => (await one(id).getAttribute('aria-checked')) === 'true';

  return {
    tap: async (id) => (await find(id)).click(),
    async type(id, text) {
      const input = await inputIn(id);
      await input.pressSequentially(text);
      await wait(`"${text}" to stand in "${id}"`, async () => bare(await input.inputValue()).endsWith(bare(text)));
      await input.blur();
    },
    see: async (text) => void (await wait(`the text "${text}"`, async () => bare(await textOn(page())).includes(bare(text)))),
    seeId: async (id) => void (await wait(`"${id}"`, async () => (await one(id).count()) === 1)),
    async textOf(id) {
      const found = await find(id);
      const isField = await found.evaluate((element) => element.tagName === 'INPUT' || element.querySelector('input') !== null);
      // biome-ignore lint/performance/useDomNodeTextContent: hidden text is not seen
      return isField ? (await inputIn(id)).inputValue() : found.innerText();
    },
    isChecked: isTicked,
    checked: async (id, is) =>
      void (await wait(`"${id}" to be ${is ? 'ticked' : 'unticked'}`, async () => (await one(id).count()) === 1 && (await isTicked(id)) === is)),
    idsOf: (prefix) => inFront(`[id^="${prefix}"]`).evaluateAll((all) => all.map((element) => element.id)),
    route: async () => routeOf(),
    at: async (route) => void (await wait(`the page ${route}`, async () => routeOf() === route)),
    back: async () => void (await page().goBack()),
    tab: async (route) => (await find(`tab-${route.split('/')[1]}`)).click(),
  };
}

// biome-ignore lint/performance/useDomNodeTextContent: hidden text is not seen
const textOn = (page: Page): Promise<string> => page.evaluate(() => document.body.innerText);
