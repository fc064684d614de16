// The dialog that asks why the person looks at tracks.

import { make } from '../panel';
import { text } from '../texts';
import { knownPurposes, readPurposes, statedPurpose, statePurpose } from './purpose';
import type { Purpose } from './session';

/** Shows the dialog; the purpose that was stated last is chosen already. */
export function openPurposeDialog(dialog: HTMLDialogElement, refusal: string): void {
  draw(dialog, refusal);
  if (!dialog.open) {
    dialog.showModal();
  }
  if (knownPurposes().length === 0) {
    readPurposes().then(
      () => draw(dialog, refusal),
      () => undefined,
    );
  }
}

function draw(dialog: HTMLDialogElement, refusal: string): void {
  const title = make('h2', '', text('purposeTitle'));
  title.id = 'purpose-title';
  const problem = make('p', 'problem', knownPurposes().length === 0 ? text('purposesUnknown') : refusal);
  problem.setAttribute('role', 'alert');
  const number = make('input');
  number.name = 'case';
  number.maxLength = 100;
  number.autocomplete = 'off';
  number.value = statedPurpose()?.caseNumber ?? '';
  const numberLabel = make('label', 'case', [text('caseNumber'), number]);
  const showNumber = (purpose: Purpose | undefined): void => {
    numberLabel.hidden = purpose?.wantsCase !== true;
    number.required = purpose?.wantsCase === true;
  };
  let chosen = knownPurposes().find((p) => p.code === statedPurpose()?.code);
  const choices = knownPurposes().map((purpose) => {
    const choice = make('input');
    choice.type = 'radio';
    choice.name = 'purpose';
    choice.required = true;
    choice.value = purpose.code;
    choice.checked = purpose === chosen;
    choice.addEventListener('change', () => {
      chosen = purpose;
      problem.textContent = '';
      showNumber(purpose);
    });
    return make('label', 'choice', [choice, purpose.text]);
  });
  showNumber(chosen);
  const cancel = make('button', '', text('cancel'));
  cancel.type = 'button';
  cancel.addEventListener('click', () => dialog.close());
  const confirm = make('button', 'primary', text('confirm'));
  confirm.disabled = knownPurposes().length === 0;
  const form = make('form', '', [...choices, numberLabel, problem, make('div', 'buttons', [cancel, confirm])]);

  // What is wanting is said here: the browser's own words are in the browser's language.
  form.noValidate = true;
  form.addEventListener('keydown', (e) => {
    // A key that is still held since before the dialog opened.
    if (e.key === 'Enter' && e.repeat) {
      e.preventDefault();
    }
  });
  form.addEventListener('submit', (e) => {
    e.preventDefault();
    number.value = number.value.trim();
    if (chosen === undefined) {
      problem.textContent = text('purposeWanted');
      form.querySelector('input')?.focus();
    } else if (chosen.wantsCase && number.value === '') {
      problem.textContent = text('caseNumberWanted');
      number.focus();
    } else {
      dialog.close();
      statePurpose({ code: chosen.code, caseNumber: chosen.wantsCase ? number.value : '' });
    }
  });
  dialog.replaceChildren(title, make('p', 'why', text('purposeWhy')), form);
}
