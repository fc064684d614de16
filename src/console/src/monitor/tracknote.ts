import { askPurpose, purposeHeaders } from '../access/purpose';
import { element } from '../element';
import { make, refill } from '../panel';
import { clock, current, text } from '../texts';

/** Says that there is no track for want of a purpose, or from when on it lacks positions. */
export function drawTrackNote(unavailableFrom: string | undefined): void {
  const note = element('detail-purpose');
  if (purposeHeaders() !== undefined) {
    note.hidden = unavailableFrom === undefined;
    note.lang = '';
    refill(note, unavailableFrom === undefined ? [] : [make('span', 'note', `${text('trackPart')} ${clock(unavailableFrom)}`)]);
    return;
  }
  note.hidden = false;
  if (note.lang !== current()) {
    const button = make('button', '', text('purposeState'));
    button.type = 'button';
    button.addEventListener('click', () => askPurpose());
    note.lang = current();
    refill(note, [make('span', '', `${text('purposeMissing')} `), button]);
  }
}
