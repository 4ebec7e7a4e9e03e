import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  nodes: { html: string; target: string[]; text?: string; failureSummary?: string }[];
}

/** axe's violations on the page as it is, as lines a person can act on. The context needs `bypassCSP`. */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  // A colour that is still on its way has a contrast of its own.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((one) => one.effect?.getTiming().iterations !== Infinity)
        .map((one) => one.finished),
    ),
  );
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run: (node: Document, options: object) => Promise<{ violations: Violation[] }> };
    };
    const result = await axe.run(document, {
      // What passes is not gathered either: that took as long as finding what fails.
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    for (const v of result.violations)
      for (const n of v.nodes) n.text = document.querySelector(n.target[0] ?? '')?.textContent ?? '';
    return result.violations;
  });
  return found.flatMap((v) =>
    v.nodes.map(
      (n) =>
        `${v.id}: ${n.html.slice(0, 160)} “${(n.text ?? '').slice(0, 120)}” (${(n.failureSummary ?? '').replaceAll('\n', ' ').slice(0, 200)})`,
    ),
  );
}
