import { askPurpose, purposeHeaders } from '../access/purpose';
import { element } from '../element';
import { make, refill } from '../panel';
import { current, text } from '../texts';

/** Says that there is no track for want of a purpose. */
export function drawTrackNote(): void {
  const note = element('detail-purpose');
  note.hidden = purposeHeaders() !== undefined;
  if (!note.hidden && note.lang !== current()) {
    const button = make('button', '', text('purposeState'));
    button.type = 'button';
    button.addEventListener('click', () => askPurpose());
    note.lang = current();
    refill(note, [make('span', '', `${text('purposeMissing')} `), button]);
  }
}
