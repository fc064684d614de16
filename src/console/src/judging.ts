import type { Judging } from './api';
import { make } from './panel';
import { ruleTitle } from './rules';
import { clock, text } from './texts';

/** That a vehicle is not judged, or not by every rule: no alert then does not mean that all is well. Nothing where it is. */
export function judgingSection(judging: Judging): HTMLElement[] {
  if (judging.state === 'judged') {
    return [];
  }
  const notes = [
    ...(judging.since === undefined ? [] : [[`${text('since')} ${clock(judging.since)} · `, make('small', '', judging.reason ?? '')]]),
    ...(judging.faultedRules ?? []).map((f) => [
      `${ruleTitle(f.rule)} · ${text('since')} ${clock(f.since)} · `,
      make('small', '', f.reason),
    ]),
  ];
  return [
    make('section', 'quality refused judging', [
      make('h4', '', text(`j.${judging.state}`)),
      make(
        'ul',
        '',
        notes.map((n) => make('li', 'bad', n)),
      ),
    ]),
  ];
}
