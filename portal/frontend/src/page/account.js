const meta = document.querySelector('meta[name="signed-in-as"]');

/** Whose page this is: whoever was signed in when it came. `id` is empty where nobody was. */
export const pageUser = { id: meta?.content ?? '', username: meta?.dataset.username ?? '', name: meta?.dataset.name ?? '' };

/** Read at each request: signing in, here or in another tab, makes a new one. */
export function csrfToken() {
  const cookie = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie);
  return cookie ? decodeURIComponent(cookie[1]) : document.querySelector('meta[name="csrf-token"]')?.content ?? '';
}

/** Headers of every request of a script: no forged one, and none in the name of somebody else. */
export const ownHeaders = () => ({
  Accept: 'application/json',
  'X-CSRFToken': csrfToken(),
  ...(pageUser.id ? { 'X-Signed-In-As': pageUser.id } : {}),
});
