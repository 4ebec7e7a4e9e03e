/** Words that passwords are made of first; compared with all but letters removed, so `P@ssw0rd`-like tricks aside, `password2026!` is found. */
export const COMMON: ReadonlySet<string> = new Set(
  `password passwort passwords passwd mypassword thepassword passwordpassword letmein letmeinnow welcome welcomeback
  welcometo admin administrator adminadmin root rootroot superuser changeme changemenow changeit default defaultpassword
  secret secretsecret topsecret qwerty qwertyuiop qwertyqwerty qwertzuiop qwertyui qwert azerty azertyuiop asdf asdfgh asdfghjkl asdfasdf
  zxcvbn zxcvbnm qazwsx qazwsxedc abc abcd abcdef abcdefg abcdefgh abcdefghij abcabc iloveyou iloveu loveyou sunshine princess
  football baseball basketball dragon monkey master shadow superman batman trustno trustnoone starwars michael jordan jennifer
  hunter buster soccer hockey killer george charlie andrew thomas pepper daniel access login loginlogin logmein hello hellohello
  helloworld freedom whatever nothing cheese summer winter spring autumn january february march april june july august september
  october november december monday friday sunday company companyname office telephone phone phonesystem voip asterisk freepbx
  pbx sip sipphone softphone synergycall synergy mitel cisco polycom yealink grandstream snom unknown temporary temp temppassword
  test testtest testing tester test1ng guest guestguest user useruser internet computer server pass passpass pa55word
  correcthorsebatterystaple q1w2e3r4t5 1q2w3e4r5t 1qaz2wsx3edc 1234567890 12345678910 0987654321 123qweasdzxc p@ssw0rd123 p@ssword123`.split(
    /\s+/,
  ),
);
