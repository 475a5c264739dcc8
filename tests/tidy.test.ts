import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';

/** The house's boundaries, held by reading every import: what may know what, and what exists once. */
const PROJECT = resolve(__dirname, '..');
const files = ['src', 'server', 'sandbox', 'scripts', 'tests', 'config'].flatMap((folder) => filesBelow(join(PROJECT, folder)));
const code = files.filter((file) => !/(\.test\.tsx?|\/testing\.ts)$/.test(file) && !file.startsWith('tests/'));
const text = new Map(files.map((file) => [file, readFileSync(join(PROJECT, file), 'utf8')]));

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return /\.(tsx?|cjs)$/.test(entry.name) ? [relative(PROJECT, path)] : [];
  });
}

/** What a file imports: project files as paths from the root, packages by name. */
function importsOf(file: string): string[] {
  const found = [
    ...(text.get(file) ?? '').matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*'([^']+)'|(?:^|\n)import\s*'([^']+)'|\b(?:require|import)\('([^']+)'\)/g,
    ),
  ];
  return found
    .map((match) => (match[1] ?? match[2] ?? match[3]) as string)
    .map((name) => (name.startsWith('.') ? relative(PROJECT, resolve(PROJECT, dirname(file), name)) : name));
}

/** Files below `from` that import something `allowed` does not take. */
function strays(from: RegExp, allowed: (imported: string, file: string) => boolean): string[] {
  return code
    .filter((file) => from.test(file))
    .flatMap((file) =>
      importsOf(file)
        .filter((name) => !allowed(name, file))
        .map((name) => `${file} imports ${name}`),
    );
}

const isProjectFile = (name: string) => /^(src|server|sandbox|scripts|tests|config)(\/|$)/.test(name);
/** What the gateway may read of the suite: the contract, the manifests, and words. */
const sharedWithServer = /^src\/(contract\/|services(\/index)?$|services\/[^/]+\/service$|text\/(problems|verify|language|format)$)/;

describe('boundaries', () => {
  it('the contract stands alone: plain TypeScript, no Taro, no Node', () => {
    expect(
      strays(/^src\/contract\//, (name) => /^src\/(contract|services)/.test(name) || ['dayjs', 'dayjs/plugin/utc', 'valibot'].includes(name)),
    ).toEqual([]);
  });

  it('the suite knows nothing of the gateway, the twin or Node', () => {
    expect(strays(/^src\//, (name) => !/^(server|sandbox|scripts|tests|node:)/.test(name) && !builtinModules.includes(name))).toEqual([]);
  });

  it('validators are not shipped to phones: only types come from contract/inputs', () => {
    const offenders = code.filter(
      (file) =>
        file.startsWith('src/') &&
        file !== 'src/contract/inputs.ts' &&
        /import (?!type)[^;]*from '[^']*(contract\/inputs|\.\/inputs|valibot)'/.test(text.get(file) ?? ''),
    );
    expect(offenders).toEqual([]);
  });

  it('the gateway reads of the suite only contract, manifests and words', () => {
    expect(strays(/^server\//, (name) => !isProjectFile(name) || name.startsWith('server/') || sharedWithServer.test(name))).toEqual([]);
  });

  it('the twin shares the contract’s plain types and nothing else with either side', () => {
    expect(
      strays(/^sandbox\//, (name) => !isProjectFile(name) || name.startsWith('sandbox/') || /^src\/contract\/(money|bill|time)$/.test(name)),
    ).toEqual([]);
  });

  it('manifests import no component', () => {
    expect(strays(/^src\/services\/[^/]+\/service\.ts$/, (name) => name === 'src/contract/service')).toEqual([]);
  });

  it('services know flows, but not each other; flows know no service', () => {
    expect(
      strays(/^src\/services\/[^/]+\//, (name, file) => !/^src\/services\/[^/]+\//.test(name) || name.split('/')[2] === file.split('/')[2]),
    ).toEqual([]);
    expect(strays(/^src\/flows\//, (name) => !/^src\/services\/./.test(name) || name === 'src/services/index')).toEqual([]);
  });

  it('what the gateway runs on is a dependency, not a development one', () => {
    const { dependencies } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
    const packageOf = (name: string) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/');
    expect(
      strays(
        /^server\//,
        (name) => isProjectFile(name) || name.startsWith('node:') || builtinModules.includes(name) || packageOf(name) in dependencies,
      ),
    ).toEqual([]);
  });
});

describe('there is one of everything', () => {
  const having = (pattern: RegExp, where = /^src\//) => code.filter((file) => where.test(file) && pattern.test(text.get(file) ?? ''));

  it('one money type', () => {
    expect(having(/type Fen\s*=|function (fenFromYuan|yuanFromFen)\b/, /^(src|server|sandbox)\//)).toEqual(['src/contract/money.ts']);
    expect(having(/\bas Fen\b/, /^(src|server|sandbox)\//).filter((file) => file !== 'src/contract/money.ts')).toEqual([]);
  });

  it('one network door on each side', () => {
    // The second speaks to the twin, never to the gateway, and is not in production builds.
    expect(having(/Taro\.request\b|\bfetch\(|XMLHttpRequest/)).toEqual(['src/api/call.ts', 'src/platform/twin.ts']);
    expect(having(/\bfetch\(|\brequest\b[^;]*from 'node:https?'/, /^server\//)).toEqual(['server/channels/http.ts']);
  });

  it('one place where platforms differ: files named for a platform, in platform/, payment/ and the few that need one', () => {
    // The list of pages and bars is made for each platform at build time.
    expect(having(/TARO_ENV/)).toEqual(['src/app.config.ts']);
    const named = files.filter((file) => /\.(weapp|alipay|h5)\.tsx?$/.test(file));
    expect(named.filter((file) => !/^src\/(platform|payment|api)\//.test(file))).toEqual([]);
  });

  it('one clock on the server: nobody asks the machine or the database for the time', () => {
    expect(having(/Date\.now\(\)|new Date\(\)/, /^server\//).filter((file) => !/^server\/(gateway\.ts|platforms\/)/.test(file))).toEqual([]);
    // The migration table notes when it was really changed, whatever a test's clock says.
    expect(having(/\b(select|insert|update|values|where|set)\b[^;]*\bnow\(\)/, /^server\/(?!database\/|platforms\/)/)).toEqual([]);
  });
});

describe('style', () => {
  it('every word shown to people is in src/text', () => {
    const shown = code.filter((file) => /^src\/(pages|flows|ui|services\/[^/]+\/.*\.tsx|platform|state|api)/.test(file));
    const offenders = shown.filter((file) => /[\u4e00-\u9fff]/.test((text.get(file) ?? '').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')));
    expect(offenders).toEqual([]);
  });

  it('WeChat’s Android engine has no Intl', () => {
    expect(code.filter((file) => file.startsWith('src/') && /\bIntl\.|toLocale(Date|Time)?String\(/.test(text.get(file) ?? ''))).toEqual([]);
  });

  it('files answer one question: at most 300 lines', () => {
    expect(files.filter((file) => (text.get(file) ?? '').split('\n').length > 320)).toEqual([]);
  });

  it('names no machine, and leaves nothing for later', () => {
    const words = new RegExp(['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X\\b', '/wo' + 'rk/', 'coming so' + 'on'].join('|'));
    expect(files.filter((file) => words.test(text.get(file) ?? ''))).toEqual([]);
  });
});
