import type { Alert } from './api';
import { provinceName } from './provinces';
import { limitLabel, measuredLabel, parameterText, ruleName } from './rules';
import { ago, clock, current, text, withClocks, type TextKey } from './texts';

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  content: string | (string | Node)[] = [],
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = className;
  if (typeof content === 'string') {
    element.textContent = content;
  } else {
    element.append(...content);
  }
  return element;
}

/**
 * Puts new content in the place of the old; what is unfolded stays so, and the focus stays on the same field, button or heading: the first,
 * second … of its kind, since others may have come before it.
 */
export function refill(container: HTMLElement, content: Node[]): void {
  const active = container.contains(document.activeElement) ? document.activeElement : null;
  const alike = (): HTMLElement[] => (active === null ? [] : [...container.querySelectorAll<HTMLElement>(active.localName)]);
  const at = alike().indexOf(active as HTMLElement);
  const unfolded = [...container.querySelectorAll('details')].map((d) => d.open);
  container.replaceChildren(...content);
  container.querySelectorAll('details').forEach((d, i) => {
    d.open = unfolded[i] ?? false;
  });
  alike()[at]?.focus();
}

/** How long ago; the page updates it as time passes. */
export function age(time: string): HTMLTimeElement {
  const element = make('time', 'ago', ago(time));
  element.dateTime = time;
  return element;
}

/** Names with their values; what is null is left out. */
export function facts(rows: [TextKey | { label: string }, string | (string | Node)[] | null][]): HTMLDListElement {
  return make(
    'dl',
    '',
    rows.flatMap(([key, value]) =>
      value === null ? [] : [make('dt', '', typeof key === 'string' ? text(key) : key.label), make('dd', '', value)],
    ),
  );
}

/** Changed by what came late. What ended meanwhile, or went further, is no amendment to be pointed out. */
const isAmended = (alert: Alert): boolean => alert.status !== 'retracted' && alert.amendedLate;

/** From how long after its onset an alert was detected its line says both times. */
const apartMs = 60_000;

/** One alert of the list: the time is that of its detection, by which the list is ordered; that of the onset is beside it where it was long before. */
export function alertItem(alert: Alert, selected: boolean, onChoose: () => void): HTMLLIElement {
  const isApart = Date.parse(alert.detectedAt) - Date.parse(alert.onset) > apartMs;
  const detected = `${isApart ? `${text('detected')} ` : ''}${clock(alert.detectedAt)}`;
  const button = make('button', `alert ${alert.severity} ${alert.status}`, [
    make('span', 'what', alert.title[current()]),
    make('span', 'who', [make('b', '', alert.plate), ` · ${detected} · `, age(alert.detectedAt)]),
    ...(isApart ? [make('span', 'who onset', `${text(alert.crossing === null ? 'onset' : 'onBorder')} ${clock(alert.onset)}`)] : []),
    make('span', 'tags', [
      make('span', 'tag', `${text(`s.${alert.severity}`)} · ${text(`s.${alert.status}`)}`),
      ...(alert.late ? [make('span', 'tag late', text('late'))] : []),
      ...(isAmended(alert) ? [make('span', 'tag', text('amended'))] : []),
    ]),
  ]);
  button.type = 'button';
  button.setAttribute('aria-pressed', String(selected));
  button.addEventListener('click', onChoose);
  const item = make('li', '', [button]);
  item.dataset['id'] = alert.id;
  return item;
}

/**
 * Everything that is known of one alert.
 *
 * @param acknowledge how the alert is acknowledged; a text that says why the person may not.
 */
