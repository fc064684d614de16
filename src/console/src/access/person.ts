// Who is signed in, as the page shows it above everything else.

import { make } from '../panel';
import { provinceName } from '../provinces';
import { current, text } from '../texts';
import { askPurpose, purposeText, statedPurpose } from './purpose';
import { seesTracks, signOut, type Session } from './session';

/** The roles in words. */
export const roleText = ({ roles }: Pick<Session, 'roles'>): string =>
  roles.map((role) => text(`role.${role}`)).join(current() === 'en' ? ', ' : '、');

/** Shows name, role, organisation and provinces, the purpose where tracks are looked at, and the button to sign out. */
export function drawPerson(parent: HTMLElement, person: Session, onSignedOut: () => void): void {
  const out = make('button', 'out', text('signOut'));
  out.type = 'button';
  out.addEventListener('click', () => {
    out.disabled = true;
    signOut().then(onSignedOut, (e: unknown) => {
      out.disabled = false;
      out.setCustomValidity(e instanceof Error ? e.message : String(e));
      out.reportValidity();
      out.setCustomValidity('');
    });
  });
  const provinces = person.provinces.length > 3 ? [] : person.provinces.map(provinceName);
  const about = [roleText(person), person.organisation ?? '', ...provinces].filter((t) => t !== '').join(' · ');
  parent.replaceChildren(
    make('div', 'who', [make('b', 'name', person.name), make('span', 'about', about)]),
    out,
    ...(seesTracks(person) ? [purposeChip()] : []),
  );
}

function purposeChip(): HTMLButtonElement {
  const chip = make('button', statedPurpose() === undefined ? 'chip unset' : 'chip', [
    make('span', 'of', text('purpose')),
    make('span', 'value', purposeText()),
  ]);
  chip.type = 'button';
  chip.title = text('purposeChange');
  chip.setAttribute('aria-haspopup', 'dialog');
  chip.addEventListener('click', () => askPurpose());
  return chip;
}

/** Says to a person whose role sees no vehicles why there is no map. */
export function drawNoSight(parent: HTMLElement, person: Session): void {
  const reasons = person.roles.flatMap((role) => (role === 'administrator' || role === 'auditor' ? [text(`noSight.${role}`)] : []));
  parent.replaceChildren(make('h2', '', text('noSightTitle')), ...[...reasons, text('noSightOther')].map((t) => make('p', '', t)));
}

/** The loud line over a page of which the people are invented. */
export function drawBanner(banner: HTMLElement, isDemo: boolean): void {
  banner.hidden = !isDemo;
  banner.textContent = isDemo ? text('demoBanner') : '';
}
