/**
 * What a plate and every careless spelling of it have in common: full width, lower case, blanks, dots and hyphens fall away, and I and O,
 * which no serial has (GA 36-2018), are the digits they are taken for. For comparing, not for showing.
 */
export const plateKey = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .replaceAll('I', '1')
    .replaceAll('O', '0');
