import type { Vehicle } from '../api';
import { matching, plateKey } from '../plate';
import { text } from '../texts';

/**
 * Goes to the vehicle whose plate is typed; to the next one of several when the same is asked again. While the vehicles are not read yet (undefined), none is
 * reported as missing. One that is not found leaves no other in view (`onNone`).
 */
export function watchFind(
  input: HTMLInputElement,
  vehicles: () => Iterable<Vehicle> | undefined,
  looked: () => string | undefined,
  onChoose: (id: string) => void,
  onNone: () => void,
): void {
  let sought = '';
  const find = (closes: boolean): void => {
    const known = vehicles();
    const found = matching(known ?? [], input.value);
    const isMissing = plateKey(input.value) !== '' && found.length === 0;
    const next = found[sought === input.value ? (found.findIndex((v) => v.id === looked()) + 1) % found.length : 0];
    sought = input.value;
    if (closes && isMissing && known !== undefined) {
      onNone();
    }
    input.setCustomValidity(isMissing ? text(known === undefined ? 'vehiclesUnknown' : 'notFound') : '');
    input.reportValidity();
    if (next !== undefined) {
      onChoose(next.id);
      if (found.length > 1) {
        input.focus();
      }
    }
  };
  input.addEventListener('keydown', (e) => {
    // Enter that ends the letters of an input method seeks nothing yet.
    if (e.key === 'Enter' && !e.isComposing) {
      // The same stroke must not submit the form of a dialog that opens.
      e.preventDefault();
      find(true);
    }
  });
  input.addEventListener('change', () => {
    if (sought !== input.value) {
      // Whoever leaves the field by a click has chosen what is under it: nothing moves before the click comes.
      find(false);
    }
  });
  input.addEventListener('input', () => input.setCustomValidity(''));
}
