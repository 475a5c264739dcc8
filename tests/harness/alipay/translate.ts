import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { temporaryFolder } from '../temporary';

/** Alipay's words for a template's own statements. */
const STATEMENTS = ['for', 'for-item', 'for-index', 'for-items', 'key', 'if', 'elif', 'else'];
const made = new Map<string, string>();

/**
 * Alipay's compiler is not public. Its templates say the same as WeChat's in other words, so the emitted ones are put into
 * those words, and WeChat's compiler judges them. Nothing is mended on the way: what is missing here is missing there.
 * @returns a folder with wxml, wxss and wxs, made once a process
 */
export function translateAlipay(dist: string): string {
  const known = made.get(dist);
  if (known) return known;
  const folder = temporaryFolder('axml');
  for (const file of filesBelow(dist)) {
    const text = (): string => readFileSync(file, 'utf8');
    const write = (extension: string, content: string): void => {
      const target = join(folder, relative(dist, file).slice(0, -extname(file).length) + extension);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    };
    switch (extname(file)) {
      case '.axml':
        write('.wxml', toWxml(text()));
        break;
      case '.acss':
        write('.wxss', text().replaceAll('.acss', '.wxss'));
        break;
      case '.sjs':
        write('.wxs', toWxs(text()));
        break;
      case '.json':
        mkdirSync(dirname(join(folder, relative(dist, file))), { recursive: true });
        cpSync(file, join(folder, relative(dist, file)));
    }
  }
  made.set(dist, folder);
  return folder;
}

export function toWxml(axml: string): string {
  return axml.replace(/<(\/?)([a-zA-Z][\w-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/g, (_, closing: string, tag: string, attributes: string) => {
    if (tag === 'import-sjs')
      return `<${closing}wxs${attributes
        .replace(/\bname=/, 'module=')
        .replace(/\bfrom=/, 'src=')
        .replaceAll('.sjs"', '.wxs"')}>`;
    const translated = attributes
      .replace(/(\s)a:([\w-]+)/g, (all, space: string, name: string) => {
        if (!STATEMENTS.includes(name)) throw new Error(`a:${name} is no statement of Alipay's templates`);
        return all.replace(`${space}a:${name}`, `${space}wx:${name}`);
      })
      // An event keeps its camel case: Alipay hands `touchStart` to the program, not `touchstart`.
      .replace(/(\s)on([A-Z])(\w*)=/g, (_all, space: string, first: string, rest: string) => `${space}bind${first.toLowerCase()}${rest}=`)
      .replace(/(\s)catch([A-Z])(\w*)=/g, (_all, space: string, first: string, rest: string) => `${space}catch${first.toLowerCase()}${rest}=`)
      .replaceAll('.axml"', '.wxml"');
    return `<${closing}${tag}${translated}>`;
  });
}

export function toWxs(sjs: string): string {
  return sjs.replace(/export\s+default/, 'module.exports =');
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}
