import { ConfigTextError, parseDialplan } from '@synergycall/asterisk';
import { isOurContext, REFUSALS, type BoxSnapshot } from '@synergycall/domain';
import { describe, expect, test } from 'vitest';
import { CODE_BY_PHONE } from './codes.conf.ts';
import { EMERGENCY_BY_PHONE } from './core.conf.ts';
import { CORE_FILES, renderCore } from './index.ts';
import { PARKED_BY_TRANSFER } from './park.conf.ts';
import { labBox } from './sample.ts';

const box = (part: Partial<BoxSnapshot['box']> = {}): BoxSnapshot => ({ ...labBox, box: { ...labBox.box, ...part } });
const core = (part: Partial<BoxSnapshot['box']> = {}) =>
  renderCore(box(part)).map((file) => ({ ...file, ...parseDialplan(file.text) }));
const steps = (part: Partial<BoxSnapshot['box']> = {}) =>
  core(part).flatMap(({ contexts }) =>
    contexts.flatMap(({ name, extensions }) =>
      extensions.flatMap(({ match, steps }) =>
        steps.map((step, index) => ({ context: name, match, priority: index + 1, ...step })),
      ),
    ),
  );

/** What each Set and MSet assigns. Commas within brackets part nothing. */
const assignments = () =>
  steps({ emergencyEndpoint: 'carrier' })
    .filter(({ application }) => application === 'Set' || application === 'MSet')
    .flatMap(({ application, data }) => {
      const parts: string[] = [''];
      let depth = 0;
      for (const sign of data) {
        if ('({['.includes(sign)) depth += 1;
        if (')}]'.includes(sign)) depth -= 1;
        if (sign === ',' && depth === 0 && application === 'MSet') parts.push('');
        else parts[parts.length - 1] += sign;
      }
      return parts.map((part) => {
        const name = part.slice(0, part.indexOf('='));
        return { application, name, value: part.slice(name.length + 1) };
      });
    });

