// The two doors between Python and FEEL: `run` and `analyse`. Both take and give JSON text; nothing else passes.
import './intl.js';

import { interpreter, InterpreterContext, parseExpression, parseUnaryTests } from 'feelin';
import { normalizeContextKey } from 'lezer-feel';

import { HostCall, serve } from './functions.js';
import { inspect } from './inspect.js';
import { NotData, plain } from './plain.js';

const CACHE_SIZE = 256;

// Words that the grammar reads differently when a variable has that name.
const RESERVED = new Set((
  'for in if then else return some every satisfies or and between instance of days time duration years months date list context ' +
  'function null true false external not item partial'
).split(' '));

const SIMPLE_NAME = /^[\p{L}_][\p{L}\p{Nd}_]*$/u;

// Warnings that stand for a mistake in the expression; the others are FEEL's ordinary "null in, null out".
const MISTAKES = {
  NO_VARIABLE_FOUND: 'unknown-variable',
  NO_FUNCTION_FOUND: 'unknown-function',
  FUNCTION_INVOCATION_FAILURE: 'wrong-arguments',
  UNSUPPORTED: 'unsupported'
};

const cache = new Map();

class Mistake extends Error {
  constructor(kind, from = null, text = '') {
    super(kind);
    Object.assign(this, { kind, from, text });
  }
}

export function run(request) {
  const { tasks, variables, now, answers } = JSON.parse(request);
  const shape = unusual(variables);
  const values = [];

  serve({ now, answers });

  try {
    for (const task of tasks) {
      values.push(plain(evaluate(task, variables, shape)));
    }
  } catch (error) {
    return error instanceof HostCall
      ? JSON.stringify({ call: { index: values.length, name: error.name, args: error.args, key: error.key } })
      : JSON.stringify({ error: { index: values.length, ...describe(error) } });
  }

  return JSON.stringify({ values });
}

export function analyse(request) {
  const { expression, kind, names } = JSON.parse(request);

  try {
    const { free } = compile(expression, kind, unusual(Object.fromEntries(names.map(name => [ name, null ]))));

    refuseMistakes(free);

    // the parser writes `risk-level` as `risk - level`
    const spelling = new Map(names.map(name => [ normalizeContextKey(name), name ]));
    const spelled = found => [ ...found ].map(name => spelling.get(name) ?? name);

    return JSON.stringify({ variables: spelled(free.certain), possible: spelled(free.possible) });
  } catch (error) {
    return JSON.stringify({ error: describe(error) });
  }
}

function evaluate({ expression, kind, input = null }, variables, shape) {
  const { root, warnings, free } = compile(expression, kind, shape);

  refuseMistakes(free);

  // feelin answers the built-in function where a variable of the same name is missing, as in `count > 3`
  for (const { name, from } of free.shadowed) {
    if (!Object.hasOwn(variables, name)) {
      throw new Mistake('unknown-variable', from, name);
    }
  }

  warnings.length = 0;

  const value = kind === 'unaryTests'
    ? root({ ...variables, '?': input })(input)
    : root(variables);

  for (const { type, position } of warnings) {
    if (MISTAKES[type]) {
      throw new Mistake(MISTAKES[type], position.from, expression.slice(position.from, position.to));
    }
  }

  return value;
}

function refuseMistakes({ misplaced: [ test ], unknownFunctions: [ call ] }) {
  if (test) {
    throw new Mistake('syntax', test.from, test.name);
  }

  if (call) {
    throw new Mistake('unknown-function', call.from, call.name);
  }
}

function compile(expression, kind, shape) {
  const key = JSON.stringify([ kind, expression, shape ]);
  const known = cache.get(key);

  if (known) {
    cache.delete(key);
    cache.set(key, known);

    return known;
  }

  const parse = kind === 'unaryTests' ? parseUnaryTests : parseExpression;
  const tree = parse(expression, shape ?? {});
  const context = new InterpreterContext();
  const { root } = interpreter._buildExecutionTree(tree, expression, context);
  const compiled = { root, warnings: context.warnings, free: inspect(tree, expression) };

  cache.set(key, compiled);

  if (cache.size > CACHE_SIZE) {
    cache.delete(cache.keys().next().value);
  }

  return compiled;
}

/**
 * The part of the variables that changes how an expression is read: names with spaces, operators or words of the grammar.
 * Parsing sees this part only, so that a parsed expression can be kept whatever the other variables are.
 */
function unusual(variables) {
  let result;

  for (const [ name, value ] of Object.entries(variables)) {
    const inner = value !== null && typeof value === 'object' && !Array.isArray(value) ? unusual(value) : undefined;

    if (inner || !SIMPLE_NAME.test(name) || RESERVED.has(name)) {
      result ??= {};
      Object.defineProperty(result, name, { value: inner ?? null, enumerable: true });
    }
  }

  return result;
}

function describe(error) {
  // out of memory (then sometimes null) or stack: for Python to report
  if (!(error instanceof Error) || error instanceof RangeError || error.name === 'InternalError') {
    throw error;
  }

  if (error instanceof Mistake) {
    return { kind: error.kind, from: error.from, text: error.text };
  }

  if (error instanceof NotData) {
    return { kind: 'not-data', text: error.message };
  }

  if (error.position && 'input' in error) {
    return {
      kind: error.message.startsWith('Incomplete') ? 'incomplete' : 'syntax',
      from: error.position.from,
      text: error.input
    };
  }

  return { kind: 'failed', text: String(error.message) };
}
