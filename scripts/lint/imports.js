// The import rules of the house as a lint rule: which room may know which, and what to do instead.
// Plain JavaScript: oxlint loads it in the Node that runs the linter.
import { dirname, relative, resolve, sep } from 'node:path';

/** Feature arrows: a feature may meet only these others, through their index.ts. */
const FEATURE_MEETS = {
  user: ['tenant'],
  device: ['user', 'tenant'],
  self: ['user', 'device', 'tenant', 'handling', 'voicemail', 'queue'],
  voicemail: ['user', 'tenant', 'mail'],
  // Whoever has something to tell writes a letter; a letter knows nobody (but how pages are turned).
  mail: ['user'],
  trunk: ['tenant'],
  policy: ['trunk', 'user', 'tenant'],
  callflow: ['tenant', 'user'],
  queue: ['tenant', 'user', 'callflow'],
  handling: ['tenant', 'user', 'callflow', 'queue'],
  emergency: ['tenant', 'mail'],
  alert: ['mail'],
  spending: ['tenant'],
  did: ['tenant', 'user', 'callflow', 'handling'],
  apply: [
    'tenant',
    'user',
    'device',
    'callflow',
    'handling',
    'trunk',
    'policy',
    'emergency',
    'audit',
    'queue',
    'spending',
  ],
  access: ['audit'],
};
const EFFECTS = /^node:(fs|fs\/promises|child_process|net|tls|http|https|dgram|worker_threads)$/;

const root = resolve(import.meta.dirname, '../..');
const roomOf = (path) => relative(root, path).split(sep).join('/');
const isTest = (room) =>
  room.startsWith('tests/') || /\.test\.tsx?$|\.fake\.ts$/.test(room) || room.startsWith('scripts/');
const featureOf = (room) => /^agent\/src\/features\/([a-z-]+)\//.exec(room)?.[1];

/** @returns {string | undefined} why this import is refused, with the remedy */
export function refusal(room, specifier) {
  const target = specifier.startsWith('.') ? roomOf(resolve(root, dirname(room), specifier)) : specifier;
  const pure = /^packages\/(domain|asterisk)\/src\//.test(room);
  if (pure && target.startsWith('node:'))
    return 'domain and asterisk are pure: take what you need as an argument; effects live in agent/src/platform.';
  if (pure && /^(react|@mantine|@synergycall\/(agent|ui))|^(agent|apps)\//.test(target))
    return 'domain and asterisk know no screens and no agent: move this to packages/ui, apps/ or agent/.';
  if (room.startsWith('packages/ui/src/') && /^(node:|@trpc\/|@synergycall\/agent)|^(agent|apps)\//.test(target))
    return 'ui knows no feature, no agent and no Node: give the component props.';
  if (room.startsWith('apps/') && (/^@synergycall\/agent\/(?!router$)/.test(target) || target.startsWith('agent/')))
    return "apps know the agent by one `import type { AppRouter } from '@synergycall/agent/router'`.";
  if (
    room.startsWith('apps/desktop/src/') &&
    target === 'electron' &&
    room !== 'apps/desktop/src/main/index.ts' &&
    !room.startsWith('apps/desktop/src/preload/')
  )
    return 'only src/main/index.ts and the preload import electron: take a small interface instead.';
  if (room.startsWith('agent/src/platform/') && /^agent\/src\/(features|rpc|router|server|main)/.test(target))
    return 'platform stands below rpc and features: take a callback, or move the rule up.';
  if (room.startsWith('agent/src/rpc/') && /^agent\/src\/(features|router|server|main)/.test(target))
    return 'rpc stands below the features: take what you need as an interface.';
  const feature = featureOf(room);
  if (!feature) return undefined;
  if (/^agent\/src\/(router|server|main)/.test(target))
    return 'no arrow runs back up: router and main import features.';
  if (EFFECTS.test(target)) return 'effects live in agent/src/platform: take them as a dependency.';
  const other = featureOf(target);
  if (!other || other === feature) return undefined;
  if (!target.endsWith('/index.ts'))
    return `features meet through index.ts only: export it from features/${other}/index.ts.`;
  if (!FEATURE_MEETS[feature]?.includes(other))
    return `${feature} may not know ${other} (arrows: scripts/lint/imports.js): declare the interface you need and let main inject it.`;
  return undefined;
}

const rule = {
  create(context) {
    const room = roomOf(context.filename ?? context.getFilename());
    if (isTest(room)) return {};
    const check = (node) => {
      const why = typeof node.source?.value === 'string' ? refusal(room, node.source.value) : undefined;
      if (why) context.report({ node: node.source, message: why });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

export default { meta: { name: 'house' }, rules: { imports: rule } };
