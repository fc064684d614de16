/** An element of the page by its id. */
export const element = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;
