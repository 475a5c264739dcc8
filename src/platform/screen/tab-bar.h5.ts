import Taro from '@tarojs/taro';

/**
 * The web's tab bar, in place of Taro's (config/index.ts swaps them): that one brings a web-component runtime of
 * 22 KB gzip to every first load, and links that neither a keyboard nor a strict content policy likes.
 * Taro's router makes the element, hands it `conf` and tells it of changes by these events.
 */
interface Conf {
  readonly homePage: string;
  readonly list: ReadonlyArray<{ readonly pagePath: string; readonly text: string }>;
}

interface ItemChange {
  readonly index: number;
  readonly text?: string;
  successHandler(): void;
}

const ICONS = ['house', 'list-checks', 'user-round'];
const SET_ITEM = '__taroSetTabBarItem';
const ROUTER_CHANGE = '__taroRouterChange';

const absolute = (path: string): string => (path.startsWith('/') ? path : `/${path}`);

class TabBar extends HTMLElement {
  conf: Conf | undefined;
  private readonly buttons: HTMLButtonElement[] = [];

  connectedCallback(): void {
    this.className = 'tab-bar';
    this.setAttribute('role', 'navigation');
    this.conf?.list.forEach(({ pagePath, text }, index) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.id = `tab-${pagePath.split('/')[1]}`;
      button.className = 'tab-bar-item';
      const icon = document.createElement('span');
      icon.className = `icon icon-${ICONS[index]}`;
      const label = document.createElement('span');
      label.className = 'tab-bar-label';
      label.textContent = text;
      button.append(icon, label);
      button.addEventListener('click', () => void Taro.switchTab({ url: absolute(pagePath) }));
      this.buttons.push(button);
      this.append(button);
    });
    Taro.eventCenter.on(SET_ITEM, this.changeItem);
    Taro.eventCenter.on(ROUTER_CHANGE, this.follow);
    this.follow();
  }

  disconnectedCallback(): void {
    Taro.eventCenter.off(SET_ITEM, this.changeItem);
    Taro.eventCenter.off(ROUTER_CHANGE, this.follow);
  }

  private readonly changeItem = ({ index, text, successHandler }: ItemChange): void => {
    const label = this.buttons[index]?.lastElementChild;
    if (label && text) label.textContent = text;
    successHandler();
  };

  /** Marks the tab of the page that is open; on other pages the bar is not there. */
  private readonly follow = (change?: { toLocation?: { path?: string } }): void => {
    const path = absolute(change?.toLocation?.path ?? window.location.pathname);
    const open = path === '/' ? absolute(this.conf?.homePage ?? '') : path;
    const chosen = this.conf?.list.findIndex(({ pagePath }) => absolute(pagePath) === open) ?? -1;
    this.hidden = chosen < 0;
    this.buttons.forEach((button, index) => {
      button.classList.toggle('tab-bar-on', index === chosen);
      if (index === chosen) button.setAttribute('aria-current', 'page');
      else button.removeAttribute('aria-current');
    });
  };
}

/** Called by Taro's router before it makes the element. */
export function defineCustomElementTaroTabbar(): void {
  if (!customElements.get('taro-tabbar')) customElements.define('taro-tabbar', TabBar);
}
