// The doors between Python and FEEL: `run` with `resume`, and `analyse`. All take and give JSON text; nothing else passes.
import './intl.js';

import {
  dateAndTime, duration, interpreter, InterpreterContext, parseDate, parseExpression, parseTime, parseUnaryTests
} from 'feelin';
import { normalizeContextKey } from 'lezer-feel';

import { answered, HostCall, serve } from './functions.js';
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

// What a column of a decision table may be typed as, beyond what JSON has.
const READERS = {
  __proto__: null,
  date: parseDate,
  time: parseTime,
  dateTime: dateAndTime,
  dayTimeDuration: duration,
  yearMonthDuration: duration
};

const cache = new Map();

class Mistake extends Error {
  constructor(kind, from = null, text = '') {
    super(kind);
    Object.assign(this, { kind, from, text });
  }
}

// The evaluation under way: it stops at a question to Python and goes on from the same expression when the answer is there.
let pending = null;

export function run(request) {
  const { tasks, variables, now } = JSON.parse(request);

  pending = { tasks, variables, shape: unusual(variables), values: [], found: [] };
  serve(now);

  return proceed();
}

export function resume(answer) {
  const { key, value } = JSON.parse(answer);

  answered(key, value);

  return proceed();
}

function proceed() {
  const { tasks, variables, shape, values, found } = pending;

  try {
    while (values.length < tasks.length) {
      const task = tasks[values.length];
      // A cell tests the value of its column as FEEL has it: as JSON a date would be a mere text.
      const input = task.of === undefined ? task.input : found[task.of];
      const value = typed(evaluate({ ...task, input }, variables, shape), task);

      values.push(plain(value));
      found.push(value);
    }
  } catch (error) {
    return error instanceof HostCall
      ? JSON.stringify({ call: { index: values.length, ...error } })
      : JSON.stringify({ error: { index: values.length, ...describe(error) } });
  }

  pending = null;

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

// Variables are JSON, where a moment is a text; a column that says what it is gets it back.
function typed(value, { type, expression }) {
  const read = READERS[type];

  if (read === undefined || typeof value !== 'string') {
    return value;
  }

  const moment = read(value);

  if (moment === null) {
    throw new Mistake('not-a-moment', null, expression);
  }

  return moment;
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
