import { make } from '../panel';
import { text, type TextKey } from '../texts';

const gravity = ['yellow', 'orange', 'red'];

/** Says what the colours of the map mean. */
export function drawLegend(legend: HTMLElement): void {
  const entry = (colour: string, words: string): HTMLElement => make('span', colour, [make('i'), document.createTextNode(words)]);
  legend.replaceChildren(
    entry('calm', text('quiet')),
    make('span', '', text('openViolation')),
    ...gravity.map((s) => entry(s, text(`s.${s}` as TextKey))),
    entry('unjudged', text('unjudged')),
    entry('silent', text('silent')),
  );
}
