import { askPurpose, purposeHeaders } from '../access/purpose';
import { element } from '../element';
import { make, refill } from '../panel';
import { clock, current, text } from '../texts';
import { isMissing, type Looked } from './looked';

/** Says that there is no track for want of a purpose, or from when on it lacks positions; nothing of a vehicle that was not found. */
export function drawTrackNote(looked: Looked | undefined): void {
  const note = element('detail-purpose');
  const unavailableFrom = looked?.track?.unavailableFrom;
  if (looked !== undefined && isMissing(looked)) {
    note.hidden = true;
    return;
  }
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
