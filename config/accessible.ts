/** Taro's templates leave out the attributes that screen readers need; this adds them to the elements we use. */
type Platform = { template?: { mergeComponents(ctx: unknown, patch: Record<string, Record<string, string>>): void } };

const aria = { 'aria-label': '', 'aria-role': '', 'aria-checked': '', 'aria-disabled': '', 'aria-hidden': '', 'aria-live': '' };

export default (ctx: { registerMethod(method: { name: string; fn(platform: Platform): void }): void }): void => {
  ctx.registerMethod({
    name: 'onSetupClose',
    fn: (platform) => platform.template?.mergeComponents(ctx, { View: aria, Text: aria, Input: aria }),
  });
};
