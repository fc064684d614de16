// Signing in and out, and who one is; the names are those of /openapi/v1.json.

import { ask, get, post, Refusal } from './request';

/** A role of this system. */
export type Role = 'operator' | 'inspector' | 'province' | 'administrator' | 'auditor';

/** Who is signed in. */
export interface Session {
  name: string;
  roles: Role[];
  /** What the roles may do, such as `alerts:handle`. */
  actions: string[];
  organisation: string | null;
  /** By their codes. */
  provinces: string[];
  demo: boolean;
}

/** How one can sign in. */
export interface SignIn {
  providers: Provider[];
  people: DemoPerson[];
}

/** An identity provider. */
export interface Provider {
  name: string;
  /** Whose accounts it has, in the language of the page; `null` where it need not be shown. */
  title: string | null;
  /** Where a browser goes to sign in with it. */
  address: string;
}

/** A person of the demo, who signs in without a password. */
export interface DemoPerson {
  id: string;
  /** Duty and province, in the language of the page. */
  title: string;
  role: Role;
}

/** A purpose for which tracks are given out. */
export interface Purpose {
  code: string;
  text: string;
  wantsCase: boolean;
}

/** Who is signed in; `undefined` for nobody. */
export function session(): Promise<Session | undefined> {
  return get<Session>('/session').catch((e: unknown) => {
    if (e instanceof Refusal && e.status === 401) {
      return undefined;
    }
    throw e;
  });
}

export const waysIn = (): Promise<SignIn> => get('/sign-in');

export const signInDemo = (person: string): Promise<Session> => post('/sign-in/demo', { person });

export const signOut = (): Promise<void> => ask('/session', { method: 'DELETE' });

export const purposes = async (): Promise<Purpose[]> => (await get<{ items: Purpose[] }>('/purposes')).items;

/** Whether the person may look at vehicles and their alerts; the others have nothing on the map. */
export const seesVehicles = ({ actions }: Session): boolean => actions.includes('vehicles:read') && actions.includes('alerts:read');

export const seesTracks = ({ actions }: Session): boolean => actions.includes('tracks:read');

export const handlesAlerts = ({ actions }: Session): boolean => actions.includes('alerts:handle');
