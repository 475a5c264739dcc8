import { createRequire } from 'node:module';
import path from 'node:path';
import { buildSync } from 'esbuild';

/** Loads a module of `src` into the build: Taro compiles only `config/` for itself. */
export function loadSource<M>(file: string): M {
  const entry = path.resolve(__dirname, '../src', file);
  const { outputFiles } = buildSync({ entryPoints: [entry], bundle: true, format: 'cjs', platform: 'node', write: false });
  const loaded = { exports: {} };
  new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '')(loaded, loaded.exports, createRequire(entry));
  return loaded.exports as M;
}
