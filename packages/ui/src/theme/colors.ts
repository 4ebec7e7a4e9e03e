import type { MantineColorsTuple } from '@mantine/core';

/**
 * One accent and four states. Every ramp was chosen for AA: shade 6 carries white text, shade 7 is text on white,
 * shade 3 or 4 is text on the dark surface.
 */
export const blue: MantineColorsTuple = [
  '#eef4ff',
  '#dce8fe',
  '#bed4fd',
  '#94b8fb',
  '#6b9af7',
  '#3f76ee',
  '#2459db',
  '#1d49b8',
  '#1b3d93',
  '#193473',
];
export const green: MantineColorsTuple = [
  '#eafaf1',
  '#d0f2df',
  '#a3e4c1',
  '#6dd29d',
  '#3dba7b',
  '#1f9d60',
  '#147a49',
  '#10653d',
  '#0d5031',
  '#0a3d26',
];
export const amber: MantineColorsTuple = [
  '#fff7e6',
  '#feebc4',
  '#fcd98f',
  '#f7c254',
  '#e9a728',
  '#c98510',
  '#94600a',
  '#7c4f0a',
  '#63400c',
  '#4d320b',
];
export const red: MantineColorsTuple = [
  '#fef0f0',
  '#fddcdc',
  '#fabcbc',
  '#f79393',
  '#f16b6b',
  '#e04444',
  '#c42b2b',
  '#a32020',
  '#841c1c',
  '#681919',
];
export const gray: MantineColorsTuple = [
  '#f7f8fa',
  '#eff1f4',
  '#e4e7ec',
  '#d3d8e0',
  '#b7bec9',
  '#858e9c',
  '#5c6573',
  '#48505d',
  '#323945',
  '#1c212a',
];
/** Mantine's name for the dark theme's neutrals: 0 is text, 6 a raised surface, 7 the page, 9 the deepest. */
export const dark: MantineColorsTuple = [
  '#e3e7ed',
  '#bcc4cf',
  '#98a2b1',
  '#707b8a',
  '#3a424f',
  '#2b323d',
  '#1f252e',
  '#171b22',
  '#111419',
  '#0b0d11',
];
