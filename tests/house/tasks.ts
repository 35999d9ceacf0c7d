/**
 * A forgotten `yield*` makes a task that never runs, and no compiler or linter says so. Names of functions that
 * return a Task are collected from all sources; a call of one must be delegated to (`yield*`), returned, given
 * to somebody who runs it, or stored as somebody's task.
 */
import { isNode, isTest, type Node, place, type Source, walk } from './sources.js';

const nameOf = (node: unknown): string | null => {
  if (!isNode(node)) return null;
  if (node.type === 'Identifier') return node['name'] as string;
  if (node.type === 'MemberExpression' && node['computed'] !== true) return nameOf(node['property']);
  if (node.type === 'ChainExpression') return nameOf(node['expression']);
  return null;
};

/** What a function's declared return type is called, or null. */
function returnTypeName(node: Node): string | null {
  const annotation = node['returnType'];
  const type = isNode(annotation) ? annotation['typeAnnotation'] : null;
  return isNode(type) && type.type === 'TSTypeReference' ? nameOf(type['typeName']) : null;
}

interface Declared {
  readonly name: string;
  readonly task: boolean;
}

function declaredFunctions(source: Source): readonly Declared[] {
  const found: Declared[] = [];
  const add = (key: unknown, node: Node): void => {
    const name = nameOf(key);
    if (name !== null)
      found.push({ name, task: node['generator'] === true || returnTypeName(node) === 'Task' });
  };
  walk(source.program, (node) => {
    const value = node['value'];
    const init = node['init'];
    if (node.type === 'FunctionDeclaration') add(node['id'], node);
    else if (node.type === 'TSMethodSignature') add(node['key'], node);
    else if (node.type === 'TSPropertySignature') {
      const annotation = node['typeAnnotation'];
      const type = isNode(annotation) ? annotation['typeAnnotation'] : null;
      if (isNode(type) && type.type === 'TSFunctionType') add(node['key'], type);
    } else if (node.type === 'Property' && isNode(value) && /Function/.test(value.type))
      add(node['key'], value);
    else if (node.type === 'VariableDeclarator' && isNode(init) && /Function/.test(init.type))
      add(node['id'], init);
  });
  return found;
}

/** Methods of the language itself; a task of that name could not be told from them. */
const builtIn = new Set(
  [RegExp, Map, Set, Array, String, Uint8Array, DataView, Object].flatMap((type) =>
    Object.getOwnPropertyNames(type.prototype),
  ),
);

export interface TaskNames {
  /** Only ever a task. */
  readonly certain: ReadonlySet<string>;
  /** A task in one place and something else in another: only a call that stands alone can be judged. */
  readonly ambiguous: ReadonlySet<string>;
}

export function taskNames(sources: readonly Source[]): TaskNames {
  const declared = sources.filter((source) => !isTest(source.path)).flatMap(declaredFunctions);
  const tasks = new Set(declared.filter(({ task }) => task).map(({ name }) => name));
  const plain = new Set(declared.filter(({ task }) => !task).map(({ name }) => name));
  const isAmbiguous = (name: string): boolean => plain.has(name) || builtIn.has(name);
  return {
    certain: new Set([...tasks].filter((name) => !isAmbiguous(name))),
    ambiguous: new Set([...tasks].filter(isAmbiguous)),
  };
}

/** Functions that are given a task and see that it runs. */
const runners = new Set(['spawn', 'isTask', 'runTask', 'forever']);

export function forgottenYields(source: Source, names: TaskNames): readonly string[] {
  const found: string[] = [];
  walk(source.program, (node, ancestors) => {
    if (node.type !== 'CallExpression') return;
    const name = nameOf(node['callee']);
    if (name === null) return;
    const standsAlone = ancestors.at(-1)?.type === 'ExpressionStatement';
    const wrong = names.certain.has(name)
      ? !isHandled(node, ancestors)
      : names.ambiguous.has(name) && standsAlone && insideGenerator(ancestors);
    if (wrong) found.push(`${place(source, node)} ${name}(...) is a task: yield* is missing`);
  });
  return found;
}

const insideGenerator = (ancestors: readonly Node[]): boolean =>
  ancestors.findLast((node) => /Function/.test(node.type))?.['generator'] === true;

function isHandled(call: Node, ancestors: readonly Node[]): boolean {
  let child = call;
  for (const parent of ancestors.toReversed()) {
    switch (parent.type) {
      case 'YieldExpression':
        return parent['delegate'] === true;
      case 'ReturnStatement':
        return true;
      case 'ArrowFunctionExpression':
        return parent['body'] === child;
      case 'AssignmentExpression':
        return nameOf(parent['left']) === 'task';
      case 'CallExpression':
        return runners.has(nameOf(parent['callee']) ?? '');
      case 'ConditionalExpression':
      case 'LogicalExpression':
      case 'ParenthesizedExpression':
      case 'TSAsExpression':
        child = parent;
        break;
      default:
        return false;
    }
  }
  return false;
}
