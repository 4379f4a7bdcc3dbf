// Our own FEEL functions. The clock and the business calendar live in Python, which must not be called while a time limit runs:
// a function without an answer yet stops the evaluation with a HostCall, Python works it out and the expression starts again.
import { builtins, dateAndTime, FeelDate, FeelDateTime, parseDate, toComparable } from 'feelin';

import { iso } from './plain.js';

// No Error: nobody reads its stack, and writing it down takes longer than the evaluation.
export class HostCall {
  constructor(name, args, key) {
    Object.assign(this, { name, args, key });
  }
}

const HOST_TEXT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d*[1-9])?([+-]\d\d:\d\d)$/;

const LOCAL_OFFSET_MS = 8 * 3_600_000;

let host = { now: null, answers: {} };

export function serve(now) {
  host = { now, answers: {} };
}

export function answered(key, value) {
  host.answers[key] = value;
}

// Most instants from Python are only compared or handed back. Reading their text costs more than all the rest, so it waits until
// somebody asks for a part of it.
function moment(text) {
  const [ , , zone ] = HOST_TEXT.exec(text) ?? [];

  return zone === undefined ? dateAndTime(text) : Object.create(FeelDateTime.prototype, {
    iso: { value: text, enumerable: true },
    zone: { value: zone, enumerable: true },
    value: { get: () => dateAndTime(text).value }
  });
}

function define(name, parameters, fn) {
  builtins[name] = Object.assign(fn, { $args: parameters });
}

const ask = name => (...args) => {
  const texts = args.map(arg => arg instanceof FeelDate || arg instanceof FeelDateTime ? iso(arg) : arg ?? null);
  const key = JSON.stringify([ name, ...texts ]);

  if (!Object.hasOwn(host.answers, key)) {
    throw new HostCall(name, texts, key);
  }

  return moment(host.answers[key]);
};

define('now', [], () => moment(host.now));
define('today', [], () => parseDate(host.now.slice(0, 10)));
define('add_working_days', [ 'from', 'n' ], ask('add_working_days'));
define('add_months', [ 'from', 'n' ], ask('add_months'));
define('add_days', [ 'from', 'n' ], ask('add_days'));

// Two instants need no calendar, and asking would start the expression once more; whatever else comes is for Python to judge.
const askHalfway = ask('halfway');

define('halfway', [ 'from', 'to' ], (...args) => args.length === 2 && args.every(arg => arg instanceof FeelDateTime)
  ? instant((toComparable(args[0]) + toComparable(args[1])) / 2)
  : askHalfway(...args));

function instant(milliseconds) {
  const text = new Date(milliseconds + LOCAL_OFFSET_MS).toISOString().replace(/\.?0*Z$/, '');

  return moment(`${text}+08:00`);
}
