/**
 * The text of Asterisk's configuration: one writer that owns the syntax, the parser that reads it back, and the
 * comparison with what Asterisk says it has loaded. Pure: no tenants, no I/O.
 * Guarantee: what is written reads back as the same model, in our parser and in Asterisk; a value that could not
 * (line break, comment sign, outer white space) is refused with ConfigTextError, never repaired.
 */
export * from './text.ts';
export * from './dialplan/model.ts';
export { renderDialplan } from './dialplan/write.ts';
export { parseDialplan, type DialplanPlace, type DialplanProblem, type ParsedDialplan } from './dialplan/parse.ts';
export { compareDialplan, type DialplanDifference, type LoadedLine } from './dialplan/compare.ts';
export { checkDialplans, type CheckedFile, type SetProblem } from './dialplan/check.ts';
export { isWholeDialplan, parseShownDialplan, withoutFirstLabels } from './dialplan/shown.ts';
export { renderSections, type Section } from './sections/write.ts';
export { checkPjsip, type PjsipProblem } from './sections/check.ts';
export { parseSections, type ParsedSections } from './sections/parse.ts';
