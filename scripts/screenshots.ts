import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import globalSetup from '../tests/support/global-setup';
import globalTeardown from '../tests/support/global-teardown';
import { startWorld, type World } from '../tests/support/world';
import { buildOnce } from './build';
import { chromiumFlags, findChromium } from './chromium';

const FOLDER = resolve(__dirname, '../docs/pictures');
/** The phone that the design is drawn for. */
const PHONE = { viewport: { width: 375, height: 812 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

/** `npm run screenshots [folder]`: walks the real suite against a real gateway and twin, and keeps a picture of each screen. */
async function main(folder = FOLDER): Promise<void> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium was found. Install chromium, or set CHROMIUM to its path.');
  await buildOnce('h5');
  await globalSetup();
  mkdirSync(folder, { recursive: true });
  const world = await startWorld({ serveH5: true });
  const browser = await chromium.launch({ executablePath, args: chromiumFlags });
  try {
    const light = await browser.newContext({ ...PHONE, locale: 'zh-CN', colorScheme: 'light' });
    await walk(world, await light.newPage(), (name, page) => keep(folder, name, page));
    const state = await light.storageState();
    const again = (name: string, options: object, path: string, prepare?: (page: Page) => Promise<void>) =>
      browser.newContext({ ...PHONE, locale: 'zh-CN', storageState: state, ...options }).then(async (context) => {
        await look(world, context, path, prepare, (page) => keep(folder, name, page));
      });
    await again('home-dark', { colorScheme: 'dark' }, '/');
    await again('home-en', { locale: 'en-GB' }, '/');
    await again('home-320', { viewport: { width: 320, height: 640 } }, '/');
    await again('orders-dark', { colorScheme: 'dark' }, '/pages/orders/index');
    await again('me', {}, '/pages/me/index');
    await again('home-elder', {}, '/pages/me/index', async (page) => {
      await page.locator('#elder').click();
      await page.goto(`${world.origin}/`);
    });
  } finally {
    await browser.close();
    await world.stop();
    globalTeardown();
  }
}

type Keep = (name: string, page: Page) => Promise<void>;

/** From the first start to the receipt, as a new citizen. */
async function walk(world: World, page: Page, keepAs: Keep): Promise<void> {
  await page.goto(`${world.origin}/`);
  await page.locator('#agree').waitFor();
  await keepAs('consent', page);
  await page.locator('#agree').click();
  await signIn(world, page);
  await saveAccount(page, '205134567702', '爸妈家');
  await saveAccount(page, '205198765401', '我家');
  await page.goto(`${world.origin}/`);
  await page.locator('#pay-all').waitFor();
  await keepAs('home', page);
  await page.locator('[id^="due-"]', { hasText: '爸妈家' }).click();
  await page.locator('#confirm-bills').waitFor();
  await keepAs('water-bill', page);
  await page.locator('#confirm-bills').click();
  await page.locator('#pay').waitFor();
  await keepAs('cashier', page);
  await page.locator('#pay').click();
  await page.waitForURL(/checkmweb/);
  await keepAs('wallet', page);
  await page.locator('#pay').click();
  await page.locator('#open-receipt').waitFor();
  await keepAs('result', page);
  await page.locator('#open-receipt').click();
  await page.getByText('签名有效').waitFor();
  await keepAs('receipt', page);
  await page.goto(`${world.origin}/pages/orders/index`);
  await page.locator('[id^="order-"]').first().waitFor();
  await keepAs('orders', page);
}

async function signIn(world: World, page: Page): Promise<void> {
  await page.goto(`${world.origin}/pages/signin/index`);
  await page.locator('#phone').fill('13800000000');
  await page.locator('#send-code').click();
  await page.waitForTimeout(600);
  await page.locator('#code').fill(await world.twin.smsCode('13800000000'));
  await page.locator('#sign-in').click();
  await page.waitForURL((url) => !url.pathname.includes('signin'));
}

/** Through the API, with the browser's own session: what is to be seen is not how an account is saved. */
async function saveAccount(page: Page, typed: string, nickname: string): Promise<void> {
  await page.evaluate(
    (body) =>
      fetch('/api/accounts', { method: 'POST', body, headers: { 'content-type': 'application/json' } }).then(
        (answer) => answer.ok || Promise.reject(answer.status),
      ),
    JSON.stringify({ service: 'water', account: { typed }, nickname }),
  );
}

async function look(
  world: World,
  context: BrowserContext,
  path: string,
  prepare: ((page: Page) => Promise<void>) | undefined,
  keepAs: (page: Page) => Promise<void>,
): Promise<void> {
  const page = await context.newPage();
  await page.goto(world.origin + path);
  await page.waitForLoadState('networkidle');
  await prepare?.(page);
  await keepAs(page);
  await context.close();
}

async function keep(folder: string, name: string, page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(700);
  await page.screenshot({ path: join(folder, `${name}.jpg`), type: 'jpeg', quality: 80 });
  console.log(`${name}.jpg`);
}

main(process.argv[2]).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
