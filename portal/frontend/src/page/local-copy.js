// What was typed and is not on the server yet, kept in this browser so that it survives a reload.
// Each account has copies of its own, and none is left once the server has the text.
import { pageUser } from './account.js';

const PREFIX = 'otop-copy:';
const DAYS = 14;

export const clock = (at = new Date()) => at.toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false });

export class LocalCopy {
  constructor(name) {
    this.key = `${PREFIX}${pageUser.id}:${name}`;
  }

  /** @returns {{ content: any, base: string|null, at: number }|null} `base`: the ETag that the content went on from */
  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  write(content, base) {
    try {
      localStorage.setItem(this.key, JSON.stringify({ content, base: base ?? null, at: Date.now() }));
    } catch {
      // no room or no storage: the page itself still has the text
    }
  }

  /** When it was written, as people read it. */
  time({ at }) {
    const day = new Date(at);
    return `${day.toLocaleDateString('zh-CN', { month: 'numeric', day: 'numeric' })} ${clock(day)}`;
  }

  clear() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // nothing was kept
    }
  }
}

/** Forgets what nobody came back for. */
export function forgetOldCopies(now = Date.now()) {
  try {
    for (const key of Object.keys(localStorage).filter(name => name.startsWith(PREFIX))) {
      const at = JSON.parse(localStorage.getItem(key))?.at ?? 0;
      if (now - at > DAYS * 86_400_000) localStorage.removeItem(key);
    }
  } catch {
    // no storage
  }
}
