/** Words of the command `synergycall`. */
export const cli = {
  'cli.help': `synergycall COMMAND [options]
  login URL           signs in; asks for e-mail and password         --email E  --fingerprint SHA256
  logout              ends this session
  diff                what is pending, object by object              --text  --from N --to N|model  --box
  apply               makes what is pending live                     --reason R  --at TIME | --quiet-until TIME | --after
                                                                     --at-deadline apply|cancel  --ignore-freeze
                                                                     --all | --box  --no-wait
  cancel JOB          withdraws an apply that waits                  --box: whosever it is
  history [JOB]       applies, newest first, or one of them          --limit N  --all | --box
  restore GENERATION  brings an earlier version back as pending      --object KIND:ID … | --box  --dry-run  --yes  --apply
  drift               what is live otherwise than it was applied     --box  --reapply KEY|all  --adopt KEY|all
  freeze              times in which nothing is applied
  freeze add          announces one: --reason R and                  --from TIME --until TIME
                      or every week, on the tenant’s clocks          --days mon,fri --from 22:00 --until 06:00
  freeze remove ID    takes it back
  doctor              looks at everything an apply needs
--box: the part that all tenants share (emergency numbers, and who takes them).
Everywhere: --tenant NAME (id and tag do too; needed where you manage several)  --json  --help
Times: 2026-12-01T22:00 (this machine’s zone) or with a zone, such as 2026-12-01T22:00Z.
Exit: 0 done, nothing differs · 1 there are differences · 2 not understood · 3 ended, nothing was touched · 4 rolled back
      5 needs a person · 6 not reached or signed out · 7 refused
Scripts: SYNERGYCALL_URL, SYNERGYCALL_TOKEN and SYNERGYCALL_CA (a file) stand in for \`login\`.
`,
  'cli.unknown-command': 'There is no command “{word}”.',
  'cli.missing': '{command} needs {what}.',
  'cli.too-much': '“{word}” is not expected here. A tenant is named with --tenant.',
  'cli.only-one': 'Only one of these: {words}',
  'cli.at-deadline': '--at-deadline is apply or cancel, and goes with --quiet-until.',
  'cli.bad-freeze':
    'A freeze needs --reason, --from and --until; with --days (mon,tue,…) both are clock times such as 22:00.',
  'cli.bad-address': 'SYNERGYCALL_URL is “{word}”. It has to look like https://127.0.0.1:8443.',
  'cli.bad-authority': 'SYNERGYCALL_CA names {file}, which can’t be read.',
  'cli.bad-session': 'The session in {file} can’t be read. Sign in anew with: synergycall login',
  'cli.version': '{generation}  {when}  {who}  {n|one # change|other # changes}  {reason}',
  'cli.version.live': '{generation}  {when}  {who}  {n|one # change|other # changes}  (live)  {reason}',
  'cli.signed-out': 'You are not signed in. Start with: synergycall login https://127.0.0.1:8443',
  'cli.which-tenant': 'Say which tenant: --tenant NAME. There are: {names}',
  'cli.no-such-tenant': 'No tenant is called “{word}”. There are: {names}',
  'cli.bad-time': '“{word}” is no time. Write it like 2026-12-01T22:00.',
  'cli.bad-generation': '“{word}” is no generation: give its number, as `synergycall history` shows it.',
  'cli.bad-object': '“{word}” is no object. Write it like user:ID or device:ID.',
  'cli.login.authority': 'The agent’s own authority has the fingerprint (SHA-256):',
  'cli.login.compare': 'Is it the one that the agent printed at its start? Type yes: ',
  'cli.login.other': 'The authority of {host} is another one. Expected: {expected}. Found: {found}. Nothing was sent.',
  'cli.login.not-trusted': 'Not trusted, so nothing was sent.',
  'cli.login.email': 'E-mail: ',
  'cli.login.password': 'Password: ',
  'cli.login.done': 'Signed in to {host} as {email}.',
  'cli.logout.done': 'Signed out.',
  'cli.box': 'the box',
  'cli.nothing-pending': 'Nothing is pending: everything that was changed is live.',
  'cli.pending': '{tenant}: {n|one # change pending|other # changes pending}',
  'cli.compared': '{tenant}, version {from} → {to}: {n|one # difference|other # differences}',
  'cli.waits': 'Waits: {id}. Withdraw it with: synergycall cancel {id}',
  'cli.skipped': '{tenant} was left out: {why}',
  'cli.job': '{id}  {status}  {what}  {count|one # change|other # changes}  {who}  {when}',
  'cli.more': 'There are more: --limit {n}',
  'cli.restore.plan': 'Version {generation}, live since {since}, differs from what is meant now by:',
  'cli.restore.ask': 'Restore this? It makes pending changes; nothing is live until it is applied. Type yes: ',
  'cli.restore.done': '{n|one # change is|other # changes are} pending now. Make them live with: synergycall apply',
  'cli.restore.no': 'Nothing was restored.',
  'cli.drift.none': 'What is live is what was applied.',
  'cli.drift.changed': '{store}: {name} was changed',
  'cli.drift.missing': '{store}: {name} is missing',
  'cli.drift.foreign': '{store}: {name} is not from here',
  'cli.drift.unknown': 'Could not be looked at: {stores}',
  'cli.drift.adopted': '{n|one # difference|other # differences} taken over.',
  'cli.drift.no-such-key': 'Nothing with the key {key} differs.',
  'cli.doctor.ok': 'ok',
  'cli.doctor.warning': 'warning',
  'cli.doctor.failed': 'failed',
  'cli.doctor.not-checked': 'not checked',
} as const;
