import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const FOLDER = dirname(require.resolve('miniprogram-api-typings/package.json'));

interface Typings {
  /** every name of `wx` */
  readonly names: ReadonlySet<string>;
  /** @returns what WeChat's own typings forbid in a call */
  check(name: string, args: readonly unknown[]): string[];
}

type Scope = ReadonlyMap<string, ts.TypeNode | undefined>;

let read: Typings | undefined;

/** Reads WeChat's published typings, so that a misspelt API or option is as wrong here as on a phone. */
export function wxTypings(): Typings {
  read ??= readTypings();
  return read;
}

function readTypings(): Typings {
  const interfaces = new Map<string, ts.InterfaceDeclaration>();
  const aliases = new Map<string, ts.TypeNode>();
  for (const file of ['lib.wx.api.d.ts', 'lib.wx.app.d.ts', 'index.d.ts']) {
    const collect = (node: ts.Node): void => {
      if (ts.isInterfaceDeclaration(node)) interfaces.set(node.name.text, node);
      else if (ts.isTypeAliasDeclaration(node)) aliases.set(node.name.text, node.type);
      else if (ts.isModuleDeclaration(node) || ts.isModuleBlock(node) || ts.isSourceFile(node)) ts.forEachChild(node, collect);
    };
    collect(ts.createSourceFile(file, readFileSync(join(FOLDER, 'types/wx', file), 'utf8'), ts.ScriptTarget.Latest));
  }

  const methods = new Map<string, ts.MethodSignature[]>();
  const names = new Set<string>();
  for (const member of interfaces.get('Wx')?.members ?? []) {
    if (!member.name || !ts.isIdentifier(member.name)) continue;
    names.add(member.name.text);
    if (ts.isMethodSignature(member)) methods.set(member.name.text, [...(methods.get(member.name.text) ?? []), member]);
  }

  /** @returns the first thing wrong with a value, undefined when it fits or nothing is known of the type */
  const misfit = (type: ts.TypeNode | undefined, value: unknown, at: string, scope: Scope): string | undefined => {
    const expects = (is: boolean, what: string): string | undefined =>
      is ? undefined : `${at} is ${JSON.stringify(value) ?? typeof value}, not ${what}`;
    if (!type) return undefined;
    switch (type.kind) {
      case ts.SyntaxKind.StringKeyword:
        return expects(typeof value === 'string', 'a string');
      case ts.SyntaxKind.NumberKeyword:
        return expects(typeof value === 'number' && Number.isFinite(value), 'a number');
      case ts.SyntaxKind.BooleanKeyword:
        return expects(typeof value === 'boolean', 'a boolean');
      case ts.SyntaxKind.FunctionType:
        return expects(typeof value === 'function', 'a function');
    }
    if (ts.isParenthesizedTypeNode(type)) return misfit(type.type, value, at, scope);
    if (ts.isLiteralTypeNode(type)) {
      const { literal } = type;
      if (ts.isStringLiteral(literal)) return expects(value === literal.text || literal.text === '其他', `'${literal.text}'`);
      if (ts.isNumericLiteral(literal)) return expects(value === Number(literal.text), literal.text);
      return undefined;
    }
    if (ts.isUnionTypeNode(type)) {
      const tried = type.types.map((one) => misfit(one, value, at, scope));
      return tried.every(Boolean) ? tried.join(' and ') : undefined;
    }
    if (ts.isArrayTypeNode(type))
      return (
        expects(Array.isArray(value), 'an array') ??
        (value as unknown[]).map((one, index) => misfit(type.elementType, one, `${at}[${index}]`, scope)).find(Boolean)
      );
    if (ts.isTypeLiteralNode(type)) return misfitObject(type.members, value, at, scope);
    if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return undefined;
    const name = type.typeName.text;
    if (scope.has(name)) return misfit(scope.get(name), value, at, new Map([...scope].filter(([one]) => one !== name)));
    if (name === 'IAnyObject') return expects(typeof value === 'object' && value !== null, 'an object');
    const declared = interfaces.get(name);
    if (declared) return misfitObject(membersOf(declared), value, at, scope);
    return misfit(aliases.get(name), value, at, scope);
  };

  const membersOf = (declared: ts.InterfaceDeclaration): ts.TypeElement[] => [
    ...declared.members,
    ...(declared.heritageClauses ?? []).flatMap(({ types }) =>
      types.flatMap(({ expression }) => (ts.isIdentifier(expression) && interfaces.get(expression.text)?.members) || []),
    ),
  ];

  const misfitObject = (members: readonly ts.TypeElement[], value: unknown, at: string, scope: Scope): string | undefined => {
    // A function type may be written as an interface with a call signature.
    if (members.some(ts.isCallSignatureDeclaration)) return typeof value === 'function' ? undefined : `${at} is no function`;
    if (typeof value !== 'object' || value === null) return `${at} is ${JSON.stringify(value)}, not an object`;
    if (members.some(ts.isIndexSignatureDeclaration)) return undefined;
    const known = new Map(members.filter(ts.isPropertySignature).map((member) => [(member.name as ts.Identifier).text, member]));
    for (const [name, one] of Object.entries(value)) {
      const member = known.get(name);
      if (!member) return `${at} has an unknown "${name}"`;
      const wrong = one === undefined && member.questionToken ? undefined : misfit(member.type, one, `${at}.${name}`, scope);
      if (wrong) return wrong;
    }
    for (const [name, { questionToken }] of known) if (!questionToken && !(name in value)) return `${at} lacks "${name}"`;
    return undefined;
  };

  const check = (name: string, args: readonly unknown[]): string[] => {
    const wrong = (methods.get(name) ?? []).map((method) => {
      const scope: Scope = new Map(method.typeParameters?.map((parameter) => [parameter.name.text, parameter.constraint]));
      if (args.length > method.parameters.length && !method.parameters.at(-1)?.dotDotDotToken)
        return `${args.length} arguments instead of ${method.parameters.length}`;
      return method.parameters
        .map((parameter, index) =>
          args[index] === undefined && (parameter.questionToken || index >= args.length)
            ? undefined
            : misfit(parameter.type, args[index], (parameter.name as ts.Identifier).text, scope),
        )
        .find(Boolean);
    });
    return wrong.length && wrong.every(Boolean) ? (wrong as string[]) : [];
  };
  return { names, check };
}
