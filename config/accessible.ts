import path from 'node:path';

/** Taro's templates leave out the attributes that screen readers need; this adds them to the elements we use. */
interface Platform {
  template?: { mergeComponents(ctx: unknown, patch: Record<string, Record<string, string>>): void };
  runtimePath?: string | string[];
}

/** The same list as in accessible-runtime.mjs, which runs in the mini-program and cannot import this file. */
const aria = { 'aria-label': '', 'aria-role': '', 'aria-checked': '', 'aria-disabled': '', 'aria-hidden': '', 'aria-live': '' };

export default (ctx: { registerMethod(method: { name: string; fn(platform: Platform): void }): void }): void => {
  ctx.registerMethod({
    name: 'onSetupClose',
    fn: (platform) => {
      if (!platform.template) return;
      platform.template.mergeComponents(ctx, { View: aria, Text: aria, Input: aria });
      platform.runtimePath = [platform.runtimePath ?? [], path.resolve(__dirname, 'accessible-runtime.mjs')].flat();
    },
  });
};
