// The page on which one signs in.

import { make } from '../panel';
import { isText, text } from '../texts';
import { hasTried, keepPlace } from './place';
import { signInDemo, type DemoPerson, type Provider, type Role, type SignIn } from './session';

const roles: Role[] = ['inspector', 'province', 'operator', 'administrator', 'auditor'];

/** Shows the identity provider and the people of the demo, whichever there are; `ended` where a session has ended while the page was in use. */
export function drawSignIn(parent: HTMLElement, ways: SignIn, ended: boolean, language: HTMLElement, onSignedIn: () => void): void {
  const problem = make('p', 'problem', reason(ended));
  problem.setAttribute('role', 'alert');
  const icon = make('img');
  [icon.src, icon.alt, icon.width, icon.height] = ['icon.svg', '', 34, 34];
  parent.replaceChildren(
    make('header', '', [icon, make('h1', '', text('title')), language]),
    make('h2', '', text('signIn')),
    problem,
    ...ways.providers.map(provider),
    ...(ways.people.length > 0 ? [make('p', '', text('demoPeople'))] : []),
    make(
      'div',
      'groups',
      roles.flatMap((role) => group(role, ways.people, problem, onSignedIn)),
    ),
    ...(ways.providers.length > 0 || ways.people.length > 0 ? [] : [make('p', '', text('signInNone'))]),
  );
}

/** Why the person is here again. */
function reason(ended: boolean): string {
  const query = new URLSearchParams(location.search);
  const failed = query.get('sign-in');
  if (failed !== null) {
    const why = `why.${query.get('why') ?? ''}`;
    return isText(why) ? text(why) : text(failed === 'refused' ? 'signInRefused' : 'signInFailed');
  }
  return hasTried() ? text('signInNotTaken') : ended ? text('sessionEnded') : '';
}

function provider({ title, address }: Provider): HTMLElement {
  const link = make('a', 'provider primary', title === null ? text('signInProvider') : text('signInWith').replace('{title}', () => title));
  link.href = `${address}?return=/`;
  link.addEventListener('click', keepPlace);
  return link;
}

function group(role: Role, people: DemoPerson[], problem: HTMLElement, onSignedIn: () => void): HTMLElement[] {
  const own = people.filter((p) => p.role === role);
  return own.length === 0
    ? []
    : [
        make('section', 'people', [
          make('h3', '', text(`role.${role}`)),
          make('p', 'sees', text(`sees.${role}`)),
          make(
            'ul',
            '',
            own.map((person) => make('li', '', [choice(person, problem, onSignedIn)])),
          ),
        ]),
      ];
}

function choice(person: DemoPerson, problem: HTMLElement, onSignedIn: () => void): HTMLElement {
  const button = make('button', '', person.title);
  button.type = 'button';
  button.dataset['person'] = person.id;
  button.addEventListener('click', () => {
    button.disabled = true;
    keepPlace();
    signInDemo(person.id).then(onSignedIn, (e: unknown) => {
      button.disabled = false;
      problem.textContent = e instanceof Error ? e.message : String(e);
    });
  });
  return button;
}