export function alertDetail(alert: Alert, acknowledge: ((note: string) => Promise<void>) | string): HTMLElement[] {
  const { crossing } = alert;
  const [seconds, metres] = [Math.round(crossing?.timeUncertaintyS ?? 0), Math.round(crossing?.placeUncertaintyM ?? 0)];
  const list = facts([
    ['status', `${text(`s.${alert.severity}`)} · ${text(`s.${alert.status}`)}`],
    ['passage', crossing === null ? null : `${provinceName(alert.fromProvince)} → ${provinceName(alert.toProvince)}`],
    [
      crossing === null ? 'onset' : 'onBorder',
      [`${clock(alert.onset)}${crossing === null ? '' : ` ±\u00a0${seconds}\u00a0${text('seconds')}`} · `, age(alert.onset)],
    ],
    ['end', alert.end === null ? null : clock(alert.end)],
    ['place', `${alert.position.lat.toFixed(5)}, ${alert.position.lon.toFixed(5)}${crossing === null ? '' : ` ±\u00a0${metres}\u00a0m`}`],

    // Of an entry this is the time on the border again.
    [{ label: measuredLabel(alert) }, alert.measured === null || alert.rule === 'permit' ? null : withClocks(alert.measured)],
    [{ label: limitLabel(alert) }, alert.limit === null ? null : withClocks(alert.limit)],
    ['documents', alert.documents.length > 0 ? alert.documents.join(', ') : null],
    ['detected', clock(alert.detectedAt)],
    ['rule', `${ruleName(alert)} (${alert.rule} v${alert.ruleVersion})`],
  ]);
  const notes = (
    [
      ['lateText', alert.late],
      ['amendedText', isAmended(alert)],
      ['dark', crossing?.dark ?? false],
    ] as const
  )
    .filter(([, holds]) => holds)
    .map(([key]) => make('p', 'note', text(key)));
  const evidence = folded(
    `${text('evidence')} (${alert.evidence.length})`,
    alert.evidence.map(
      (r) =>
        `${clock(r.time)} · ${r.position === null ? '—' : `${r.position.lat.toFixed(5)}, ${r.position.lon.toFixed(5)}`} · ${r.speedKmh == null ? '—' : `${r.speedKmh} km/h`} · ${reportName(r)}`,
    ),
  );
  const applied =
    alert.parameters == null
      ? []
      : [
          folded(versioned(text('parameters'), alert.parameters.version), [
            ...(alert.parameters.from === null ? [] : [`${text('inForceSince')} ${clock(alert.parameters.from)}`]),
            ...(alert.parameters.province === null ? [] : [provinceName(alert.parameters.province)]),
            ...Object.entries(alert.parameters.values).map(([name, value]) => parameterText(alert, name, value)),
          ]),
        ];
  const course =
    alert.history === undefined
      ? []
      : [
          folded(
            `${text('course')} (${alert.history.length})`,
            alert.history.map((h) =>
              [
                clock(h.at),
                text(eventText(h.type, h.late)),
                h.cause === null ? null : text(`cause.${h.cause as 'document'}`),
                h.by,
                h.assignee === null ? null : `→ ${h.assignee}`,
                h.note,
              ]
                .filter((t) => t !== null)
                .join(' · '),
            ),
          ),
        ];
  const handling = alert.handling.map((h) =>
    make('p', 'done', [text(`s.${stateAfter(h.action)}`), h.by, clock(h.at), h.note].filter((t) => t !== null).join(' · ')),
  );
  return [list, ...notes, ...applied, evidence, ...course, ...handling, ...step(alert, acknowledge)];
}

/** Where the report is in the topic; read again from history, it has no offset. */
const reportName = (r: Alert['evidence'][number]): string => [r.topic, r.partition, r.offset].filter((part) => part != null).join('/');

const versioned = (title: string, version: string): string => (current() === 'en' ? `${title} (${version})` : `${title}（${version}）`);

function folded(title: string, lines: string[]): HTMLDetailsElement {
  return make('details', '', [
    make('summary', '', title),
    make(
      'ul',
      '',
      lines.map((line) => make('li', '', line)),
    ),
  ]);
}

const eventText = (type: string, late: boolean): TextKey =>
  type === 'amended' && !late
    ? 'h.updated'
    : type === 'raised' || type === 'amended' || type === 'retracted'
      ? `h.${type}`
      : `s.${type as 'closed'}`;

function stateAfter(action: string): 'acknowledged' | 'assigned' | 'handled' | 'closed' {
  return action === 'acknowledge' ? 'acknowledged' : action === 'assign' ? 'assigned' : action === 'handle' ? 'handled' : 'closed';
}

/** The form of the alert that is shown, which stays when the detail is drawn again: what is typed, awaited or refused is still there. */
let shownForm: { of: string; element: HTMLFormElement } | undefined;

function step(alert: Alert, acknowledge: ((note: string) => Promise<void>) | string): HTMLElement[] {
  const of = `${alert.id} ${current()}`;
  if (alert.status !== 'open' || typeof acknowledge === 'string') {
    shownForm = undefined;
    return alert.status === 'open' ? [make('p', 'rest', String(acknowledge))] : [];
  }
  if (shownForm?.of === of) {
    return [shownForm.element];
  }
  const note = make('input');
  note.name = 'note';
  note.maxLength = 2000;
  note.autocomplete = 'off';
  note.placeholder = text('remark');
  note.setAttribute('aria-label', text('remark'));
  const button = make('button', 'primary', text('acknowledge'));
  const problem = make('p', 'problem');
  problem.setAttribute('role', 'alert');
  const element = make('form', '', [note, button, problem]);
  element.addEventListener('submit', (e) => {
    e.preventDefault();
    button.disabled = true;
    problem.textContent = '';
    acknowledge(note.value).catch((error: unknown) => {
      problem.textContent = String(error instanceof Error ? error.message : error);
      button.disabled = false;
    });
  });
  shownForm = { of, element };
  return [element];
}
