import type { OpenCounts, StreamState } from '../api';
import { element } from '../element';
import { clock, text } from '../texts';

/** Says whether what is shown is current, and else since when it is not. */
export function showState(shown: StreamState, readAt: number | undefined): void {
  const isStale = shown === 'stale';
  const state = element('state');
  const words = text(shown) + (isStale && readAt !== undefined ? ` (${text('since')} ${clock(new Date(readAt).toISOString())})` : '');
  if (state.textContent !== words) {
    state.textContent = words;
  }
  state.dataset['state'] = shown;

  // On a phone the detail lies over the state.
  const warning = element('detail-stale');
  warning.hidden = !isStale;
  if (warning.textContent !== words) {
    warning.textContent = words;
  }
  element('clock').textContent = `${clock(new Date().toISOString())} ${text('zone')}`;
}

/** By the server's count: what is loaded here is but a part. */
export function showCounts(counts: OpenCounts | undefined): void {
  element('count-open').textContent = counts === undefined ? '–' : String(counts.total);
  const grave = element('count-grave');
  grave.textContent = counts === undefined ? '–' : String(counts.violations);
  grave.classList.toggle('some', counts !== undefined && counts.violations > 0);
}
