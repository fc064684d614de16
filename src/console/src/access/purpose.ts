// Why the person looks at tracks: asked for once, remembered until the tab is closed or the person signs out, and sent with each such call.

import { text } from '../texts';
import { Refusal } from './request';
import { purposes, type Purpose } from './session';

export type PurposeHeaders = Record<string, string>;

export interface Stated {
  code: string;
  caseNumber: string;
}

const stored = 'purpose';

let known: Purpose[] = [];
let stated: Stated | undefined;
let wasAsked = false;
let open = (_refusal: string): void => {};
let changed = (): void => {};

/** Begins with what this tab remembers. `onOpen` shows the dialog, with the reason of a refusal; `onChange` follows each statement. */
export function startPurpose(onOpen: (refusal: string) => void, onChange: () => void): void {
  [open, changed] = [onOpen, onChange];
  try {
    const kept = JSON.parse(sessionStorage.getItem(stored) ?? 'null') as Partial<Stated> | null;
    stated = typeof kept?.code === 'string' ? { code: kept.code, caseNumber: kept.caseNumber ?? '' } : undefined;
  } catch {
    stated = undefined;
  }
}

/** Reads the purposes of the deployment, in the language of the page. */
export async function readPurposes(): Promise<void> {
  known = await purposes();
  changed();
}

export const knownPurposes = (): readonly Purpose[] => known;

export const statedPurpose = (): Stated | undefined => stated;

export function statePurpose(to: Stated): void {
  stated = to;
  sessionStorage.setItem(stored, JSON.stringify(to));
  changed();
}

/** The person who signs in next states a purpose of their own. */
export function forgetPurpose(): void {
  stated = undefined;
  wasAsked = false;
  sessionStorage.removeItem(stored);
}

/** Asks for the purpose, unless it is stated or was asked for before. */
export function askPurposeOnce(): void {
  if (stated === undefined && !wasAsked) {
    askPurpose();
  }
}

/** Asks for the purpose, which may be changed at any time. */
export function askPurpose(refusal = ''): void {
  wasAsked = true;
  open(refusal);
}

/** The headers of a call that gives out tracks, persons or exports; `undefined` while no purpose is stated. */
export function purposeHeaders(): PurposeHeaders | undefined {
  return stated === undefined
    ? undefined
    : {
        purpose: stated.code,

        // A header holds ASCII alone.
        ...(stated.caseNumber === '' ? {} : { 'case-number': encodeURIComponent(stated.caseNumber) }),
      };
}

/** Whether the server did not take the purpose: it is then asked for again, with the server's reason. */
export function isPurposeRefused(e: unknown): boolean {
  if (!(e instanceof Refusal) || e.code !== 'purpose-required') {
    return false;
  }
  forgetPurpose();
  changed();
  askPurpose(e.message);
  return true;
}

/** What the person reads of the stated purpose. */
export function purposeText(): string {
  if (stated === undefined) {
    return text('purposeNone');
  }
  const { code, caseNumber } = stated;
  return [known.find((p) => p.code === code)?.text ?? code, caseNumber].filter((t) => t !== '').join(' · ');
}
