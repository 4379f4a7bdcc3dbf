// FEEL values as plain JSON data: dates, times and durations become ISO 8601 text.
import { FeelDate, FeelDateTime, FeelDuration, FeelTime, getType } from 'feelin';

export class NotData extends Error {}

export function plain(value) {
  if (value === undefined || value === null) {
    return null;
  }

  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new NotData('number');
  }

  if (typeof value === 'boolean' || typeof value === 'number') {
    return value;
  }

  // half of a surrogate pair cannot be stored as text
  if (typeof value === 'string') {
    return value.toWellFormed();
  }

  if (Array.isArray(value)) {
    return value.map(plain);
  }

  if (value instanceof FeelDate || value instanceof FeelDateTime || value instanceof FeelTime || value instanceof FeelDuration) {
    return iso(value);
  }

  if (getType(value) === 'context') {
    return Object.fromEntries(Object.entries(value).map(([ key, entry ]) => [ key, plain(entry) ]));
  }

  throw new NotData(getType(value));
}

// FEEL writes a named zone as `@Asia/Shanghai`, which is not ISO 8601: its offset says the same.
export function iso(temporal) {
  return temporal.iso.includes('@')
    ? temporal.value.toString() + offset(temporal)
    : temporal.iso;
}

function offset(temporal) {
  const minutes = temporal['time offset'].unwrap().total({ unit: 'minute' });
  const pad = number => String(Math.abs(number)).padStart(2, '0');

  return `${minutes < 0 ? '-' : '+'}${pad(Math.trunc(minutes / 60))}:${pad(minutes % 60)}`;
}