const RAW = /\bDB\(|EXTEN|CALLERID|HEADER/;
/** A value without what FILTER or LEN make of something. */
function besidesFiltered(value: string): string {
  // An alphabet that is spelled by its codes may hold a comma.
  const at = /\$\{(?:FILTER\([^,\\]*,|LEN\()/.exec(value)?.index;
  if (at === undefined) return value;
  let end = at + 1;
  for (let depth = 0; end < value.length; end += 1) {
    if (value[end] === '{') depth += 1;
    if (value[end] === '}' && --depth === 0) break;
  }
  return value.slice(0, at) + besidesFiltered(value.slice(end + 1));
}

// Golden files are written by `vitest run -u` in the hand of a person who read the difference.
test.each(Object.values(CORE_FILES))('%s is the text that was read and approved', async (path) => {
  await expect(core({ emergencyEndpoint: 'carrier' }).find((file) => file.path === path)?.text).toMatchFileSnapshot(
    `./golden/${path}`,
  );
});

test('reads back without a problem, and every context is ours', () => {
  for (const { problems, contexts } of core()) {
    expect(problems).toEqual([]);
    expect(contexts.every(({ name }) => isOurContext(name))).toBe(true);
  }
});
test('the order of emergency numbers, and one given twice, do not change the text', () =>
  expect(renderCore(box({ emergencyNumbers: ['911', '112', '911'] }))).toEqual(renderCore(box())));

describe('promises of the text', () => {
  test('every jump leads somewhere', () => {
    const places = new Set(steps({ emergencyEndpoint: 'carrier' }).map(({ context, match }) => `${context},${match}`));
    const jumps = steps({ emergencyEndpoint: 'carrier' }).flatMap(({ application, data }) =>
      /^(Goto|GotoIf|Gosub)$/.test(application)
        ? [...data.matchAll(/sc-[a-z-]+,[^,:]+,1/g)].map(([jump]) => jump.replace(/,1$/, ''))
        : [],
    );
    const computed = [
      'sc-emergency,${SC_N}',
      'sc-resolve,${SC_N}',
      'sc-ring,${SC_N}',
      'sc-refuse,${SC_WHY}',
      'sc-t-${SC_T},${SC_N}',
      'sc-ring-end,${FILTER(A-Z',
      'sc-inbound,${SC_N}',
      'sc-inbound,${SC_D}',
      'sc-number,${SC_N}',
      'sc-back,${SC_N}',
      'sc-back-ring,${SC_N}',
      'sc-outside,${SC_O}',
      'sc-outside-end,${SC_STATUS}',
      'sc-outside-resolve,+${SC_E}',
      'sc-voicemail,${SC_B}',
      'sc-voicemail-say,${SC_K}',
      // Behind the prefix for outside; asked for with DIALPLAN_EXISTS first.
      'sc-emergency,${SC_D}',
      'sc-emergency-call,${SC_D}',
      // What is dialled, by the first three signs of which a code is looked for with DIALPLAN_EXISTS.
      'sc-code,${SC_N}',
      'sc-code-do,${SC_N',
      // Where a parked call goes back to: tag and phone.
      'sc-park-back,${SC_Y}',
      'sc-code-say,${SC_V}',
      'sc-ring-end,${SC_END}',
      'sc-outside-resolve,${SC_D}',
      'sc-outside-resolve,${SC_N}',
      // Of a test call, with DIALPLAN_EXISTS alone.
      'sc-emergency,${SC_E}',
    ];
    expect(jumps.filter((jump) => !places.has(jump) && !computed.includes(jump))).toEqual([]);
  });
  test('every refusal that decide knows has its extension', () =>
    expect(
      steps()
        .filter(({ context, match }) => context === 'sc-refuse' && match !== 'message')
        .map(({ match }) => match),
    ).toEqual(expect.arrayContaining(Object.keys(REFUSALS))));
  test('no variable is inheritable, and nobody sets TRANSFER_CONTEXT or FORWARD_CONTEXT', () => {
    const set = assignments().map(({ name }) => name);
    expect(set.length).toBeGreaterThan(100);
    expect(set.filter((name) => name.startsWith('_') || name.endsWith('_CONTEXT'))).toEqual([]);
  });
  test('several assignments in one step hold nothing raw: AstDB, or what a phone or carrier said, could end one', () => {
    const raw = assignments().filter(
      ({ application, value }) => application === 'MSet' && RAW.test(besidesFiltered(value)),
    );
    expect(raw).toEqual([]);
    expect(besidesFiltered('${IF($[${LEN(${DB(a)})} > 0]?${FILTER(0-9,${DB(a)})}:${DB(b)})}')).toBe(
      '${IF($[ > 0]?:${DB(b)})}',
    );
    expect(assignments().filter(({ application, name }) => application === 'MSet' && name === 'SC_T')).toEqual([]);
  });
  test('EXTEN stands nowhere but in FILTER, LEN and behind a closed pattern', () => {
    const bare = steps().filter(({ data }) =>
      data.replace(/\$\{(LEN\(|FILTER\([^,]+,)\$\{EXTEN\}\)\}/g, '').includes('${EXTEN}'),
    );
    expect(bare.map(({ context, match }) => `${context} ${match}`)).toEqual([
      `sc-health _${'[0-9a-hjkmnp-tv-z]'.repeat(4)}`,
    ]);
  });
  test('what blocks stands at a priority that a running call keeps through a reload', () => {
    const blocking = steps({ emergencyEndpoint: 'carrier' }).filter(({ application }) =>
      /^(Dial|Playback|Wait|Echo|SayDigits|VoiceMail|VoiceMailMain|Read|Park|ParkAndAnnounce|ParkedCall|PickupChan|Queue)$/.test(
        application,
      ),
    );
    expect(blocking.map(({ context, priority }) => `${context} ${priority}`)).toEqual([
      'sc-ring 1',
      'sc-code-say 2',
      'sc-code-say 2',
      'sc-code-say 2',
      'sc-code-say 2',
      'sc-code-echo 2',
      'sc-code-echo 3',
      'sc-code-echo 4',
      'sc-code-own-number 1',
      'sc-code-own-number 2',
      'sc-code-own-number 4',
      'sc-code-own-number 5',
      'sc-code-queue-say 2',
      'sc-code-queue-say 2',
      'sc-park-hold 1',
      'sc-park-hold 1',
      'sc-park-hold 2',
      'sc-park-ring 1',
      'sc-park-take 1',
      'sc-park-take 2',
      // It takes a call or comes back at once.
      'sc-pickup-take 10',
      'sc-group-dial 1',
      'sc-group-dial 1',
      'sc-late 3',
      'sc-late 4',
      'sc-voicemail-say 1',
      'sc-voicemail-say 2',
      'sc-voicemail-say 3',
      'sc-voicemail-say 1',
      'sc-voicemail-say 2',
      'sc-voicemail-say 3',
      'sc-voicemail-say 1',
      'sc-voicemail-record 1',
      'sc-voicemail-record 1',
      'sc-messages 1',
      'sc-messages 1',
      'sc-messages-ask 2',
      'sc-messages-pin 1',
      'sc-messages-pin 1',
      'sc-messages-pin 1',
      'sc-messages-hear 2',
      'sc-menu-listen 1',
      'sc-menu-listen 1',
      'sc-queue-wait 1',
      'sc-queue-wait 1',
      'sc-agent-ring 1',
      'sc-noservice 2',
      'sc-noservice 2',
      'sc-blocked 2',
      'sc-back-ring 1',
      'sc-emergency-dial 1',
      'sc-emergency-dial 1',
      'sc-emergency-unrouted 2',
      'sc-outside-failed 2',
      'sc-watch 1',
      'sc-test-say 2',
      'sc-test-say 3',
    ]);
  });
  test('no Dial without `i`: a phone’s 302 is not followed', () =>
    expect(
      steps({ emergencyEndpoint: 'carrier' }).filter(
        ({ application, data }) =>
          application === 'Dial' && !/^ir?(b\(sc-leg\^s\^1\(.*\)\))?$/.test(data.split(',')[2] ?? ''),
      ),
    ).toEqual([]));
  test('what comes in by a trunk can get to no emergency number and no tenant’s entry', () => {
    const contexts = new Map(
      core({ emergencyEndpoint: 'carrier' }).flatMap((file) => file.contexts.map((one) => [one.name, one])),
    );
    const reached = new Set<string>();
    const visit = (name: string): void => {
      if (reached.has(name)) return;
      reached.add(name);
      // A trunk's own context stands in the trunk's file, and is named by a variable.
      const { includes, extensions } = contexts.get(name) ?? { includes: [], extensions: [] };
      includes.forEach(visit);
      // Whatever a step names with a comma behind it counts as a way, also where it is only asked for.
      for (const { data } of extensions.flatMap((one) => one.steps)) {
        // SC_SELF names the calling phone: sc-number empties it, and sc-core alone fills it, from a phone's channel.
        if (data.startsWith(EMERGENCY_BY_PHONE) || data === '${DIALPLAN_EXISTS(sc-emergency,${SC_D},1)}?emergency')
          continue;
        if (data.startsWith(CODE_BY_PHONE) || data.startsWith(PARKED_BY_TRANSFER)) continue;
        for (const [, target] of data.matchAll(/(?:^|[?:(])(sc-[a-z-]+(?:\$\{[A-Z_]+\})?),/g)) visit(target!);
      }
    };
    visit('sc-trunk');
    const fills = assignments().filter(({ name, value }) => name === 'SC_SELF' && value !== '');
    expect(fills.map(({ value }) => value)).toEqual([
      '${IF($["${CHANNEL(name):0:6}" = "PJSIP/"]?${FILTER(0-9a-z-,${IF($[${LEN(${CHANNEL(name)})} = 26]?${CHANNEL(name):6:11}:${CHANNEL(name):6})})})}',
    ]);
    expect(
      steps()
        .filter(({ data }) => /\bSC_SELF=\$/.test(data))
        .map(({ context }) => context),
    ).toEqual(['sc-core']);
    // Calls out come after what the called tenant set (sc-target); outside.lab.test.ts has carriers try.
    expect([...reached].toSorted()).toEqual([
      'sc-after',
      'sc-back',
      'sc-back-ring',
      'sc-blocked',
      'sc-box',
      'sc-core',
      'sc-flow',
      'sc-forward',
      'sc-group',
      'sc-group-dial',
      'sc-health-report',
      'sc-hours',
      'sc-inbound',
      'sc-member',
      'sc-menu',
      'sc-menu-listen',
      'sc-noservice',
      'sc-number',
      'sc-number-nobody',
      'sc-out-${SC_X}',
      'sc-outside',
      'sc-outside-end',
      'sc-outside-failed',
      'sc-outside-limits',
      'sc-outside-next',
      'sc-outside-resolve',
      'sc-outside-tried',
      'sc-outside-try',
      'sc-outside-way',
      'sc-owns',
      'sc-person',
      'sc-queue',
      'sc-queue-left',
      'sc-queue-wait',
      'sc-refuse',
      'sc-resolve',
      'sc-ring',
      'sc-ring-end',
      'sc-spend',
      'sc-spend-list',
      'sc-spend-now',
      'sc-spend-price',
      'sc-target',
      'sc-trunk',
      'sc-voicemail',
      'sc-voicemail-record',
      'sc-voicemail-say',
    ]);
  });
  test('what a ring group makes of its own is reached from nowhere else', () => {
    const contexts = core({ emergencyEndpoint: 'carrier' }).flatMap((file) => file.contexts);
    const named = (name: string) =>
      contexts
        .filter(({ includes, extensions }) => {
          const texts = extensions.flatMap((one) => one.steps.map(({ data }) => data));
          return includes.includes(name) || texts.some((text) => new RegExp(`${name}\\b`).test(text));
        })
        .map((one) => one.name);
    expect(named('sc-late')).toEqual(['sc-group']);
    // A parked call that comes back says so on the leg.
    expect(named('sc-leg')).toEqual(['sc-park-ring', 'sc-group-dial', 'sc-late', 'sc-leg']);
    // Agents are dialled by app_queue alone; `*45` names them to it.
    expect(named('sc-agent')).toEqual(['sc-code-queue', 'sc-agent']);
    expect(
      steps()
        .filter(({ data, context }) => data.includes('Local/') && context !== 'sc-code-queue')
        .map(({ context, data }) => [context, data]),
    ).toEqual([
      ['sc-group', 'SC_LEGS=${SC_LEGS}${IF($[${LEN(${SC_LEGS})} > 0]?&)}Local/${SC_V:1}@sc-late'],
      // Of calls out; it names nothing that anybody dialled.
      ['sc-watch', 'Local/look@sc-watch/n,exten,sc-watch,end,1,10,av(SC_HALF=${SC_HALF})'],
    ]);
  });
  test('messages are heard by nobody who comes in by a trunk, and in the tenant’s own mailboxes alone (FR-036)', () => {
    const boxes = steps().filter(
      ({ application, data }) => application.startsWith('VoiceMail') || /\bvm-\$/.test(data),
    );
    expect(boxes.length).toBeGreaterThan(3);
    expect(boxes.map(({ data }) => data).filter((data) => !data.includes('${SC_B}@vm-${SC_T}'))).toEqual([]);
    const sets = steps().filter(({ data }) => data.startsWith('SC_T='));
    // Of an agent's leg, by its own extension, which app_queue alone dials.
    expect(sets.map(({ context }) => context).toSorted()).toEqual([
      'sc-agent',
      'sc-health',
      'sc-health',
      'sc-number',
      'sc-number-nobody',
      // By the extension that the tenant's own Park named.
      'sc-park-back',
      'sc-test',
    ]);
  });
  test('a test call is begun by the agent alone: nothing leads to it, and it leads to no tenant', () => {
    const contexts = core({ emergencyEndpoint: 'carrier' }).flatMap((file) => file.contexts);
    const leading = contexts.filter(
      ({ name, includes, extensions }) =>
        !name.startsWith('sc-test') &&
        (includes.some((one) => one.startsWith('sc-test')) ||
          extensions.some((one) => one.steps.some(({ data }) => data.includes('sc-test')))),
    );
    expect(leading.map(({ name }) => name)).toEqual([]);
    const ways = contexts
      .filter(({ name }) => name.startsWith('sc-test'))
      .flatMap(({ extensions }) => extensions.flatMap((one) => one.steps.map(({ data }) => data)))
      .flatMap((data) => [...data.matchAll(/sc-[a-z-]+(?:\$\{[A-Z_]+\})?/g)].map(([found]) => found));
    expect([...new Set(ways)].toSorted()).toEqual(['sc-emergency', 'sc-out-${SC_X}', 'sc-test']);
  });
  test('a public number is 7 to 15 digits that don’t begin with 0, whoever sends it in', () => {
    const patterns = core()
      .flatMap((file) => file.contexts)
      .find(({ name }) => name === 'sc-inbound')!
      .extensions.map(({ match }) => match);
    expect(patterns.filter((match) => match !== 'i')).toEqual(
      Array.from({ length: 9 }, (_, index) => `_[1-9]${'X'.repeat(index + 6)}`),
    );
  });
  test('emergency numbers need no database, no variable and no tenant to go out', () => {
    const emergency = steps({ emergencyEndpoint: 'carrier' }).filter(({ context }) =>
      context.startsWith('sc-emergency'),
    );
    const asks = emergency.filter(({ data }) => /\bDB\(|SC_/.test(data));
    expect([...new Set(asks.map(({ context }) => context))]).toEqual(['sc-emergency-place', 'sc-emergency-failed']);
    // Where the caller stands is asked on the way, by steps that can't end a call and need no module, and whatever their
    // values are, each way through them leads on: every jump goes forward, and the last one out.
    for (const context of ['sc-emergency-place', 'sc-emergency-failed'])
      for (const number of ['112', '911']) {
        const way = emergency.filter((step) => step.context === context && step.match === number);
        expect(way.filter(({ application }) => !/^(Set|Goto|GotoIf|UserEvent)$/.test(application))).toEqual([]);
        const places = new Map(way.flatMap(({ label, priority }) => (label ? [[label, priority] as const] : [])));
        const jumps = way.slice(0, -1).flatMap(({ application, data, priority }) => {
          if (!application.startsWith('Goto')) return [];
          const targets = application === 'Goto' ? [data] : data.slice(data.lastIndexOf('?') + 1).split(':');
          return targets.filter((target) => target !== '').map((target) => ({ target, from: priority }));
        });
        expect(jumps.filter(({ target, from }) => (places.get(target) ?? 0) <= from)).toEqual([]);
        expect([way.at(-1)?.application, way.at(-1)?.data]).toEqual([
          'Goto',
          context === 'sc-emergency-place' ? `sc-emergency-way,${number},1` : 'sc-emergency-unrouted,s,1',
        ]);
      }
    expect(emergency.find(({ match, application }) => match === '112' && application === 'Dial')?.data).toBe(
      'PJSIP/112@carrier,120,i',
    );
  });
});

test.each(['carrier&Local/666@leak', 'a,5', '${X}', 'a\nb', 'a;b', ' a'])(
  'refuses the emergency endpoint %j',
  (emergencyEndpoint) => expect(() => renderCore(box({ emergencyEndpoint }))).toThrow(ConfigTextError),
);
test.each(['112,1', '${X}', '1\n', ''])('refuses the emergency number %j', (number) =>
  expect(() => renderCore(box({ emergencyNumbers: [number] }))).toThrow(ConfigTextError),
);
