// What the person looks at, in the fragment of the page's address: it is still there after signing in again, and is never sent to a server.

const stored = 'place';

export interface Place {
  alert?: string | undefined;
  vehicle?: string | undefined;
}

export function readPlace(): Place {
  const parts = new URLSearchParams(location.hash.slice(1));
  return { alert: parts.get('alert') ?? undefined, vehicle: parts.get('vehicle') ?? undefined };
}

export function writePlace({ alert, vehicle }: Place): void {
  const parts = new URLSearchParams(alert !== undefined ? { alert } : vehicle !== undefined ? { vehicle } : {}).toString();
  history.replaceState(null, '', location.pathname + location.search + (parts === '' ? '' : `#${parts}`));
}

/** Before signing in: the identity provider may come back without the fragment. */
export function keepPlace(): void {
  sessionStorage.setItem(stored, location.hash || (sessionStorage.getItem(stored) ?? ''));
}

/** Whether somebody has tried to sign in, and is not. */
export const hasTried = (): boolean => sessionStorage.getItem(stored) !== null;

/** Goes back to what was kept, once somebody is signed in, and drops what the sign-in left in the address. */
export function restorePlace(): void {
  const hash = location.hash === '' ? (sessionStorage.getItem(stored) ?? '') : location.hash;
  sessionStorage.removeItem(stored);
  const query = new URLSearchParams(location.search);
  query.delete('sign-in');
  const search = query.toString();
  history.replaceState(null, '', location.pathname + (search === '' ? '' : `?${search}`) + hash);
}
