import 'maplibre-gl/dist/maplibre-gl.css';
import './style.css';
import './access/access.css';
import { drawBanner, drawNoSight, drawPerson } from './access/person';
import { restorePlace, writePlace } from './access/place';
import { forgetPurpose, readPurposes, startPurpose } from './access/purpose';
import { openPurposeDialog } from './access/purposedialog';
import { onRefusal } from './access/request';
import { seesTracks, seesVehicles, session, waysIn, type Session } from './access/session';
import { drawSignIn } from './access/signin';
import * as api from './api';
import { element } from './element';
import { purposeChanged, redraw, relabel, showBorders, startMonitor } from './monitor/monitor';
import { make } from './panel';
import { takeKinds } from './papers';
import { take as takeProvinces } from './provinces';
import { take as takeRules } from './rules';
import { apply, current, text, toggle } from './texts';

const retryMs = 2000;
const ended = 'ended';

const tabs = new BroadcastChannel('session');

let person: Session | undefined;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, retryMs));

/** Repeats what the server does not answer. */
async function persist<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch {
      await pause();
    }
  }
}

/** Finds out who is signed in, and asks to sign in where nobody is; tries again until the server answers. */
async function start(): Promise<void> {
  const starting = element('starting');
  starting.hidden = false;
  starting.textContent = text('starting');
  for (;;) {
    try {
      person = await session();
      await (person === undefined ? showSignIn() : undefined);
      break;
    } catch {
      starting.textContent = text('startFailed');
      await pause();
    }
  }
  starting.hidden = true;
  if (person !== undefined) {
    showPage(person);
  }
}

/** Shows the page on which one signs in, and nothing else. */
async function showSignIn(): Promise<void> {
  const ways = await waysIn();
  forgetPurpose();
  const language = make('button', 'language');
  language.type = 'button';
  language.addEventListener('click', () => void changeLanguage());
  drawBanner(element('demo'), ways.people.length > 0);
  drawSignIn(element('sign-in'), ways, sessionStorage.getItem(ended) !== null, language, () => {
    sessionStorage.removeItem(ended);
    element('sign-in').hidden = true;
    void start();
  });
  element('sign-in').hidden = false;
  apply();
}

/** Shows the page of a person who is signed in: the parts that the roles have something to do with. */
function showPage(of: Session): void {
  sessionStorage.removeItem(ended);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has the page's own origin
  tabs.postMessage(JSON.stringify(of));
  restorePlace();
  onRefusal(leave, (message) => {
    element('refused').textContent = message;
    element('refused').hidden = false;
  });
  document.querySelector('aside')!.hidden = false;
  const isMonitor = seesVehicles(of);
  element('sight').hidden = element('watch').hidden = !isMonitor;
  element('no-sight').hidden = isMonitor;
  startPurpose(
    (refusal) => openPurposeDialog(element<HTMLDialogElement>('purpose'), refusal),
    () => {
      drawAccess();
      if (isMonitor) {
        purposeChanged();
      }
    },
  );
  drawAccess();
  if (seesTracks(of)) {
    void persist(readPurposes);
  }
  if (isMonitor) {
    void startMonitor(of);
  }
  void persist(api.borders).then(async (borders) => {
    takeProvinces(borders);
    drawAccess();
    if (isMonitor) {
      redraw();
      await showBorders(borders);
    }
  });
  if (isMonitor) {
    void readNames();
  }
}

/** What the rules and the kinds of document are called; until it is read, alerts show their rule's id. */
async function readNames(): Promise<void> {
  takeRules(await persist(api.rules));
  takeKinds(await persist(api.documentKinds));
  redraw();
}

function drawAccess(): void {
  if (person !== undefined) {
    drawBanner(element('demo'), person.demo);
    drawPerson(element('person'), person, signedOut);
    drawNoSight(element('no-sight'), person);
  }
}

/** Begins again without anything that the last session has read. */
function leave(): void {
  sessionStorage.setItem(ended, '');
  location.reload();
}

/** The server has the browser forget what it stored; the language is the reader's, no matter who signs in. */
function signedOut(): void {
  forgetPurpose();
  writePlace({});
  localStorage.setItem('language', current());
  location.reload();
}

async function changeLanguage(): Promise<void> {
  toggle();
  element('refused').hidden = true;
  if (person === undefined) {
    await showSignIn();
    return;
  }
  drawAccess();
  if (seesVehicles(person)) {
    relabel();
  }
  person = (await session()) ?? person;
  await (seesTracks(person) ? readPurposes() : undefined);
  drawAccess();
}

element('language').addEventListener('click', () => void changeLanguage().catch(() => undefined));

// The tabs of a browser have one session: where another tab signs in as somebody else, this one shows them too, and nothing of the last person.
tabs.onmessage = ({ data }: MessageEvent<unknown>) => {
  if (!element('sign-in').hidden || (person !== undefined && data !== JSON.stringify(person))) {
    forgetPurpose();
    location.reload();
  }
};
apply();
void start();
