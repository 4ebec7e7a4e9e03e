import type { Page } from 'playwright-core';

const PARTS = [
  '.d-content',
  '.sc-page',
  '.sc-page-body',
  '.d-readable',
  '.sc-grid',
  '.d-peek-body',
  '.d-bulk',
  '.sc-side-content',
  '.d-policy-tab',
  '.d-trace-result',
];

/** Classes of what is wider than its place, so that something of it is not seen: nothing should be. */
export const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(
    (parts) =>
      [...document.querySelectorAll(parts)]
        .filter((each) => each.scrollWidth > each.clientWidth + 1)
        .map((each) => each.className),
    PARTS.join(', '),
  );
