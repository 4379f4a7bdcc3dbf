// The embedded engine has no Intl; the Temporal polyfill asks it for time zones. China has one zone, without summer time since 1991.
const OFFSETS = {
  'UTC': 0,
  'ETC/UTC': 0,
  'GMT': 0,
  'ASIA/SHANGHAI': 8 * 3_600_000,
  'ASIA/CHONGQING': 8 * 3_600_000,
  'PRC': 8 * 3_600_000
};

class DateTimeFormat {
  constructor(_locale, { timeZone = 'Asia/Shanghai' } = {}) {
    const offset = OFFSETS[timeZone.toUpperCase()];

    if (offset === undefined) {
      throw new RangeError(`unknown time zone ${timeZone}`);
    }

    this.timeZone = timeZone;
    this.offset = offset;
  }

  resolvedOptions() {
    return { locale: 'zh-CN', calendar: 'iso8601', timeZone: this.timeZone };
  }

  formatToParts(milliseconds) {
    const local = new Date(Number(milliseconds) + this.offset);
    const year = local.getUTCFullYear();

    return Object.entries({
      era: year > 0 ? 'ce' : 'bce',
      year: year > 0 ? year : 1 - year,
      month: local.getUTCMonth() + 1,
      day: local.getUTCDate(),
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
      second: local.getUTCSeconds()
    }).map(([ type, value ]) => ({ type, value: String(value) }));
  }
}

globalThis.Intl = { DateTimeFormat };
