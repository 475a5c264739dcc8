import { join } from 'node:path';
import { readJson } from '../engine/views';
import type { MiniPlatform } from '../mini-journeys';
import { launchProgram } from '../program';
import { createMy } from './my';
import { translateAlipay } from './translate';

interface AppJson {
  pages: string[];
  subPackages?: { root: string; pages: string[] }[];
  tabBar?: { items: { pagePath: string }[] };
}

export const alipay: MiniPlatform = {
  channel: 'alipay',
  wallet: 'tradePay',
  request: 'request',
  launch(dist, phone) {
    const app = readJson(join(dist, 'app.json')) as unknown as AppJson;
    const packages = (app.subPackages ?? []).flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`));
    return launchProgram({
      dist,
      templates: translateAlipay(dist),
      phone,
      config: { pages: [...app.pages, ...packages], tabs: app.tabBar?.items.map(({ pagePath }) => pagePath) ?? [] },
      decodes: true,
      api: (shell, realm) => ({ my: createMy(phone, shell, realm), navigator: { swuserAgent: 'AlipayClient/10.6.0' } }),
    });
  },
};
