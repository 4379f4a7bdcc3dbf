// Our own FEEL functions. The clock and the business calendar live in Python, which must not be called while a time limit runs:
// a function without an answer yet stops the evaluation with a HostCall, Python works it out and starts again with the answer.
import { builtins, dateAndTime, FeelDate, FeelDateTime, parseDate } from 'feelin';

import { iso } from './plain.js';

export class HostCall extends Error {
  constructor(name, args, key) {
    super(name);
    Object.assign(this, { name, args, key });
  }
}

const MOMENTS_KEPT = 64;

const moments = new Map();

let host = { now: null, answers: {} };

export function serve(context) {
  host = context;
}

// An evaluation that is started again, and a due date asked for again, meet the same texts; reading one costs more than all the rest.
function moment(text) {
  let value = moments.get(text);

  if (!value) {
    value = dateAndTime(text);
    moments.set(text, value);

    if (moments.size > MOMENTS_KEPT) {
      moments.delete(moments.keys().next().value);
    }
  }

  return value;
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
define('halfway', [ 'from', 'to' ], ask('halfway'));
