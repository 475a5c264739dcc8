const { transformSync } = require('esbuild');

/** TypeScript to what Node runs, in a millisecond a file; types are checked by `tsc`, not here. */
module.exports = {
  process(source, path) {
    const { code, map } = transformSync(source, {
      loader: path.endsWith('x') ? 'tsx' : 'ts',
      format: 'cjs',
      target: 'node20',
      jsx: 'automatic',
      // jest runs CommonJS only
      supported: { 'dynamic-import': false },
      sourcemap: 'external',
      sourcefile: path,
    });
    return { code, map: JSON.parse(map) };
  },
};
