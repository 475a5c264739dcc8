import { icons } from '@iconify-json/lucide';
import { loadSource } from './source';

const { tokens } = loadSource<typeof import('../src/ui/tokens')>('ui/tokens.ts');
const { iconNames } = loadSource<typeof import('../src/ui/icon-names')>('ui/icon-names.ts');
const { drawings, mark } = loadSource<typeof import('../src/ui/art/drawings')>('ui/art/drawings.ts');

/**
 * Turns the design's data into style sheets while Sass runs, so that values live in one place:
 * `@use 'design:tokens'`, `'design:icons'`, `'design:drawings'`.
 */
type Values = Readonly<Record<string, string | number>>;

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const declare = (values: Values, unit = '', prefix = ''): string =>
  Object.entries(values)
    .map(([name, value]) => `--${prefix}${kebab(name)}:${value}${typeof value === 'number' ? unit : ''};`)
    .join('');

const type = (sizes: Readonly<Record<string, { size: number; line: number }>>): string =>
  Object.entries(sizes)
    .map(([name, { size, line }]) => `--size-${kebab(name)}:${size}px;--leading-${kebab(name)}:${line}px;`)
    .join('');

function tokenSheet(): string {
  const { color, elder } = tokens;
  const plain =
    declare(tokens.space, 'px', 'space') +
    declare(tokens.radius, 'px', 'radius-') +
    declare(tokens.size, 'px', 'h-') +
    declare(tokens.motion, 'ms', 'ms-');
  const dark = '@media (prefers-color-scheme: dark)';
  // `page` is a mini-program's root element, `body` the web's; a choice by the user is a class on the page below them.
  const elderLight = declare({ ...color.light, ...elder.color.light });
  const elderDark = declare({ ...color.dark, ...elder.color.dark });
  return `
page, body, .theme-light { ${declare(color.light)} }
page, body { ${plain}${type(tokens.type)} }
${dark} { page, body { ${declare(color.dark)} } }
.theme-dark { ${declare(color.dark)} }
.elder { ${type(elder.type)}${declare(elder.size, 'px', 'h-')}${elderLight} }
${dark} { .elder { ${elderDark} } }
.elder.theme-light { ${elderLight} }
.elder.theme-dark { ${elderDark} }`;
}

const dataUri = (svg: string): string =>
  `url("data:image/svg+xml,${svg.replace(/"/g, "'").replace(/%/g, '%25').replace(/#/g, '%23').replace(/</g, '%3C').replace(/>/g, '%3E')}")`;

/** An icon is a mask filled with the text's colour: theme and state come for free, and a class name is all that travels. */
function iconSheet(): string {
  return iconNames
    .map((name) => {
      const icon = icons.icons[name] ?? icons.icons[icons.aliases?.[name]?.parent ?? ''];
      if (!icon) throw new Error(`Lucide has no icon "${name}" (src/ui/icon-names.ts)`);
      const stroke = (width: number): string =>
        dataUri(
          `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${icon.body
            .replaceAll('stroke-width="2"', `stroke-width="${width}"`)
            .replaceAll('currentColor', 'black')}</svg>`,
        );
      return `.icon-${name}{--shape:${stroke(tokens.iconStroke)}}`;
    })
    .join('\n');
}

function drawingSheet(): string {
  const shapes = Object.entries(drawings).map(([name, svg]) => `.drawing-${name}{background-image:${dataUri(svg)}}`);
  return [...shapes, `.icon-mark{--shape:${dataUri(mark)}}`].join('\n');
}

const sheets: Readonly<Record<string, () => string>> = {
  'design:tokens': tokenSheet,
  'design:icons': iconSheet,
  'design:drawings': drawingSheet,
};

export const designImporter = {
  canonicalize: (url: string): URL | null => (url in sheets ? new URL(url) : null),
  load: (url: URL): { contents: string; syntax: 'scss' } => ({
    contents: (sheets[url.href] as () => string)(),
    syntax: 'scss',
  }),
};
