import { join } from 'node:path';
import { attr, send } from '../engine/nodes';
import { readJson } from '../engine/views';
import type { MiniPlatform } from '../mini-journeys';
import type { Phone } from '../phone';
import { launchProgram, type Program } from '../program';
import { createWx } from './wx';

interface AppJson {
  pages: string[];
  subPackages?: { root: string; pages: string[] }[];
  tabBar?: { list: { pagePath: string }[] };
}

/** Starts the compiled WeChat program on a phone. */
export function launchWeapp(dist: string, phone: Phone, path?: string, query?: string): Program {
  const app = readJson(join(dist, 'app.json')) as unknown as AppJson;
  const packages = (app.subPackages ?? []).flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`));
  return launchProgram(
    {
      dist,
      templates: dist,
      phone,
      config: { pages: [...app.pages, ...packages], tabs: app.tabBar?.list.map(({ pagePath }) => pagePath) ?? [] },
      decodes: false,
      api: (shell, realm) => ({ wx: createWx(phone, shell, realm) }),
      afterTap({ realm }, node) {
        // WeChat counts a tap on its own button as agreement and says so with an event of its own.
        if (attr(node, 'open-type') === 'agreePrivacyAuthorization') send(realm.engine, node, 'agreeprivacyauthorization', {});
      },
    },
    path,
    query,
  );
}

export const weapp: MiniPlatform = { channel: 'wechat', wallet: 'requestPayment', request: 'request', launch: launchWeapp };
