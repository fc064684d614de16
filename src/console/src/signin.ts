// Who is signed in, and the page on which one signs in.

import * as api from './api';
import { make } from './panel';
import { text, type TextKey } from './texts';

const roleTexts: Record<string, TextKey> = {
  operator: 'role.operator',
  inspector: 'role.inspector',
  province: 'role.province',
  administrator: 'role.administrator',
  auditor: 'role.auditor',
};

/** The roles whose duty has to do with vehicles; the others have nothing on the map. */
const withVehicles = ['operator', 'inspector', 'province'];

export const seesVehicles = (person: api.Session): boolean => person.roles.some((role) => withVehicles.includes(role));

/** Shows in the header who is signed in, and lets them sign out. */
export function drawPerson(parent: HTMLElement, banner: HTMLElement, person: api.Session): void {
  const out = make('button', '', text('signOut'));
  out.type = 'button';
  out.addEventListener('click', () => void api.signOut().finally(() => location.reload()));
  const roles = person.roles.map((role) => (role in roleTexts ? text(roleTexts[role] as TextKey) : role)).join(' · ');
  parent.replaceChildren(make('span', 'name', person.name), make('span', 'role', roles), out);
  banner.hidden = !person.demo;
  banner.textContent = text('demoBanner');
}

/** The page on which one signs in: the identity provider, or the people of the demo. */
export function drawSignIn(parent: HTMLElement, ways: api.SignIn): void {
  const parts: HTMLElement[] = [make('h2', '', text('signIn'))];
  const failed = new URLSearchParams(location.search).get('sign-in');
  if (failed !== null) {
    parts.push(make('p', 'fault', text(failed === 'refused' ? 'signInRefused' : 'signInFailed')));
  }
  if (ways.provider) {
    const link = make('a', 'provider', text('signInProvider'));
    link.href = '/api/v1/sign-in/provider?return=/';
    parts.push(link);
  }
  if (ways.people.length > 0) {
    parts.push(make('p', 'demo', text('demoPeople')));
    const fault = make('p', 'fault', '');
    fault.setAttribute('role', 'alert');
    const list = make('ul', 'people');
    for (const person of ways.people) {
      const button = make('button', '', person.title);
      button.type = 'button';
      button.dataset['person'] = person.id;
      button.addEventListener('click', () => {
        api.signInDemo(person.id).then(
          () => location.assign('/'),
          (e: unknown) => {
            fault.textContent = e instanceof Error ? e.message : String(e);
          },
        );
      });
      list.append(make('li', '', [button]));
    }
    parts.push(list, fault);
  }
  parent.replaceChildren(...parts);
  parent.hidden = false;
}
