import type { Quality, QualityItem } from './api';
import { age, make } from './panel';
import { clock, current, text } from './texts';

/** What speaks against a vehicle's reports: that they are refused, above all. Nothing where nothing does. */
export function qualitySection(quality: Quality): HTMLElement[] {
  const active = [...quality.refusals, ...quality.findings].filter((i) => i.active);
  const past = [...quality.refusals, ...quality.findings].filter((i) => !i.active);
  if (active.length + past.length === 0) {
    return [];
  }
  const notes = active.map((i) => make('li', quality.refusals.includes(i) ? 'bad' : '', item(i)));
  return [
    make('section', `quality ${quality.status}`, [
      make('h4', '', text(`q.${quality.status}`)),
      ...(notes.length === 0 ? [] : [make('ul', '', notes)]),
      ...(past.length === 0
        ? []
        : [
            make('details', '', [
              make('summary', '', `${text('qualityPast')} (${past.length})`),
              make(
                'ul',
                '',
                past.map((i) => make('li', '', item(i))),
              ),
            ]),
          ]),
    ]),
  ];
}

function item(of: QualityItem): (string | Node)[] {
  const places = (of.places ?? []).map((p) =>
    make('small', '', `${p.position.lat.toFixed(5)}, ${p.position.lon.toFixed(5)} · ${clock(p.time)}`),
  );
  return [
    of.text[current()],
    ' ',
    make('small', '', [`${of.count} × · ${text('since')} ${clock(of.since)} · ${text('qualityLast')} ${clock(of.last)} · `, age(of.last)]),
    ...places,
  ];
}
