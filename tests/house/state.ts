/**
 * Determinism and isolation, read off the sources below the tools: hosts share nothing (no mutable state at
 * module level), and nothing of the emulator's own host (clock, randomness, locale, promise order, inexact
 * mathematics) can influence virtual history.
 */
import { isNode, type Node, place, type Source, walk } from './sources.js';

const bodyOf = (source: Source): readonly Node[] => source.program['body'] as readonly Node[];

const unwrapExport = (node: Node): Node =>
  node.type === 'ExportNamedDeclaration' && isNode(node['declaration']) ? node['declaration'] : node;

/** Types under which a table cannot be changed by those who see it. */
const readonlyType =
  /^:\s*(readonly\b|Readonly|ReadonlyMap|ReadonlySet|\{\s*readonly\b|\[|Struct<|Record<never)/;
const safeInitial =
  /^(Literal|TemplateLiteral|UnaryExpression|BinaryExpression|Identifier|MemberExpression|LogicalExpression|ConditionalExpression|ArrowFunctionExpression|FunctionExpression)$/;

function isConstant(init: unknown, declarator: Node, source: Source): boolean {
  if (!isNode(init) || safeInitial.test(init.type)) return true;
  const id = declarator['id'] as Node;
  const annotation = id['typeAnnotation'];
  if (isNode(annotation) && readonlyType.test(source.text.slice(annotation.start, annotation.end)))
    return true;
  switch (init.type) {
    case 'TSAsExpression': {
      const type = source.text.slice((init['typeAnnotation'] as Node).start, init.end);
      return type === 'const' || readonlyType.test(`: ${type}`);
    }
    case 'TSSatisfiesExpression':
      return isConstant(init['expression'], declarator, source);
    case 'CallExpression':
      // Symbols, and the builders of constant tables, whose types are readonly.
      return !/^(new|create)/.test(source.text.slice(init.start, init.end));
    default:
      return false;
  }
}

export function mutableModuleState(source: Source): readonly string[] {
  const found: string[] = [];
  for (const statement of bodyOf(source)) {
    const declaration = unwrapExport(statement);
    if (declaration.type !== 'VariableDeclaration' || declaration['declare'] === true) continue;
    for (const declarator of declaration['declarations'] as readonly Node[]) {
      const constant = declaration['kind'] === 'const' && isConstant(declarator['init'], declarator, source);
      if (!constant) found.push(`${place(source, declarator)} mutable state at module level`);
    }
  }
  return found;
}

const forbiddenGlobals = new Set([
  'Date',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'Promise',
  'Intl',
  'process_',
  'globalThis',
  'crypto',
  'fetch',
]);
const exactMath = new Set([
  'sqrt',
  'fround',
  'floor',
  'ceil',
  'trunc',
  'round',
  'abs',
  'min',
  'max',
  'imul',
  'clz32',
  'sign',
  'PI',
  'E',
  'LN2',
]);

/** Uses of the host's clock, randomness, locale, promises or inexact mathematics. */
export function indeterminate(source: Source): readonly string[] {
  const found: string[] = [];
  const report = (node: Node, what: string): void => {
    found.push(`${place(source, node)} ${what}`);
  };
  walk(source.program, (node, ancestors) => {
    const parent = ancestors.at(-1);
    if (node['async'] === true || node.type === 'AwaitExpression') report(node, 'async');
    if (node.type === 'BinaryExpression' && node['operator'] === '**') report(node, '** is inexact');
    if (node.type === 'AssignmentExpression' && node['operator'] === '**=') report(node, '**= is inexact');
    if (node.type === 'Identifier' && forbiddenGlobals.has(node['name'] as string)) {
      const isName =
        (parent?.type === 'MemberExpression' && parent['property'] === node && parent['computed'] !== true) ||
        ((parent?.type === 'Property' || parent?.type === 'TSPropertySignature') && parent['key'] === node);
      if (!isName) report(node, node['name'] as string);
    }
    if (node.type === 'MemberExpression') {
      const object = node['object'] as Node;
      const property = node['property'] as Node;
      const name = property['name'] as string;
      if (object.type === 'Identifier' && object['name'] === 'Math' && !exactMath.has(name)) {
        report(node, `Math.${name}`);
      }
      if (/^(toLocale|localeCompare|normalize$)/.test(name ?? ''))
        report(node, `.${name}() depends on the locale`);
    }
  });
  return found;
}

/** Style that hides types: `any`, and default exports. */
export function looseStyle(source: Source): readonly string[] {
  const found: string[] = [];
  walk(source.program, (node) => {
    if (node.type === 'TSAnyKeyword') found.push(`${place(source, node)} any`);
    if (node.type === 'ExportDefaultDeclaration') found.push(`${place(source, node)} default export`);
  });
  return found;
}
