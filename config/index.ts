import path from 'node:path';
import { defineConfig, type UserConfigExport } from '@tarojs/cli';
import { designImporter } from './design';

const root = path.resolve(__dirname, '..');
const platform = process.env.TARO_ENV ?? 'h5';

/** The sandbox's wallet is compiled in only when asked for by name; a production build then holds neither its code nor the twin's address. */
const sandboxed = process.env.TARO_APP_WALLET === 'sandbox';

const constants = {
  TARO_APP_API: process.env.TARO_APP_API ?? 'http://127.0.0.1:8080',
  TARO_APP_WALLET: sandboxed ? 'sandbox' : '',
  TARO_APP_TWIN: sandboxed ? (process.env.TARO_APP_TWIN ?? 'http://127.0.0.1:8090') : '',
};

// A function, since Taro merges plain options deeply and would lose the importer's methods.
const sassLoaderOption = { api: 'modern', sassOptions: () => ({ importers: [designImporter] }) };

/** Lengths are written in px of a 375-wide design and stay px: type does not shrink on a 320-wide phone, it wraps. */
const pxtransform = { enable: false, config: {} };

/** These ship newer syntax (private fields) than the oldest mini-program engines know. */
const compile = { include: [(file: string) => /[\\/]node_modules[\\/](@tanstack|zustand|uqr)[\\/]/.test(file)] };

/** Parts of Taro's request for browsers without fetch, and for JSONP: neither is used here. */
const unused = ['whatwg-fetch', 'abortcontroller-polyfill/dist/abortcontroller-polyfill-only', 'jsonp-retry'];

export default defineConfig<'webpack5'>(async () => {
  const config: UserConfigExport<'webpack5'> = {
    projectName: 'rongyifu',
    date: '2026-11-23',
    designWidth: 375,
    deviceRatio: { 375: 2, 640: 2.34 / 2, 750: 1, 828: 1.81 / 2 },
    sourceRoot: 'src',
    outputRoot: `dist/${process.env.OUTPUT ?? platform}`,
    framework: 'react',
    compiler: { type: 'webpack5', prebundle: { enable: false } },
    plugins: [path.join(root, 'config/accessible.ts')],
    env: Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)])),
    // Both themes' tab icons: the app's configuration names only one of them.
    copy: platform === 'h5' ? { patterns: [], options: {} } : { patterns: [{ from: 'src/ui/tabs/', to: `dist/${platform}/ui/tabs/` }], options: {} },
    logger: { quiet: true, stats: false },
    cache: {
      enable: true,
      // The wallet is part of the name: a sandbox build must never answer from a production build's cache, nor the other way round.
      name: `${process.env.NODE_ENV}-${platform}-${sandboxed ? 'sandbox' : 'live'}`,
      buildDependencies: {
        design: [
          'config/design.ts',
          'config/accessible.ts',
          'config/accessible-runtime.mjs',
          'src/ui/tokens.ts',
          'src/ui/icon-names.ts',
          'src/ui/art/drawings.ts',
        ].map((file) => path.join(root, file)),
      },
    },
    jsMinimizer: 'terser',
    terser: {
      enable: true,
      config: {
        ecma: platform === 'h5' ? 2020 : 2017,
        compress: { passes: 2 },
        // Taro quotes keys and keeps function names for engines of 2015; quoted private fields are not even JavaScript.
        keep_fnames: false,
        output: { comments: false, quote_keys: false, keep_quoted_props: false },
      },
    },
    baseLevel: 8,
    mini: {
      compile,
      sassLoaderOption,
      postcss: { pxtransform, url: { enable: false } },
      miniCssExtractPluginOption: { ignoreOrder: true },
    },
    h5: {
      publicPath: '/',
      // `npm run dev:h5` stands before the gateway of `npm start`; on this machine only, as that does.
      devServer: {
        host: '127.0.0.1',
        port: 10086,
        open: false,
        proxy: [{ context: ['/api', '/verify'], target: constants.TARO_APP_API }],
      },
      staticDirectory: 'static',
      useHtmlComponents: true,
      router: { mode: 'browser' },
      sassLoaderOption,
      postcss: { pxtransform, autoprefixer: { enable: true, config: { overrideBrowserslist: ['Chrome >= 87', 'iOS >= 14.5'] } } },
      output: { filename: 'js/[name].[contenthash:8].js', chunkFilename: 'js/[name].[contenthash:8].js' },
      miniCssExtractPluginOption: {
        ignoreOrder: true,
        filename: 'css/[name].[contenthash:8].css',
        chunkFilename: 'css/[name].[contenthash:8].css',
      },
      webpackChain(chain, webpack) {
        chain.plugin('ownTabBar').use(webpack.NormalModuleReplacementPlugin, [
          /^@tarojs\/components\/dist\/components$/,
          (found: { context: string; request: string }) => {
            if (/[\\/]@tarojs[\\/]router[\\/]/.test(found.context)) found.request = path.join(root, 'src/platform/screen/tab-bar.h5.ts');
          },
        ]);
        for (const name of unused) chain.resolve.alias.set(name, false as unknown as string);
        chain.merge({
          performance: { hints: false },
          optimization: {
            splitChunks: {
              chunks: 'all',
              cacheGroups: {
                vendors: { name: 'vendors', test: /[\\/]node_modules[\\/]/, chunks: 'initial', priority: 10 },
                // What paying needs stays out of home's first load.
                flows: {
                  name: 'flows',
                  test: /[\\/]src[\\/](flows[\\/]|text[\\/]words[\\/](bill|booking|cashier|hospital)\.)/,
                  minChunks: 2,
                  chunks: 'all',
                  priority: 6,
                },
                shared: { name: 'shared', test: /[\\/]src[\\/]/, minChunks: 2, chunks: 'all', priority: 5 },
              },
            },
          },
        });
      },
    },
  };
  return config;
});
